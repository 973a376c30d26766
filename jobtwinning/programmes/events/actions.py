"""Plan an event, change or cancel it, invite people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.events import letters
from jobtwinning.programmes.events.places import fill_places, hold_event, renumber
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Programme
from jobtwinning.programmes.permissions import refuse_archived

LONGEST = timedelta(hours=16)
FURTHEST = timedelta(days=3 * 366)  # further away a year was mistyped
WITHDRAWN = Participation.State.WITHDRAWN


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What a coordinator decides about an event; both moments with a zone."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int
    text: str = ""
    organisation: Organisation | None = None
    shared_with: tuple[Region, ...] = ()


def plan_event(programme: Programme, region: Region, plan: EventPlan, *, by: Account | None, at: datetime) -> Event:
    """An event of this region; nobody is invited yet. DomainError naming the field that cannot be."""
    refuse_archived(programme)
    check_plan(programme, region, plan, at=at)
    with transaction.atomic():
        event = Event.objects.create(
            programme=programme,
            region=region,
            organisation=plan.organisation,
            kind=plan.kind,
            place=plan.place,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            capacity=plan.capacity,
            text=plan.text,
            made_at=at,
        )
        event.shared_with.set(plan.shared_with)
        tell("plan_event", event, by=by, at=at, kind=event.kind)
    return event


def change_event(event: Event, plan: EventPlan, *, version: int, by: Account | None, at: datetime) -> None:
    """Another moment or place is told to everybody who is invited; of other changes nobody gets a mail.

    version: what the writer saw. DomainError when it moved on since, is over or cancelled, or has more people than
    places.
    """
    refuse_archived(event)
    check_plan(event.programme, event.region, plan, at=at)
    with transaction.atomic():
        held = hold_event(event)
        refuse_closed(held, at=at)
        _check_people(held, plan)
        is_moved = (held.starts_at, held.ends_at, held.place) != (plan.starts_at, plan.ends_at, plan.place)
        changed = Event.objects.filter(pk=held.pk, version=version).update(
            kind=plan.kind,
            organisation=plan.organisation,
            place=plan.place,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            capacity=plan.capacity,
            text=plan.text,
            sequence=F("sequence") + int(is_moved),
            version=F("version") + 1,
        )
        if changed != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders heeft dit net aangepast. Kijk opnieuw."))
        event.refresh_from_db()
        event.shared_with.set(plan.shared_with)
        tell("move_event" if is_moved else "change_event", event, by=by, at=at)
        if is_moved:
            event.invitations.update(reminded_at=None)
            letters.tell_everybody(event, letters.MOVED, at=at)
        renumber(event)
        fill_places(event, at=at)


def cancel_event(event: Event, *, by: Account | None, at: datetime) -> None:
    """It does not take place: everybody who is invited hears so, and calendars take it out."""
    refuse_archived(event)
    with transaction.atomic():
        held = hold_event(event)
        refuse_closed(held, at=at)
        Event.objects.filter(pk=held.pk).update(cancelled_at=at, sequence=F("sequence") + 1, version=F("version") + 1)
        event.refresh_from_db()
        tell("cancel_event", event, by=by, at=at)
        letters.cancel_reminders(event, at=at)
        letters.tell_everybody(event, letters.CANCELLED, at=at)


def invite_people(event: Event, participations: Iterable[Participation], *, by: Account | None, at: datetime) -> int:
    """Invite whoever is not invited yet, each with a mail and a place in the calendar; how many were new."""
    refuse_archived(event)
    with transaction.atomic():
        held = hold_event(event)
        refuse_closed(held, at=at)
        allowed, invited = region_ids(held), 0
        for one in participations:
            if one.programme_id != held.programme_id or one.region_id not in allowed or one.state == WITHDRAWN:
                raise DomainError("not_of_event", _("Deze deelnemer hoort niet bij deze bijeenkomst."))
            invitation, made = EventInvitation.objects.get_or_create(
                event=held, participation=one, defaults={"invited_at": at}
            )
            if made:
                invited += 1
                letters.mail_invitation(invitation, letters.INVITED, at=at)
        if invited:
            tell("invite_people", held, by=by, at=at, people=invited)
    return invited


def region_ids(event: Event) -> set[int]:
    """Primary keys of the regions whose people may be invited."""
    return {event.region_id, *event.shared_with.values_list("pk", flat=True)}


def check_plan(programme: Programme, region: Region, plan: EventPlan, *, at: datetime) -> None:
    """DomainError about the first field that cannot be."""
    if plan.ends_at <= plan.starts_at:
        raise DomainError("ends_before_start", _("Dit is niet na het begin."), field="end")
    if plan.ends_at - plan.starts_at > LONGEST:
        raise DomainError("too_long", _("Een bijeenkomst duurt hooguit een dag."), field="end")
    if plan.starts_at <= at:
        raise DomainError("in_the_past", _("Dit moment is al voorbij. Kies een dag die nog komt."), field="day")
    if plan.starts_at > at + FURTHEST:
        raise DomainError("far_away", _("Klopt het jaar?"), field="day")
    own = {one.pk for one in programme.regions.all()}
    if region.pk not in own:
        raise DomainError("region_not_in_programme", _("Deze regio doet niet mee aan deze ronde."), field="region")
    if any(one.pk not in own or one.pk == region.pk for one in plan.shared_with):
        raise DomainError("region_not_in_programme", _("Kies andere regio’s van deze ronde."), field="shared_with")


def refuse_closed(event: Event, *, at: datetime) -> None:
    """DomainError when it has begun or does not take place."""
    if event.is_cancelled:
        raise DomainError("cancelled", _("Deze bijeenkomst gaat niet door."))
    if event.starts_at <= at:
        raise DomainError("begun", _("Deze bijeenkomst is al begonnen."))


def _check_people(event: Event, plan: EventPlan) -> None:
    """Whoever has a place keeps it; a region with people who are invited stays. So do short talks: whoever is invited
    was told what they are for, and has them on a page of their own."""
    talks = Event.Kind.SPEED_DATES
    if event.kind != plan.kind and talks in (event.kind, plan.kind) and event.invitations.exists():
        text = _("Er zijn al mensen uitgenodigd. Zeg deze bijeenkomst af en maak een nieuwe.")
        raise DomainError("kind_stays", text, field="kind")
    taken = event.invitations.filter(place_number__isnull=False).count()
    if plan.capacity < taken:
        text = _("Er hebben al %(taken)s mensen een plek.") % {"taken": taken}
        raise DomainError("over_capacity", text, field="capacity")
    stays = {event.region_id, *(one.pk for one in plan.shared_with)}
    left = event.invitations.exclude(participation__region__in=stays).values_list("participation__region__name")
    name = left.order_by("participation__region__name").first()
    if name is not None:
        text = _("Uit regio %(region)s zijn al mensen uitgenodigd.") % {"region": name[0]}
        raise DomainError("region_has_people", text, field="shared_with")


def tell(verb: str, event: Event, *, by: Account | None, at: datetime, **codes: str | int) -> None:
    """One line of history about the event."""
    history.record(verb, event, by=by, at=at, programme_id=event.programme_id, region_id=event.region_id, codes=codes)
