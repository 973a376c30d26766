"""Made-up people and edges for the tests."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine import Person, Problem
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json
from jobtwinning.matching.engine.scores import harmonic, whole


def make_teacher(name: str = "anna", **answers: Any) -> Person:
    return replace(Person(name, region="rotterdam", organisation="school", fields=("natuurkunde",)), **answers)


def make_professional(name: str = "piet", **answers: Any) -> Person:
    return replace(Person(name, region="rotterdam", organisation="firm", fields=("werktuigbouw",)), **answers)


def make_cohort(left: int, right: int, seed: int, **rules: Any) -> Problem:
    problem = problem_from_json(generate_cohort(left, right, seed))
    return replace(problem, rules=replace(problem.rules, **rules))


def make_edges(seed: int, *, most: int = 5, steps: int = 1000) -> Edges:
    """Random allowed pairs; few steps give many equal scores."""
    chance = random.Random(seed)
    lefts, rights, density = chance.randint(1, most), chance.randint(1, most), chance.choice((0.2, 0.5, 0.9))
    pairs = [(a, b) for a in range(lefts) for b in range(rights) if chance.random() < density]
    left_score = np.array([chance.randint(0, steps) / steps for _ in pairs])
    right_score = np.array([chance.randint(0, steps) / steps for _ in pairs])
    return Edges(
        np.array([a for a, _ in pairs], dtype=np.intp),
        np.array([b for _, b in pairs], dtype=np.intp),
        whole(left_score),
        whole(right_score),
        whole(harmonic(left_score, right_score)),
        lefts,
        rights,
    )


def all_matchings(edges: Edges, allowed: list[int]) -> Iterator[tuple[int, ...]]:
    """Every one-to-one set of the allowed edges, the slow and obvious way."""
    if not allowed:
        yield ()
        return
    first, rest = allowed[0], allowed[1:]
    yield from all_matchings(edges, rest)
    apart = [at for at in rest if edges.left[at] != edges.left[first] and edges.right[at] != edges.right[first]]
    for others in all_matchings(edges, apart):
        yield (first, *others)


@dataclass(frozen=True)
class Outcome:
    """What a set of pairs is worth, in the order in which it counts."""

    count: int
    waited: tuple[int, ...]
    lowest: int
    total: int


def outcome(edges: Edges, chosen: tuple[int, ...], waiting: tuple[NDArray[np.int64], NDArray[np.int64]]) -> Outcome:
    placed = [int(waiting[0][edges.left[at]]) for at in chosen] + [int(waiting[1][edges.right[at]]) for at in chosen]
    return Outcome(
        len(chosen),
        tuple(sorted(placed, reverse=True)),
        min((int(edges.score[at]) for at in chosen), default=RESOLUTION),
        sum(int(edges.score[at]) for at in chosen),
    )


def count_by_augmenting(pairs: set[tuple[str, str]]) -> int:
    """The largest number of pairs, by the textbook augmenting path: independent of the engine."""
    partner: dict[str, str] = {}
    options: dict[str, list[str]] = {}
    for left, right in sorted(pairs):
        options.setdefault(left, []).append(right)

    def place(left: str, seen: set[str]) -> bool:
        for right in options[left]:
            if right not in seen:
                seen.add(right)
                if right not in partner or place(partner[right], seen):
                    partner[right] = left
                    return True
        return False

    return sum(place(left, set()) for left in options)
