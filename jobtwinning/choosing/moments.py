"""When people look around, and the fixed moments at which two people who both said yes hear of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jobtwinning.pairs.models import Seat
from jobtwinning.programmes.models import Participation, Programme

TELLING_DAYS = (1, 4)  # Tuesday and Friday
TELLING_AT = time(12)  # where the programme runs
SETTLED = timedelta(hours=24)  # a yes that is younger waits for the next moment: who tries it out learns nothing
HAND_LIVES = timedelta(days=7)  # cards that nobody turned go back
GOING = (Programme.State.OPEN, Programme.State.MATCHING, Programme.State.RUNNING)


def today_in(programme: Programme, at: datetime) -> date:
    """The date it is where the programme runs."""
    return at.astimezone(ZoneInfo(programme.time_zone)).date()


def state_of(participation: Participation, at: datetime) -> str:
    """open, or why somebody cannot look around now: unready, paired, soon, over."""
    programme, rules = participation.programme, participation.programme.rules
    today = today_in(programme, at)
    if programme.state not in GOING or (rules.open_until and today.isoformat() > rules.open_until):
        return "over"
    if participation.state != Participation.State.READY:
        return "unready"
    if Seat.objects.filter(person=participation.person_id, active=True).exists():
        return "paired"
    return "open" if rules.is_open_on(today) else "soon"


def opens_on(programme: Programme) -> date | None:
    """The first day on which people look around; None when the rules name none."""
    day = programme.rules.open_from
    return date.fromisoformat(day) if day else None


def is_telling_day(programme: Programme, at: datetime) -> bool:
    """Whether this is a day on which people hear of it."""
    return today_in(programme, at).weekday() in TELLING_DAYS


def next_telling(programme: Programme, at: datetime) -> datetime:
    """The first moment after this one at which people hear of it."""
    return _telling(programme, at, 1)


def last_telling(programme: Programme, at: datetime) -> datetime:
    """The last moment, this one or before, at which people heard of it."""
    return _telling(programme, at, -1)


def _telling(programme: Programme, at: datetime, step: int) -> datetime:
    zone = ZoneInfo(programme.time_zone)
    for days in range(8):
        day = at.astimezone(zone).date() + timedelta(days=days * step)
        moment = datetime.combine(day, TELLING_AT, zone)
        if day.weekday() in TELLING_DAYS and (moment > at if step > 0 else moment <= at):
            return moment
    raise AssertionError("a week has no telling day")  # pragma: no cover


def open_to(participations: Sequence[Participation], at: datetime) -> list[Participation]:
    """Of one person's participations those in which they may look around now; a question only where rules say so."""
    open_now = [
        one
        for one in participations
        if one.state == Participation.State.READY
        and one.programme.state in GOING
        and one.programme.rules.is_open_on(today_in(one.programme, at))
    ]
    if open_now and Seat.objects.filter(person=open_now[0].person_id, active=True).exists():
        return []
    return open_now
