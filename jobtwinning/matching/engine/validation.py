"""Everything that can be wrong with a problem, found in one go."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Final

from jobtwinning.matching.engine import codes
from jobtwinning.matching.engine.problem import Evidence, Existing, Person, Problem, Rules, Wish

Check = Callable[[object], str | None]
WEEK: Final = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])")


def problem_faults(problem: Problem) -> list[str]:
    """All faults of the problem, in the order of the input; empty when it is sound."""
    faults: list[str] = []
    for side, people in (("left", problem.left), ("right", problem.right)):
        if not isinstance(people, tuple):
            faults.append(f"{side}: must be a tuple of Person")
            continue
        for position, person in enumerate(people):
            faults.extend(person_faults(f"{side}[{position}]", person))
    faults.extend(rules_faults(problem.rules))
    if faults and any(not isinstance(getattr(person, "id", None), str) for person in _everybody(problem)):
        return faults
    faults.extend(_repeated_ids(problem))
    faults.extend(_evidence_faults(problem))
    faults.extend(_existing_faults(problem))
    return faults


def person_faults(place: str, person: object) -> Iterator[str]:
    """Faults of one person; place says where, for instance left[3]."""
    if not isinstance(person, Person):
        yield f"{place}: must be a Person"
        return
    where = f"{place} {person.id!r}"
    for field in fields(Person):
        fault = PERSON_CHECKS[field.name](getattr(person, field.name))
        if fault:
            yield f"{where}: {field.name} {fault}"
    if (person.latitude is None) != (person.longitude is None):
        yield f"{where}: latitude and longitude must be given together"
    if isinstance(person.wishes, tuple):
        seen: set[str] = set()
        for position, wish in enumerate(person.wishes):
            yield from _wish_faults(f"{where}: wishes[{position}]", wish, seen)
    if isinstance(person.knows, tuple) and person.id in person.knows:
        yield f"{where}: knows contains the person"


def rules_faults(rules: object) -> Iterator[str]:
    """Faults of the programme's rules."""
    if not isinstance(rules, Rules):
        yield "rules: must be Rules"
        return
    for field in fields(Rules):
        fault = RULES_CHECKS[field.name](getattr(rules, field.name))
        if fault:
            yield f"rules: {field.name} {fault}"


def _everybody(problem: Problem) -> list[Person]:
    return [person for people in (problem.left, problem.right) if isinstance(people, tuple) for person in people]


def _repeated_ids(problem: Problem) -> Iterator[str]:
    seen: dict[str, str] = {}
    for side, people in (("left", problem.left), ("right", problem.right)):
        for position, person in enumerate(people):
            place = f"{side}[{position}]"
            if person.id in seen:
                yield f"{place} {person.id!r}: id is already used by {seen[person.id]}"
            else:
                seen[person.id] = place


def _wish_faults(where: str, wish: object, seen: set[str]) -> Iterator[str]:
    if not isinstance(wish, Wish):
        yield f"{where} must be a Wish"
        return
    for name, check in WISH_CHECKS.items():
        fault = check(getattr(wish, name))
        if fault:
            yield f"{where}: {name} {fault}"
            return
    if wish.criterion in seen:
        yield f"{where}: criterion {wish.criterion!r} is wished for twice"
    seen.add(wish.criterion)
    if wish.values and (wish.direction != "offers" or wish.criterion not in codes.WITH_VALUES):
        yield f"{where}: values need direction 'offers' and one of {_listed(codes.WITH_VALUES)}"
    if wish.criterion == "organisation" and not wish.values and wish.direction != "no_matter":
        yield f"{where}: a wish for an organisation needs direction 'offers' and values"
    if wish.must and (wish.criterion == "personal" or wish.direction == "no_matter"):
        yield f"{where}: must cannot be judged for this wish"


