"""Asking a manager, and the manager's own answers; one form per answer, since each asks something else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobtwinning.core import clock
from jobtwinning.core.components import DateInput, RadioChips
from jobtwinning.core.forms import KeyedForm, LineField, PassageField
from jobtwinning.intake.managers.actions import Decision, Manager, State
from jobtwinning.intake.managers.care import Told
from jobtwinning.intake.models import ManagerPermission

MOST_HOURS = 500
LONGEST_AGO = timedelta(days=366)
DEVELOPMENT = [("", _("Weet ik nog niet")), ("yes", _("Ja")), ("no", _("Nee"))]


class MostHoursField(forms.IntegerField):
    """A maximum in hours over the whole programme."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"min_value": _("Vul hier minstens 1 uur in."), "max_value": _("Zoveel uur heeft de ronde niet.")}
        super().__init__(min_value=1, max_value=MOST_HOURS, error_messages=messages, **kwargs)


class ManagerForm(KeyedForm):
    """Who the manager is."""

    name = LineField(label=_("Naam van je leidinggevende"), max_length=100)
    email = forms.EmailField(label=_("E-mailadres van je leidinggevende"), max_length=254)

    def manager(self) -> Manager:
        return Manager(self.cleaned_data["name"], self.cleaned_data["email"])


class OwnForm(KeyedForm):
    """Somebody who decides about their own time."""

    sure = forms.BooleanField(label=_("Ik beslis zelf over mijn werktijd en ga akkoord met wat hier staat"))
    hours_maximum = MostHoursField(label=_("Hooguit hoeveel uur in totaal?"), required=False)


# --- By link ----------------------------------------------------------------------------------------


class AnswerForm(KeyedForm):
    """What every answer of a manager carries: about whom, and which answer."""

    decision = forms.CharField(widget=forms.HiddenInput, required=False)
    about = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, decision: str, about: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{decision}_%s", **kwargs)
        if not self.is_bound:
            self.initial.update({"decision": decision, "about": about})


class YesForm(AnswerForm):
    """Yes, and what one may add to it."""

    counts_as_development = forms.ChoiceField(
        label=_("Telt het mee als professionalisering?"), choices=DEVELOPMENT, required=False, widget=RadioChips
    )
    hopes = PassageField(
        label=_("Wat hoop je dat het jullie oplevert?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def decided(self) -> Decision:
        values = self.cleaned_data
        development = {"yes": True, "no": False}.get(values.get("counts_as_development", ""))
        return Decision(
            State.GIVEN,
            hours_maximum=values.get("hours_maximum"),
            counts_as_development=development,
            hopes=values.get("hopes", ""),
        )


class LimitForm(YesForm):
    """Yes, up to a maximum."""

    hours_maximum = MostHoursField(label=_("Tot hoeveel uur in totaal?"))
    field_order = ("hours_maximum", "counts_as_development", "hopes")


class QuestionForm(AnswerForm):
    """A question first."""

    question = PassageField(
        label=_("Wat wil je weten?"),
        help_text=_("De coördinator mailt je het antwoord, met een nieuwe link."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def decided(self) -> Decision:
        return Decision(State.QUESTION, question=self.cleaned_data["question"])


class NoForm(AnswerForm):
    """No; a reason is not asked."""

    def decided(self) -> Decision:
        return Decision(State.REFUSED)


class PassOnForm(AnswerForm):
    """Somebody else decides about this."""

    name = LineField(label=_("Naam van je collega"), max_length=100)
    email = forms.EmailField(label=_("E-mailadres van je collega"), max_length=254)

    def manager(self) -> Manager:
        return Manager(self.cleaned_data["name"], self.cleaned_data["email"])


ANSWER_FORMS: Mapping[str, type[AnswerForm]] = {
    "yes": YesForm,
    "limit": LimitForm,
    "question": QuestionForm,
    "no": NoForm,
    "pass_on": PassOnForm,
}
OTHER_FORMS: Mapping[str, type[AnswerForm]] = {"all": AnswerForm, "renew": AnswerForm, "withdraw": AnswerForm}


# --- The coordinator --------------------------------------------------------------------------------


class ToldForm(KeyedForm):
    """A permission that came without a link."""

    how = forms.ChoiceField(
        label=_("Hoe kreeg je de toestemming?"),
        choices=[
            (ManagerPermission.How.PAPER.value, _("Een handtekening op papier")),
            (ManagerPermission.How.SPOKEN.value, _("Mondeling")),
        ],
        widget=RadioChips,
    )
    on = forms.DateField(label=_("Op welke dag?"), widget=DateInput)
    manager_name = LineField(label=_("Van wie?"), max_length=100)
    hours_maximum = MostHoursField(label=_("Hooguit hoeveel uur in totaal?"), required=False)
    note = PassageField(
        label=_("Hoe weet je het?"),
        help_text=_("Bijvoorbeeld: gebeld, of: formulier ligt in de map. De deelnemer kan dit lezen."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    is_motivated = forms.BooleanField(
        label=_("De deelnemer zei zelf ook enthousiast en nieuwsgierig te zijn"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        if clock.today() - day > LONGEST_AGO:
            raise forms.ValidationError(_("Dit is langer dan een jaar geleden."))
        return day

    def told(self) -> Told:
        values = self.cleaned_data
        return Told(
            how=values["how"],
            note=values["note"],
            on=values["on"],
            manager_name=values["manager_name"],
            hours_maximum=values["hours_maximum"],
            is_motivated=values["is_motivated"],
        )


class ReplyForm(KeyedForm):
    """The answer to a manager's question."""

    answer = PassageField(
        label=_("Je antwoord aan de leidinggevende"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class OverrideForm(KeyedForm):
    """Why somebody may be matched although something is missing."""

    reason = PassageField(
        label=_("Waarom mag deze deelnemer toch gematcht worden?"),
        help_text=_("De deelnemer kan dit lezen. Schrijf niets over gezondheid."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
