"""What a new programme starts from: a template or an earlier programme, with the dates worked out (REC-08)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.rules import ProgrammeRules

TEMPLATES = Path(__file__).parent / "data" / "programme_templates.toml"
YEAR_OF_WEEKS = timedelta(weeks=52)  # a year later on the same day of the week


@dataclass(frozen=True, slots=True)
class Start:
    """Everything a new programme is proposed to be; the coordinator changes what is different."""

    name_nl: str
    name_en: str
    starts_on: date
    ends_on: date
    sign_up_until: date | None
    matched_by: date | None
    rules: ProgrammeRules
    places_per_side: int | None = None
    organiser: str = ""
    region_ids: tuple[str, ...] = ()  # public ids
    copied_from: str = ""  # public id

    @property
    def slug(self) -> str:
        """Proposed address on the site."""
        return slugify(self.name_nl)[:50]


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    """The templates by code, as the file has them."""
    return tomllib.loads(TEMPLATES.read_text())


def next_first_day(code: str, today: date) -> date:
    """The Monday of the week in which this template usually starts, the first that is not over."""
    template = templates()[code]
    for year in (today.year, today.year + 1):
        usual = date(year, template["month"], template["day"])
        monday = usual - timedelta(days=usual.weekday())
        if monday > today:
            return monday
    usual = date(today.year + 2, template["month"], template["day"])
    return usual - timedelta(days=usual.weekday())


def from_template(code: str, first_day: date) -> Start:
    """A programme of this template that starts on this day; it ends on a Friday when it starts on a Monday."""
    template = templates()[code]

    def weeks_before(name: str) -> date | None:
        weeks = template.get(name)
        return first_day - timedelta(weeks=weeks, days=3) if weeks else None  # a Friday before a Monday

    return Start(
        name_nl=template["name_nl"].format(year=first_day.year),
        name_en=template["name_en"].format(year=first_day.year),
        starts_on=first_day,
        ends_on=first_day + timedelta(weeks=template["weeks"], days=-3),
        sign_up_until=weeks_before("sign_up_closes_weeks_before"),
        matched_by=weeks_before("matched_weeks_before"),
        rules=replace(ProgrammeRules(), **template["rules"]),
    )


def from_programme(programme: Programme) -> Start:
    """Last year's once more: dates a year later, numbers and texts the same, nobody in it."""

    def later(day: date | None) -> date | None:
        return day + YEAR_OF_WEEKS if day else None

    year, moved = programme.starts_on.year, programme.starts_on + YEAR_OF_WEEKS
    return Start(
        name_nl=programme.name_nl.replace(str(year), str(moved.year)),
        name_en=programme.name_en.replace(str(year), str(moved.year)),
        starts_on=moved,
        ends_on=programme.ends_on + YEAR_OF_WEEKS,
        sign_up_until=later(programme.sign_up_until),
        matched_by=later(programme.matched_by),
        rules=open_moved(programme.rules, YEAR_OF_WEEKS),
        places_per_side=programme.places_per_side,
        organiser=programme.organiser.name,
        region_ids=tuple(region.public_id for region in programme.regions.all()),
        copied_from=programme.public_id,
    )


def moved(start: Start, first_day: date) -> Start:
    """The same with another first day; every other day moves along."""
    by = first_day - start.starts_on

    def along(day: date | None) -> date | None:
        return day + by if day else None

    return replace(
        start,
        starts_on=first_day,
        ends_on=start.ends_on + by,
        sign_up_until=along(start.sign_up_until),
        matched_by=along(start.matched_by),
        rules=open_moved(start.rules, by),
    )


def open_moved(rules: ProgrammeRules, by: timedelta) -> ProgrammeRules:
    """The days on which people look around themselves move along too."""
    opens, closes = (
        (date.fromisoformat(day) + by).isoformat() if day else "" for day in (rules.open_from, rules.open_until)
    )
    return replace(rules, open_from=opens, open_until=closes)
