"""How good is a pair, seen from each side: 0..1, higher is better."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.arrays import Floats, Integers, Mask, Positions, Truths
from jobtwinning.matching.engine.codes import BIT, CRITERIA, RESOLUTION, Side
from jobtwinning.matching.engine.kinds import Kinds, kinds_of
from jobtwinning.matching.engine.priors import prior_of
from jobtwinning.matching.engine.said import LIKED, MAYBE, YES
from jobtwinning.matching.engine.similarity import ONE_SIDED, Judged, offers, similarity
from jobtwinning.matching.engine.table import Table
from jobtwinning.matching.engine.weights import DIFFERENT, OFFERS, Wants

SIDES: tuple[Side, Side] = ("left", "right")
# Inference never reaches what somebody said: above KNEE it is pressed together to stay below a "yes".
KNEE = 0.9
INFERRED_TOP = 0.95
# Above that, each in its own part: a mutual like, a "yes", and an order of those whom one wants and who want it too.
LIKED_FROM, LIKED_TO = 0.951, 0.96
YES_FROM, YES_TO = 0.961, 0.975
RANKED_FROM, RANKED_TO = 0.976, 1.0
MAYBE_PULL = 0.25
MAYBE_SCORE = 0.6
# Working per kind pays when two kinds stand for at least this many pairs.
PAIRS_PER_KIND = 8
# Up to so many pairs of kinds in the whole problem they are worked out once for all blocks.
KINDS_AT_ONCE = 200_000
# Pairs that are judged side by side at a time; all their combinations are.
ALIGNED_BLOCK = 48


class CriterionScore(NamedTuple):
    """One criterion from one side over a block. weight is a column (left) or row (right) that broadcasts."""

    criterion: str
    side: Side
    value: Floats
    known: Truths
    weight: Floats
    must: Truths


class BlockScores(NamedTuple):
    """Directional scores of these left people before evidence, and refusal bits of the musts (0 where they are met)."""

    rows: Positions
    left: Floats
    right: Floats
    must: Mask


def block_scores(table: Table, rows: Positions, columns: Positions) -> BlockScores:
    """Directional scores of these left people with these right people."""
    return Block(table, rows, columns).scores(slice(None))


def criterion_scores(table: Table, rows: Positions, columns: Positions) -> Iterator[CriterionScore]:
    """The score of each criterion that counts for somebody in the block, from each side, priors filled in."""
    return Block(table, rows, columns).criteria(slice(None))


def aligned_scores(table: Table, criterion: str, side: Side, rows: Positions, columns: Positions) -> Judged:
    """One criterion from one side, of each left person (rows[i]) with the right person beside it (columns[i])."""
    value, known = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    for start in range(0, len(rows), ALIGNED_BLOCK):
        part = slice(start, start + ALIGNED_BLOCK)
        (one,) = _directed(table, CRITERIA.index(criterion), [side], rows[part], columns[part])
        value[part], known[part] = np.diagonal(one.value), np.diagonal(one.known)
    return Judged(value, known)


class Block:
    """Left people (rows) with right people (columns), scored slice by slice.

    Most criteria are worked out once per kind of answer and then spread over the people; see `kinds`.
    """

    def __init__(self, table: Table, rows: Positions, columns: Positions) -> None:
        self.table, self.rows, self.columns = table, rows, columns
        self._parts: list[tuple[int, list[Side], list[_Spread]]] = []
        for position in range(len(CRITERIA)):
            sides = [side for side in SIDES if self._counts(position, side)]
            self._parts.append((position, sides, _spreads(table, position, sides, rows, columns)))

    def _counts(self, position: int, side: Side) -> bool:
        wants, people = self.table.left.wants, self.rows
        if side == "right":
            wants, people = self.table.right.wants, self.columns
        return bool(wants.weight[people, position].any() or wants.must[people, position].any())

    def criteria(self, part: slice) -> Iterator[CriterionScore]:
        """Criterion by criterion the scores of a slice of the rows with all columns."""
        return self._criteria(self.rows[part], part)

    def _criteria(self, rows: Positions, part: slice) -> Iterator[CriterionScore]:
        for position, sides, spreads in self._parts:
            if not spreads:
                yield from _directed(self.table, position, sides, rows, self.columns)
            for side, spread in zip(sides, spreads, strict=False):
                wants = _wants(self.table, rows, self.columns, side, position)
                yield CriterionScore(CRITERIA[position], side, *spread.over(part), wants.weight, wants.must)

    def scores(self, part: slice) -> BlockScores:
        """Directional scores of a slice of the rows with all columns."""
        rows = self.rows[part]
        shape = len(rows), len(self.columns)
        total = {"left": np.zeros(shape), "right": np.zeros(shape)}
        must = np.zeros(shape, dtype=np.uint16)
        needed = self.table.problem.rules.must_met_from
        for one in self._criteria(rows, part):
            total[one.side] += one.weight * one.value
            if one.must.any():
                must |= BIT["must_unknown"] * (one.must & ~one.known).astype(np.uint16)
                must |= BIT["must_not_met"] * (one.must & one.known & (one.value < needed)).astype(np.uint16)
        for side, idle in zip(SIDES, _idle(self.table, rows, self.columns), strict=True):
            if idle.any():
                total[side][np.broadcast_to(idle, shape)] = 0.5
        return BlockScores(rows, total["left"], total["right"], must)


class _KindsIn(NamedTuple):
    """The kinds of a block. rows, columns: one person of each kind; row_kind, column_kind: whose kind is which."""

    rows: Positions
    columns: Positions
    row_kind: Positions
    column_kind: Positions


class _Spread(NamedTuple):
    """A table between kinds, to be spread over the people of those kinds."""

    value: Floats
    known: Truths
    kinds: _KindsIn

    def over(self, part: slice) -> Judged:
        """The scores of a slice of the rows with all columns."""
        rows, columns = self.kinds.row_kind[part], self.kinds.column_kind
        if self.known.all():
            known: Truths = np.ones((1, 1), dtype=bool)
        else:
            known = self.known[rows].take(columns, axis=1)
        return Judged(self.value[rows].take(columns, axis=1), known)


def _spreads(table: Table, position: int, sides: list[Side], rows: Positions, columns: Positions) -> list[_Spread]:
    """Per side the table between the kinds of a block; none where people hardly ever answer alike."""
    kinds = kinds_of(table, CRITERIA[position]) if sides else None
    if kinds is None:
        return []
    if len(kinds.left_example) * len(kinds.right_example) <= KINDS_AT_ONCE:
        here = _KindsIn(kinds.left_example, kinds.right_example, kinds.left[rows], kinds.right[columns])
        once = _between_all(table, position, kinds)
        return [_Spread(once[side].value, once[side].known, here) for side in sides]
    few = _kinds_in(kinds, rows, columns)
    if few is None:
        return []
    return [_Spread(one.value, one.known, few) for one in _directed(table, position, sides, few.rows, few.columns)]


def _between_all(table: Table, position: int, kinds: Kinds) -> dict[Side, Judged]:
    """The tables between all kinds of the problem; made once and kept with it."""
    name = f"between_{CRITERIA[position]}"
    known = table.problem._memo.get(name)
    if not isinstance(known, _Between):
        scores = _directed(table, position, list(SIDES), kinds.left_example, kinds.right_example)
        known = table.problem._memo[name] = _Between({one.side: Judged(one.value, one.known) for one in scores})
    return known.tables


class _Between(NamedTuple):
    tables: dict[Side, Judged]


def _kinds_in(kinds: Kinds, rows: Positions, columns: Positions) -> _KindsIn | None:
    left, row_kind = np.unique(kinds.left[rows], return_inverse=True)
    right, column_kind = np.unique(kinds.right[columns], return_inverse=True)
    if len(left) * len(right) * PAIRS_PER_KIND > len(rows) * len(columns):
        return None
    return _KindsIn(kinds.left_example[left], kinds.right_example[right], row_kind, column_kind)


def _directed(
    table: Table, position: int, sides: list[Side], rows: Positions, columns: Positions
) -> Iterator[CriterionScore]:
    """One criterion as each of these sides wants it, priors filled in."""
    alike: Judged | None = None
    for side in sides:
        wants = _wants(table, rows, columns, side, position)
        if alike is None or CRITERIA[position] in ONE_SIDED:
            alike = similarity(table, CRITERIA[position], rows, columns, side)
        yield _wanted(table, rows, columns, side, position, alike, wants)


def _wanted(
    table: Table, rows: Positions, columns: Positions, side: Side, position: int, alike: Judged, wants: Wants
) -> CriterionScore:
    criterion, direction = CRITERIA[position], wants.direction
    value, known = alike
    if (direction == OFFERS).any():
        offered = offers(table, criterion, rows, columns, side)
        if offered is not None:
            value = np.where(direction == OFFERS, offered.value, value)
            known = np.where(direction == OFFERS, offered.known, known)
    if not wants.judged.all():
        known = known & wants.judged
    if not known.all():
        prior = prior_of(table, criterion, side)[table.left.group[rows]].take(table.right.group[columns], axis=1)
        # Plain products: masks are slower. The value is a number, known or not.
        value = value * known
        prior *= ~known
        value += prior
    different = direction == DIFFERENT
    if different.any():
        value = np.where(different, 1 - value, value)
    return CriterionScore(criterion, side, value, known, wants.weight, wants.must)


def _wants(table: Table, rows: Positions, columns: Positions, side: Side, position: int) -> Wants:
    """What one side wants on one criterion, shaped to broadcast over the block: a column (left) or a row (right)."""
    own, people = (table.left.wants, rows) if side == "left" else (table.right.wants, columns)
    shape = (-1, 1) if side == "left" else (1, -1)
    return Wants(*(part[people, position].reshape(shape) for part in own.arrays()))


def _idle(table: Table, rows: Positions, columns: Positions) -> tuple[Truths, Truths]:
    """People for whom nothing counts: every partner scores one half."""
    nothing_left = table.left.wants.weight[rows].sum(axis=1) == 0
    nothing_right = table.right.wants.weight[columns].sum(axis=1) == 0
    return nothing_left[:, None], nothing_right[None, :]


def with_evidence(inferred: Floats, said: NDArray[np.int8]) -> Floats:
    """Directional scores after what people said themselves (codes of `said.said_of`).

    A "yes" and a mutual like always end above everything that was only inferred, whom somebody ranks above both, the
    first choice highest; a "maybe" pulls mildly towards MAYBE_SCORE.
    """
    scores = pressed(inferred)
    liked, yes, maybe, ranked = (
        np.flatnonzero(one) for one in (said == LIKED, said == YES, said == MAYBE, said > LIKED)
    )
    scores[liked] = LIKED_FROM + (LIKED_TO - LIKED_FROM) * inferred[liked]
    scores[yes] = YES_FROM + (YES_TO - YES_FROM) * inferred[yes]
    scores[ranked] = RANKED_FROM + (RANKED_TO - RANKED_FROM) / (said[ranked] - LIKED)
    scores[maybe] = (1 - MAYBE_PULL) * scores[maybe] + MAYBE_PULL * MAYBE_SCORE
    return scores


def pressed(inferred: Floats) -> Floats:
    """Directional scores of which nobody said anything: never as high as a "yes"."""
    above = np.maximum(inferred - KNEE, 0.0)
    return np.asarray(inferred - above * (1 - (INFERRED_TOP - KNEE) / (1 - KNEE)))


def harmonic(first: Floats, second: Floats) -> Floats:
    """Harmonic mean: the pair's score follows the less enthusiastic side; 0 when either is 0."""
    total = first + second
    return np.divide(2 * first * second, total, out=np.zeros_like(total), where=total > 0)


def whole(scores: Floats) -> Integers:
    """Scores as whole numbers of the resolution, so that solvers are exact."""
    return np.rint(scores * RESOLUTION).astype(np.int64)
