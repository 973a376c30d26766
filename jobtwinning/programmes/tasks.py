"""What time does to events."""

from datetime import datetime, timedelta

from jobtwinning.core.schedule import every
from jobtwinning.programmes.events.answering import remind, settle_places
from jobtwinning.programmes.events.links import RELATED
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Programme

ARCHIVED = Programme.State.ARCHIVED  # there nothing changes any more


@every("programmes.remind_of_events", daily_at="08:35")
def remind_of_events(at: datetime) -> int:
    """The day before, to everybody with a place; how many. In the morning, since people get a mail."""
    soon = (
        EventInvitation.objects.filter(
            event__starts_at__gt=at, event__starts_at__lt=at + timedelta(days=3), event__cancelled_at__isnull=True,
            place_number__isnull=False, reminded_at__isnull=True,
        )
        .exclude(event__programme__state=ARCHIVED)
        .exclude(participation__state=Participation.State.WITHDRAWN)
    )  # fmt: skip
    return sum(
        remind(invitation, at=at)
        for invitation in soon.select_related(*RELATED).order_by("pk")
        if is_tomorrow(invitation.event, at)
    )


def is_tomorrow(event: Event, at: datetime) -> bool:
    """Where it takes place."""
    return event.starts_at.astimezone(event.zone).date() - at.astimezone(event.zone).date() == timedelta(days=1)


@every("programmes.fill_places", minutes=10)
def fill_places_of_events(at: datetime) -> int:
    """Places of people who were erased go to who waits longest; how many moved up."""
    waiting = Event.objects.filter(
        starts_at__gt=at, cancelled_at__isnull=True, invitations__waiting_since__isnull=False
    ).exclude(programme__state=ARCHIVED)
    return sum(settle_places(event, at=at) for event in waiting.distinct().order_by("pk"))
