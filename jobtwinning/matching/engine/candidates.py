"""All pairs that are allowed, with their scores; in a very large problem the best of everybody's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Integers, Positions, Truths
from jobtwinning.matching.engine.edges import Edges, together
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.places import Place, meeting_places
from jobtwinning.matching.engine.pruning import BestPerColumn, best_per_row, key_of, limit_per_group, rank_in_group
from jobtwinning.matching.engine.rules import refusal_mask
from jobtwinning.matching.engine.said import said_codes, spoken_pairs
from jobtwinning.matching.engine.scores import Block, harmonic, pressed, whole, with_evidence
from jobtwinning.matching.engine.table import Table

# Pairs scored at a time: small enough to stay in the processor's cache.
BLOCK_PAIRS = 131_072
# Up to so many pairs to look at every allowed one is kept; beyond it the best of everybody's.
KEEP_ALL_UP_TO = 60_000_000
BEST = 25
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The allowed pairs that take part.

    best: None when all do; otherwise how many of the best of each person, on either side. left_limit, right_limit: no
    pair that was left out scores above both of its people's limits (whole numbers; 0 where nothing was left out).
    left_any, right_any: whether there is anybody at all for this person.
    """

    edges: Edges
    best: int | None
    left_limit: Integers
    right_limit: Integers
    left_any: Truths
    right_any: Truths


class Found(NamedTuple):
    """What one place gave. of_row: the pair is among the best of its left person; limit: of the place's left people."""

    edges: Edges
    of_row: Truths
    said: Truths
    rows: Positions
    limit: Integers


def best_to_keep(table: Table) -> int | None:
    """How many of everybody's best pairs are kept: None, all of them, unless the problem is very large."""
    pairs = sum(len(place.rows) * len(place.columns) for place in meeting_places(table))
    return None if pairs <= KEEP_ALL_UP_TO else BEST


def candidates_of(
    table: Table, best: int | None, executor: Executor = SERIAL, progress: Progress | None = None
) -> Candidates:
    """The pairs that no rule and no must refuses. progress is told how many of the left people are done."""
    places = [Scoring(place, best) for place in meeting_places(table)]
    found, done = [], 0
    for work, one in zip(places, executor.map(score_place, table, places), strict=True):
        found.append(one)
        done += len(work.place.rows)
        if progress:
            progress(done, len(table.left))
    return _merged(table, found, best)


class Scoring(NamedTuple):
    """A place to be scored, and how many of everybody's best pairs to keep."""

    place: Place
    best: int | None


def score_place(table: Table, work: Scoring) -> Found:
    """The allowed pairs of one place, in order."""
    (rows, columns), best = work.place, work.best
    block, said = Block(table, rows, columns), spoken_pairs(table)
    per_column = BestPerColumn(len(columns), best) if best else None
    found = [edges_of(table, NOBODY, NOBODY, NONE, NONE)]
    marks: list[tuple[Truths, Truths]] = [(np.zeros(0, dtype=bool),) * 2]
    limit = np.zeros(len(rows), dtype=np.int64)
    step = max(1, BLOCK_PAIRS // max(len(columns), 1))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        scores = block.scores(part)
        refused = refusal_mask(table, scores.rows, columns)
        refused |= scores.must
        allowed = refused == 0
        of_row, spoken = allowed, allowed
        if best and per_column:
            score = whole(harmonic(pressed(scores.left), pressed(scores.right)))
            key = np.where(allowed, key_of(score, scores.rows, columns), -1)
            of_row, limit[part] = best_per_row(key, best)
            spoken = allowed & (said[scores.rows][:, columns].toarray() > 0)
            allowed = of_row | spoken | per_column.offer(key)
        at = np.flatnonzero(allowed)
        row, column = np.divmod(at, max(len(columns), 1))
        values = scores.left.ravel()[at], scores.right.ravel()[at]
        found.append(edges_of(table, scores.rows[row], columns[column], *values))
        marks.append((of_row.ravel()[at], spoken.ravel()[at]))
    of_rows, spokens = (np.concatenate(part) for part in zip(*marks, strict=True))
    return Found(together(found), of_rows, spokens, rows, limit)


def _merged(table: Table, found: list[Found], best: int | None) -> Candidates:
    lefts, rights = len(table.left), len(table.right)
    left_limit, right_limit = np.zeros(lefts, dtype=np.int64), np.zeros(rights, dtype=np.int64)
    edges = together([edges_of(table, NOBODY, NOBODY, NONE, NONE), *(one.edges for one in found)])
    anybody = [np.bincount(own, minlength=size) > 0 for own, size in ((edges.left, lefts), (edges.right, rights))]
    if best:
        key = key_of(edges.score, edges.left, edges.right, aligned=True)
        rank = rank_in_group(edges.right, key)
        right_limit = limit_per_group(edges.right, rank, edges.score, best, rights)
        for one in found:
            left_limit[one.rows] = one.limit
        kept = [np.concatenate(part) for part in zip(*((one.of_row, one.said) for one in found), strict=True)]
        edges = edges.only(kept[0] | kept[1] | (rank < best))
    if (np.diff(edges.keys) < 0).any():
        edges = edges.only(np.argsort(edges.keys, kind="stable"))
    return Candidates(edges, best, left_limit, right_limit, *anybody)


NOBODY, NONE = np.zeros(0, dtype=np.intp), np.zeros(0)


def edges_between(table: Table, rows: Positions, columns: Positions) -> Edges:
    """All allowed pairs between these people, whether they take part or not."""
    scores = Block(table, rows, columns).scores(slice(None))
    row, column = np.nonzero((refusal_mask(table, scores.rows, columns) | scores.must) == 0)
    return edges_of(table, rows[row], columns[column], scores.left[row, column], scores.right[row, column])


def edges_of(table: Table, left: Positions, right: Positions, left_score: Floats, right_score: Floats) -> Edges:
    """Pairs with what was said about them, from their inferred directional scores."""
    said_left, said_right = said_codes(table, left, right)
    left_score, right_score = with_evidence(left_score, said_left), with_evidence(right_score, said_right)
    score = whole(harmonic(left_score, right_score))
    return Edges(left, right, whole(left_score), whole(right_score), score, len(table.left), len(table.right))
