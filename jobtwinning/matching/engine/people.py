"""PEOPLE.json: reading a problem from a JSON file or object, with every fault named."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

from jobtwinning.matching.engine.checks import shown
from jobtwinning.matching.engine.problem import Evidence, Existing, InvalidInput, Person, Problem, Rules, Wish

PERSON_FIELDS = frozenset(field.name for field in fields(Person))
WISH_FIELDS = frozenset(field.name for field in fields(Wish))
RULES_FIELDS = frozenset(field.name for field in fields(Rules))
EVIDENCE_FIELDS = frozenset(field.name for field in fields(Evidence))
FILE_FIELDS = frozenset({"left", "right", "rules", "evidence", "existing"})


class _Repeated(dict[str, Any]):
    """A JSON object in which names stand twice; plain JSON readers silently keep the last."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = sorted({name for name in names if names.count(name) > 1})


class _Same(dict[Any, Any]):
    """Gives back the equal text or tuple of texts that was there first.

    A large file then takes a fraction of the memory, and checking it a fraction of the time.
    """

    def __missing__(self, value: Any) -> Any:
        self[value] = value
        return value

    def settled(self, value: Any) -> Any:
        """The value of one field with tuples for lists."""
        if type(value) is str:
            return self[value]
        if type(value) is not list:
            return value
        kinds = set(map(type, value))
        if kinds == {str}:
            return self[tuple(map(self.__getitem__, value))]
        if kinds == {list} and set(map(type, chain.from_iterable(value))) == {str}:
            return tuple(map(self.__getitem__, map(tuple, value)))
        return _tuples(value)


def read_problem(path: Path) -> Problem:
    """The problem in PEOPLE.json. Raises one ValueError with every fault, or OSError."""
    with uncollected():
        return problem_from_json(read_json(path))


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection: it would look through every object again and again while none can be let go."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_json(path: Path) -> object:
    """The content of a JSON file in UTF-8, with or without a byte order mark. Raises ValueError, OSError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InvalidInput([f"{path.name}: line {line} is not UTF-8"]) from None
    try:
        return json.loads(text, object_pairs_hook=_object_of)
    except RecursionError:
        raise InvalidInput([f"{path.name}: is nested too deep"]) from None
    except ValueError as error:
        raise InvalidInput([f"{path.name}: is not JSON ({error})"]) from None


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated(pairs)


def problem_from_json(content: object) -> Problem:
    """The problem in a parsed PEOPLE.json (see schema.json). Raises one ValueError with every fault."""
    faults: list[str] = []
    if not isinstance(content, dict):
        raise InvalidInput(["the file must hold one JSON object"])
    _unknown("file", content, FILE_FIELDS, faults)
    try:
        problem = _problem(content, faults)
    except RecursionError:
        raise InvalidInput([*faults, "the file is nested too deep"]) from None
    except InvalidInput as error:
        raise InvalidInput([*faults, *error.faults]) from None
    if faults:
        raise InvalidInput(faults)
    return problem


def _problem(content: dict[str, Any], faults: list[str]) -> Problem:
    same = _Same()
    sides = {side: _people(side, content.get(side), same, faults) for side in ("left", "right")}
    rules = _object("rules", content.get("rules", {}), RULES_FIELDS, faults)
    existing = _object("existing", content.get("existing", {}), frozenset({"pairs", "ended"}), faults)
    evidence = content.get("evidence", [])
    if isinstance(evidence, list):
        evidence = {"ballots": evidence}
    evidence = _object("evidence", evidence, EVIDENCE_FIELDS, faults)
    return Problem(
        left=sides["left"],
        right=sides["right"],
        rules=Rules(**_settled(rules)),
        evidence=Evidence(**_settled(evidence)),
        existing=Existing(**_settled(existing)),
    )


def _people(side: str, rows: object, same: _Same, faults: list[str]) -> tuple[Person, ...]:
    if not isinstance(rows, list):
        faults.append(f"{side}: must be a list of people")
        return ()
    people = []
    for position, row in enumerate(rows):
        where = f"{side}[{position}]"
        values = {name: same.settled(value) for name, value in _object(where, row, PERSON_FIELDS, faults).items()}
        if "id" not in values:
            faults.append(f"{where}: id is missing")
            values["id"] = f"({where} has no id)"
        if values.get("wishes") and isinstance(values["wishes"], tuple):
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
    return value if value.keys() <= known else {name: part for name, part in value.items() if name in known}


def _unknown(where: str, value: dict[str, Any], known: frozenset[str], faults: list[str]) -> None:
    if isinstance(value, _Repeated):
        faults.extend(f"{where}: {shown(name)} is there twice" for name in value.repeated)
    if not value.keys() <= known:
        faults.extend(f"{where}: {shown(name)} is not a known field" for name in sorted(value) if name not in known)


def _settled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuples(value) for name, value in values.items()}


def _tuples(value: Any) -> Any:
    return tuple([_tuples(part) for part in value]) if type(value) is list else value
