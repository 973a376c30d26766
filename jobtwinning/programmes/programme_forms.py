"""Making a programme, changing one, and a way by which people find it (REC-08, REC-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import CheckCards, ChoiceCards, DateInput
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm, LineField, RowField, RowsField, VersionedForm
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions, starts
from jobtwinning.programmes.forms import SLUG_HINT
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.rules import MODES, ProgrammeRules

TEMPLATE_NAMES = {
    "autumn": _("Najaar van drie maanden"),
    "half_year": _("Januari tot en met juni"),
    "rolling": _("Doorlopend, iedereen begint wanneer het past"),
}
TEMPLATE_HINTS = {
    "autumn": _("13 weken, 7 tot 8 uur per maand. Aanmelden kan tot drie weken voor het begin."),
    "half_year": _("24 weken, 4 tot 5 uur per maand. Aanmelden kan tot vier weken voor het begin."),
    "rolling": _("Een jaar lang kan iedereen zich aanmelden. Een traject duurt drie maanden."),
}
COPY_NAME = _("Kopie van")
COPY_HINT = _("Dezelfde getallen en teksten, alle data een jaar later, zonder mensen.")
MODE_NAMES = {
    "blind": _("De coördinator stelt koppels voor"),
    "open": _("Deelnemers kijken zelf rond"),
    "speed_dates": _("Korte gesprekken op een bijeenkomst"),
}
EDUCATION_NAMES = {
    "po": _("Basisonderwijs"),
    "vo": _("Voortgezet onderwijs"),
    "mbo": _("Mbo"),
    "hbo": _("Hbo"),
}
WHY_FIXED = {
    "people": _("Ligt vast: er hebben zich al mensen op aangemeld."),
    "running": _("Ligt vast: de ronde is al begonnen."),
}
RULES = (
    "hours_minimum", "meetings_minimum", "meetings_maximum", "duration_months", "duration_months_maximum",
    "trial_months", "score_floor", "rolling_start", "modes", "education_types", "four_eyes",
    "open_to_coordinator",
)  # fmt: skip
OPEN_DAYS = ("open_from", "open_until")
SECTIONS = (
    (_("Wat en waar"), ("name_nl", "name_en", "slug", "organiser", "regions", "education_types")),
    (_("Wanneer"), ("starts_on", "ends_on", "rolling_start", "sign_up_until", "matched_by")),
    (
        _("Wat het vraagt"),
        ("hours_minimum", "meetings_minimum", "meetings_maximum", "duration_months", "duration_months_maximum",
         "trial_months"),
    ),
    (_("Bijeenkomsten"), ("information_from",)),
    (
        _("Hoe jullie koppelen"),
        ("places_per_side", "modes", "open_from", "open_until", "open_to_coordinator", "score_floor", "four_eyes"),
    ),
    (
        _("Antwoorden op een voorstel"),
        ("first_reminder_days", "second_reminder_days", "answer_lapse_days", "talk_pause_days"),
    ),
)  # fmt: skip


class StartForm(forms.Form):
    """What to begin with: a template, or an earlier programme of the own regions; and the first day."""

    start = forms.ChoiceField(label=_("Waar begin je mee?"), widget=ChoiceCards)
    first_day = forms.DateField(
        label=_("Eerste dag"),
        help_text=_("Leeg: een dag die bij de keuze past. Je kunt alle data straks nog veranderen."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, *args: Any, earlier: Sequence[tuple[Programme, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier, self.today = {programme.public_id: programme for programme, _name in earlier}, today
        self.fields["start"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *TEMPLATE_NAMES.items(),
            *((each.public_id, format_lazy("{copy} {name}", copy=COPY_NAME, name=name)) for each, name in earlier),
        ]
        hints = {**TEMPLATE_HINTS, **dict.fromkeys(self.earlier, COPY_HINT)}
        self.fields["start"].widget.hints = hints

    def chosen(self) -> starts.Start:
        """The proposal that goes with the choice; only when valid."""
        code, day = self.cleaned_data["start"], self.cleaned_data["first_day"]
        if code in self.earlier:
            start = starts.from_programme(self.earlier[code])
            return starts.moved(start, day) if day else start
        return starts.from_template(code, day or starts.next_first_day(code, self.today))


class _ProgrammeFields(KeyedForm):
    """What making and changing share: names, dates, numbers; faults stand beside the field they are about."""

    name_nl = LineField(label=_("Naam in het Nederlands"), max_length=120)
    name_en = LineField(label=_("Naam in het Engels"), max_length=120)
    starts_on = forms.DateField(label=_("Eerste dag"), widget=DateInput)
    ends_on = forms.DateField(label=_("Laatste dag"), widget=DateInput)
    rolling_start = forms.BooleanField(
        label=_("Doorlopend: aanmelden kan ook als de ronde loopt, tot de laatste dag"), required=False
    )
    sign_up_until = forms.DateField(label=_("Aanmelden kan tot en met"), widget=DateInput, required=False)
    matched_by = forms.DateField(label=_("Deelnemers horen hun match op"), widget=DateInput, required=False)
    places_per_side = forms.IntegerField(
        label=_("Plekken per kant"),
        help_text=_("Zoveel docenten en zoveel mensen van buiten het onderwijs. Leeg is geen grens."),
        min_value=1,
        max_value=5000,
        required=False,
    )
    hours_minimum = forms.IntegerField(label=_("Uren per deelnemer, minstens"), min_value=1, max_value=500)
    meetings_minimum = forms.IntegerField(label=_("Ontmoetingen, minstens"), min_value=1, max_value=50)
    meetings_maximum = forms.IntegerField(label=_("Ontmoetingen, hooguit"), min_value=1, max_value=50)
    duration_months = forms.IntegerField(label=_("Maanden, gewoonlijk"), min_value=1, max_value=24)
    duration_months_maximum = forms.IntegerField(label=_("Maanden, hooguit"), min_value=1, max_value=24)
    trial_months = forms.IntegerField(
        label=_("Proeftijd in maanden"),
        help_text=_("Daarna spreken beiden af of ze doorgaan. Nul is geen proeftijd."),
        min_value=0,
        max_value=6,
    )
    modes = forms.MultipleChoiceField(
        label=_("Hoe mensen bij elkaar komen"), choices=list(MODE_NAMES.items()), widget=CheckCards
    )
    open_from = forms.DateField(
        label=_("Rondkijken kan vanaf"),
        help_text=_("Alleen bij open matching. Leeg: zodra iemand klaar is."),
        widget=DateInput,
        required=False,
    )
    open_until = forms.DateField(
        label=_("Rondkijken kan tot en met"),
        help_text=_("Leeg: zolang er gematcht wordt."),
        widget=DateInput,
        required=False,
    )
    open_to_coordinator = forms.BooleanField(
        label=_("Zeggen twee mensen bij het rondkijken allebei ja, dan beslist de coördinator"), required=False
    )
    education_types = forms.MultipleChoiceField(
        label=_("Voor docenten in"),
        help_text=_("Niets aangekruist is al het onderwijs."),
        choices=list(EDUCATION_NAMES.items()),
        widget=CheckCards,
        required=False,
    )
    score_floor = forms.FloatField(
        label=_("Ondergrens voor een koppel"),
        help_text=_("Van 0 tot 1. Lager dan dit maken we geen koppel; wie overblijft komt op de wachtlijst."),
        min_value=0,
        max_value=1,
    )
    four_eyes = forms.BooleanField(
        label=_("Een tweede coördinator kijkt mee voordat een voorstel weggaat"), required=False
    )
    first_reminder_days = forms.IntegerField(
        label=_("Eerste herinnering na zoveel werkdagen"), min_value=1, max_value=60, required=False
    )
    second_reminder_days = forms.IntegerField(
        label=_("Tweede herinnering na zoveel werkdagen"), min_value=1, max_value=60, required=False
    )
    answer_lapse_days = forms.IntegerField(
        label=_("Werkdagen om te antwoorden"),
        help_text=_("Daarna verloopt het voorstel. In de schoolvakantie staat de tijd stil."),
        min_value=3,
        max_value=90,
        required=False,
    )
    talk_pause_days = forms.IntegerField(
        label=_("Werkdagen erbij als iemand eerst wil praten"), min_value=0, max_value=30, required=False
    )
    information_from = forms.IntegerField(
        label=_("Een informatiebijeenkomst vanaf zoveel belangstellenden"),
        help_text=_("Zijn er bij één organisatie zoveel mensen, dan staat het bij je te doen."),
        min_value=1,
        max_value=500,
        required=False,
    )
    base_rules = ProgrammeRules()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        values = self.cleaned_data
        first, second, last = self._answer_days()
        if first >= second:
            self.add_error("second_reminder_days", _("Dit is niet later dan de eerste herinnering."))
        if second >= last:
            self.add_error("answer_lapse_days", _("Dit is niet later dan de tweede herinnering."))
        if values.get("meetings_minimum", 0) > values.get("meetings_maximum", 50):
            self.add_error("meetings_maximum", _("Dit is minder dan het laagste aantal."))
        if values.get("duration_months", 0) > values.get("duration_months_maximum", 24):
            self.add_error("duration_months_maximum", _("Dit is korter dan een traject gewoonlijk duurt."))
        if values.get("rolling_start") and values.get("sign_up_until"):
            self.add_error("sign_up_until", _("Een doorlopende ronde heeft geen laatste dag om je aan te melden."))
        opens, closes = values.get("open_from"), values.get("open_until")
        if opens and closes and opens > closes:
            self.add_error("open_until", _("Dit is eerder dan de eerste dag om rond te kijken."))
        if not self.errors:
            try:
                actions.check_dates(self.changes())
            except DomainError as refused:
                self.add_error(refused.field, str(refused.message))
        return cleaned

    def _answer_days(self) -> tuple[int, int, int]:
        """Both reminders and the lapse, in working days; what is empty stays as it was."""
        usual = (*self.base_rules.answer_reminder_days, self.base_rules.answer_lapse_days)
        names = ("first_reminder_days", "second_reminder_days", "answer_lapse_days")
        first, second, last = (
            usual[at] if self.cleaned_data.get(name) is None else self.cleaned_data[name]
            for at, name in enumerate(names)
        )
        return first, second, last

    def rules(self) -> ProgrammeRules:
        """The numbers as filled in, the others as they were."""
        values = {name: self.cleaned_data[name] for name in RULES}
        values["modes"] = tuple(mode for mode in MODES if mode in values["modes"])
        values["education_types"] = tuple(values["education_types"])
        for name in OPEN_DAYS:
            values[name] = self.cleaned_data[name].isoformat() if self.cleaned_data[name] else ""
        first, second, last = self._answer_days()
        values |= {"answer_reminder_days": (first, second), "answer_lapse_days": last}
        for name in ("talk_pause_days", "information_from"):
            if self.cleaned_data[name] is not None:
                values[name] = self.cleaned_data[name]
        if (values["hours_minimum"], values["duration_months"]) != (
            self.base_rules.hours_minimum,
            self.base_rules.duration_months,
        ):
            values |= hours_per_month(values["hours_minimum"], values["duration_months"])
        return replace(self.base_rules, **values)

    def changes(self) -> actions.Changes:
        """What was filled in, as the action wants it."""
        names = ("name_nl", "name_en", "starts_on", "ends_on", "sign_up_until", "matched_by", "places_per_side")
        return actions.Changes(**{name: self.cleaned_data[name] for name in names}, rules=self.rules())

    @property
    def sections(self) -> Iterator[tuple[Any, list[Any]]]:
        """The fields in groups with a heading."""
        for title, names in SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]


def rule_values(rules: ProgrammeRules) -> dict[str, Any]:
    """The rules as the fields show them."""
    first, second = rules.answer_reminder_days
    days = {name: getattr(rules, name) for name in ("answer_lapse_days", "talk_pause_days", "information_from")}
    reminders = {"first_reminder_days": first, "second_reminder_days": second}
    opens: dict[str, Any] = {name: getattr(rules, name) or None for name in OPEN_DAYS}
    return {name: getattr(rules, name) for name in RULES} | days | reminders | opens


def hours_per_month(hours: int, months: int) -> dict[str, int]:
    """The advice that goes with so many hours in so many months: 20 in 3 is 7 to 8 a month (R-0.7)."""
    least = max(1, -(-hours // months))
    return {"hours_per_month_minimum": least, "hours_per_month_maximum": least + 1, "hours_advice_maximum": hours + 5}


class ProgrammeForm(_ProgrammeFields):
    """A new programme; a coordinator only gets the regions of the own grants to choose from."""

    slug = forms.SlugField(label=_("Adres op de site"), max_length=50, help_text=SLUG_HINT)
    organiser = LineField(label=_("Organiserende partij"), max_length=160)
    regions = RowsField(label=_("Regio’s"), queryset=Region.objects.none(), widget=CheckCards)
    copied_from = RowField(queryset=Programme.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, regions: QuerySet[Region], earlier: QuerySet[Programme], start: starts.Start | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        if start is not None:
            kwargs["initial"] = proposed(start, regions)
        super().__init__(*args, **kwargs)
        self.fields["regions"].queryset = regions  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self.fields["copied_from"].queryset = earlier  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Programme.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Er is al een ronde met dit adres."))
        return slug

    def clean(self) -> dict[str, Any] | None:
        copied = self.cleaned_data.get("copied_from")
        self.base_rules = copied.rules if copied else ProgrammeRules()
        return super().clean()

    def new_programme(self) -> actions.NewProgramme:
        """What was filled in, as the action wants it."""
        values, shared = self.cleaned_data, self.changes()
        return actions.NewProgramme(
            slug=values["slug"],
            organiser=values["organiser"],
            regions=tuple(values["regions"]),
            copied_from=values["copied_from"],
            **{name: getattr(shared, name) for name in shared.__slots__},
        )

    def sent(self) -> Iterator[tuple[str, str]]:
        """Name and value of everything that was filled in, to send along with the summary."""
        for name in self.fields:
            for value in self.data.getlist(name):  # type: ignore[attr-defined]  # a QueryDict
                yield name, value

    @property
    def summary(self) -> Iterator[tuple[Any, list[tuple[Any, str]]]]:
        """What will be made, in words, by section; only when valid."""
        for title, fields in self.sections:
            told = [(field.label, in_words(field.field, self.cleaned_data[field.name])) for field in fields]
            yield title, [(label, words) for label, words in told if words]


def in_words(field: forms.Field, value: Any) -> str:
    """A filled-in value as one reads it; "" when there is none."""
    if isinstance(field, forms.BooleanField):
        return str(_("ja") if value else "")
    if isinstance(field, RowsField):
        return ", ".join(row.name for row in value)
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(str(dict(field.choices)[code]) for code in value)  # type: ignore[arg-type]  # pairs
    if isinstance(value, date):
        return date_format(value, "l j F Y")
    return "" if value is None else str(value)


def proposed(start: starts.Start, regions: QuerySet[Region]) -> dict[str, Any]:
    """The first values of a new programme."""
    names = ("name_nl", "name_en", "slug", "starts_on", "ends_on", "sign_up_until", "matched_by", "places_per_side")
    known = list(regions[:2])
    only = known[0] if len(known) == 1 else None
    return {
        **{name: getattr(start, name) for name in names},
        **rule_values(start.rules),
        "organiser": start.organiser or (only.organiser.name if only and only.organiser else ""),
        "regions": list(start.region_ids) or ([only.public_id] if only else []),
        "copied_from": start.copied_from,
    }


class SettingsForm(_ProgrammeFields, VersionedForm):
    """A programme that exists: what is fixed is shown and not changed, with the reason."""

    def __init__(self, *args: Any, programme: Programme, fixed: dict[str, str], **kwargs: Any) -> None:
        self.base_rules = rules = programme.rules
        names = ("name_nl", "name_en", "starts_on", "ends_on", "sign_up_until", "matched_by", "places_per_side")
        initial = {name: getattr(programme, name) for name in names} | rule_values(rules)
        super().__init__(*args, initial=initial, current_version=programme.version, **kwargs)
        for name, why in fixed.items():
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = WHY_FIXED[why]
