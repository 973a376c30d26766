"""Signing up, and narrowing the list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import DateInput
from jobtwinning.core.forms import KeyedForm, LineField, RowField, VersionedForm
from jobtwinning.intake.actions import SignUp
from jobtwinning.intake.profile import FIELDS, Audience
from jobtwinning.intake.queries import Filters, employer_names
from jobtwinning.people.models import Organisation, OrganisationPeriod, Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.widgets import SuggestInput

EMPLOYER_LIST = "organisaties"
Kind = OrganisationPeriod.Kind


class SignUpForm(KeyedForm):
    """Who somebody is and where they work. With `own_email` the address is that of whoever is signed in."""

    given_name = LineField(label=_("Voornaam"), max_length=80)
    surname = LineField(label=_("Achternaam"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Hier sturen we een code heen om verder te gaan.")
    )
    organisation = LineField(label=_("Waar werk je?"), max_length=160, widget=SuggestInput(EMPLOYER_LIST))
    function = LineField(label=_("Wat is je functie?"), max_length=120)
    region = RowField(
        label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug", empty_label=_("Kies je regio")
    )
    channel = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, programme: Programme, side: str, own_email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.side, self.own_email = programme, side, own_email
        regions = list(programme.regions.all())
        self.only_region = regions[0] if len(regions) == 1 else None
        if self.only_region:
            del self.fields["region"]
        else:
            self.fields["region"].queryset = programme.regions.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        if own_email:
            del self.fields["email"]
        is_teacher = side == Side.TEACHER
        self.fields["organisation"].help_text = (
            _("De naam van je school.") if is_teacher else _("De naam van je werkgever.")
        )
        self.fields["channel"].error_messages["invalid"] = _("Deze verwijzing kennen we niet.")

    def employer_names(self) -> list[str]:
        """For the datalist."""
        return employer_names(self.programme, self.side)

    def sign_up(self, *, language: str) -> SignUp:
        """What was filled in, as the action wants it."""
        values = self.cleaned_data
        return SignUp(
            side=self.side,
            given_name=values["given_name"],
            surname=values["surname"],
            email=self.own_email or values["email"],
            organisation=values["organisation"],
            function=values["function"],
            region=self.only_region or values["region"],
            channel=values["channel"],
            language=language,
        )


STATES = [
    ("", _("Alle fasen")),
    (Participation.State.SIGNED_UP.value, _("Aangemeld")),
    (Participation.State.INTAKE_COMPLETE.value, _("Intake compleet")),
    (Participation.State.READY.value, _("Klaar voor matching")),
    (Participation.State.WITHDRAWN.value, _("Uitgeschreven")),
]
SIDES = [("", _("Beide kanten")), (Side.TEACHER.value, _("Docenten")), (Side.NON_TEACHER.value, _("Niet-docenten"))]


TIMETABLES = [("", _("Alle roosters")), ("unknown", _("Nog niet bekend"))]


class FilterForm(forms.Form):
    """Narrow the list; a value that makes no sense narrows nothing."""

    text = forms.CharField(label=_("Naam"), required=False, max_length=80)
    side = forms.ChoiceField(label=_("Kant"), choices=SIDES, required=False)
    state = forms.ChoiceField(label=_("Fase"), choices=STATES, required=False)
    timetable = forms.ChoiceField(label=_("Rooster"), choices=TIMETABLES, required=False)
    region = forms.ChoiceField(label=_("Regio"), required=False)

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Alle regio’s")), *((each.slug, each.name) for each in regions)]  # type: ignore[attr-defined]  # a ChoiceField
        if len(regions) < 2:
            del self.fields["region"]

    def filters(self) -> Filters:
        """What makes sense of it."""
        self.is_valid()
        kept = {name: self.cleaned_data.get(name, "") for name in ("text", "side", "state", "region", "timetable")}
        return Filters(**kept)


AUDIENCES = [
    (Audience.COORDINATOR.value, _("Alleen ik en mijn coördinator")),
    (Audience.PARTNER.value, _("Ook wie aan me wordt voorgesteld")),
    (Audience.BROWSERS.value, _("Ook iedereen van de andere kant die rondkijkt")),
]


class ProfileForm(VersionedForm):
    """Who may see each field of the profile."""

    def __init__(self, *args: Any, choices: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in FIELDS:
            self.fields[each.code] = forms.ChoiceField(
                label=str(each.label), choices=AUDIENCES, initial=choices[each.code]
            )

    def chosen(self) -> dict[str, str]:
        """Audience by field."""
        return {each.code: self.cleaned_data[each.code] for each in FIELDS}


PERIODS = [
    (Kind.STUDY_DAYS.value, _("Studiedag")),
    (Kind.TEST_WEEKS.value, _("Toetsweek")),
    (Kind.PROJECT_WEEKS.value, _("Projectweek")),
    (Kind.PEAK.value, _("Drukke tijd")),
    (Kind.CLOSED.value, _("Dicht")),
    (Kind.TIMETABLE.value, _("Rooster bekend")),
]


class PeriodForm(KeyedForm):
    """A period in the calendar of an employer."""

    organisation = RowField(
        label=_("Organisatie"), queryset=Organisation.objects.none(), empty_label=_("Kies een organisatie")
    )
    kind = forms.ChoiceField(label=_("Wat"), choices=PERIODS)
    first_day = forms.DateField(label=_("Eerste dag"), widget=DateInput)
    last_day = forms.DateField(
        label=_("Laatste dag"),
        widget=DateInput,
        required=False,
        help_text=_("Leeg: alleen die ene dag. Bij ‘Rooster bekend’ telt alleen de eerste dag."),
    )

    def __init__(self, *args: Any, employers: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = employers  # type: ignore[attr-defined]  # a ModelChoiceField

    def period(self) -> dict[str, Any]:
        """What was filled in, as the action wants it."""
        values = self.cleaned_data
        first = values["first_day"]
        is_moment = values["kind"] == Kind.TIMETABLE
        return {
            "organisation": values["organisation"],
            "kind": values["kind"],
            "first_day": first,
            "last_day": first if is_moment else values["last_day"] or first,
        }
