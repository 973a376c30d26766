"""What each person's place in the plan is worth: the dual prices of the matching."""

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.edges import Edges, marked
from jobtwinning.matching.engine.priority import Places, Priority

# The price of somebody of a turn that gets no place at all: more than any pair scores.
OUT_OF_REACH = 2 * RESOLUTION


def prices_of(edges: Edges, chosen: Positions, priority: Priority) -> tuple[Integers, Integers]:
    """Prices per left and per right person (whole numbers, may be negative) of an optimal set of pairs.

    Every pair scores at most the sum of its two prices, a chosen pair exactly that; who stays alone costs no more than
    anybody of the same turn who has a place. So no plan with as many pairs scores higher, and a pair that is forced
    costs the whole at least what it falls short of its prices. Shortest paths (Bellman and Ford) over the graph in
    which chosen pairs are walked backwards. Raises RuntimeError when the set is not optimal.
    """
    by_right = np.argsort(edges.right, kind="stable")
    own, starts = edges.left[by_right], np.flatnonzero(np.diff(edges.right[by_right], prepend=-1))
    heads, score = edges.right[by_right][starts], edges.score[by_right]
    left, right = np.zeros(edges.lefts, dtype=np.int64), np.zeros(edges.rights, dtype=np.int64)
    pairs_left, pairs_right, pairs_score = edges.left[chosen], edges.right[chosen], edges.score[chosen]
    turns = [_Turns(priority.left, pairs_left, left), _Turns(priority.right, pairs_right, right)]
    left[turns[0].without_place] = OUT_OF_REACH
    for _ in range(edges.lefts + edges.rights + 2):
        before = left.sum(), right.sum()
        if len(starts):
            right[heads] = np.minimum(right[heads], np.minimum.reduceat(left[own] - score, starts))
        left[pairs_left] = np.minimum(left[pairs_left], right[pairs_right] + pairs_score)
        turns[0].level(left, up=True)
        turns[1].level(right, up=False)
        if before == (left.sum(), right.sum()):
            right[turns[1].without_place] = -OUT_OF_REACH
            return left, -right
    raise RuntimeError("the chosen pairs are not optimal")


class _Turns:
    """The people of one side per turn, of whom some have a place and some do not."""

    def __init__(self, places: Places | None, placed: Positions, people: Integers) -> None:
        self._turn = places.turn if places else np.zeros(len(people), dtype=np.intp)
        self._size = int(self._turn.max(initial=0)) + 1
        self._has = np.zeros(len(people), dtype=bool)
        self._has[placed] = True
        self.without_place = ~marked(self._size, self._turn[placed])[self._turn]

    def level(self, distance: Integers, *, up: bool) -> None:
        """Nobody without a place is farther off than somebody of the turn who has one (up), or the reverse."""
        giving = self._has if up else ~self._has
        nearest = np.full(self._size, np.iinfo(np.int64).max)
        np.minimum.at(nearest, self._turn[giving], distance[giving])
        distance[~giving] = np.minimum(distance[~giving], nearest[self._turn[~giving]])
