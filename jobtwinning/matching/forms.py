"""The small forms of the workspace."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import ChoiceCards, DateInput, TimeInput
from jobtwinning.core.forms import KeyedForm, LineField, VersionedForm
from jobtwinning.matching.actions import REASON_LENGTH
from jobtwinning.matching.adapter import OBJECTIVES
from jobtwinning.matching.confidential import NOTE_LENGTH, Outcome
from jobtwinning.matching.queries import MatchPerson


class ProposalForm(KeyedForm):
    """Which goal the next proposal has; empty means the goal of the programme's rules."""

    objective = forms.ChoiceField(choices=[("", ""), *((code, code) for code in OBJECTIVES)], required=False)


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
    """Pin, forbid or let go; the button that was pressed is the decision. Doing it twice is doing it once."""

    teacher = forms.CharField(max_length=12)
    non_teacher = forms.CharField(max_length=12)
    decision = forms.ChoiceField(choices=[("pin", "pin"), ("forbid", "forbid"), ("none", "none")])
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    back = forms.CharField(max_length=12, required=False)  # whose page to go back to; empty: the workspace


class TwoForm(forms.Form):
    """Any teacher and any non-teacher."""

    teacher = forms.ChoiceField(label=_("Docent"))
    non_teacher = forms.ChoiceField(label=_("Niet-docent"))

    def __init__(self, *args: Any, teachers: list[MatchPerson], non_teachers: list[MatchPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("teacher", teachers), ("non_teacher", non_teachers)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Kies iemand")), *((one.id, _choice(one)) for one in people)]


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
