"""Somebody's intake answers as the engine's Person; every item code of the intake that counts is named here."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from jobtwinning.intake.queries import Profile
from jobtwinning.matching import engine
from jobtwinning.matching.engine.codes import (
    DAY_PARTS,
    Confidentiality,
    DayPartState,
    Direction,
    Mode,
    TravelMode,
)
from jobtwinning.people.places import Place, place
from jobtwinning.programmes.models import Programme
from jobtwinning.surveys import catalogue

Answers = Mapping[str, Any]

MODES: dict[str, Mode] = {"choose": "choose", "surprise": "surprise", "leave_to_us": "leave_to_coordinator"}
TRAVEL: tuple[tuple[str, TravelMode], ...] = (  # the fastest way somebody named counts
    ("car", "car"),
    ("public_transport", "public_transport"),
    ("bicycle", "bike"),
    ("walking", "bike"),
)
EDUCATION = {"havo_vwo": "havo"}  # one answer on the form, two levels in the engine: the lower one
WISHES = (
    "subject",
    "personal",
    "company_type",
    "education_type",
    "motivation",
    "education",
    "age",
    "function_type",
    "target_group",
)
GRID_DAYS = {"monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri"}
GRID_DAYS |= {"saturday": "sat", "sunday": "sun"}


def engine_person(profile: Profile, programme: Programme, *, waiting_days: int) -> engine.Person:
    """What the engine may know: answers and ids, never a name. A missing answer stays None."""
    answers: Answers = profile.answers
    where = _place(answers)
    kinds: list[str] = answers.get("I8b") or []
    return engine.Person(
        id=profile.participation_id,
        region=str(profile.region_id),
        organisation=str(profile.organisation_id) if profile.organisation_id else None,
        fields=tuple(answers.get("I7") or ()),
        education_level=_education_level(answers),
        organisation_kind=answers.get("I8c"),
        education_kind=kinds[0] if len(kinds) == 1 else None,
        target_groups=tuple(answers.get("I8e") or ()),
        function_level=None if answers.get("I2b") is None else "leads" if answers["I2b"] else "does not lead",
        age=_whole(answers.get("I17")),
        goals=_goals(answers),
        yields=tuple(answers.get("I6") or ()),
        text="\n".join(filter(None, [answers.get("I4"), *(answers.get("I5") or ())])),
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        max_travel_minutes=_whole(answers.get("I13c")),
        travel_mode=_travel_mode(answers),
        hours_per_month=None if answers.get("I11a") is None else float(answers["I11a"]),
        months=_whole(answers.get("I11b")),
        open_weeks=_open_weeks(answers, programme),
        busy_weeks=tuple(answers.get("I12a") or ()),
        day_parts=_day_parts(answers),
        confidentiality=_confidentiality(answers),
        mode=MODES.get(str(answers.get("I10"))),
        wishes=tuple(_wishes(answers)),
        waiting_days=waiting_days,
    )


def _whole(value: Any) -> int | None:
    return None if value is None else round(float(value))


def _education_level(answers: Answers) -> str | None:
    level = answers.get("I3b")
    return None if level is None else EDUCATION.get(level, level)


def _goals(answers: Answers) -> tuple[str, ...]:
    """The kinds of goals behind the intended yields (T3.3); the texts themselves count apart."""
    group_of = {each.code: each.group for each in catalogue.yields()}
    return tuple(sorted({group_of[code] for code in answers.get("I6") or () if code in group_of}))


def _place(answers: Answers) -> Place | None:
    """Where somebody works, or else lives."""
    for item in ("I13", "I13b"):
        try:
            return place(int(answers[item]))
        except (KeyError, TypeError, ValueError):
            continue
    return None


def _travel_mode(answers: Answers) -> TravelMode | None:
    given = answers.get("I13d") or ()
    return next((mode for name, mode in TRAVEL if name in given), None)


def _open_weeks(answers: Answers, programme: Programme) -> tuple[str, ...] | None:
    """The weeks of the programme without those in which somebody really cannot; None when nothing was said."""
    if answers.get("I12a") is None and answers.get("I12b") is None:
        return None
    closed = set(answers.get("I12b") or ())
    return tuple(week for week in programme_weeks(programme.starts_on, programme.ends_on) if week not in closed)


def programme_weeks(start: date, end: date) -> list[str]:
    """ISO weeks from start to end, such as "2026-W37"."""
    monday = start - timedelta(days=start.weekday())
    weeks = []
    while monday <= end:
        year, week, _day = monday.isocalendar()
        weeks.append(f"{year}-W{week:02d}")
        monday += timedelta(days=7)
    return weeks


def _day_parts(answers: Answers) -> tuple[tuple[str, DayPartState], ...] | None:
    grid = answers.get("I12c")
    if not grid:
        return None
    cells = {}
    for cell, state in grid.items():
        day, _dot, part = cell.partition(".")
        cells[f"{GRID_DAYS[day]}-{part}"] = cast(DayPartState, state)
    return tuple((part, cells[part]) for part in DAY_PARTS if part in cells)


def _confidentiality(answers: Answers) -> Confidentiality | None:
    """What the person said; "not suitable" is a decision of the coordinator (MAT-11), not an answer."""
    issues = answers.get("I15b")
    if issues is None or issues == "dont_know":
        return None
    if issues == "no":
        return "none"
    return "resolvable" if answers.get("I15c") in ("yes", "partly") else "alternative_activities"


def _wishes(answers: Answers) -> list[engine.Wish]:
    """Only of somebody who chose what counts (I10)."""
    if answers.get("I10") != "choose":
        return []
    found = []
    for criterion in WISHES:
        importance = _whole(answers.get(f"I9.{criterion}")) or 0
        if importance:
            found.append(
                engine.Wish(
                    criterion=criterion,
                    importance=importance,
                    direction=_direction(answers, criterion),
                    must=answers.get(f"I9.{criterion}.must") is True and importance == 3,
                    values=tuple(answers.get(f"I9.{criterion}.wanted") or ()),
                )
            )
    return found


def _direction(answers: Answers, criterion: str) -> Direction:
    if answers.get(f"I9.{criterion}.wanted"):
        return "offers"
    said = answers.get(f"I9.{criterion}.direction")
    return "different" if said == "different" else "no_matter" if said == "any" else "alike"
