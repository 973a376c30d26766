"""The holes in rounds that are under way: who is free in the same round and may meet."""

import numpy as np
import scipy

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.dates import Room
from jobtwinning.matching.engine.edges import Edges, marked


def holes_filled(edges: Edges, worth: Integers, planned: Positions, may: Truths, room: Room) -> Positions:
    """Per pair the round, from 0, in which the two could meet and nothing need move; -1 where that is not proposed.

    planned: per pair the round it has, -1 for none; may: which others may be proposed. Round after round as many as fit
    at the tables, who would pause most first.
    """
    found, open_ = np.full(len(edges), -1), may & (planned < 0)
    has = planned >= 0
    pauses = [
        paused + room.rounds - np.bincount(own[has], minlength=len(paused))
        for own, paused in ((edges.left, room.paused_left), (edges.right, room.paused_right))
    ]
    for number in range(room.rounds):
        there = np.flatnonzero(planned == number)
        busy = marked(edges.lefts, edges.left[there]), marked(edges.rights, edges.right[there])
        free = np.flatnonzero(open_ & ~busy[0][edges.left] & ~busy[1][edges.right])
        turn = pauses[0][edges.left[free]] + pauses[1][edges.right[free]]
        met = free[_most(edges.left[free], edges.right[free], turn, worth[free], room.tables - len(there))]
        found[met], open_[met] = number, False
        for own, count in zip((edges.left, edges.right), pauses, strict=True):
            np.subtract.at(count, own[met], 1)
    return found


def _most(left: Positions, right: Positions, turn: Integers, worth: Integers, tables: int) -> Positions:
    """Positions of the pairs that are most in number, at most the tables; then the longest turns, then worth most."""
    if tables <= 0 or not len(left):
        return np.zeros(0, dtype=np.intp)
    _, row = np.unique(left, return_inverse=True)
    _, column = np.unique(right, return_inverse=True)
    value = turn * (int(worth.max()) + 1) + worth
    shape = int(row.max()) + 1, int(column.max()) + 1
    matrix = np.zeros(shape)
    matrix[row, column] = value + (int(value.max()) + 1) * min(shape)
    rows, columns = scipy.optimize.linear_sum_assignment(matrix, maximize=True)
    partner = np.full(shape[0], -1)
    partner[rows] = columns
    chosen = np.flatnonzero(partner[row] == column)
    return chosen[np.argsort(-value[chosen], kind="stable")[:tables]]