def pair_faults(where: str, pair: object, problem: Problem) -> Iterator[str]:
    """Faults of a (left id, right id)."""
    if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(name, str) for name in pair)):
        yield f"{where} must be (left id, right id)"
        return
    for side, name, people in (("left", pair[0], problem.left), ("right", pair[1], problem.right)):
        if name not in _ids(problem, side, people):
            yield f"{where}: {name!r} is not on the {side} side"


def _ids(problem: Problem, side: str, people: tuple[Person, ...]) -> frozenset[str]:
    known = problem._memo.get(f"ids_{side}")
    if not isinstance(known, frozenset):
        known = problem._memo[f"ids_{side}"] = frozenset(person.id for person in people)
    return known


def _evidence_faults(problem: Problem) -> Iterator[str]:
    if not isinstance(problem.evidence, Evidence) or not isinstance(problem.evidence.ballots, tuple):
        yield "evidence: must be Evidence with a tuple of ballots"
        return
    seen: set[tuple[object, ...]] = set()
    for position, ballot in enumerate(problem.evidence.ballots):
        where = f"evidence[{position}]"
        if not isinstance(ballot, tuple) or len(ballot) != 4:
            yield f"{where} must be (left id, right id, direction, value)"
            continue
        if not all(isinstance(part, str) for part in ballot):
            yield f"{where} must be four texts"
            continue
        yield from pair_faults(where, ballot[:2], problem)
        if ballot[2] not in codes.BALLOT_DIRECTIONS:
            yield f"{where}: direction must be one of {_listed(codes.BALLOT_DIRECTIONS)}"
        if ballot[3] not in codes.BALLOTS:
            yield f"{where}: value must be one of {_listed(codes.BALLOTS)}"
        if ballot[:3] in seen:
            yield f"{where}: a second ballot for the same pair and direction"
        seen.add(ballot[:3])


def _existing_faults(problem: Problem) -> Iterator[str]:
    if not isinstance(problem.existing, Existing):
        yield "existing: must be Existing"
        return
    taken: set[str] = set()
    for name in ("pairs", "ended"):
        for position, pair in enumerate(getattr(problem.existing, name)):
            where = f"existing.{name}[{position}]"
            faults = list(pair_faults(where, pair, problem))
            yield from faults
            if name == "pairs" and not faults:
                for person in pair:
                    if person in taken:
                        yield f"{where}: {person!r} is in two running pairs"
                    taken.add(person)


def _listed(values: object) -> str:
    assert isinstance(values, (tuple, list, frozenset, dict))
    return ", ".join(repr(value) for value in sorted(values))


