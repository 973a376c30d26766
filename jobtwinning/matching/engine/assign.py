"""Who with whom: the four objectives on a list of allowed pairs."""

from dataclasses import dataclass, replace

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.codes import RESOLUTION, Objective
from jobtwinning.matching.engine.edges import Edges, bundles, marked
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.priority import Priority, enough_pairs, in_turn, priority_of
from jobtwinning.matching.engine.search import last_holding
from jobtwinning.matching.engine.solve import best_pairs
from jobtwinning.matching.engine.stable import stable_pairs

# The first stride down from the top is this part of all scores.
STRIDES = 16


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
    edges: Edges,
    aim: Aim,
    pinned: Positions,
    waiting_left: Integers,
    waiting_right: Integers,
    executor: Executor = SERIAL,
    bonus: Integers | None = None,
) -> Positions:
    """Positions of the chosen pairs, the pinned ones first among them; sorted.

    Pinned pairs stay whatever their score and take their people out of the rest. Then, on the pairs that reach the
    floor: "floor" most pairs, who waited longest, the highest lowest score, the best total; "total" and "quality"
    the same without the highest lowest score; "stable" deferred acceptance. Pieces of the graph that share nobody are
    solved apart, by the executor. bonus: whole number per pair from 0 that counts in the best total and, in "stable",
    in what both see in each other; no floor, number of pairs, turn or lowest score hears of it.
    """
    may = usable(edges, pinned) & (edges.score >= aim.lowest_made)
    free, rest = np.flatnonzero(may), edges.only(may)
    if aim.objective == "stable":
        found = stable_pairs(rest if bonus is None else raised(rest, bonus[free]), aim.seed)
    else:
        gain = rest.score if bonus is None else rest.score + bonus[free]
        pieces = [_piece(rest, gain, at, waiting_left, waiting_right) for at in bundles(rest)]
        bound = highest_lowest(pieces) if aim.objective == "floor" else 0
        solved = executor.map(solve_piece, bound, pieces)
        found = np.concatenate([piece.at[chosen] for piece, chosen in zip(pieces, solved, strict=True)] or [NOBODY])
    return np.sort(np.concatenate([pinned, free[found]]))


def raised(edges: Edges, bonus: Integers) -> Edges:
    """The same pairs, each scoring so much more from both sides."""
    scores = (each + bonus for each in (edges.left_score, edges.right_score, edges.score))
    left_score, right_score, score = scores
    return replace(edges, left_score=left_score, right_score=right_score, score=score)


def usable(edges: Edges, pinned: Positions) -> Truths:
    """True for the pairs of which nobody is pinned."""
    taken_left = marked(edges.lefts, edges.left[pinned])
    taken_right = marked(edges.rights, edges.right[pinned])
    return ~(taken_left[edges.left] | taken_right[edges.right])


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Edges that share nobody with the rest. gain: what each adds to the total; at: where they stand in the whole."""

    edges: Edges
    gain: Integers
    at: Positions
    priority: Priority


def _piece(edges: Edges, gain: Integers, at: Positions, waiting_left: Integers, waiting_right: Integers) -> Piece:
    own, lefts, rights = edges.only(at).renumbered()
    return Piece(own, gain[at], at, priority_of(own, waiting_left[lefts], waiting_right[rights]))


def solve_piece(bound: int, piece: Piece) -> Positions:
    """Positions of the best pairs of one piece, none below the bound."""
    reaches = piece.edges.score >= bound
    edges = piece.edges.only(reaches)
    return np.flatnonzero(reaches)[best_pairs(edges, piece.gain[reaches], piece.priority)]


def highest_lowest(pieces: list[Piece]) -> int:
    """The highest score such that above it as many pairs fit, of people who waited as long, as without a bound."""
    bound = 2 * RESOLUTION
    for piece in pieces:
        bound = _highest_lowest(piece, bound)
    return bound


def _highest_lowest(piece: Piece, ceiling: int) -> int:
    """The same for one piece, never above the ceiling: that is known to be too high for the whole."""
    edges, priority = piece.edges, piece.priority
    ceiling = min(ceiling, _enough_have_one_from(edges, priority.pairs))
    if enough_pairs(edges, priority, edges.score >= ceiling) and in_turn(edges, priority, edges.score >= ceiling):
        return ceiling
    steps = np.flatnonzero(marked(ceiling, edges.score[edges.score < ceiling]))
    stride = max(1, len(steps) // STRIDES)

    def enough(at: int) -> bool:
        return enough_pairs(edges, priority, edges.score >= steps[at])

    def of_the_longest_waiting(at: int) -> bool:
        return in_turn(edges, priority, edges.score >= steps[at])

    # First the pairs alone: whether they are of those who waited longest is dearer to look at, and mostly so.
    highest = last_holding(0, len(steps) - 1, enough, stride)
    return int(steps[last_holding(0, highest, of_the_longest_waiting, stride)])


def _enough_have_one_from(edges: Edges, pairs: int) -> int:
    """A score above which too few people of a side have anybody left."""
    bound = int(edges.score.max())
    for own, people in ((edges.left, edges.lefts), (edges.right, edges.rights)):
        best = np.zeros(people, dtype=np.int64)
        np.maximum.at(best, own, edges.score)
        bound = min(bound, int(np.partition(best, people - pairs)[people - pairs]))
    return bound


NOBODY = np.zeros(0, dtype=np.intp)
