"""What people said about each other, as one code per pair and direction.

A ballot is an answer to the question whether one wants to be paired, and counts from either side apart. A like and a
rank are said before that, and count only once the other side is positive too: nothing in a plan or an explanation
differs for a like that is not answered, not even the numbers.
"""

from typing import Final, NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from jobtwinning.matching.engine.arrays import Integers, Positions
from jobtwinning.matching.engine.problem import Evidence
from jobtwinning.matching.engine.table import Table

NOTHING, YES, MAYBE, LIKED = range(4)
# Somebody's first choice among those who want it too is LIKED + 1, the second LIKED + 2.
BALLOT: Final = {"yes": YES, "maybe": MAYBE, "no": NOTHING}
Pair = tuple[str, str]
Codes = NDArray[np.int8]


def said_of(evidence: Evidence) -> dict[Pair, tuple[int, int]]:
    """Per pair what left and right said: NOTHING, YES, MAYBE, LIKED, or LIKED plus the place of the other.

    Places are counted anew among the others who want it too. A "no" is nothing here: it refuses the pair.
    """
    said = [_one_way(evidence, direction) for direction in ("left_to_right", "right_to_left")]
    both = {pair for pair in said[0].wants if pair in said[1].wants}
    found: dict[Pair, list[int]] = {}
    for side, one in enumerate(said):
        for pair, value in one.ballots.items():
            found.setdefault(pair, [NOTHING, NOTHING])[side] = BALLOT[value]
        places = _places([(pair, one.ranks[pair]) for pair in both if pair in one.ranks], side)
        for pair in both:
            if pair in places:
                found.setdefault(pair, [NOTHING, NOTHING])[side] = LIKED + places[pair]
            elif pair not in one.ballots:
                found.setdefault(pair, [NOTHING, NOTHING])[side] = LIKED
    return {pair: (codes[0], codes[1]) for pair, codes in found.items() if any(codes)}


class _OneWay(NamedTuple):
    """What one side said. wants: whom they want, in whatever way they said so; a later ballot goes before a like."""

    ballots: dict[Pair, str]
    ranks: dict[Pair, int]
    wants: frozenset[Pair]


def _one_way(evidence: Evidence, direction: str) -> _OneWay:
    ballots: dict[Pair, str] = {
        (left, right): value for left, right, way, value in evidence.ballots if way == direction
    }
    ranks: dict[Pair, int] = {(left, right): place for left, right, way, place in evidence.ranks if way == direction}
    likes = {(left, right) for left, right, way in evidence.likes if way == direction}
    wants = frozenset(pair for pair in {*likes, *ranks, *ballots} if ballots.get(pair, "yes") == "yes")
    return _OneWay(ballots, ranks, wants)


def _places(ranked: list[tuple[Pair, int]], side: int) -> dict[Pair, int]:
    """Per pair the place of the other among those somebody ranked, from 1."""
    last: dict[str, int] = {}
    places = {}
    for pair, _ in sorted(ranked, key=lambda one: (one[0][side], one[1], one[0])):
        places[pair] = last[pair[side]] = last.get(pair[side], 0) + 1
    return places


def spoken_pairs(table: Table) -> "scipy.sparse.csr_matrix":
    """1 for each pair about which something was said that counts: these always take part."""
    known = table.problem._memo.get("spoken")
    if not isinstance(known, scipy.sparse.csr_matrix):
        rows, columns = np.divmod(np.sort(_said(table).keys), max(len(table.right), 1))
        ones = np.ones(len(rows), dtype=np.int8)
        known = scipy.sparse.csr_matrix((ones, (rows, columns)), shape=(len(table.left), len(table.right)))
        table.problem._memo["spoken"] = known
    return known


def said_codes(table: Table, left: Positions, right: Positions) -> tuple[Codes, Codes]:
    """What was said about each of these pairs by left and by right, as in `said_of`."""
    said = np.zeros(len(left), dtype=np.int8), np.zeros(len(left), dtype=np.int8)
    known = _said(table)
    if not len(known.keys) or not len(left):
        return said
    keys = left * max(len(table.right), 1) + right
    order = np.argsort(keys, kind="stable") if (np.diff(keys) < 0).any() else np.arange(len(keys))
    at = np.searchsorted(keys, known.keys, sorter=order).clip(0, len(keys) - 1)
    for side in (0, 1):
        here = (keys[order[at]] == known.keys) & (known.codes[:, side] > 0)
        said[side][order[at[here]]] = known.codes[here, side]
    return said


class _Said(NamedTuple):
    """Keys of the pairs about which something was said, and the codes of left and right."""

    keys: Integers
    codes: Codes


def _said(table: Table) -> _Said:
    known = table.problem._memo.get("said")
    if not isinstance(known, _Said):
        said = said_of(table.problem.evidence)
        rows, width = (table.left.row_of, table.right.row_of), max(len(table.right), 1)
        keys = np.array([rows[0][left] * width + rows[1][right] for left, right in said], dtype=np.int64)
        known = _Said(keys, np.array(list(said.values()), dtype=np.int8).reshape(-1, 2))
        table.problem._memo["said"] = known
    return known
