"""What the plan of a pair adds up to, and what to say about it. Advice, never a block (R-2.6 … R-2.9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import SchoolHoliday, is_school_holiday, school_holiday_on
from jobtwinning.programmes.rules import ProgrammeRules

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """The plan against the norms of the programme; hours are those of one partner."""

    meetings: int
    meetings_missing: int  # up to the minimum
    hours: Decimal  # of all meetings, and of what was done besides them
    hours_missing: Decimal  # up to the minimum

    @property
    def is_enough(self) -> bool:
        return not self.meetings_missing and not self.hours_missing


def check_plan(rules: ProgrammeRules, meeting_hours: Sequence[Decimal], other_hours: Decimal) -> PlanCheck:
    """Count what is held and planned; meetings alone need not make the hours, work besides them counts too."""
    hours = sum(meeting_hours, Decimal(0)) + other_hours
    return PlanCheck(
        meetings=len(meeting_hours),
        meetings_missing=max(rules.meetings_minimum - len(meeting_hours), 0),
        hours=hours,
        hours_missing=max(rules.hours_minimum - hours, Decimal(0)),
    )


@dataclass(frozen=True, slots=True)
class DayCheck:
    """What to know about the day of a meeting."""

    outside_period: bool
    holiday: SchoolHoliday | None


def check_day(day: date, first: date | None, last: date | None, region: SchoolRegion) -> DayCheck:
    """Whether the day lies in the pair's period, and in which school holiday."""
    outside = (first is not None and day < first) or (last is not None and day > last)
    return DayCheck(outside_period=outside, holiday=school_holiday_on(day, region))


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks of a pair: `now` have begun, `passed` are over, `free` are numbers of holiday weeks (from 1)."""

    count: int
    now: int
    passed: int
    free: tuple[int, ...]

    @property
    def is_begun(self) -> bool:
        return self.now > 0

    def schedule(self, hours: int) -> Decimal:
        """How many of these hours one would have spent in the weeks that are over, holidays left out."""
        working = self.count - len(self.free)
        passed = sum(week not in self.free for week in range(1, self.passed + 1))
        return Decimal(round(2 * hours * passed / working)) / 2 if working else Decimal(hours)


def weeks_between(first: date, last: date, today: date, region: SchoolRegion) -> Weeks:
    """The weeks from the first day on; a week is free when at least three of its working days are holiday."""
    count = max(-(-((last - first).days) // 7), 1)
    begun = (today - first).days // 7 + 1 if today >= first else 0
    return Weeks(
        count=count,
        now=min(begun, count),
        passed=min(max((today - first).days // 7, 0), count),
        free=tuple(number for number in range(1, count + 1) if _is_free(first + (number - 1) * WEEK, region)),
    )


def _is_free(first: date, region: SchoolRegion) -> bool:
    days: Iterable[date] = (first + timedelta(days=offset) for offset in range(7))
    return sum(day.weekday() < 5 and is_school_holiday(day, region) for day in days) >= 3
