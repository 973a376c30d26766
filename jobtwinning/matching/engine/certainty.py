"""How sure the score of a pair is: what part of it rests on answers."""

import numpy as np

from jobtwinning.matching.engine.arrays import Floats
from jobtwinning.matching.engine.candidates import BLOCK_PAIRS
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.places import meeting_places
from jobtwinning.matching.engine.said import MAYBE, YES, said_codes
from jobtwinning.matching.engine.scores import Block
from jobtwinning.matching.engine.table import Table


def uncertainty(table: Table, edges: Edges) -> Floats:
    """Per pair the part (0..1) of what both let count that rests on a prior, the mean of the two sides.

    Whoever gave a ballot about the other is sure.
    """
    known = {"left": np.zeros(len(edges)), "right": np.zeros(len(edges))}
    place_of = np.full(edges.lefts, -1)
    column_of = np.full(edges.rights, -1)
    for rows, columns in meeting_places(table):
        block = Block(table, rows, columns)
        column_of[columns] = np.arange(len(columns))
        step = max(1, BLOCK_PAIRS // max(len(columns), 1))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            place_of[:] = -1
            place_of[rows[part]] = np.arange(len(rows[part]))
            at = np.flatnonzero(place_of[edges.left] >= 0)
            row, column = place_of[edges.left[at]], column_of[edges.right[at]]
            for one in block.criteria(part):
                weight = one.weight[row, 0] if one.side == "left" else one.weight[0, column]
                judged = 1.0 if one.known.size == 1 and one.known.all() else one.known[row, column]
                known[one.side][at] += weight * judged
    for own, said in zip(("left", "right"), said_codes(table, edges.left, edges.right), strict=True):
        known[own][(said == YES) | (said == MAYBE)] = 1.0
    return np.clip(1 - (known["left"] + known["right"]) / 2, 0.0, 1.0)
