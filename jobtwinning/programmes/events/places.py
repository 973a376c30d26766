"""The numbered places of an event and the list of who waits for one. Everything here runs inside a transaction that
holds the event; that a place has one person is held by the database too."""

from datetime import datetime

from jobtwinning.programmes.events import letters
from jobtwinning.programmes.models import Event, EventInvitation

YES = EventInvitation.Answer.YES


def hold_event(event: Event) -> Event:
    """The event as it is now; until the transaction ends nobody else gives a place in it."""
    return (
        Event.objects.select_for_update(of=("self",))
        .select_related("programme", "region", "organisation")
        .get(pk=event.pk)
    )


def free_place(event: Event) -> int | None:
    """The lowest number without somebody; None when the event is full."""
    taken = set(event.invitations.filter(place_number__isnull=False).values_list("place_number", flat=True))
    return next((number for number in range(1, event.capacity + 1) if number not in taken), None)


def take_place(invitation: EventInvitation, event: Event, *, at: datetime) -> None:
    """Somebody comes: on a place, or on the waiting list when there is none."""
    number = free_place(event)
    EventInvitation.objects.filter(pk=invitation.pk).update(
        answer=YES, answered_at=at, place_number=number, waiting_since=None if number else at
    )


def fill_places(event: Event, *, at: datetime) -> int:
    """Who waits longest gets what is free, with a mail; how many moved up."""
    moved = 0
    if event.is_cancelled or event.starts_at <= at:
        return moved
    waiting = event.invitations.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")
    for invitation in waiting:
        number = free_place(event)
        if number is None:
            break
        EventInvitation.objects.filter(pk=invitation.pk).update(place_number=number, waiting_since=None)
        invitation.refresh_from_db()
        letters.mail_invitation(invitation, letters.PLACED, at=at)
        moved += 1
    return moved


def renumber(event: Event) -> None:
    """After places were taken away: whoever has a number above the last place gets a lower one that is free."""
    for invitation in event.invitations.filter(place_number__gt=event.capacity).order_by("place_number"):
        EventInvitation.objects.filter(pk=invitation.pk).update(place_number=free_place(event))
