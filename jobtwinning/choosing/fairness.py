"""Who is dealt to whom: everybody is seen, nobody endlessly. Plain Python: no database, no clock, no framework.

What people say about somebody plays no part in it, so nobody's order tells who likes whom; only how many people saw a
card does. The same input gives the same hand.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be dealt. score: 0..1, how well the two fit. shown: how many people saw the card."""

    id: str
    score: float
    shown: int


def hand_of(candidates: Sequence[Candidate], *, size: int, floor: int, ceiling: int, seed: str) -> tuple[str, ...]:
    """At most `size` ids, in the order in which they are dealt, whatever the order of the candidates.

    First whoever fewer than `floor` people saw, then the others, and last whoever `ceiling` people or more saw; in each
    group the best fit first, to a twentieth, and among equals who was seen least, then a lottery.
    """

    def rank(one: Candidate) -> tuple[int, float, int, str]:
        level = 0 if one.shown < floor else 1 if one.shown < ceiling else 2
        return level, -round(one.score * 20), one.shown, lot(seed, one.id)

    return tuple(one.id for one in sorted(candidates, key=rank)[:size])


def ceiling_of(mean_shown: float, floor: int) -> int:
    """From how many people on a card waits: twice what is usual on its side, and never below twice the floor."""
    return max(2 * floor, round(2 * mean_shown))


def lot(seed: str, id_: str) -> str:
    """A draw that is the same every time, and different for every seed."""
    return hashlib.sha256(f"{seed}/{id_}".encode()).hexdigest()
