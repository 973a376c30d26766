"""Who with whom: the four objectives on a list of allowed pairs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.candidates import Edges
from jobtwinning.matching.engine.codes import RESOLUTION, Objective
from jobtwinning.matching.engine.flow import best_pairs, most_pairs, waiting_gain
from jobtwinning.matching.engine.scores import Integers
from jobtwinning.matching.engine.stable import stable_pairs
from jobtwinning.matching.engine.table import Positions


@dataclass(frozen=True, slots=True)
class Aim:
    """What to aim for. floor, quality_threshold: 0..1; seed decides equal wishes in the objective "stable"."""

    objective: Objective = "floor"
    floor: float = 0.0
    quality_threshold: float = 0.0
    seed: int = 0

    @property
    def lowest_made(self) -> int:
        """Whole-number score below which no pair is made."""
        bound = max(self.floor, self.quality_threshold) if self.objective == "quality" else self.floor
        return round(bound * RESOLUTION)


def choose_pairs(
    edges: Edges, aim: Aim, pinned: Positions, waiting_left: Integers, waiting_right: Integers
) -> Positions:
    """Positions of the chosen pairs, the pinned ones first among them; sorted.

    Pinned pairs stay whatever their score and take their people out of the rest. Then, on the pairs that reach the
    floor: "floor" most pairs, who waited longest, the highest lowest score, the best total; "total" and "quality"
    the same without the highest lowest score; "stable" deferred acceptance.
    """
    free = np.flatnonzero(usable(edges, pinned) & (edges.score >= aim.lowest_made))
    rest = edges.only(_marked(len(edges), free))
    if aim.objective == "stable":
        found = stable_pairs(rest, aim.seed)
    else:
        found = _optimal(rest, aim, waiting_left, waiting_right)
    return np.sort(np.concatenate([pinned, free[found]]))


def usable(edges: Edges, pinned: Positions) -> NDArray[np.bool_]:
    """True for the pairs of which nobody is pinned."""
    taken_left = _marked(edges.lefts, edges.left[pinned])
    taken_right = _marked(edges.rights, edges.right[pinned])
    return ~(taken_left[edges.left] | taken_right[edges.right])


def _optimal(edges: Edges, aim: Aim, waiting_left: Integers, waiting_right: Integers) -> Positions:
    waiting = waiting_gain(edges, waiting_left, waiting_right)
    if aim.objective != "floor" or not len(edges):
        return best_pairs(edges, waiting + edges.score)
    kept = np.flatnonzero(edges.score >= highest_lowest(edges, waiting))
    found = best_pairs(edges.only(_marked(len(edges), kept)), (waiting + edges.score)[kept])
    return kept[found]


def highest_lowest(edges: Edges, waiting: Integers) -> int:
    """The highest score such that as many pairs (and as much waiting) fit above it as without a bound."""
    steps = np.unique(edges.score)
    count = most_pairs(edges)

    def full(bound: int) -> bool:
        return most_pairs(edges.only(edges.score >= steps[bound])) == count

    def waited(bound: int) -> int:
        keep = edges.score >= steps[bound]
        return int(waiting[keep][best_pairs(edges.only(keep), waiting[keep])].sum())

    highest = _last(0, len(steps) - 1, full)
    if waiting.any():
        most = waited(0)
        if waited(highest) != most:
            highest = _last(0, highest - 1, lambda bound: waited(bound) == most)
    return int(steps[highest])


def _last(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The last position from low to high for which it holds; it holds at low, and never again once it does not."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _marked(size: int, positions: Positions) -> NDArray[np.bool_]:
    marks = np.zeros(size, dtype=bool)
    marks[positions] = True
    return marks
