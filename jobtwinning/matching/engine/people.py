"""PEOPLE.json: reading a problem from a JSON object, with every fault named."""

from dataclasses import fields
from typing import Any

from jobtwinning.matching.engine.problem import Evidence, Existing, InvalidInput, Person, Problem, Rules, Wish

PERSON_FIELDS = frozenset(field.name for field in fields(Person))
WISH_FIELDS = frozenset(field.name for field in fields(Wish))
RULES_FIELDS = frozenset(field.name for field in fields(Rules))


def problem_from_json(content: object) -> Problem:
    """The problem in a parsed PEOPLE.json (see schema.json). Raises one ValueError with every fault."""
    faults: list[str] = []
    if not isinstance(content, dict):
        raise InvalidInput(["the file must hold one JSON object"])
    _unknown("file", content, frozenset({"left", "right", "rules", "evidence", "existing"}), faults)
    sides = {side: _people(side, content.get(side), faults) for side in ("left", "right")}
    rules = _object("rules", content.get("rules", {}), RULES_FIELDS, faults)
    evidence = content.get("evidence", [])
    if not isinstance(evidence, list):
        faults.append("evidence: must be a list")
        evidence = []
    existing = _object("existing", content.get("existing", {}), frozenset({"pairs", "ended"}), faults)
    parts: dict[str, Any] = {
        "rules": Rules(**_settled(rules)),
        "evidence": Evidence(tuple(_tuples(ballot) for ballot in evidence)),
        "existing": Existing(
            **{name: value if isinstance(value, tuple) else () for name, value in _settled(existing).items()}
        ),
    }
    faults.extend(f"existing.{name}: must be a list" for name, value in existing.items() if not isinstance(value, list))
    try:
        problem = Problem(left=sides["left"], right=sides["right"], **parts)
    except InvalidInput as error:
        raise InvalidInput([*faults, *error.faults]) from None
    if faults:
        raise InvalidInput(faults)
    return problem


def _people(side: str, rows: object, faults: list[str]) -> tuple[Person, ...]:
    if not isinstance(rows, list):
        faults.append(f"{side}: must be a list of people")
        return ()
    people = []
    for position, row in enumerate(rows):
        where = f"{side}[{position}]"
        values = _settled(_object(where, row, PERSON_FIELDS, faults))
        if "id" not in values:
            faults.append(f"{where}: id is missing")
            continue
        if isinstance(values.get("wishes"), tuple):
            values["wishes"] = _wishes(where, row["wishes"], faults)
        people.append(Person(**values))
    return tuple(people)


def _wishes(where: str, rows: list[object], faults: list[str]) -> tuple[Wish, ...]:
    wishes = []
    for position, row in enumerate(rows):
        place = f"{where}: wishes[{position}]"
        values = _settled(_object(place, row, WISH_FIELDS, faults))
        missing = [name for name in ("criterion", "importance", "direction") if name not in values]
        faults.extend(f"{place}: {name} is missing" for name in missing)
        if not missing:
            wishes.append(Wish(**values))
    return tuple(wishes)


def _object(where: str, value: object, known: frozenset[str], faults: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        faults.append(f"{where}: must be an object")
        return {}
    _unknown(where, value, known, faults)
    return {name: part for name, part in value.items() if name in known}


def _unknown(where: str, value: dict[str, Any], known: frozenset[str], faults: list[str]) -> None:
    faults.extend(f"{where}: {name!r} is not a known field" for name in sorted(value) if name not in known)


def _settled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuples(value) for name, value in values.items()}


def _tuples(value: object) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
