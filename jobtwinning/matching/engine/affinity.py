"""How near two fields are: a table of links, because physics and mechanical engineering lie far apart in any tree."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field the table knows: its names inside a sentence, and its detailed field (four digits) in ISCED-F 2013."""

    id: str
    nl: str
    en: str
    kind: Literal["school_subject", "professional_field"]
    isced_f: str


@dataclass(frozen=True, slots=True)
class FieldLink:
    """Two fields that touch. strength: 0..1, 1 is the same trade. The reasons are short texts in both languages.

    general: there is no link of their own, only the same ISCED-F code.
    """

    first: str
    second: str
    strength: float
    reason_nl: str
    reason_en: str
    general: bool


@cache
def known_fields() -> dict[str, KnownField]:
    """All fields by id: first the school subjects, then the professional fields."""
    return {row["id"]: KnownField(**row) for row in _data()["fields"]}


@cache
def field_links() -> dict[tuple[str, str], FieldLink]:
    """All links, each under both orders of its two fields.

    Two fields with the same ISCED-F code and no link of their own have the general one. The broader ISCED-F fields
    give none: personal services, for one, hold both sport and cleaning.
    """
    data = _data()
    apart = {frozenset((row["a"], row["b"])) for row in data["deliberate_non_links"]}
    links: dict[tuple[str, str], FieldLink] = {}
    for one, other in combinations(known_fields().values(), 2):
        if one.isced_f == other.isced_f and {one.id, other.id} not in apart:
            _add(links, one.id, other.id, data["same_isced_f"], general=True)
    for row in data["links"]:
        _add(links, row["a"], row["b"], row, general=False)
    return links


def _add(
    links: dict[tuple[str, str], FieldLink], first: str, second: str, row: dict[str, Any], *, general: bool
) -> None:
    for ends in ((first, second), (second, first)):
        links[ends] = FieldLink(*ends, row["strength"], row["reason_nl"], row["reason_en"], general)


@cache
def _data() -> dict[str, Any]:
    text = files("jobtwinning.matching.engine").joinpath("data/field_links.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def strength(first: str, second: str) -> float:
    """0..1: 1 for the same field, the link's strength for two linked ones, 0 where no link is known."""
    if first == second:
        return 1.0
    link = field_links().get((first, second))
    return link.strength if link else 0.0


def strength_matrix(field_ids: Iterable[str]) -> NDArray[np.float64]:
    """Strengths between all these fields, in their order."""
    names = list(field_ids)
    position = {name: index for index, name in enumerate(names)}
    matrix = np.eye(len(names))
    for (first, second), link in field_links().items():
        if first in position and second in position:
            matrix[position[first], position[second]] = link.strength
    return matrix


def best_link(own: Iterable[str], other: Iterable[str]) -> tuple[str, str, float] | None:
    """The nearest two fields (own, other, strength); the first by name among equals; None when a side has none."""
    others = sorted(other)
    pairs = [(-strength(a, b), a, b) for a in sorted(own) for b in others]
    if not pairs:
        return None
    value, a, b = min(pairs)
    return a, b, -value
