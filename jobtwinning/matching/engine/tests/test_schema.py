"""The shipped JSON Schema says what the engine reads, no more and no less."""

import json
import re
from dataclasses import fields
from importlib.resources import files
from typing import Any

import pytest

from jobtwinning.matching.engine import InvalidInput, Person, Rules, Wish
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json

SCHEMA: dict[str, Any] = json.loads(files("jobtwinning.matching.engine").joinpath("schema.json").read_text("utf-8"))
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value follows the part of JSON Schema that schema.json uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        return False
    if value is None:
        return True
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        pattern = schema.get("pattern")
        return len(value) >= schema.get("minLength", 0) and (pattern is None or bool(re.search(pattern, value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(schema["minimum"] <= value <= schema["maximum"])
    if isinstance(value, list):
        parts = schema.get("prefixItems") or [schema["items"]] * len(value)
        unique = not schema.get("uniqueItems") or len({json.dumps(part) for part in value}) == len(value)
        return unique and len(parts) == len(value) and all(map(fits, value, parts))
    if isinstance(value, dict):
        known = schema["properties"]
        return set(schema.get("required", ())) <= set(value) <= set(known) and all(
            fits(part, known[name]) for name, part in value.items()
        )
    return True


def reads(content: object) -> bool:
    try:
        problem_from_json(content)
    except InvalidInput:
        return False
    return True


def test_schema_names_exactly_the_fields_of_the_classes() -> None:
    found = SCHEMA["$defs"]["person"]["properties"], SCHEMA["$defs"]["wish"]["properties"]
    classes = Person, Wish
    for properties, one in zip((*found, SCHEMA["properties"]["rules"]["properties"]), (*classes, Rules), strict=True):
        assert list(properties) == [field.name for field in fields(one)]


def test_schema_generated_cohorts_follow_it() -> None:
    for seed in range(5):
        content = json.loads(json.dumps(generate_cohort(30, 20, seed)))
        assert fits(content, SCHEMA)
        assert reads(content)


WRONG: list[tuple[str, Any]] = [
    ("age", 3),
    ("age", "old"),
    ("goals", ["wealth"]),
    ("fields", ["a", "a"]),
    ("fields", "a"),
    ("region", ""),
    ("open_weeks", ["2027-5"]),
    ("day_parts", [["mon-morning", "maybe"]]),
    ("day_parts", [["mon-morning"]]),
    ("guide", 1),
    ("mode", "blind"),
    ("waiting_days", -1),
    ("wishes", [{"criterion": "age", "importance": 5, "direction": "alike"}]),
    ("wishes", [{"criterion": "age"}]),
    ("unheard_of", 1),
    ("text", None),
]
RIGHT: list[tuple[str, Any]] = [
    ("age", None),
    ("open_weeks", None),
    ("open_weeks", ["2026-W53"]),
    ("day_parts", [["sun-evening", "rather_not"]]),
    ("hours_per_month", 7.5),
    ("wishes", [{"criterion": "subject", "importance": 0, "direction": "offers", "values": ["x"]}]),
    ("text", ""),
]


@pytest.mark.parametrize(("name", "value", "sound"), [(*one, False) for one in WRONG] + [(*one, True) for one in RIGHT])
def test_schema_and_engine_agree_about_a_value(name: str, value: Any, sound: bool) -> None:
    content = {"left": [{"id": "a", name: value}], "right": []}
    assert fits(content, SCHEMA) is sound
    assert reads(content) is sound
