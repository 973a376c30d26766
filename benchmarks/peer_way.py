"""How an open tool for mentoring does this job, in our own words and on our own people.

It looks at every pair in turn, in plain Python, from one side only: how much has the right person of what the left one
could use? A forbidden pair is a score of 0. Munkres then finds the best total, and pairs of score 0 are dropped, also
where another choice would have left nobody alone.
"""

from dataclasses import dataclass

import numpy as np
from munkres import Munkres

from benchmarks.engine_parts import Edges, ordered_people
from benchmarks.timing import timed
from jobtwinning.matching.engine import Person, Problem
from jobtwinning.matching.engine.affinity import strength
from jobtwinning.matching.engine.codes import EDUCATION_LEVELS

FIELD_POINTS, GOAL_POINTS, GROUP_POINTS, LEVEL_POINTS = 4.0, 2.0, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class PeerRun:
    """Seconds of scoring and of solving, and how many allowed pairs came out."""

    scoring: float
    solving: float
    pairs: int

    @property
    def seconds(self) -> float:
        """Both together."""
        return self.scoring + self.solving


def run(problem: Problem, edges: Edges) -> PeerRun:
    """The peer's way on the people of a problem; which pairs are allowed it gets for nothing, from edges."""
    size = max(edges.lefts, edges.rights)
    allowed = np.zeros((size, size), dtype=bool)
    allowed[edges.left, edges.right] = True
    left, right = ordered_people(problem)
    scoring, costs = timed(lambda: _costs(left, right, allowed.tolist()))
    solving, found = timed(lambda: Munkres().compute(costs))
    return PeerRun(scoring, solving, sum(bool(allowed[row, column]) for row, column in found))


def _costs(left: tuple[Person, ...], right: tuple[Person, ...], allowed: list[list[bool]]) -> list[list[float]]:
    """1 minus the score, a square matrix: what is missing on the smaller side costs as much as a forbidden pair."""
    costs = [[1.0] * len(allowed) for _ in allowed]
    for own, may, row in zip(left, allowed, costs, strict=False):
        for column, other in enumerate(right):
            if may[column]:
                row[column] = 1 - one_sided_score(own, other)
    return costs


def one_sided_score(own: Person, other: Person) -> float:
    """What the other has of what this person could use, 0..1; unknown answers bring nothing."""
    points = FIELD_POINTS * max((strength(one, two) for one in own.fields for two in other.fields), default=0.0)
    points += GOAL_POINTS * _shared(own.goals, other.goals)
    points += GROUP_POINTS * _shared(own.target_groups, other.target_groups)
    if own.education_level and other.education_level:
        apart = EDUCATION_LEVELS[other.education_level] - EDUCATION_LEVELS[own.education_level]
        points += LEVEL_POINTS * max(0.0, 1 - abs(apart) / 4)
    return points / (FIELD_POINTS + GOAL_POINTS + GROUP_POINTS + LEVEL_POINTS)


def _shared(own: tuple[str, ...], other: tuple[str, ...]) -> float:
    return len(set(own) & set(other)) / len(own) if own else 0.0
