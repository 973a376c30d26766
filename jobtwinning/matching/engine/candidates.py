"""All pairs that are allowed, with their scores."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.rules import refusal_mask
from jobtwinning.matching.engine.scores import Integers, block_scores, harmonic, whole, with_evidence
from jobtwinning.matching.engine.table import Floats, Positions, Table

# Pairs scored at a time: small enough to stay in the processor's cache.
BLOCK_PAIRS = 32_768
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Allowed pairs in the order of left, then right; scores are whole numbers of the resolution."""

    left: Positions
    right: Positions
    left_score: Integers
    right_score: Integers
    score: Integers
    lefts: int
    rights: int

    def __len__(self) -> int:
        return len(self.left)

    def only(self, keep: NDArray[np.bool_]) -> "Edges":
        """The pairs for which keep is true."""
        scores = self.left_score[keep], self.right_score[keep], self.score[keep]
        return Edges(self.left[keep], self.right[keep], *scores, self.lefts, self.rights)


def allowed_pairs(table: Table, progress: Progress | None = None) -> Edges:
    """Every pair that no rule and no must refuses. progress is told how many of the left people are done."""
    count, width = len(table.left), max(len(table.right), 1)
    step = max(1, BLOCK_PAIRS // width)
    found: list[tuple[Positions, Positions, Floats, Floats]] = []
    everybody = np.arange(len(table.right))
    for start in range(0, count, step):
        rows = np.arange(start, min(start + step, count))
        open_pairs = refusal_mask(table, rows, everybody) == 0
        columns = np.flatnonzero(open_pairs.any(axis=0))
        if len(columns):
            scores = block_scores(table, rows, columns)
            allowed = open_pairs[:, columns] & (scores.must == 0)
            at_row, at_column = np.nonzero(allowed)
            found.append((rows[at_row], columns[at_column], scores.left[allowed], scores.right[allowed]))
        if progress:
            progress(int(rows[-1]) + 1, count)
    if found:
        left, right, left_score, right_score = (np.concatenate(part) for part in zip(*found, strict=True))
    else:
        left = right = np.zeros(0, dtype=np.intp)
        left_score = right_score = np.zeros(0)
    ballots_left, ballots_right = ballot_codes(table, left, right)
    left_score, right_score = with_evidence(left_score, ballots_left), with_evidence(right_score, ballots_right)
    score = whole(harmonic(left_score, right_score))
    return Edges(left, right, whole(left_score), whole(right_score), score, count, len(table.right))


def ballot_codes(table: Table, left: Positions, right: Positions) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """What was said about each of these pairs by left and by right: 0 nothing, 1 "yes", 2 "maybe"."""
    said = np.zeros(len(left), dtype=np.int8), np.zeros(len(left), dtype=np.int8)
    ballots = table.problem.evidence.ballots
    if not ballots or not len(left):
        return said
    width = max(len(table.right), 1)
    keys = left * width + right
    order = np.argsort(keys, kind="stable")
    for first, second, direction, value in ballots:
        key = table.left.row_of[first] * width + table.right.row_of[second]
        at = int(np.searchsorted(keys, key, sorter=order))
        if value != "no" and at < len(keys) and keys[order[at]] == key:
            said[0 if direction == "left_to_right" else 1][order[at]] = 1 if value == "yes" else 2
    return said
