"""Who gets a place when somebody must stay alone: whoever waited longest.

Placing as many as possible of the longest waiting, then of the next, and so on, never costs a pair, and it can be done
on both sides at once (Mendelsohn and Dulmage, 1958). So it is known beforehand how many people of each waiting time
get a place, and only who of them is left to the scores.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.edges import Edges, most_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """One side. turn: per person, 0 for who waited longest; count: how many get a place per turn."""

    turn: Positions
    count: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Priority:
    """pairs: how many there will be; left, right: None on a side where waiting decides nothing."""

    pairs: int
    left: Places | None
    right: Places | None


def priority_of(edges: Edges, waiting_left: Integers, waiting_right: Integers) -> Priority:
    """The places of these edges; everybody in an edge counts."""
    pairs = most_pairs(edges)
    left = _places(edges, edges.left, edges.lefts, waiting_left, pairs)
    return Priority(pairs, left, _places(edges, edges.right, edges.rights, waiting_right, pairs))


def enough_pairs(edges: Edges, priority: Priority, keep: Truths) -> bool:
    """Whether there are as many pairs among only the edges for which keep is true."""
    return most_pairs(edges, keep) == priority.pairs


def in_turn(edges: Edges, priority: Priority, keep: Truths) -> bool:
    """Whether as many people of every turn find a place among only the edges for which keep is true."""
    for places, own in ((priority.left, edges.left), (priority.right, edges.right)):
        if places is not None:
            people = np.bincount(places.turn[np.unique(own)], minlength=len(places.count))
            for turn, wanted in _telling(places, people):
                if most_pairs(edges, keep & (places.turn[own] <= turn)) < wanted:
                    return False
    return True


def _telling(places: Places, people: Positions) -> list[tuple[int, int]]:
    """The turns up to which counting tells something, with the places up to there.

    Where everybody up to a later turn gets a place, an earlier turn is met as well; where a turn gets no place at all,
    the one before it says the same.
    """
    upto = np.cumsum(places.count)
    full = np.flatnonzero(places.count < people)
    first = int(full[0]) if len(full) else len(upto)
    turns = [first - 1] if first else []
    turns += [turn for turn in range(first, len(upto)) if places.count[turn]]
    return [(turn, int(upto[turn])) for turn in turns if turn < len(upto) - 1]


def _places(edges: Edges, own: Positions, size: int, waiting: Integers, pairs: int) -> Places | None:
    present = np.bincount(own, minlength=size) > 0
    if pairs == present.sum():
        return None
    times = np.unique(waiting[present])
    if len(times) == 1:
        return None
    turn = np.searchsorted(-times[::-1], -waiting).clip(0, len(times) - 1)
    people = np.bincount(turn[present], minlength=len(times))
    count = np.zeros(len(times), dtype=np.int64)

    def upto(last: int) -> int:
        return most_pairs(edges, turn[own] <= last)

    _fill(count, people, upto, (-1, 0), (len(times) - 1, pairs))
    return Places(turn, count)


def _fill(
    count: Integers, people: Positions, upto: Callable[[int], int], low: tuple[int, int], high: tuple[int, int]
) -> None:
    """Places per turn between two turns up to which the places are known."""
    first, last = low[0] + 1, high[0]
    places, present = high[1] - low[1], int(people[first : last + 1].sum())
    if places in (0, present):
        count[first : last + 1] = people[first : last + 1] if places else 0
    elif first == last:
        count[first] = places
    else:
        middle = (low[0] + last) // 2 if low[0] + 1 < last else low[0] + 1
        middle = max(first, min(middle, last - 1))
        known = middle, upto(middle)
        _fill(count, people, upto, low, known)
        _fill(count, people, upto, known, high)
