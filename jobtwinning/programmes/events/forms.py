"""The forms about events."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.components import CheckCards, DateInput, TimeInput
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm, LineField, PassageField, RowField, RowsField, VersionedForm
from jobtwinning.core.times import moment
from jobtwinning.people.models import Organisation, Region
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import add_working_days
from jobtwinning.programmes.events.actions import EventPlan
from jobtwinning.programmes.events.queries import Prompt, suggested_text
from jobtwinning.programmes.events.words import DECISION_NAMES, KIND_NAMES
from jobtwinning.programmes.models import Event, EventInvitation

AHEAD = 15  # working days from today to the day that is suggested
FIRST_PLACES = 20


class EventForm(VersionedForm):
    """When, where, for whom, how many."""

    kind = forms.ChoiceField(label=_("Wat voor bijeenkomst?"), choices=list(KIND_NAMES.items()))
    region = RowField(label=_("Regio"), queryset=Region.objects.none(), to_field_name="slug")
    organisation = RowField(
        label=_("Voor één organisatie"),
        help_text=_("Alleen bij een informatiebijeenkomst. Leeg is voor de hele regio."),
        queryset=Organisation.objects.none(),
        required=False,
    )
    day = forms.DateField(label=_("Dag"), widget=DateInput)
    start = forms.TimeField(label=_("Begint om"), widget=TimeInput)
    end = forms.TimeField(label=_("Eindigt om"), widget=TimeInput)
    place = LineField(label=_("Waar?"), help_text=_("Gebouw, zaal en adres."), max_length=200)
    capacity = forms.IntegerField(
        label=_("Hoeveel plekken zijn er?"),
        help_text=_("Is het vol, dan komt wie ja zegt op de wachtlijst."),
        min_value=1,
        max_value=5000,
    )
    text = PassageField(
        label=_("Wat wil je erbij vertellen?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    shared_with = RowsField(
        label=_("Samen met andere regio’s"),
        help_text=_("Hun coördinatoren nodigen hun eigen mensen uit. Namen zien jullie alleen van de eigen regio."),
        queryset=Region.objects.none(),
        widget=CheckCards,
        required=False,
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, regions: Sequence[Region], all_regions: QuerySet[Region],
        organisations: QuerySet[Organisation], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField
        self.only_region = regions[0] if len(regions) == 1 else None
        others = all_regions
        if self.only_region:
            del self.fields["region"]
            others = all_regions.exclude(pk=self.only_region.pk)
        else:
            keys = [one.pk for one in regions]
            self.fields["region"].queryset = all_regions.filter(pk__in=keys)  # type: ignore[attr-defined]  # idem
        if others.exists():
            self.fields["shared_with"].queryset = others  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        else:
            del self.fields["shared_with"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in ("start", "end"):
            if {"day", name} <= self.cleaned_data.keys():
                try:
                    self.cleaned_data[f"{name}s_at"] = moment(
                        self.cleaned_data["day"], self.cleaned_data[name], self.zone, field=name
                    )
                except (DomainError, OverflowError) as error:
                    self.add_error(name, str(error) if isinstance(error, DomainError) else _("Klopt het jaar?"))
        if self.cleaned_data.get("organisation") and self.cleaned_data.get("kind") != Event.Kind.INFORMATION:
            self.add_error("organisation", _("Dit kan alleen bij een informatiebijeenkomst."))
        is_ours = self.cleaned_data.get("text") == suggested_text(None)  # about an information meeting
        if is_ours and self.cleaned_data.get("kind") != Event.Kind.INFORMATION:
            self.cleaned_data["text"] = ""
        return cleaned

    def region_of(self) -> Region:
        """The region that was chosen, or the only one there is."""
        region: Region = self.only_region or self.cleaned_data["region"]
        return region

    def plan(self) -> EventPlan:
        """What was filled in, as the actions want it; only when valid."""
        values = self.cleaned_data
        return EventPlan(
            kind=values["kind"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            place=values["place"],
            capacity=values["capacity"],
            text=values["text"],
            organisation=values["organisation"],
            shared_with=tuple(values.get("shared_with") or ()),
        )


def first_values(prompt: Prompt | None, today: date, region: SchoolRegion) -> dict[str, Any]:
    """How the form of a new event begins: filled in for the organisation of a prompt, a day that suits schools."""
    organisation = prompt.organisation if prompt else None
    return {
        "kind": Event.Kind.INFORMATION,
        "region": prompt.region.slug if prompt else None,
        "organisation": organisation.public_id if organisation else None,
        "day": add_working_days(today, AHEAD, region),
        "start": time(16, 0),
        "end": time(17, 30),
        "place": organisation.name if organisation else "",
        "capacity": max(FIRST_PLACES, prompt.people) if prompt else FIRST_PLACES,
        "text": suggested_text(organisation),
    }


def values_of(event: Event) -> dict[str, Any]:
    """An event as its form shows it."""
    starts, ends = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    return {
        "kind": event.kind,
        "organisation": event.organisation.public_id if event.organisation else None,
        "day": starts.date(),
        "start": starts.time(),
        "end": ends.time(),
        "place": event.place,
        "capacity": event.capacity,
        "text": event.text,
        "shared_with": [one.public_id for one in event.shared_with.all()],
    }


class InviteForm(KeyedForm):
    """So many people are invited, no more and no fewer."""

    whom = forms.CharField(widget=forms.HiddenInput, max_length=12)
    people = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


ATTENDANCE = {"present": True, "absent": False}


class PersonForm(KeyedForm):
    """One thing a coordinator notes about one of the invited."""

    note = forms.ChoiceField(choices=[(code, code) for code in (*ATTENDANCE, *EventInvitation.Decision.values)])


CHOOSE = {"required": _("Kies een van de antwoorden."), "invalid_choice": _("Kies een van de antwoorden.")}


class AnswerForm(KeyedForm):
    """Whether somebody comes."""

    answer = forms.ChoiceField(choices=[("yes", _("ja")), ("no", _("nee"))], label=_("Antwoord"), error_messages=CHOOSE)


class DecisionForm(KeyedForm):
    """Afterwards: whether somebody joins."""

    decision = forms.ChoiceField(choices=list(DECISION_NAMES.items()), label=_("Besluit"), error_messages=CHOOSE)
