"""The small forms of the workspace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import ChoiceCards, DateInput, Levels, TimeInput
from jobtwinning.core.forms import KeyedForm, LineField, VersionedForm
from jobtwinning.matching.actions import REASON_LENGTH
from jobtwinning.matching.adapter import OBJECTIVES
from jobtwinning.matching.choices import of_side
from jobtwinning.matching.confidential import NOTE_LENGTH, Outcome
from jobtwinning.matching.queries import MatchPerson
from jobtwinning.matching.weighing import CRITERIA, FLOORS, Weighing, floor_word, level_words
from jobtwinning.pairs.sentences import criterion_name
from jobtwinning.programmes.models import Side

NAME_LENGTH = 80


class ProposalForm(KeyedForm):
    """Which goal the next proposal has; empty means the goal of the programme's rules."""

    objective = forms.ChoiceField(choices=[("", ""), *((code, code) for code in OBJECTIVES)], required=False)
    weighing = forms.CharField(max_length=20, required=False)

    def clean_weighing(self) -> Weighing | None:
        """What counts as in an earlier proposal; anything else is what the programme says."""
        return Weighing.from_code(self.cleaned_data["weighing"])


class SendForm(KeyedForm):
    """When the mails of a proposal leave; what is left empty is as usual."""

    day = forms.DateField(label=_("Dag"), widget=DateInput, required=False)
    time = forms.TimeField(label=_("Tijd"), widget=TimeInput, required=False)

    def __init__(self, *args: Any, usual: datetime, **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": usual.date(), "time": usual.time()}, **kwargs)
        self.usual = usual

    def moment(self) -> datetime:
        """The moment in the zone of the programme; only when valid."""
        day, at = self.cleaned_data["day"], self.cleaned_data["time"]
        return datetime.combine(day or self.usual.date(), self.usual.time() if at is None else at, self.usual.tzinfo)


class DecisionForm(forms.Form):
    """Pin, forbid, prefer or let go; the button that was pressed is the decision. Doing it twice is doing it once."""

    teacher = forms.CharField(max_length=12)
    non_teacher = forms.CharField(max_length=12)
    decision = forms.ChoiceField(choices=[("pin", "pin"), ("forbid", "forbid"), ("prefer", "prefer"), ("none", "none")])
    reason = LineField(max_length=REASON_LENGTH, required=False)
    back = forms.CharField(max_length=12, required=False)  # whose page to go back to; empty: the workspace


class TwoForm(forms.Form):
    """Any teacher and any non-teacher."""

    teacher = forms.ChoiceField(label=_("Docent"))
    non_teacher = forms.ChoiceField(label=_("Niet-docent"))

    def __init__(self, *args: Any, people: Mapping[str, MatchPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, side in (("teacher", Side.TEACHER), ("non_teacher", Side.NON_TEACHER)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                choices = [(one.id, _choice(one)) for one in of_side(people, side)]
                field.choices = [("", _("Kies iemand")), *choices]


class TwoNamesForm(forms.Form):
    """Whom to choose from, where a list of everybody would be too long."""

    teacher_name = LineField(label=_("Naam van de docent"), max_length=NAME_LENGTH, required=False)
    non_teacher_name = LineField(label=_("Naam van de niet-docent"), max_length=NAME_LENGTH, required=False)

    @property
    def names(self) -> dict[str, str]:
        """By side; empty for a name that cannot be."""
        given = self.cleaned_data if self.is_valid() else {}
        return {Side.TEACHER: given.get("teacher_name", ""), Side.NON_TEACHER: given.get("non_teacher_name", "")}


class ConfidentialityForm(VersionedForm):
    """What is possible when somebody's work may be confidential."""

    outcome = forms.ChoiceField(
        label=_("Wat kan er?"),
        choices=[
            (Outcome.RESOLVABLE.value, _("Het is op te lossen")),
            (Outcome.ALTERNATIVE_ACTIVITIES.value, _("Iets anders dan meekijken")),
            (Outcome.NOT_SUITABLE.value, _("Niet geschikt voor Job Twinning")),
        ],
        widget=ChoiceCards(
            hints={
                Outcome.RESOLVABLE.value: _(
                    "Bijvoorbeeld met een geheimhoudingsverklaring, of een deel niet laten zien."
                ),
                Outcome.ALTERNATIVE_ACTIVITIES.value: _("Ze spreken af wat ze wel samen doen."),
                Outcome.NOT_SUITABLE.value: _("Deze persoon komt in geen voorstel."),
            }
        ),
    )
    note = LineField(
        label=_("Toelichting"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("De persoon zelf kan dit lezen. Een partner leest het nooit."),
    )


def _choice(person: MatchPerson) -> str:
    return ", ".join(filter(None, [person.name, person.function, person.organisation]))


class WeighingForm(KeyedForm):
    """What counts for who chose nothing, a word per criterion, and the floor in words."""

    def __init__(self, *args: Any, current: Weighing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(str(level), word.capitalize()) for level, word in enumerate(level_words())]
        for name, level in current.by_criterion.items():
            self.fields[name] = forms.ChoiceField(
                label=criterion_name(name), choices=words, initial=str(level), widget=Levels
            )
        floors = sorted({*FLOORS, current.floor})
        self.fields["floor"] = forms.TypedChoiceField(
            label=_("Hoe goed moet een koppel minstens passen?"),
            help_text=_("Wie overblijft, komt op de wachtlijst."),
            choices=[(floor, floor_word(floor)) for floor in floors],
            coerce=int,
            initial=current.floor,
            widget=forms.RadioSelect,
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not any(int(self.cleaned_data[name]) for name in CRITERIA):
            self.add_error(CRITERIA[0], _("Laat minstens één ding meetellen."))
        return cleaned

    def weighing(self) -> Weighing:
        """What was chosen; only when valid."""
        values = self.cleaned_data
        return Weighing(tuple(int(values[name]) for name in CRITERIA), values["floor"])


class NameForm(VersionedForm):
    """What a proposal is called; empty is the day and time."""

    name = LineField(label=_("Naam van dit voorstel"), max_length=60, required=False)


class CompareForm(forms.Form):
    """Two proposals of one region."""

    a = forms.ChoiceField(label=_("Voorstel A"))
    b = forms.ChoiceField(label=_("Voorstel B"))

    def __init__(self, *args: Any, scenarios: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = scenarios


class MaskForm(forms.Form):
    """Whether the reader sees names."""

    masked = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
