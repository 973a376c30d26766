"""Somebody's intake as the engine's Person: every answer that counts is named here."""

from collections.abc import Mapping
from typing import cast

from jobtwinning.intake.queries import Profile, ProfileWish
from jobtwinning.matching import engine
from jobtwinning.matching.engine.codes import DAY_PARTS, Confidentiality, DayPartState, Direction, Mode, TravelMode
from jobtwinning.surveys import catalogue

MODES: dict[str, Mode] = {"choose": "choose", "surprise": "surprise", "leave_to_us": "leave_to_coordinator"}
TRAVEL: tuple[tuple[str, TravelMode], ...] = (  # the fastest way somebody named counts
    ("car", "car"),
    ("public_transport", "public_transport"),
    ("bicycle", "bike"),
    ("walking", "bike"),
)
EDUCATION = {"havo_vwo": "havo"}  # one answer on the form, two levels in the engine: the lower one
GRID_DAYS = {"monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri"}
GRID_DAYS |= {"saturday": "sat", "sunday": "sun"}
DIRECTIONS: dict[str, Direction] = {"alike": "alike", "different": "different", "any": "no_matter"}


def engine_person(profile: Profile, *, waiting_days: int, decided: Confidentiality | None = None) -> engine.Person:
    """What the engine may know: answers and ids, never a name. A missing answer stays None.

    decided: what the coordinator decided about confidential work; it outweighs what the person expects (MAT-11).
    """
    return engine.Person(
        id=profile.public_id,
        region=str(profile.region_id),
        organisation=str(profile.organisation_id) if profile.organisation_id else None,
        fields=profile.fields,
        education_level=_education_level(profile),
        organisation_kind=profile.company_type,
        education_kind=profile.education_types[0] if len(profile.education_types) == 1 else None,
        target_groups=profile.target_groups,
        function_level=None if profile.leads_people is None else "leads" if profile.leads_people else "does not lead",
        age=profile.age,
        goals=_goals(profile),
        yields=profile.yields,
        text="\n".join(filter(None, [profile.reasons, *profile.goals])),
        latitude=profile.latitude,
        longitude=profile.longitude,
        max_travel_minutes=profile.max_travel_minutes,
        travel_mode=next((mode for name, mode in TRAVEL if name in profile.travel_modes), None),
        hours_per_month=profile.hours_per_month,
        months=profile.months,
        open_weeks=profile.open_weeks,
        busy_weeks=profile.busy_weeks,
        day_parts=_day_parts(profile),
        confidentiality=decided or _confidentiality(profile.confidential),
        mode=MODES.get(profile.mode or ""),
        wishes=_wishes(profile),
        knows=profile.knows,
        guide=profile.guide,
        organisation_fields=profile.organisation_fields,
        wants_to_help=profile.wants_to_help,
        waiting_days=waiting_days,
    )


def _education_level(profile: Profile) -> str | None:
    level = profile.education_level
    return None if level is None else EDUCATION.get(level, level)


def _goals(profile: Profile) -> tuple[str, ...]:
    """The kinds of goals somebody named, or else those behind the intended yields (T3.3); the texts count apart."""
    main_of = {each.code: each.main for each in catalogue.goal_categories()}
    if profile.goal_kinds:
        return tuple(sorted({main_of[code] for code in profile.goal_kinds if code in main_of}))
    group_of: dict[str, str] = {each.code: each.group for each in catalogue.yields()}
    return tuple(sorted({group_of[code] for code in profile.yields if code in group_of}))


def _day_parts(profile: Profile) -> tuple[tuple[str, DayPartState], ...] | None:
    if not profile.day_parts:
        return None
    cells = {}
    for cell, state in profile.day_parts:
        day, _dot, part = cell.partition(".")
        cells[f"{GRID_DAYS[day]}-{part}"] = cast(DayPartState, state)
    return tuple((part, cells[part]) for part in DAY_PARTS if part in cells)


def _confidentiality(told: Mapping[str, object]) -> Confidentiality | None:
    """What the person expects; "not suitable" is a decision of the coordinator (MAT-11), not an answer."""
    if told.get("I15b") in (None, "dont_know"):
        return None
    if told["I15b"] == "no":
        return "none"
    return "resolvable" if told.get("I15c") in ("yes", "partly") else "alternative_activities"


def _wishes(profile: Profile) -> tuple[engine.Wish, ...]:
    """Only of somebody who chose what counts (I10)."""
    if profile.mode != "choose":
        return ()
    return tuple(
        engine.Wish(
            criterion=wish.criterion,
            importance=wish.importance,
            direction=_direction(wish),
            must=wish.must and wish.importance == 3 and _direction(wish) != "no_matter",
            values=wish.wanted,
        )
        for wish in profile.wishes
        if wish.importance
    )


def _direction(wish: ProfileWish) -> Direction:
    return "offers" if wish.wanted else DIRECTIONS[wish.direction or "alike"]
