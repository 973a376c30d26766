"""Everything that can be wrong with a problem, found in one go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Final

from jobtwinning.matching.engine import codes
from jobtwinning.matching.engine.checks import (
    Check,
    ListOfWishes,
    Many,
    Number,
    OneOf,
    Pair,
    Text,
    Truth,
    Week,
    all_sound,
    listed,
    shown,
)
from jobtwinning.matching.engine.problem import Evidence, Existing, Person, Problem, Rules, Wish


def problem_faults(problem: Problem) -> list[str]:
    """All faults of the problem, in the order of the input; empty when it is sound."""
    faults: list[str] = []
    for side, people in (("left", problem.left), ("right", problem.right)):
        if not isinstance(people, tuple):
            faults.append(f"{side}: must be a tuple of Person")
            continue
        faults.extend(people_faults(side, people))
    faults.extend(rules_faults(problem.rules))
    if faults and any(not isinstance(getattr(person, "id", None), str) for person in _everybody(problem)):
        return faults
    faults.extend(_repeated_ids(problem))
    faults.extend(_evidence_faults(problem))
    faults.extend(_existing_faults(problem))
    return faults


def people_faults(side: str, people: Sequence[Person]) -> Iterator[str]:
    """Faults of all people of one side.

    Field by field over the whole side first; only fields in which something is wrong are looked at person by person.
    """
    names: Iterable[str] = PERSON_CHECKS
    if set(map(type, people)) <= {Person}:
        names = [
            name for name, check in PERSON_CHECKS.items() if not all_sound(check, list(map(attrgetter(name), people)))
        ]
    for position, person in enumerate(people):
        if names or person.wishes or person.knows or (person.latitude is None) != (person.longitude is None):
            yield from person_faults(f"{side}[{position}]", person, names)


def person_faults(place: str, person: object, names: Iterable[str]) -> Iterator[str]:
    """Faults of one person in the fields with these names, and between fields; place says where: left[3]."""
    if not isinstance(person, Person):
        yield f"{place}: must be a Person"
        return
    for name in names:
        fault = PERSON_CHECKS[name].fault(getattr(person, name))
        if fault:
            yield f"{place} {shown(person.id)}: {name} {fault}"
    if (person.latitude is None) != (person.longitude is None):
        yield f"{place} {shown(person.id)}: latitude and longitude must be given together"
    if person.wishes and isinstance(person.wishes, tuple):
        seen: set[str] = set()
        for position, wish in enumerate(person.wishes):
            yield from _wish_faults(f"{place} {shown(person.id)}: wishes[{position}]", wish, seen)
    if person.knows and isinstance(person.knows, tuple) and person.id in person.knows:
        yield f"{place} {shown(person.id)}: knows contains the person"


def rules_faults(rules: object) -> Iterator[str]:
    """Faults of the programme's rules."""
    if not isinstance(rules, Rules):
        yield "rules: must be Rules"
        return
    for field in fields(Rules):
        fault = RULES_CHECKS[field.name].fault(getattr(rules, field.name))
        if fault:
            yield f"rules: {field.name} {fault}"


def _everybody(problem: Problem) -> list[Person]:
    return [person for people in (problem.left, problem.right) if isinstance(people, tuple) for person in people]


def _repeated_ids(problem: Problem) -> Iterator[str]:
    everybody = _everybody(problem)
    if len(set(map(attrgetter("id"), everybody))) == len(everybody):
        return
    seen: dict[str, str] = {}
    for side, people in (("left", problem.left), ("right", problem.right)):
        for position, person in enumerate(people):
            place = f"{side}[{position}]"
            if person.id in seen:
                yield f"{place} {shown(person.id)}: id is already used by {seen[person.id]}"
            else:
                seen[person.id] = place


def _wish_faults(where: str, wish: object, seen: set[str]) -> Iterator[str]:
    if not isinstance(wish, Wish):
        yield f"{where} must be a Wish"
        return
    for name, check in WISH_CHECKS.items():
        fault = check.fault(getattr(wish, name))
        if fault:
            yield f"{where}: {name} {fault}"
            return
    if wish.criterion in seen:
        yield f"{where}: criterion {shown(wish.criterion)} is wished for twice"
    seen.add(wish.criterion)
    if wish.values and (wish.direction != "offers" or wish.criterion not in codes.WITH_VALUES):
        yield f"{where}: values need direction 'offers' and one of {listed(codes.WITH_VALUES)}"
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
            yield f"{where}: {shown(name)} is not on the {side} side"


def _ids(problem: Problem, side: str, people: tuple[Person, ...]) -> frozenset[str]:
    known = problem._memo.get(f"ids_{side}")
    if not isinstance(known, frozenset):
        known = problem._memo[f"ids_{side}"] = frozenset(person.id for person in people)
    return known


def _evidence_faults(problem: Problem) -> Iterator[str]:
    evidence = problem.evidence
    if not isinstance(evidence, Evidence) or not isinstance(evidence.ballots, tuple):
        yield "evidence: must be Evidence with a tuple of ballots"
        return
    yield from _said_faults(problem, "evidence", evidence.ballots, (*SAID, OneOf(codes.BALLOTS)))
    ranked = (*SAID, Number(1, codes.LAST_PLACE, whole=True))
    for name, statements, checks in (("likes", evidence.likes, SAID), ("ranks", evidence.ranks, ranked)):
        if isinstance(statements, tuple):
            yield from _said_faults(problem, f"evidence.{name}", statements, checks)
        else:
            yield f"evidence.{name}: must be a list (in Python a tuple), not {shown(statements)}"
    yield from _places_twice(evidence.ranks)


