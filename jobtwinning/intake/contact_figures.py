"""What a contact person sees of an organisation: what is planned, and numbers that do not tell about a few people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from jobtwinning.intake.models import ManagerPermission
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import ContactPerson, Event, EventInvitation, Participation, Programme


@dataclass(frozen=True, slots=True)
class Figures:
    """One organisation in one programme and region; None where the number is about too few people to print."""

    contact: ContactPerson
    floor: int
    participants: int | None
    open_permissions: int | None  # participants whose manager did not say yes yet
    events: Sequence["ComingEvent"] = ()


@dataclass(frozen=True, slots=True)
class ComingEvent:
    """An event to come to which its people may be invited; None where those who come are too few to print."""

    event: Event
    title: str
    coming: int | None  # of this organisation and region, with a place or on the waiting list


def figures_of(contacts: Iterable[ContactPerson], *, at: datetime) -> list[Figures]:
    """In the order of the contacts; four queries for all of them."""
    rows = list(contacts)
    given = ManagerPermission.objects.filter(participation=OuterRef("pk"), state=ManagerPermission.State.GIVEN)
    counted = (
        Participation.objects.filter(
            programme__in={row.programme_id for row in rows},
            region__in={row.region_id for row in rows},
            employment__organisation__in={row.organisation_id for row in rows},
        )
        .exclude(state=Participation.State.WITHDRAWN)
        .annotate(has_permission=Exists(given))
        .values_list("programme_id", "region_id", "employment__organisation_id")
        .annotate(everybody=Count("pk"), waiting=Count("pk", filter=Q(has_permission=False)))
        .order_by()
    )
    numbers = {(programme, region, at): (whole, part) for programme, region, at, whole, part in counted}
    events = _coming_events(rows, at)
    coming = _coming(rows, events)
    found = []
    for row in rows:
        people, waiting = numbers.get(_place(row), (0, 0))
        planned = [
            ComingEvent(each, title_of(each), split(row, people, coming.get((each.pk, *_place(row)[1:]), 0)))
            for each in events
            if _is_for(each, row)
        ]
        found.append(figures(row, people, waiting, planned))
    return found


def _place(contact: ContactPerson) -> tuple[int, int, int]:
    return contact.programme_id, contact.region_id, contact.organisation_id


def _coming_events(contacts: Sequence[ContactPerson], at: datetime) -> list[Event]:
    """Of their programmes that are not put away, the first to come first."""
    events = Event.objects.filter(programme__in={row.programme_id for row in contacts}, ends_at__gt=at)
    events = events.exclude(programme__state=Programme.State.ARCHIVED).filter(cancelled_at__isnull=True)
    return list(events.select_related("organisation").prefetch_related("shared_with").order_by("starts_at", "pk"))


def _is_for(event: Event, contact: ContactPerson) -> bool:
    """Its region is invited, and it is not held at somebody else's."""
    regions = {event.region_id, *(region.pk for region in event.shared_with.all())}
    is_theirs = event.organisation_id in (None, contact.organisation_id)
    return event.programme_id == contact.programme_id and contact.region_id in regions and is_theirs


def _coming(contacts: Sequence[ContactPerson], events: Sequence[Event]) -> dict[tuple[int, int, int], int]:
    """How many said yes, by event, region and organisation."""
    people = "participation__region_id", "participation__employment__organisation_id"
    rows = EventInvitation.objects.filter(
        event__in=[each.pk for each in events],
        answer=EventInvitation.Answer.YES,
        participation__employment__organisation__in={row.organisation_id for row in contacts},
    ).exclude(participation__state=Participation.State.WITHDRAWN)
    counted = rows.values_list("event_id", *people).annotate(number=Count("pk")).order_by()
    return {(event, region, organisation): number for event, region, organisation, number in counted}


def figures(contact: ContactPerson, participants: int, waiting: int, events: Sequence[ComingEvent] = ()) -> Figures:
    """What is printed of these numbers."""
    floor = contact.programme.rules.small_group
    is_shown = participants >= floor
    return Figures(
        contact, floor, participants if is_shown else None, split(contact, participants, waiting), tuple(events)
    )


def split(contact: ContactPerson, participants: int, part: int) -> int | None:
    """A part is printed when neither it nor what it leaves over is about fewer people than the programme shows."""
    return part if min(part, participants - part) >= contact.programme.rules.small_group else None
