"""The weeks of a round as somebody meets them: holidays, what schools are busy with, and the calendar of the own
organisation (AGR-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import is_public_holiday, iso_weeks, monday_of, school_holiday_on
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.widgets import WeekChoice

Kind = OrganisationPeriod.Kind
BUSY = (Kind.TEST_WEEKS, Kind.PROJECT_WEEKS, Kind.PEAK)
WORKING_DAYS = 5
HALF_A_YEAR = timedelta(days=183)  # a timetable from longer before the start is that of another school year


@dataclass(frozen=True, slots=True)
class Year:
    """The weeks to choose from, those to start with as busy and as closed, and whether December is among them."""

    weeks: tuple[WeekChoice, ...]
    busy: tuple[str, ...]
    closed: tuple[str, ...]
    has_december: bool
    has_own_calendar: bool
    timetable_from: date | None  # of this round: the newest that is out, else the first to come
    is_timetable_out: bool


def year_of(participation: Participation) -> Year:
    """The weeks of the programme from now on; one query, for the calendar of the employer."""
    programme = participation.programme
    first = max(programme.starts_on, min(clock.today(), programme.ends_on))
    weeks = iso_weeks(first, programme.ends_on)
    employer = participation.employment.organisation_id if participation.employment else None
    periods = list(OrganisationPeriod.objects.filter(organisation=employer).order_by("first_day", "pk"))
    region = cast(SchoolRegion, participation.region.school_holidays)
    timetable = timetable_day(periods, programme, clock.today())
    is_teacher = participation.side == Side.TEACHER
    return Year(
        weeks=tuple(WeekChoice(week, _note(week, region, periods)) for week in weeks),
        busy=tuple(week for week in weeks if any(each.kind in BUSY and touches(each, week) for each in periods)),
        closed=tuple(week for week in weeks if _is_closed(week, region if is_teacher else None, periods)),
        has_december=any(monday_of(week).month == 12 for week in weeks),
        has_own_calendar=any(each.kind != Kind.TIMETABLE for each in periods),
        timetable_from=timetable,
        is_timetable_out=timetable is not None and timetable <= clock.today(),
    )


def timetable_day(periods: Iterable[OrganisationPeriod], programme: Programme, today: date) -> date | None:
    """From when an organisation has its timetable for this round: the newest day that has come, else the first that
    will; None when it told no such day."""
    told = [each.first_day for each in periods if each.kind == Kind.TIMETABLE]
    days = [day for day in told if programme.starts_on - HALF_A_YEAR <= day <= programme.ends_on]
    return max((day for day in days if day <= today), default=min(days, default=None))


def period_name(kind: str) -> str:
    """What a period is called."""
    return {
        Kind.STUDY_DAYS: _("studiedag"),
        Kind.TEST_WEEKS: _("toetsweek"),
        Kind.PROJECT_WEEKS: _("projectweek"),
        Kind.PEAK: _("drukke tijd"),
        Kind.CLOSED: _("dicht"),
        Kind.TIMETABLE: _("rooster bekend"),
    }[Kind(kind)]


def _note(week: str, region: SchoolRegion, periods: Sequence[OrganisationPeriod]) -> str:
    """What stands beside a week: the school holiday, public holidays, the own calendar."""
    holiday = school_holiday_on(monday_of(week) + timedelta(days=2), region)
    told = [holiday.label(get_language() or "nl")] if holiday else []
    if any(is_public_holiday(day) for day in _days(week)) and not holiday:
        told.append(_("met een feestdag"))
    told += [period_name(each.kind) for each in periods if each.kind != Kind.TIMETABLE and touches(each, week)]
    return ", ".join(dict.fromkeys(told))


def _days(week: str) -> list[date]:
    return [monday_of(week) + timedelta(days=number) for number in range(WORKING_DAYS)]


def touches(period: OrganisationPeriod, week: str) -> bool:
    """Whether a working day of that week lies in the period."""
    days = _days(week)
    return period.first_day <= days[-1] and period.last_day >= days[0]


def _is_closed(week: str, region: SchoolRegion | None, periods: Sequence[OrganisationPeriod]) -> bool:
    """No working day is left, for a holiday or because the organisation is closed."""
    closed = [each for each in periods if each.kind == Kind.CLOSED]
    free = [
        (region is not None and school_holiday_on(day, region) is not None)
        or any(each.first_day <= day <= each.last_day for each in closed)
        for day in _days(week)
    ]
    return any(free) and all(one or is_public_holiday(day) for one, day in zip(free, _days(week), strict=True))
