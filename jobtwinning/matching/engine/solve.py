"""The solvers: as many pairs as possible, of the highest total gain; exact, and always the same."""

from importlib.util import find_spec
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from jobtwinning.matching.engine.arrays import Integers, Positions
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.priority import Places, Priority

HAS_FLOW = find_spec("ortools") is not None  # the solver itself is loaded by who solves: a third of a second
# Costs times the number of people stay below this, so that the solver's own scaling fits in 64 bits.
COST_LIMIT = 2**60
# Whole numbers up to here are exact in floating point, which is what scipy's solvers count in.
FLOAT_LIMIT = 2**53
# Up to so many people a side scipy's dense solver, with more its sparse one.
DENSE_UP_TO = 1_500
# From this part of all pairs on a small graph is a table. There the dense solver is quicker, and some scores (the worse
# one is liked, the less one likes) make the flow twenty times slower than it.
DENSE_FROM = 0.3


def best_pairs(edges: Edges, gain: Integers, priority: Priority) -> Positions:
    """Positions of the pairs that are most in number, keep the places of the priority, and gain most in total.

    gain: whole numbers from 0. Equal totals are decided by the order of the edges. Raises RuntimeError when the scores
    are too large to be exact or the solver does not return an optimum on the allowed pairs.
    """
    if not len(edges):
        return NOBODY
    chosen = _assignment(edges, gain, priority) if not HAS_FLOW or _is_table(edges, priority) else NOBODY
    if HAS_FLOW and len(chosen) != priority.pairs:
        chosen = _flow(edges, gain, priority)
    for ends_used in (edges.left[chosen], edges.right[chosen]):
        if len(np.unique(ends_used)) != len(chosen):
            raise RuntimeError("the solver gave one person two partners")
    if len(chosen) != priority.pairs:
        raise RuntimeError(f"the solver made {len(chosen)} of {priority.pairs} pairs")
    return chosen


NOBODY = np.zeros(0, dtype=np.intp)


def _is_table(edges: Edges, priority: Priority) -> bool:
    """Small, nearly full, and nobody has to go first."""
    small = max(edges.lefts, edges.rights) <= DENSE_UP_TO
    full = len(edges) >= DENSE_FROM * edges.lefts * edges.rights
    return small and full and priority.left is None and priority.right is None


def _flow(edges: Edges, gain: Integers, priority: Priority) -> Positions:
    """Minimum-cost flow: from the turns of left, over the people and the edges, to the turns of right."""
    starts, ends = [edges.left], [edges.lefts + edges.right]
    supply: list[tuple[int, int]] = []
    node = edges.lefts + edges.rights
    for places, people, sign in ((priority.left, edges.lefts, 1), (priority.right, edges.rights, -1)):
        own = np.arange(people) + (0 if sign == 1 else edges.lefts)
        turn = node + (places.turn if places else np.zeros(people, dtype=np.intp))
        starts.append(turn if sign == 1 else own)
        ends.append(own if sign == 1 else turn)
        counts = places.count.tolist() if places else [priority.pairs]
        supply += [(node + at, sign * count) for at, count in enumerate(counts)]
        node += len(counts)
    costs = np.concatenate([gain.max() - gain, np.zeros(edges.lefts + edges.rights, dtype=np.int64)])
    if int(costs.max()) * (node + 2) >= COST_LIMIT:
        raise RuntimeError("the scores are too large for an exact solution")
    solver = flow_solver()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(starts), np.concatenate(ends), np.ones(len(costs), dtype=np.int64), costs
    )
    nodes, amounts = zip(*supply, strict=True)
    solver.set_nodes_supplies(np.array(nodes), np.array(amounts))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the solver stopped with status {status}")
    return np.flatnonzero(solver.flows(np.arange(len(edges))) == 1)


def _assignment(edges: Edges, gain: Integers, priority: Priority) -> Positions:
    """The same with scipy alone: being placed outweighs any gain, and an earlier turn outweighs all later ones."""
    step = int(gain.max()) * min(edges.lefts, edges.rights) + 1
    value = gain + step * (1 + _rank(priority.left, edges.left) + _rank(priority.right, edges.right))
    largest = int(value.max())
    if largest * min(edges.lefts, edges.rights) >= FLOAT_LIMIT:
        if HAS_FLOW:
            return NOBODY
        raise RuntimeError("the scores are too large for an exact solution without OR-Tools")
    if max(edges.lefts, edges.rights) <= DENSE_UP_TO:
        worth = np.zeros((edges.lefts, edges.rights))
        worth[edges.left, edges.right] = value
        rows, columns = _dense(worth)
    else:
        rows, columns = _sparse(edges, value)
    return np.flatnonzero(np.isin(edges.keys, rows * edges.rights + columns))


def flow_solver() -> Any:
    """A new minimum-cost flow of OR-Tools."""
    from ortools.graph.python import min_cost_flow

    return min_cost_flow.SimpleMinCostFlow()


def _dense(worth: NDArray[np.float64]) -> tuple[Positions, Positions]:
    rows, columns = scipy.optimize.linear_sum_assignment(worth, maximize=True)
    return rows, columns


def _sparse(edges: Edges, value: Integers) -> tuple[Positions, Positions]:
    """Everybody may also stay alone: with a partner of one's own, at no gain. No cost is 0: that would vanish."""
    lefts, rights = edges.lefts, edges.rights
    alone_left, alone_right = np.arange(lefts), np.arange(rights)
    heads = np.concatenate([edges.left, alone_left, lefts + alone_right, lefts + edges.right])
    tails = np.concatenate([edges.right, rights + alone_left, alone_right, rights + edges.left])
    most = float(value.max()) + 1
    costs = np.concatenate([most - value, np.full(lefts + rights + len(edges), most)])
    size = lefts + rights
    matrix = scipy.sparse.csr_matrix((costs, (heads, tails)), (size, size))
    rows, columns = scipy.sparse.csgraph.min_weight_full_bipartite_matching(matrix)
    real = (rows < lefts) & (columns < rights)
    return rows[real].astype(np.intp), columns[real].astype(np.intp)


def _rank(places: Places | None, people: Positions) -> Integers:
    if places is None:
        return np.zeros(len(people), dtype=np.int64)
    return (len(places.count) - 1 - places.turn[people]).astype(np.int64)
