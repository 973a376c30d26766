"""May these two be paired at all? Every "no" has a reason code; a refusal is never a low score."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from jobtwinning.matching.engine.arrays import Floats, Mask, Positions, Shares, Truths
from jobtwinning.matching.engine.codes import BIT, REFUSALS
from jobtwinning.matching.engine.problem import Problem
from jobtwinning.matching.engine.table import UNKNOWN, Table

EARTH_RADIUS_KM = 6371.0088


def refusal_mask(table: Table, rows: Positions, columns: Positions) -> Mask:
    """Bits of `codes.REFUSALS` for each of these left people with each of these right people; 0 is allowed.

    All rules except the wishes that are a must: those need scores (see `scores.must_mask`).
    """
    left, right, rules = table.left, table.right, table.problem.rules
    mask = np.zeros((len(rows), len(columns)), dtype=np.uint16)
    organisation = left.organisation[rows][:, None]
    _refuse(mask, "same_organisation", (organisation == right.organisation[columns]) & (organisation != UNKNOWN))
    if not rules.cross_region:
        region_left, region_right = left.region[rows][:, None], right.region[columns]
        if (region_left != region_left[:1]).any() or (region_right != region_left[:1]).any():
            other = (region_left != region_right) & (region_left != UNKNOWN) & (region_right != UNKNOWN)
            _refuse(mask, "other_region", other)
    km = distance_km(table, rows, columns)
    _refuse(mask, "too_far", (km > left.limit_km[rows][:, None]) | (km > right.limit_km[columns]))
    if rules.min_shared_weeks:
        known = left.weeks_known[rows][:, None] & right.weeks_known[columns]
        _refuse(mask, "too_few_weeks", known & (shared_weeks(table, rows, columns) < rules.min_shared_weeks))
    if rules.min_shared_day_parts:
        known = left.days_known[rows][:, None] & right.days_known[columns]
        few = shared_day_parts(table, rows, columns) < rules.min_shared_day_parts
        _refuse(mask, "too_few_day_parts", known & few)
    for code, of_left, of_right in (
        ("already_paired", left.taken, right.taken),
        ("confidentiality", left.not_suitable, right.not_suitable),
    ):
        if of_left.any() or of_right.any():
            _refuse(mask, code, of_left[rows][:, None] | of_right[columns])
    named = named_pairs(table)
    if named.nnz:
        mask |= named[rows][:, columns].toarray()
    return mask


def _refuse(mask: Mask, code: str, refused: Truths) -> None:
    mask |= refused.astype(np.uint16) * np.uint16(BIT[code])


def codes_of(mask: int) -> tuple[str, ...]:
    """The refusal codes in one mask."""
    return tuple(code for code in REFUSALS if mask & BIT[code])


def distance_km(table: Table, rows: Positions, columns: Positions) -> Floats:
    """Road distance: great circle times the programme's detour factor; NaN where a place is not known.

    Kept for the next who asks about the same people: the travel limits do, and then either side's nearness.
    """
    memo = table.problem._memo
    last = memo.get("distance")
    if isinstance(last, _Distance) and last.rows is rows and last.columns is columns:
        return last.km
    a, b = table.left.place[rows], table.right.place[columns]
    # Three plain products instead of a matrix product: the same digits whatever the size of the block.
    squared = np.zeros((len(rows), len(columns)))
    for axis in range(3):
        along = a[:, axis][:, None] - b[:, axis]
        along *= along
        squared += along
    chord = np.sqrt(np.minimum(squared, 4.0, out=squared), out=squared)
    chord *= 0.5
    km = np.arcsin(chord, out=chord)
    km *= 2 * EARTH_RADIUS_KM * table.problem.rules.detour
    memo["distance"] = _Distance(rows, columns, km)
    return km


class _Distance(NamedTuple):
    rows: Positions
    columns: Positions
    km: Floats


def shared_day_parts(table: Table, rows: Positions, columns: Positions) -> Shares:
    """Cells of the week in which both may meet.

    Teaching hours count: then a teacher can be visited. Two people who both teach then cannot meet.
    """
    left, right = table.left, table.right
    both_open = left.day_open[rows][:, None] & right.day_open[columns]
    return np.bitwise_count(both_open & ~(left.day_teaching[rows][:, None] & right.day_teaching[columns]))


def shared_weeks(table: Table, rows: Positions, columns: Positions) -> NDArray[np.uint16]:
    """ISO weeks that are open and not busy for both."""
    total = np.zeros((len(rows), len(columns)), dtype=np.uint16)
    for left, right in zip(table.left.weeks[rows].T, table.right.weeks[columns].T, strict=True):
        total += np.bitwise_count(left[:, None] & right)
    return total


def named_pairs(table: Table) -> "scipy.sparse.csr_matrix":
    """Refusals that name two people, as bits."""
    known = table.problem._memo.get("named_pairs")
    if isinstance(known, scipy.sparse.csr_matrix):
        return known
    left, right = table.left, table.right
    bits: dict[tuple[int, int], int] = {}
    for code, first, second in _named(table.problem):
        if first in left.row_of and second in right.row_of:
            key = left.row_of[first], right.row_of[second]
            bits[key] = bits.get(key, 0) | BIT[code]
    keys = sorted(bits)
    shape = len(left), len(right)
    rows, columns = [key[0] for key in keys], [key[1] for key in keys]
    values = np.array([bits[key] for key in keys], dtype=np.uint16)
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=shape)
    table.problem._memo["named_pairs"] = matrix
    return matrix


def _named(problem: Problem) -> Iterable[tuple[str, str, str]]:
    """(code, left id, right id); in `knows` either may name the other (R-1.1)."""
    for person in problem.left:
        yield from (("know_each_other", person.id, other) for other in person.knows)
    for person in problem.right:
        yield from (("know_each_other", other, person.id) for other in person.knows)
    yield from (("ended_pair", first, second) for first, second in problem.existing.ended)
    yield from (("veto", first, second) for first, second, _, value in problem.evidence.ballots if value == "no")
