"""All pairs that are allowed, with their scores; in a very large problem the best of everybody's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobtwinning.matching.engine.arrays import Floats, Integers, Positions, Truths
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.places import Place, meeting_places
from jobtwinning.matching.engine.pruning import BestPerColumn, best_per_row, key_of, kth_key, rank_in_group
from jobtwinning.matching.engine.rules import refusal_mask
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

    left: Positions
    right: Positions
    left_score: Floats
    right_score: Floats
    of_row: Truths
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
    places = [Work(place, best) for place in meeting_places(table)]
    found, done = [], 0
    for work, one in zip(places, executor.map(score_place, table, places), strict=True):
        found.append(one)
        done += len(work.place.rows)
        if progress:
            progress(done, len(table.left))
    return _merged(table, found, best)


class Work(NamedTuple):
    """A place to be scored, and how many of everybody's best pairs to keep."""

    place: Place
    best: int | None


def score_place(table: Table, work: Work) -> Found:
    """The allowed pairs of one place."""
    (rows, columns), best = work.place, work.best
    block, said = Block(table, rows, columns), spoken_pairs(table)
    per_column = BestPerColumn(len(columns), best) if best else None
    found: list[tuple[Positions, Positions, Floats, Floats, Truths]] = []
    limit = np.zeros(len(rows), dtype=np.int64)
    step = max(1, BLOCK_PAIRS // max(len(columns), 1))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        scores = block.scores(part)
        refused = refusal_mask(table, scores.rows, columns)
        refused |= scores.must
        allowed = refused == 0
        of_row = allowed
        if best and per_column:
            score = whole(harmonic(pressed(scores.left), pressed(scores.right)))
            key = np.where(allowed, key_of(score, scores.rows, columns), -1)
            of_row, limit[part] = best_per_row(key, best)
            allowed = of_row | per_column.offer(key)
            if said.nnz:
                allowed |= (refused == 0) & (said[scores.rows][:, columns].toarray() > 0)
        at = np.flatnonzero(allowed)
        row, column = np.divmod(at, len(columns))
        values = scores.left.ravel()[at], scores.right.ravel()[at]
        found.append((scores.rows[row], columns[column], *values, of_row.ravel()[at]))
    left, right, left_score, right_score, of_row = (np.concatenate(part) for part in zip(*found, strict=True))
    return Found(left, right, left_score, right_score, of_row, rows, limit)


def _merged(table: Table, found: list[Found], best: int | None) -> Candidates:
    lefts, rights = len(table.left), len(table.right)
    left_limit, right_limit = np.zeros(lefts, dtype=np.int64), np.zeros(rights, dtype=np.int64)
    edges = edges_of(table, *(np.concatenate([getattr(one, name) for one in found] or [NONE]) for name in PARTS))
    anybody = [np.bincount(own, minlength=size) > 0 for own, size in ((edges.left, lefts), (edges.right, rights))]
    if best:
        key = key_of(edges.score, edges.left, edges.right, aligned=True)
        of_row = np.concatenate([one.of_row for one in found])
        rank = rank_in_group(edges.right, key)
        right_limit = kth_key(edges.right, rank, edges.score, best, rights)
        for one in found:
            left_limit[one.rows] = one.limit
        said = np.asarray(spoken_pairs(table)[edges.left, edges.right]).ravel() > 0 if len(edges) else of_row
        edges = edges.only(of_row | (rank < best) | said)
    order = np.lexsort((edges.right, edges.left))
    if (np.diff(order) < 0).any():
        edges = edges.only(order)
    return Candidates(edges, best, left_limit, right_limit, *anybody)


PARTS = ("left", "right", "left_score", "right_score")
NONE = np.zeros(0)


def edges_between(table: Table, rows: Positions, columns: Positions) -> Edges:
    """All allowed pairs between these people, whether they take part or not."""
    scores = Block(table, rows, columns).scores(slice(None))
    row, column = np.nonzero((refusal_mask(table, scores.rows, columns) | scores.must) == 0)
    return edges_of(table, rows[row], columns[column], scores.left[row, column], scores.right[row, column])


def edges_of(table: Table, left: Positions, right: Positions, left_score: Floats, right_score: Floats) -> Edges:
    """Pairs with what was said about them, from their inferred directional scores."""
    left, right = left.astype(np.intp), right.astype(np.intp)
    ballots_left, ballots_right = ballot_codes(table, left, right)
    left_score, right_score = with_evidence(left_score, ballots_left), with_evidence(right_score, ballots_right)
    score = whole(harmonic(left_score, right_score))
    return Edges(left, right, whole(left_score), whole(right_score), score, len(table.left), len(table.right))


def spoken_pairs(table: Table) -> sparse.csr_matrix:
    """1 for each pair of which one said "yes" or "maybe" about the other: these always take part."""
    known = table.problem._memo.get("spoken")
    if not isinstance(known, sparse.csr_matrix):
        pairs = {
            (table.left.row_of[first], table.right.row_of[second])
            for first, second, _, value in table.problem.evidence.ballots
            if value != "no"
        }
        rows, columns = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2).T
        ones = np.ones(len(rows), dtype=np.int8)
        known = sparse.csr_matrix((ones, (rows, columns)), shape=(len(table.left), len(table.right)))
        table.problem._memo["spoken"] = known
    return known


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
