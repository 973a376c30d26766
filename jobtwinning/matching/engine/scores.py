"""How good is a pair, seen from each side: 0..1, higher is better."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.codes import BIT, CRITERIA, RESOLUTION, Side
from jobtwinning.matching.engine.priors import prior_of
from jobtwinning.matching.engine.similarity import Judged, offers, similarity
from jobtwinning.matching.engine.table import Floats, Positions, Table, Truths
from jobtwinning.matching.engine.weights import DIFFERENT, OFFERS, Wants

SIDES: tuple[Side, Side] = ("left", "right")
# Inference never reaches what somebody said: above KNEE it is pressed together to stay below a "yes".
KNEE = 0.9
INFERRED_TOP = 0.95
YES_FROM = 0.951
MAYBE_PULL = 0.25
MAYBE_SCORE = 0.6
Integers = NDArray[np.int64]


class CriterionScore(NamedTuple):
    """One criterion from one side over a block. weight is a column (left) or row (right) that broadcasts."""

    criterion: str
    side: Side
    value: Floats
    known: Truths
    weight: Floats
    must: Truths


class BlockScores(NamedTuple):
    """Directional scores before evidence, and refusal bits of the musts (0 where they are met)."""

    left: Floats
    right: Floats
    must: Integers


def block_scores(table: Table, rows: Positions, columns: Positions) -> BlockScores:
    """Directional scores of these left people with these right people."""
    shape = (len(rows), len(columns))
    total = {"left": np.zeros(shape), "right": np.zeros(shape)}
    must = np.zeros(shape, dtype=np.int64)
    needed = table.problem.rules.must_met_from
    for part in criterion_scores(table, rows, columns):
        total[part.side] += part.weight * part.value
        if part.must.any():
            must |= BIT["must_unknown"] * (part.must & ~part.known)
            must |= BIT["must_not_met"] * (part.must & part.known & (part.value < needed))
    for side, idle in zip(SIDES, _idle(table, rows, columns), strict=True):
        total[side][np.broadcast_to(idle, shape)] = 0.5
    return BlockScores(total["left"], total["right"], must)


def criterion_scores(table: Table, rows: Positions, columns: Positions) -> Iterator[CriterionScore]:
    """The score of each criterion that counts for somebody in the block, from each side, priors filled in."""
    for position, criterion in enumerate(CRITERIA):
        alike: Judged | None = None
        for side in SIDES:
            wants = _wants(table, rows, columns, side)
            weight, must = wants.weight[..., position], wants.must[..., position]
            if not (weight.any() or must.any()):
                continue
            if alike is None or criterion in ("motivation", "yields", "nearness"):
                alike = similarity(table, criterion, rows, columns, side)
            yield _directed(table, rows, columns, side, position, alike, wants)


def _directed(
    table: Table, rows: Positions, columns: Positions, side: Side, position: int, alike: Judged, wants: Wants
) -> CriterionScore:
    criterion, direction = CRITERIA[position], wants.direction[..., position]
    value, known = alike
    if (direction == OFFERS).any():
        offered = offers(table, criterion, rows, columns, side)
        if offered is not None:
            value = np.where(direction == OFFERS, offered.value, value)
            known = np.where(direction == OFFERS, offered.known, known)
    judged = wants.judged[..., position]
    if not judged.all():
        known = known & judged
    if not known.all():
        prior = prior_of(table, criterion, side)
        groups = table.left.group[rows], table.right.group[columns]
        value = np.where(known, value, prior[groups[0]][:, groups[1]])
    if (direction == DIFFERENT).any():
        value = np.where(direction == DIFFERENT, 1 - value, value)
    return CriterionScore(criterion, side, value, known, wants.weight[..., position], wants.must[..., position])


def _wants(table: Table, rows: Positions, columns: Positions, side: Side) -> Wants:
    """The wants of one side, shaped to broadcast over the block: (people, 1, criteria) or (1, people, criteria)."""
    if side == "left":
        own = table.left.wants
        return Wants(own.weight[rows, None], own.direction[rows, None], own.judged[rows, None], own.must[rows, None])
    own = table.right.wants
    return Wants(
        own.weight[columns][None], own.direction[columns][None], own.judged[columns][None], own.must[columns][None]
    )


def _idle(table: Table, rows: Positions, columns: Positions) -> tuple[Truths, Truths]:
    """People for whom nothing counts: every partner scores one half."""
    nothing_left = table.left.wants.weight[rows].sum(axis=1) == 0
    nothing_right = table.right.wants.weight[columns].sum(axis=1) == 0
    return nothing_left[:, None], nothing_right[None, :]


def with_evidence(inferred: Floats, ballot: NDArray[np.int8]) -> Floats:
    """Directional scores after what people said themselves (ballot: 0 nothing, 1 "yes", 2 "maybe").

    A "yes" always ends above everything that was only inferred; a "maybe" pulls mildly towards MAYBE_SCORE.
    """
    pressed = np.where(inferred > KNEE, KNEE + (inferred - KNEE) * (INFERRED_TOP - KNEE) / (1 - KNEE), inferred)
    yes = YES_FROM + (1 - YES_FROM) * inferred
    maybe = (1 - MAYBE_PULL) * pressed + MAYBE_PULL * MAYBE_SCORE
    return np.where(ballot == 1, yes, np.where(ballot == 2, maybe, pressed))


def harmonic(first: Floats, second: Floats) -> Floats:
    """Harmonic mean: the pair's score follows the less enthusiastic side; 0 when either is 0."""
    total = first + second
    return np.divide(2 * first * second, total, out=np.zeros_like(total), where=total > 0)


def whole(scores: Floats) -> Integers:
    """Scores as whole numbers of the resolution, so that solvers are exact."""
    return np.rint(scores * RESOLUTION).astype(np.int64)
