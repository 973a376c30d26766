"""The exit card and the pause card: the pair, and the meetings that were still to come."""

from datetime import date, datetime

from django.db import transaction

from jobtwinning.accounts.models import Account
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.pairs import life
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import today_for
from jobtwinning.people.models import Person
from jobtwinning.twinning import letters
from jobtwinning.twinning.actions import cancel_meeting
from jobtwinning.twinning.models import Meeting


@transaction.atomic
def leave_pair(
    pair: Pair, *, by: Account | None, at: datetime, person: Person | None = None, reason: str = "", tell: bool = True
) -> Pair:
    """End a pair; what they planned goes out of both calendars (MAT-08)."""
    life.lock_running(pair)
    _strike(pair, None, news=letters.STOPPED, by=by, at=at)
    return life.end_pair(pair, by=by, at=at, person=person, reason=reason, tell=tell)


@transaction.atomic
def take_pause(pair: Pair, until: date, *, person: Person, by: Account | None, at: datetime) -> Pair:
    """Pause a pair; meetings up to and including that day go out of both calendars, later ones stay."""
    life.lock_running(pair)
    life.check_pause(today_for(pair, at), until)
    _strike(pair, until, news=letters.PAUSED, by=by, at=at)
    return life.pause_pair(pair, until, person=person, by=by, at=at)


def _strike(pair: Pair, until: date | None, *, news: letters.News, by: Account | None, at: datetime) -> None:
    planned = Meeting.objects.filter(pair=pair, ends_at__gt=at, cancelled_at__isnull=True)
    for meeting in planned.select_related("pair__programme", "pair__region").order_by("starts_at"):
        if until is None or meeting.on <= until:
            cancel_mails(OutboxMail.objects.filter(unique_key__contains=meeting.public_id), at=at)
            cancel_meeting(meeting, by=by, at=at, news=news)
