"""The answer to a proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, LineField
from jobtwinning.pairs.models import Seat
from jobtwinning.programmes.models import Side

REASONS: dict[str, Any] = {
    Seat.Reason.TIME: _("Het komt niet uit in tijd"),
    Seat.Reason.TRAVEL: _("Het is te ver"),
    Seat.Reason.FIELD: _("Ik zoek iets anders"),
    Seat.Reason.KNOWN: _("We kennen elkaar al"),
    Seat.Reason.OTHER: _("Iets anders"),
}


class AnswerForm(KeyedForm):
    """Yes, no or talk first; the buttons of the page are its values. A reason is for the coordinator only."""

    answer = forms.ChoiceField(choices=[("accept", "accept"), ("talk", "talk"), ("decline", "decline")])
    reason = forms.ChoiceField(
        label=_("Waarom niet?"), choices=[("", _("Zeg ik liever niet")), *REASONS.items()], required=False
    )
    reason_text = LineField(label=_("Wil je er iets bij zeggen?"), max_length=300, required=False)


class CalledForm(KeyedForm):
    """Whom the coordinator called."""

    side = forms.ChoiceField(choices=Side.choices)


class SpokenForm(KeyedForm):
    """Who said yes to the coordinator: one of those who have not answered."""

    side = forms.ChoiceField(label=_("Wie zei ja?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, waiting: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = waiting  # type: ignore[attr-defined]  # a ChoiceField