SAID: Final[tuple[Check, ...]] = (Text(), Text(), OneOf(codes.BALLOT_DIRECTIONS))
SAID_NAMES: Final = ("left id", "right id", "direction", "value")


def _said_faults(
    problem: Problem, name: str, statements: tuple[object, ...], checks: tuple[Check, ...]
) -> Iterator[str]:
    """Faults of statements of one kind: (left id, right id, direction) with a value where that kind has one."""
    seen: set[tuple[object, ...]] = set()
    for position, statement in enumerate(statements):
        where = f"{name}[{position}]"
        if not isinstance(statement, tuple) or len(statement) != len(checks):
            yield f"{where} must be ({', '.join(SAID_NAMES[: len(checks)])})"
            continue
        if not all(isinstance(part, str) for part in statement[:3]):
            yield f"{where} must be ({', '.join(SAID_NAMES[: len(checks)])}), the first three texts"
            continue
        yield from pair_faults(where, statement[:2], problem)
        for part, check, value in zip(SAID_NAMES[2:], checks[2:], statement[2:], strict=False):
            fault = check.fault(value)
            if fault:
                yield f"{where}: {part} {fault}"
        if statement[:3] in seen:
            yield f"{where}: a second one for the same pair and direction"
        seen.add(statement[:3])


def _places_twice(ranks: object) -> Iterator[str]:
    seen: set[tuple[str, int]] = set()
    for position, rank in enumerate(ranks if isinstance(ranks, tuple) else ()):
        if isinstance(rank, tuple) and len(rank) == 4 and list(map(type, rank)) == [str, str, str, int]:
            given = rank[0] if rank[2] == "left_to_right" else rank[1], rank[3]
            if given in seen:
                yield f"evidence.ranks[{position}]: {shown(given[0])} gives place {given[1]} twice"
            seen.add(given)


def _existing_faults(problem: Problem) -> Iterator[str]:
    if not isinstance(problem.existing, Existing):
        yield "existing: must be Existing"
        return
    taken: set[str] = set()
    for name in ("pairs", "ended"):
        pairs = getattr(problem.existing, name)
        if not isinstance(pairs, tuple):
            yield f"existing.{name}: must be a list (in Python a tuple), not {shown(pairs)}"
            continue
        for position, pair in enumerate(pairs):
            where = f"existing.{name}[{position}]"
            faults = list(pair_faults(where, pair, problem))
            yield from faults
            if name == "pairs" and not faults:
                for person in pair:
                    if person in taken:
                        yield f"{where}: {shown(person)} is in two running pairs"
                    taken.add(person)


PERSON_CHECKS: Final[dict[str, Check]] = {
    "id": Text(),
    "region": Text(optional=True),
    "organisation": Text(optional=True),
    "fields": Many(Text()),
    "education_level": OneOf(codes.EDUCATION_LEVELS, optional=True),
    "education_field": Text(optional=True),
    "organisation_kind": Text(optional=True),
    "education_kind": Text(optional=True),
    "target_groups": Many(Text()),
    "function_level": OneOf(codes.FUNCTION_LEVELS, optional=True),
    "age": Number(14, 120, optional=True, whole=True),
    "goals": Many(OneOf(codes.GOALS)),
    "yields": Many(OneOf(codes.YIELDS)),
    "text": Text(may_be_empty=True),
    "latitude": Number(-90, 90, optional=True),
    "longitude": Number(-180, 180, optional=True),
    "max_travel_minutes": Number(0, 1440, optional=True, whole=True),
    "travel_mode": OneOf(codes.TRAVEL_MODES, optional=True),
    "hours_per_month": Number(0, 744, optional=True),
    "months": Number(0, 120, optional=True, whole=True),
    "open_weeks": Many(Week(), optional=True),
    "busy_weeks": Many(Week()),
    "day_parts": Many(Pair(OneOf(codes.DAY_PARTS), OneOf(codes.DAY_PART_STATES)), optional=True, keyed=True),
    "confidentiality": OneOf(codes.CONFIDENTIALITY, optional=True),
    "mode": OneOf(codes.MODES, optional=True),
    "match_types": Many(OneOf(codes.CRITERIA)),
    "wishes": ListOfWishes(),
    "knows": Many(Text()),
    "waiting_days": Number(0, 100_000, whole=True),
    "guide": Truth(),
    "organisation_fields": Many(Text()),
    "wants_to_help": Truth(),
}
WISH_CHECKS: Final[dict[str, Check]] = {
    "criterion": OneOf(codes.CRITERIA),
    "importance": Number(0, 3, whole=True),
    "direction": OneOf(codes.DIRECTIONS),
    "must": Truth(),
    "values": Many(Text()),
}
RULES_CHECKS: Final[dict[str, Check]] = {
    "floor": Number(0, 1),
    "quality_threshold": Number(0, 1),
    "min_shared_day_parts": Number(0, len(codes.DAY_PARTS), whole=True),
    "min_shared_weeks": Number(0, 1000, whole=True),
    "cross_region": Truth(),
    "weights": Many(Pair(OneOf(codes.CRITERIA), Number(0, 1000)), keyed=True),
    "speeds_kmh": Many(Pair(OneOf(codes.TRAVEL_MODES), Number(1, 300)), keyed=True),
    "default_travel_mode": OneOf(codes.TRAVEL_MODES),
    "detour": Number(1, 5),
    "good_day_parts": Number(1, len(codes.DAY_PARTS), whole=True),
    "good_weeks": Number(1, 1000, whole=True),
    "must_met_from": Number(0, 1),
    "preference_bonus": Number(0, 0.25),
}
