"""What a missing answer counts for: what comparable people would score, computed once over the whole problem."""

from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Positions
from jobtwinning.matching.engine.codes import Side
from jobtwinning.matching.engine.kinds import kinds_of
from jobtwinning.matching.engine.similarity import similarity
from jobtwinning.matching.engine.table import Table

# People per side from whom the priors are taken: spread evenly over the side, everybody when there are fewer.
SAMPLE = 200
# How many pairs of evidence the wider group counts for: few comparable people lean on the whole.
SHRINK = 4.0
WITHOUT_ANY = 0.5


def prior_of(table: Table, criterion: str, side: Side) -> Floats:
    """Expected likeness (0..1) between each group of left (rows) and each group of right people (columns).

    The mean over the pairs of these groups that can be judged, pulled towards the mean of all pairs.
    """
    key = f"prior_{criterion}_{side}"
    known = table.problem._memo.get(key)
    if isinstance(known, np.ndarray):
        return known
    left, right = _sample(table, criterion, "left"), _sample(table, criterion, "right")
    value, judged = similarity(table, criterion, left.people, right.people, side)
    total = left.amount @ (value * judged) @ right.amount.T
    count = left.amount @ judged.astype(float) @ right.amount.T
    overall = (total.sum() + SHRINK * WITHOUT_ANY) / (count.sum() + SHRINK)
    # Rounded far below the resolution of scores, so that the order of summing cannot show.
    prior: Floats = np.round((total + SHRINK * overall) / (count + SHRINK), 9)
    table.problem._memo[key] = prior
    return prior


class _Sample(NamedTuple):
    """One person of each kind, and how many of each group (row) are of that kind (column)."""

    people: Positions
    amount: Floats


def _sample(table: Table, criterion: str, side: Side) -> _Sample:
    own = table.left if side == "left" else table.right
    people = _spread(len(own))
    groups = 1 + int(max((*table.left.group, *table.right.group), default=0))
    kinds = kinds_of(table, criterion)
    if kinds is None:
        examples, kind = people, np.arange(len(people))
    else:
        found, kind = np.unique((kinds.left if side == "left" else kinds.right)[people], return_inverse=True)
        examples = (kinds.left_example if side == "left" else kinds.right_example)[found]
    count = np.zeros((groups, len(examples)))
    np.add.at(count, (own.group[people], kind), 1.0)
    return _Sample(examples, count)


def _spread(size: int) -> Positions:
    if size <= SAMPLE:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, SAMPLE).round().astype(np.intp))
