"""After the first talk: how is the click, and may the coordinator call? (MAT-07)

What they answer about the click is in the surveys and read by nobody with a name. Here is only that they were asked,
and who ticked that the coordinator may call.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs import life_letters
from jobtwinning.pairs.actions import record, seats_of
from jobtwinning.pairs.life import lock_running
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import APART_DAYS, today_for, trial_ends_on
from jobtwinning.people.models import Person


@transaction.atomic
def ask_click(pair: Pair, *, at: datetime) -> bool:
    """Ask both, once; whether they were asked now. Close to the end of the trial it is asked together with that."""
    today = today_for(pair, at)
    if trial_ends_on(pair) < today + timedelta(days=APART_DAYS):
        return False
    due = Pair.objects.filter(pk=pair.pk, state=Pair.State.TRIAL, click_asked_on__isnull=True)
    if due.update(click_asked_on=today, version=F("version") + 1) != 1:
        return False
    record("ask_click", pair, None, at)
    pair.refresh_from_db()
    life_letters.ask_click(pair, to=seats_of(pair))
    return True


@transaction.atomic
def ask_call(pair: Pair, *, person: Person, by: Account | None, at: datetime) -> None:
    """Somebody lets their coordinator call about the click; the coordinator hears that, and no answer."""
    lock_running(pair)
    asked = Seat.objects.filter(pair=pair, person=person, call_asked_at__isnull=True)
    if asked.update(call_asked_at=at) == 1:
        seat = Seat.objects.get(pair=pair, person=person)
        record("ask_call", pair, by, at, side=seat.side)
        life_letters.tell_coordinator_call(pair, seat)


@transaction.atomic
def note_call(pair: Pair, side: str, *, by: Account | None, at: datetime) -> None:
    """The coordinator called, or the two were heard otherwise. DomainError when nobody waits for a call any more."""
    waiting = Seat.objects.filter(pair=pair, side=side, call_asked_at__isnull=False)
    if waiting.update(call_asked_at=None) != 1:
        raise DomainError("nobody_to_call", _("Dit is al afgevinkt."))
    record("note_call", pair, by, at, side=side)
