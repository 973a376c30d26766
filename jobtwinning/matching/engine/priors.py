"""What a missing answer counts for: what comparable people would score, computed once over the whole problem."""

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Positions
from jobtwinning.matching.engine.codes import Side
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
    rows, columns = _spread(len(table.left)), _spread(len(table.right))
    groups = 1 + int(max((*table.left.group, *table.right.group), default=0))
    value, judged = similarity(table, criterion, rows, columns, side)
    left = np.eye(groups)[table.left.group[rows]]
    right = np.eye(groups)[table.right.group[columns]]
    total = left.T @ (value * judged) @ right
    count = left.T @ judged.astype(float) @ right
    overall = (total.sum() + SHRINK * WITHOUT_ANY) / (count.sum() + SHRINK)
    # Rounded far below the resolution of scores, so that the order of summing cannot show.
    prior: Floats = np.round((total + SHRINK * overall) / (count + SHRINK), 9)
    table.problem._memo[key] = prior
    return prior


def _spread(size: int) -> Positions:
    if size <= SAMPLE:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, SAMPLE).round().astype(np.intp))
