"""Days that count: school holidays per region, Dutch public holidays, working days and ISO weeks.

School holidays are known for a few school years only; outside them a day is never a school holiday, so check
school_holidays_known() where that matters. Mbo and hbo set their own dates.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import holidays

from jobtwinning.people.places import SchoolRegion

REGIONS: tuple[SchoolRegion, ...] = ("north", "middle", "south")
REGION_LABELS_NL: dict[SchoolRegion, str] = {"north": "noord", "middle": "midden", "south": "zuid"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """One school holiday of one region; both days inclusive. Advisory: a school may deviate."""

    school_year: str
    region: SchoolRegion
    type: str
    label_nl: str
    label_en: str
    first_day: date
    last_day: date
    status: Literal["fixed", "advisory"]
    confidence: Literal["high", "medium"]

    def label(self, language: str) -> str:
        """Name of the holiday; Dutch for every language but English."""
        return self.label_en if language.startswith("en") else self.label_nl


@dataclass(frozen=True, slots=True)
class PeakPeriod:
    """Weeks of the year in which many schools are busy; a default that every school adjusts."""

    id: str
    first_week: int
    last_week: int
    intensity: Literal["high", "medium", "low"]
    reason_nl: str
    reason_en: str
    sectors: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    text = (Path(__file__).parent / "data" / "school_holidays.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def school_holidays(region: SchoolRegion) -> tuple[SchoolHoliday, ...]:
    """The school holidays of a region, by first day."""
    rows = [row for row in _table()["holidays"] if row["region"] == region]
    listed = [
        SchoolHoliday(
            school_year=row["school_year"],
            region=row["region"],
            type=row["type"],
            label_nl=row["label_nl"],
            label_en=row["label_en"],
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]),
            status=row["status"],
            confidence=row["confidence"],
        )
        for row in rows
    ]
    return tuple(sorted(listed, key=lambda each: each.first_day))


@cache
def peak_periods() -> tuple[PeakPeriod, ...]:
    """Busy weeks at most schools, from the start of the school year on."""
    return tuple(
        PeakPeriod(
            id=row["id"],
            first_week=row["iso_week_from"],
            last_week=row["iso_week_to"],
            intensity=row["intensity"],
            reason_nl=row["reason_nl"],
            reason_en=row["reason_en"],
            sectors=tuple(row["sectors"]),
        )
        for row in _table()["peak_periods"]
    )


def school_holiday_on(day: date, region: SchoolRegion) -> SchoolHoliday | None:
    """The school holiday a day falls in, or None."""
    return next((each for each in school_holidays(region) if each.first_day <= day <= each.last_day), None)


def is_school_holiday(day: date, region: SchoolRegion) -> bool:
    """Whether the schools of the region are closed for a holiday, advised weeks included."""
    return school_holiday_on(day, region) is not None


@cache
def _known_days(region: SchoolRegion) -> tuple[date, date]:
    listed = school_holidays(region)
    return listed[0].first_day, max(each.last_day for each in listed)


def school_holidays_known(day: date, region: SchoolRegion) -> bool:
    """Whether the table covers this day."""
    first, last = _known_days(region)
    return first <= day <= last


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether the day is an official Dutch holiday: Good Friday every year, 5 May only in years that end in 0 or 5."""
    return day in _public_holidays(day.year)


@lru_cache(maxsize=8192)  # some years in every region; lists of pairs count the same weeks again and again
def is_working_day(day: date, region: SchoolRegion | None) -> bool:
    """Monday to Friday, no public holiday and, with a region, no school holiday there."""
    if day.weekday() >= 5 or is_public_holiday(day):
        return False
    return region is None or not is_school_holiday(day, region)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def working_days_between(start: date, end: date, region: SchoolRegion | None) -> int:
    """How many working days have passed at the end of a day since an earlier day, which itself does not count.

    This is the clock on people: it stands still in weekends, on public holidays and in the school holidays of the
    region. Negative when end lies before start.
    """
    if end < start:
        return -working_days_between(end, start, region)
    return sum(is_working_day(day, region) for day in _days(start + ONE_DAY, end))


def add_working_days(start: date, days: int, region: SchoolRegion | None) -> date:
    """The day on which this number of working days (0 or more) has passed since start; 0 gives start itself."""
    if days < 0:
        raise ValueError(f"days must be 0 or more, not {days}")
    day = start
    while days > 0:
        day += ONE_DAY
        days -= is_working_day(day, region)
    return day


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def iso_week(day: date) -> str:
    """The ISO week of a day, such as "2026-W53"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def iso_weeks(first: date, last: date) -> tuple[str, ...]:
    """The ISO weeks from the week of the first day up to and including the week of the last day, in order."""
    monday = first - timedelta(days=first.weekday())
    return tuple(iso_week(day) for day in _days(monday, last) if day.weekday() == 0)


def monday_of(week: str) -> date:
    """The first day of an ISO week such as "2026-W53"."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
