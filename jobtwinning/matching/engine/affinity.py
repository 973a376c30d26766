"""How near two fields are: a table of links, because physics and mechanical engineering lie far apart in any tree."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FieldLink:
    """Two fields that touch. strength: 0..1, 1 is the same trade. The reasons are short texts in both languages."""

    first: str
    second: str
    strength: float
    reason_nl: str
    reason_en: str


@cache
def field_links() -> dict[tuple[str, str], FieldLink]:
    """All links, each under both orders of its two fields."""
    text = files("jobtwinning.matching.engine").joinpath("data/field_links.json").read_text(encoding="utf-8")
    links: dict[tuple[str, str], FieldLink] = {}
    for row in json.loads(text)["links"]:
        for first, second in ((row["a"], row["b"]), (row["b"], row["a"])):
            links[first, second] = FieldLink(first, second, row["strength"], row["reason_nl"], row["reason_en"])
    return links


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