def is_number(value: object) -> bool:
    """A finite int or float; True and False are not numbers."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _number(low: float, high: float, *, optional: bool = False, whole: bool = False) -> Check:
    wanted = f"must be a {'whole ' if whole else ''}number from {low:g} to {high:g}"

    def check(value: object) -> str | None:
        if value is None and optional:
            return None
        if not is_number(value) or (whole and not isinstance(value, int)):
            return f"{wanted}, not {value!r}"
        assert isinstance(value, (int, float))
        return None if low <= value <= high else f"{wanted}, not {value!r}"

    return check


def _one_of(values: object, *, optional: bool = False) -> Check:
    assert isinstance(values, (tuple, dict))

    def check(value: object) -> str | None:
        if (value is None and optional) or (isinstance(value, str) and value in values):
            return None
        return f"must be one of {_listed(values)}, not {value!r}"

    return check


def _code(*, optional: bool = False) -> Check:
    def check(value: object) -> str | None:
        if (value is None and optional) or (isinstance(value, str) and value != ""):
            return None
        return f"must be a text that is not empty, not {value!r}"

    return check


def _many(each: Check, *, optional: bool = False) -> Check:
    def check(value: object) -> str | None:
        if value is None and optional:
            return None
        if not isinstance(value, tuple):
            return f"must be a tuple, not {value!r}"
        faults = [fault for fault in map(each, value) if fault]
        if not faults and len(set(value)) < len(value):
            return "names something twice"
        return "; ".join(faults) or None

    return check


def _pairs_of(first: Check, second: Check) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, tuple) or len(value) != 2:
            return f"must hold pairs, not {value!r}"
        return first(value[0]) or second(value[1])

    return check


def _keyed(each: Check, *, optional: bool = False) -> Check:
    pairs = _many(each, optional=optional)

    def check(value: object) -> str | None:
        fault = pairs(value)
        if fault is None and isinstance(value, tuple) and len({key for key, _ in value}) < len(value):
            return "names something twice"
        return fault

    return check


def _truth(value: object) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {value!r}"


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else f"must be a text, not {value!r}"


def _week(value: object) -> str | None:
    sound = isinstance(value, str) and WEEK.fullmatch(value)
    return None if sound else f"must hold ISO weeks such as '2027-W05', not {value!r}"


def _wish_list(value: object) -> str | None:
    return None if isinstance(value, tuple) else f"must be a tuple, not {value!r}"


PERSON_CHECKS: Final[dict[str, Check]] = {
    "id": _code(),
    "region": _code(optional=True),
    "organisation": _code(optional=True),
    "fields": _many(_code()),
    "education_level": _one_of(codes.EDUCATION_LEVELS, optional=True),
    "education_field": _code(optional=True),
    "organisation_kind": _code(optional=True),
    "education_kind": _code(optional=True),
    "target_groups": _many(_code()),
    "function_level": _one_of(codes.FUNCTION_LEVELS, optional=True),
    "age": _number(14, 120, optional=True, whole=True),
    "goals": _many(_one_of(codes.GOALS)),
    "yields": _many(_one_of(codes.YIELDS)),
    "text": _text,
    "latitude": _number(-90, 90, optional=True),
    "longitude": _number(-180, 180, optional=True),
    "max_travel_minutes": _number(0, 1440, optional=True, whole=True),
    "travel_mode": _one_of(codes.TRAVEL_MODES, optional=True),
    "hours_per_month": _number(0, 744, optional=True),
    "months": _number(0, 120, optional=True, whole=True),
    "open_weeks": _many(_week, optional=True),
    "busy_weeks": _many(_week),
    "day_parts": _keyed(_pairs_of(_one_of(codes.DAY_PARTS), _one_of(codes.DAY_PART_STATES)), optional=True),
    "confidentiality": _one_of(codes.CONFIDENTIALITY, optional=True),
    "mode": _one_of(codes.MODES, optional=True),
    "match_types": _many(_one_of(codes.CRITERIA)),
    "wishes": _wish_list,
    "knows": _many(_code()),
    "waiting_days": _number(0, 100_000, whole=True),
    "guide": _truth,
    "organisation_fields": _many(_code()),
    "wants_to_help": _truth,
}
WISH_CHECKS: Final[dict[str, Check]] = {
    "criterion": _one_of(codes.CRITERIA),
    "importance": _number(0, 3, whole=True),
    "direction": _one_of(codes.DIRECTIONS),
    "must": _truth,
    "values": _many(_code()),
}
RULES_CHECKS: Final[dict[str, Check]] = {
    "floor": _number(0, 1),
    "quality_threshold": _number(0, 1),
    "min_shared_day_parts": _number(0, len(codes.DAY_PARTS), whole=True),
    "min_shared_weeks": _number(0, 1000, whole=True),
    "cross_region": _truth,
    "weights": _keyed(_pairs_of(_one_of(codes.CRITERIA), _number(0, 1000))),
    "speeds_kmh": _keyed(_pairs_of(_one_of(codes.TRAVEL_MODES), _number(1, 300))),
    "default_travel_mode": _one_of(codes.TRAVEL_MODES),
    "detour": _number(1, 5),
    "good_day_parts": _number(1, len(codes.DAY_PARTS), whole=True),
    "good_weeks": _number(1, 1000, whole=True),
    "must_met_from": _number(0, 1),
}
