"""The forms on the page of a pair."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import DateInput, RadioChips, TimeInput
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm, LineField, PassageField, VersionedForm
from jobtwinning.core.times import moment
from jobtwinning.twinning.actions import MeetingPlan, Spent
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

WORK, OWN = "work", "own"
NONE = Decimal(0)
KINDS = [(WORK, _("werktijd")), (OWN, _("eigen tijd"))]


class GoalForm(VersionedForm):
    text = PassageField(
        label=_("Wat wil je bereiken?"),
        help_text=_("Eén doel per keer. Je partner leest mee, en je coördinator ook. Schrijf niets over gezondheid."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, goal: Goal, posted: Any = None) -> "GoalForm":
        return cls(posted, initial={"text": goal.text}, current_version=goal.version)


class NewGoalForm(GoalForm):
    owner = forms.ChoiceField(
        label=_("Van wie is dit doel?"),
        choices=[("own", _("van mij")), ("joint", _("van ons samen"))],
        widget=RadioChips,
    )
    field_order = ["text", "owner"]


class DayForm(forms.Form):
    """A day and a place as they are being chosen, in an address: what makes no sense is nothing."""

    day = forms.DateField(required=False)
    place = forms.ChoiceField(choices=Meeting.Place.choices, required=False)

    def chosen(self) -> tuple[date | None, str]:
        self.is_valid()
        return self.cleaned_data.get("day"), self.cleaned_data.get("place") or ""


class MeetingForm(VersionedForm):
    day = forms.DateField(label=_("Dag"), widget=DateInput)
    start = forms.TimeField(label=_("Begint om"), widget=TimeInput)
    end = forms.TimeField(label=_("Eindigt om"), widget=TimeInput)
    place = forms.ChoiceField(
        label=_("Bij wie?"),
        choices=[
            (Meeting.Place.SCHOOL, _("op school")),
            (Meeting.Place.WORK, _("op het werk")),
            (Meeting.Place.ELSEWHERE, _("ergens anders of online")),
        ],
        widget=RadioChips,
    )
    where = LineField(
        label=_("Waar precies?"),
        help_text=_("Adres, ingang of waar je je meldt."),
        max_length=200,
        required=False,
    )
    what = LineField(label=_("Wat gaan jullie doen?"), max_length=200, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    @classmethod
    def of(cls, meeting: Meeting, posted: Any = None) -> "MeetingForm":
        starts, ends = meeting.starts_at.astimezone(meeting.zone), meeting.ends_at.astimezone(meeting.zone)
        initial = {
            "day": starts.date(),
            "start": starts.time(),
            "end": ends.time(),
            "place": meeting.place,
            "where": meeting.where,
            "what": meeting.what,
        }
        return cls(posted, initial=initial, current_version=meeting.version, zone=meeting.zone)

    def tell(self, notes: Callable[[date | None, str], str], url: str) -> None:
        """Say beside the day what to know about it, and again when another one is chosen."""
        chosen = DayForm({name: self[name].value() for name in ("day", "place")}).chosen()
        day = self["day"]
        day.help_text = format_html('<span id="dagnotitie" role="status">{}</span>', notes(*chosen))
        day.field.widget.attrs |= {
            "hx-get": url,
            "hx-trigger": "change, change from:[name='place']",
            "hx-target": "#dagnotitie",
            "hx-include": "[name='place']",
        }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if {"day", "start", "end"} <= self.cleaned_data.keys():
            for name in ("start", "end"):
                try:
                    self.cleaned_data[f"{name}s_at"] = moment(
                        self.cleaned_data["day"], self.cleaned_data[name], self.zone, field=name
                    )
                except (DomainError, OverflowError) as error:
                    self.add_error(name, str(error) if isinstance(error, DomainError) else _("Klopt het jaar?"))
        return cleaned

    def plan(self) -> MeetingPlan:
        """What was filled in; only for a valid form."""
        values = self.cleaned_data
        return MeetingPlan(
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            place=values["place"],
            where=values["where"],
            what=values["what"],
        )


def hours_field(label: Any) -> forms.DecimalField:
    """Hours as people type them: 1,5 and 1.5 are the same."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=24,
        max_digits=3,
        decimal_places=1,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
    )


class HoursForm(VersionedForm):
    """Work time and own time apart; at least one of them."""

    on = forms.DateField(label=_("Wanneer was het?"), widget=DateInput)
    work_hours = hours_field(_("Uren in werktijd"))
    private_hours = hours_field(_("Uren in eigen tijd"))
    what = LineField(
        label=_("Wat heb je gedaan?"),
        help_text=_("Een paar woorden zijn genoeg. Voorbereiden telt ook mee."),
        max_length=200,
    )

    @classmethod
    def of(cls, entry: HoursEntry, posted: Any = None) -> "HoursForm":
        initial = {
            "on": entry.on,
            "work_hours": entry.work_hours or None,
            "private_hours": entry.private_hours or None,
            "what": entry.what,
        }
        return cls(posted, initial=initial, current_version=entry.version)

    def spent(self) -> Spent:
        """What was filled in; only for a valid form."""
        values = self.cleaned_data
        return Spent(
            on=values["on"],
            work_hours=values["work_hours"] or NONE,
            private_hours=values["private_hours"] or NONE,
            what=values["what"],
        )


class QuickHoursForm(KeyedForm):
    """One tap for the hours, one for whose time it was."""

    hours = forms.TypedChoiceField(
        label=_("Hoe lang?"),
        choices=[("1", _("1 uur")), ("2", _("2 uur")), ("3", _("3 uur"))],
        coerce=Decimal,
        widget=RadioChips,
    )
    kind = forms.ChoiceField(label=_("In wiens tijd?"), choices=KINDS, widget=RadioChips)
    what = LineField(label=_("Wat heb je gedaan?"), max_length=200)
    on = forms.DateField(label=_("Wanneer?"), widget=DateInput)

    def spent(self) -> Spent:
        """What was filled in; only for a valid form."""
        return spent_as(self.cleaned_data["kind"], self.cleaned_data)


def spent_as(kind: str, values: dict[str, Any]) -> Spent:
    """Hours that were all work time or all own time."""
    hours = values["hours"]
    return Spent(
        on=values["on"],
        work_hours=hours if kind == WORK else NONE,
        private_hours=hours if kind == OWN else NONE,
        what=values["what"],
    )
