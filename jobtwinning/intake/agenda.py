"""The agenda of a round for its coordinator: week by week what schools and employers told of themselves (AGR-06)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import cast

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.core import clock, form_keys
from jobtwinning.intake.queries import calendars_of, employers_of, visible_participations
from jobtwinning.intake.timetables import unknown_per_organisation
from jobtwinning.intake.year import Kind, period_name, timetable_day, touches
from jobtwinning.people.models import Organisation, OrganisationPeriod
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import iso_weeks, monday_of, school_holidays
from jobtwinning.programmes.models import Programme

MOST_WEEKS = 60
CLOSED = "×"
TONES = {Kind.CLOSED: "closed", Kind.PEAK: "busy"}  # the others suit a visit: "free"


@dataclass(frozen=True, slots=True)
class Week:
    """The head of a column."""

    number: int
    monday: date


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one organisation: a letter or two to see, all of it to hear. tone: closed, busy, free or ""."""

    letters: str = ""
    text: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation. periods: each with its name and a key to take it out; unknown: how many wait for it."""

    organisation: Organisation
    cells: Sequence[Cell]
    periods: Sequence[tuple[OrganisationPeriod, str, str]]
    timetable_from: date | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole page. months: name and number of weeks. holidays: the school holidays of each part of the country."""

    months: Sequence[tuple[str, int]]
    weeks: Sequence[Week]
    holidays: Sequence[tuple[str, Sequence[Cell]]]
    lines: Sequence[Line]
    legend: Sequence[tuple[Cell, str]]
    unknown: int


def agenda_of(programme: Programme, region_ids: Collection[int]) -> Agenda:
    """The weeks from now on, or all of a round that is over; four queries whatever is in it."""
    today = clock.today()
    first = max(programme.starts_on, today) if today <= programme.ends_on else programme.starts_on
    codes = iso_weeks(first, programme.ends_on)[:MOST_WEEKS]
    weeks = [Week(int(code[-2:]), monday_of(code)) for code in codes]
    unknown = unknown_per_organisation(visible_participations(programme, region_ids))
    parts = sorted({each.school_holidays for each in programme.regions.all() if each.pk in region_ids})
    return Agenda(
        months=_months([week.monday for week in weeks]),
        weeks=weeks,
        holidays=[(part_name(part), [_holiday(code, cast(SchoolRegion, part)) for code in codes]) for part in parts],
        lines=[
            _line(organisation, periods, codes, programme, unknown.get(organisation.pk, 0))
            for organisation, periods in calendars_of(employers_of(programme, region_ids))
        ],
        legend=[(_cell([kind]), period_name(kind)) for kind in Kind if kind != Kind.TIMETABLE],
        unknown=sum(unknown.values()),
    )


def _months(mondays: Sequence[date]) -> list[tuple[str, int]]:
    groups = [list(group) for _month, group in groupby(mondays, key=lambda day: (day.year, day.month))]
    return [(_month(group[0], is_short=len(group) < 3), len(group)) for group in groups]


def _month(day: date, *, is_short: bool) -> str:
    """Its name above few or many columns; Dutch months have no capital."""
    name = date_format(day, "M" if is_short else "F")
    return name if get_language() == "en" else name.lower()


def _line(
    organisation: Organisation,
    periods: Sequence[OrganisationPeriod],
    codes: Sequence[str],
    programme: Programme,
    unknown: int,
) -> Line:
    return Line(
        organisation=organisation,
        cells=[_cell([Kind(each.kind) for each in periods if touches(each, code)]) for code in codes],
        periods=[(each, capfirst(period_name(each.kind)), form_keys.new_key()) for each in periods],
        timetable_from=timetable_day(periods, programme, clock.today()),
        unknown=unknown,
    )


def _cell(kinds: Sequence[Kind]) -> Cell:
    shown = [kind for kind in dict.fromkeys(kinds) if kind != Kind.TIMETABLE]
    if not shown:
        return Cell()
    tones = [TONES.get(kind, "free") for kind in shown]
    letters = [CLOSED if kind == Kind.CLOSED else period_name(kind)[0].upper() for kind in shown]
    return Cell(
        letters="".join(dict.fromkeys(letters)),
        text=", ".join(period_name(kind) for kind in shown),
        tone=min(tones, key=("closed", "busy", "free").index),
    )


def _holiday(code: str, part: SchoolRegion) -> Cell:
    """The school holiday of that week, if one has a working day in it."""
    monday = monday_of(code)
    friday = date.fromordinal(monday.toordinal() + 4)
    found = next((each for each in school_holidays(part) if each.first_day <= friday and each.last_day >= monday), None)
    return Cell(CLOSED, found.label(get_language() or "nl"), "closed") if found else Cell()


def part_name(part: str) -> str:
    """What a part of the country is called for school holidays."""
    return {"north": _("noord"), "middle": _("midden"), "south": _("zuid")}[part]
