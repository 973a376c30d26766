"""A pair that began elsewhere and comes along in mid-season: no proposal, no answers asked, no letters."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs.actions import ProposedPair, record, refuse_wrong_pair, take_seats
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import today_for
from jobtwinning.programmes.calendar import months_later
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.permissions import refuse_over


@transaction.atomic
def take_running_pair(
    teacher: Participation, non_teacher: Participation, starts_on: date, *, by: Account | None, at: datetime
) -> Pair:
    """A running pair as it would stand had it begun here on that day. What its clock would have asked by now counts as
    asked: nobody is asked about the past. DomainError when the two cannot be a pair, or one has another."""
    programme = teacher.programme
    refuse_over(programme)
    each = ProposedPair(teacher, non_teacher)
    refuse_wrong_pair(each)
    for one in (teacher, non_teacher):
        if one.state == Participation.State.WITHDRAWN:
            message = _("%(name)s heeft zich uitgeschreven.") % {"name": one.person.full_name}
            raise DomainError("withdrawn", message)
    check_start(programme, starts_on)
    said = _said_yes(programme, starts_on, at)
    pair = Pair(programme=programme, region=teacher.region, proposed_at=said, accepted_at=said)
    for name, value in _as_of(programme, starts_on, at).items():
        setattr(pair, name, value)
    pair.save(force_insert=True)
    take_seats([pair], [each])
    Seat.objects.filter(pair=pair).update(answer=Seat.Answer.ACCEPTED, answered_at=said)
    record("take_running_pair", pair, by, at, state=pair.state)
    return pair


@transaction.atomic
def correct_start(pair: Pair, starts_on: date, *, by: Account | None, at: datetime) -> bool:
    """Idem with another first day; False when it is the same. Only for whoever knows that nobody heard of it yet."""
    if pair.starts_on == starts_on:
        return False
    check_start(pair.programme, starts_on)
    said = _said_yes(pair.programme, starts_on, at)
    values = _as_of(pair.programme, starts_on, at)
    Pair.objects.filter(pk=pair.pk).update(accepted_at=said, proposed_at=said, version=F("version") + 1, **values)
    Seat.objects.filter(pair=pair).update(answered_at=said)
    pair.refresh_from_db()
    record("correct_start", pair, by, at)
    return True


def check_start(programme: Programme, starts_on: date) -> None:
    """DomainError for a day further from the programme than a slip of the keyboard."""
    earliest = months_later(programme.starts_on, -12)
    if not earliest <= starts_on <= programme.ends_on:
        told = {"first": date_format(earliest, "j F Y"), "last": date_format(programme.ends_on, "j F Y")}
        message = _("Klopt het jaar? Kies een dag tussen %(first)s en %(last)s.") % told
        raise DomainError("far_from_round", message, field="starts_on")


def _said_yes(programme: Programme, starts_on: date, at: datetime) -> datetime:
    """Noon of the first day, now when that is still to come."""
    return min(at, datetime.combine(starts_on, time(12), ZoneInfo(programme.time_zone)))


def _as_of(programme: Programme, starts_on: date, at: datetime) -> dict[str, object]:
    """State and dates of a pair that began on that day."""
    today = today_for(Pair(programme=programme), at)
    trial = programme.rules.trial_months
    state = Pair.State.DEFINITE
    if starts_on > today:
        state = Pair.State.ACCEPTED
    elif trial and months_later(starts_on, trial) > today:
        state = Pair.State.TRIAL
    return {
        "state": state,
        "starts_on": starts_on,
        "planned_end_on": months_later(starts_on, programme.rules.duration_months),
        "trial_asked_on": today if state == Pair.State.DEFINITE and trial else None,
        "click_asked_on": today if state != Pair.State.ACCEPTED else None,
    }
