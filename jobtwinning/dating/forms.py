"""The forms of an evening of short talks."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.forms import KeyedForm, RowField, RowsField, VersionedForm
from jobtwinning.dating.actions import ABSENT, BACK, HERE, LATE, LEFT, Rounds
from jobtwinning.dating.models import MOST_ROUNDS, Evening, Guest
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Participation

CHOOSE = {"required": _("Kies een van de antwoorden."), "invalid_choice": _("Kies een van de antwoorden.")}
ANSWERS = [(Said.Answer.YES, _("Ja, graag")), (Said.Answer.MAYBE, _("Misschien")), (Said.Answer.NO, _("Nee"))]


class RoundsForm(VersionedForm):
    """How many rounds, how long, at how many tables."""

    rounds = forms.IntegerField(label=_("Hoeveel rondes?"), min_value=1, max_value=MOST_ROUNDS)
    minutes = forms.IntegerField(label=_("Hoeveel minuten duurt een gesprek?"), min_value=1, max_value=60)
    change_minutes = forms.IntegerField(
        label=_("Hoeveel minuten ertussen?"),
        help_text=_("Om te antwoorden en naar de volgende tafel te lopen."),
        min_value=0,
        max_value=30,
    )
    tables = forms.IntegerField(
        label=_("Hoeveel tafels?"),
        help_text=_("Aan elke tafel zitten twee mensen."),
        min_value=1,
        max_value=500,
    )
    rest_after = forms.IntegerField(
        label=_("Pauze voor iedereen na ronde"), help_text=_("0 is geen pauze."), min_value=0, max_value=MOST_ROUNDS
    )
    rest_minutes = forms.IntegerField(label=_("Hoeveel minuten pauze?"), min_value=0, max_value=120)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        values = self.cleaned_data
        if {"rounds", "rest_after"} <= values.keys() and values["rest_after"] >= values["rounds"] > 0 < values[
            "rest_after"
        ]:
            self.add_error("rest_after", _("De pauze komt vóór de laatste ronde."))
        if values.get("rest_after") and values.get("rest_minutes") == 0:
            self.add_error("rest_minutes", _("Hoe lang duurt de pauze?"))
        return cleaned

    def values(self) -> Rounds:
        """What was filled in; only when valid."""
        given = self.cleaned_data
        names = ("rounds", "minutes", "change_minutes", "tables", "rest_after", "rest_minutes")
        return Rounds(**{name: given[name] for name in names})


NOTES = [
    (LATE, _("Komt later")),
    (ABSENT, _("Komt niet")),
    (LEFT, _("Is weggegaan")),
    (BACK, _("Is er (weer), vanaf de volgende ronde")),
    (HERE, _("Was er de hele tijd")),
]


class NoteForm(KeyedForm):
    """What is the matter with these people."""

    people = RowsField(
        label=_("Wie?"),
        queryset=Guest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vink eerst aan om wie het gaat.")},
    )
    what = forms.ChoiceField(label=_("Wat is er?"), choices=NOTES, error_messages=CHOOSE)
    from_round = forms.TypedChoiceField(label=_("Bij later: vanaf ronde"), coerce=int, required=False, empty_value="")

    def __init__(self, *args: Any, evening: Evening, guests: QuerySet[Guest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = guests  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        numbers = range(max(evening.round_now + 1, 2), evening.rounds + 1)
        self.fields["from_round"].choices = [(each, str(each)) for each in numbers]  # type: ignore[attr-defined]  # a ChoiceField
        if not numbers:  # nobody comes later than the last round
            del self.fields["from_round"]
            self.fields["what"].choices = [each for each in NOTES if each[0] != LATE]  # type: ignore[attr-defined]  # idem

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("what") == LATE and not self.cleaned_data.get("from_round"):
            self.add_error("what", _("Kies vanaf welke ronde, of kies iets anders."))
        return cleaned


class WalkInForm(KeyedForm):
    """Somebody at the door who was not expected."""

    who = RowField(label=_("Wie loopt binnen?"), queryset=Participation.objects.none(), empty_label=_("kies een naam"))

    def __init__(self, *args: Any, people: QuerySet[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["who"]
        field.queryset = people
        field.label_from_instance = lambda one: one.person.full_name


class BallotForm(KeyedForm):
    """What somebody says about whom they spoke."""

    answer = forms.ChoiceField(choices=ANSWERS, label=_("Wil je met deze persoon verder?"), error_messages=CHOOSE)
