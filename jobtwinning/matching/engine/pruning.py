"""The best of everybody's pairs, on either side, in a problem too large to keep every allowed pair."""

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths

# Equal scores are told apart by a number that differs per pair and favours nobody.
LOT_BITS = 20
LOT = 1 << LOT_BITS


def key_of(score: Integers, left: Positions, right: Positions, aligned: bool = False) -> Integers:
    """A key by which pairs are ordered: the score first, then a lot that only depends on the two people.

    left and right: a row and a column each (score is a table), or with aligned=True one of each per score.
    """
    lots = (left * 7_919 if aligned else (left * 7_919)[:, None]) ^ (right * 104_729)
    return (score << LOT_BITS) + lots % LOT


def best_per_row(key: Integers, best: int) -> tuple[Truths, Integers]:
    """Which are the best of their row (keys below 0 never are), and per row the score of the last of them."""
    if key.shape[1] <= best:
        return key >= 0, np.zeros(len(key), dtype=np.int64)
    last = np.partition(key, -best, axis=1)[:, -best]
    return (key >= np.maximum(last, 0)[:, None]), np.maximum(last, 0) >> LOT_BITS


class BestPerColumn:
    """Row after row, the pairs that may still be among the best of their column; never too few."""

    def __init__(self, columns: int, best: int) -> None:
        self._best = best
        self._top = np.full((best, columns), -1, dtype=np.int64)

    def offer(self, key: Integers) -> Truths:
        """Which of these could be among the best of their column, seen what came before."""
        keep: Truths = key > self._top[0]
        for row in np.flatnonzero(keep.any(axis=1)).tolist():
            columns = np.flatnonzero(keep[row] & (key[row] > self._top[0]))
            held = self._top[:, columns]
            held[0] = key[row, columns]
            self._top[:, columns] = np.sort(held, axis=0)
        return keep


def rank_in_group(group: Positions, key: Integers) -> Positions:
    """The place of each in its group, 0 for the highest key."""
    order = np.lexsort((-key, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.empty(len(group), dtype=np.intp)
    rank[order] = np.arange(len(group)) - np.repeat(starts, np.diff(starts, append=len(group)))
    return rank


def limit_per_group(group: Positions, rank: Positions, score: Integers, best: int, groups: int) -> Integers:
    """Per group the score of the last that is kept; 0 where all are."""
    limit = np.zeros(groups, dtype=np.int64)
    last = rank == best - 1
    limit[group[last]] = score[last]
    return limit
