"""The forms of the trial, the pause card and the exit card."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import DateInput, RadioChips
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm, PassageField, VersionedForm
from jobtwinning.pairs.life import Told, check_pause
from jobtwinning.pairs.models import ExitNote, Pair
from jobtwinning.surveys import catalogue

EXIT_CARD = "exit_card"
REASONS = [
    (ExitNote.Reason.NO_CLICK, _("Het klikte niet")),
    (ExitNote.Reason.TIME, _("Ik had te weinig tijd")),
    (ExitNote.Reason.PLANNING, _("Afspreken lukte niet")),
    (ExitNote.Reason.EXPECTED, _("Ik had er iets anders van verwacht")),
    (ExitNote.Reason.WORK, _("Er veranderde iets op mijn werk")),
    (ExitNote.Reason.OTHER, _("Iets anders")),
]
END_REASONS = [
    (Pair.EndReason.NO_CLICK, _("Het klikt niet")),
    (Pair.EndReason.TIME, _("Er is te weinig tijd")),
    (Pair.EndReason.WORK, _("Er veranderde iets op het werk")),
    (Pair.EndReason.SILENT, _("Een van beiden is niet meer te bereiken")),
    (Pair.EndReason.OTHER, _("Iets anders")),
]


class CardForm(KeyedForm):
    """A button and nothing else."""


class CallForm(forms.Form):
    """The only thing about the click that somebody reads with a name."""

    call = forms.BooleanField(label=_("Mijn coördinator mag hierover bellen."), required=False)


class TrialForm(KeyedForm):
    """The question in the words of the instrument (M13)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item, language = catalogue.instrument("interim_survey").item("M13"), get_language() or "nl"
        choices = [(str(option.value), option.label(language)) for option in item.options]
        self.fields["answer"] = forms.ChoiceField(label=item.label(language), choices=choices, widget=RadioChips)


class PauseForm(KeyedForm):
    """Until when."""

    until = forms.DateField(
        label=_("Tot en met welke dag?"),
        help_text=_("Hooguit drie maanden. Eerder weer beginnen mag altijd."),
        widget=DateInput,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("until", today + timedelta(weeks=2))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        try:
            check_pause(self.today, until)
        except (DomainError, OverflowError) as error:
            raise forms.ValidationError(str(error)) from None
        return until


class ExitNoteForm(VersionedForm):
    """Nothing has to be filled in."""

    reason = forms.ChoiceField(label=_("Wat speelde er?"), choices=REASONS, widget=RadioChips, required=False)
    text = PassageField(
        label=_("Wil je er iets over kwijt?"),
        help_text=_("Alleen je coördinator leest dit. Schrijf niets over gezondheid."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hours = forms.IntegerField(
        label=_("Hoeveel uur kostte het je ongeveer, alles bij elkaar?"),
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
    )
    final_survey = forms.BooleanField(label=_("Jullie mogen mij aan het eind nog vragen sturen."), required=False)

    @classmethod
    def of(cls, note: ExitNote | None, posted: Any = None) -> "ExitNoteForm":
        if note is None:
            return cls(posted)
        initial = {"reason": note.reason, "text": note.text, "hours": note.hours, "final_survey": note.final_survey}
        return cls(posted, initial=initial, current_version=note.version)

    def told(self) -> Told:
        """What was filled in; only for a valid form."""
        values = self.cleaned_data
        return Told(values["reason"], values["text"], values["hours"], values["final_survey"])


class EndForm(KeyedForm):
    """Why the coordinator ends a pair; the two never see it."""

    reason = forms.ChoiceField(
        label=_("Waarom stopt dit koppel?"),
        help_text=_("Alleen jij en andere coördinatoren van deze regio zien dit."),
        choices=END_REASONS,
        widget=RadioChips,
    )
