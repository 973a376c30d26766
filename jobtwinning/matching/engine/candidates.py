"""All pairs that are allowed, with their scores."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.arrays import Floats, Positions
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.rules import refusal_mask
from jobtwinning.matching.engine.scores import Block, harmonic, whole, with_evidence
from jobtwinning.matching.engine.table import UNKNOWN, Table

# Pairs scored at a time: small enough to stay in the processor's cache.
BLOCK_PAIRS = 131_072
Progress = Callable[[int, int], None]


def allowed_pairs(table: Table, progress: Progress | None = None) -> Edges:
    """Every pair that no rule and no must refuses. progress is told how many of the left people are done."""
    found: list[tuple[Positions, Positions, Floats, Floats]] = []
    done = 0
    for rows, columns in meeting_places(table):
        block = Block(table, rows, columns)
        step = max(1, BLOCK_PAIRS // max(len(columns), 1))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            scores = block.scores(part)
            refused = refusal_mask(table, scores.rows, columns)
            refused |= scores.must
            at = np.flatnonzero(refused == 0)
            at_row, at_column = np.divmod(at, len(columns))
            found.append((scores.rows[at_row], columns[at_column], scores.left.ravel()[at], scores.right.ravel()[at]))
            if progress:
                progress(done + min(start + step, len(rows)), len(table.left))
        done += len(rows)
    return _edges(table, found)


def meeting_places(table: Table) -> Iterator[tuple[Positions, Positions]]:
    """Left people, in their order, with the right people whom their region lets them meet.

    Where regions mix, and for people whose region is not known, that is everybody.
    """
    everybody = np.arange(len(table.right))
    if table.problem.rules.cross_region or not len(table.left):
        yield np.arange(len(table.left)), everybody
        return
    regions = table.left.region
    for rows in np.split(np.arange(len(regions)), np.flatnonzero(np.diff(regions)) + 1):
        region = regions[rows[0]]
        reachable = (table.right.region == region) | (table.right.region == UNKNOWN) | (region == UNKNOWN)
        yield rows, everybody[reachable]


def _edges(table: Table, found: list[tuple[Positions, Positions, Floats, Floats]]) -> Edges:
    if found:
        left, right, left_score, right_score = (np.concatenate(part) for part in zip(*found, strict=True))
    else:
        left = right = np.zeros(0, dtype=np.intp)
        left_score = right_score = np.zeros(0)
    ballots_left, ballots_right = ballot_codes(table, left, right)
    left_score, right_score = with_evidence(left_score, ballots_left), with_evidence(right_score, ballots_right)
    score = whole(harmonic(left_score, right_score))
    return Edges(left, right, whole(left_score), whole(right_score), score, len(table.left), len(table.right))


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
