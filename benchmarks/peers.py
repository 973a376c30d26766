"""Other people's solvers on the same allowed pairs. The engine uses nothing of this file."""

from dataclasses import dataclass

import lap
import numpy as np
from ortools.graph.python import max_flow, min_cost_flow
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from benchmarks.engine_parts import Edges
from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.codes import RESOLUTION


@dataclass(frozen=True, slots=True)
class Found:
    """How many pairs, and their total score in whole numbers of the resolution."""

    pairs: int
    total: int


def exact(edges: Edges, lowest: int = 0) -> Found:
    """Most pairs and then the best total, none below lowest: scipy's dense solver, independent of the engine.

    Being allowed outweighs all scores together. Whole numbers below 2**53 keep it exact for 2,000 people a side.
    """
    outweighs = RESOLUTION * min(edges.lefts, edges.rights) + 1
    allowed = edges.score >= lowest
    worth = np.zeros((edges.lefts, edges.rights))
    worth[edges.left[allowed], edges.right[allowed]] = edges.score[allowed] + outweighs
    rows, columns = linear_sum_assignment(worth, maximize=True)
    values = worth[rows, columns]
    values = values[values > 0]
    return Found(len(values), int(values.sum()) - outweighs * len(values))


def highest_lowest(edges: Edges) -> int:
    """The highest bound above which as many pairs fit as without one: bisection over OR-Tools' maximum flow."""
    steps = np.unique(edges.score)
    possible = _count(edges, edges.score >= 0)
    low, high = 0, len(steps)
    while high - low > 1:
        middle = (low + high) // 2
        if _count(edges, edges.score >= steps[middle]) == possible:
            low = middle
        else:
            high = middle
    return int(steps[low])


def _count(edges: Edges, keep: Truths) -> int:
    """The most pairs among these edges."""
    starts, ends, source, sink = _network(edges.left[keep], edges.right[keep], edges.lefts, edges.rights)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(starts, ends, np.ones(len(starts), dtype=np.int64))
    if solver.solve(source, sink) != solver.OPTIMAL:
        raise RuntimeError("the peer found no maximum flow")
    return int(solver.optimal_flow())


def bare_flow(edges: Edges) -> Found:
    """OR-Tools' minimum-cost flow on all the edges at once and nothing else: no pieces, floor, waiting or checks."""
    starts, ends, source, sink = _network(edges.left, edges.right, edges.lefts, edges.rights)
    costs = np.zeros(len(starts), dtype=np.int64)
    costs[: len(edges)] = RESOLUTION - edges.score
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(starts, ends, np.ones(len(starts), dtype=np.int64), costs)
    most = min(edges.lefts, edges.rights)
    solver.set_nodes_supplies(np.array([source, sink]), np.array([most, -most]))
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise RuntimeError("the peer found no flow")
    chosen = solver.flows(np.arange(len(edges))) == 1
    return Found(int(chosen.sum()), int(edges.score[chosen].sum()))


def _network(left: Positions, right: Positions, lefts: int, rights: int) -> tuple[Positions, Positions, int, int]:
    """Arcs from a source over left, the edges (first) and right to a sink."""
    source, sink = lefts + rights, lefts + rights + 1
    starts = np.concatenate([left, np.full(lefts, source), lefts + np.arange(rights)])
    ends = np.concatenate([lefts + right, np.arange(lefts), np.full(rights, sink)])
    return starts, ends, source, sink


def sparse_scipy(edges: Edges) -> Found:
    """scipy's sparse solver, with a stand-in for everybody because it wants a full pairing."""
    matrix = _with_stand_ins(edges)
    rows, columns = min_weight_full_bipartite_matching(matrix)
    return _found(edges, rows.astype(np.intp), columns.astype(np.intp))


def sparse_lapmod(edges: Edges) -> Found:
    """lapx's `lapmod` on the same matrix with stand-ins."""
    matrix = _with_stand_ins(edges)
    _, partner, _ = lap.lapmod(matrix.shape[0], matrix.data, matrix.indptr, matrix.indices)
    return _found(edges, np.arange(matrix.shape[0]), np.asarray(partner))


def _with_stand_ins(edges: Edges) -> sparse.csr_matrix:
    """A square with a full pairing: whoever stays alone is paired with a stand-in, at a cost above all scores together.

    Costs are from 1: a cost of 0 would vanish. The stand-ins of a pair that is made are paired with each other.
    """
    lefts, rights = edges.lefts, edges.rights
    own_left, own_right = np.arange(lefts), np.arange(rights)
    heads = np.concatenate([edges.left, own_left, lefts + own_right, lefts + edges.right])
    tails = np.concatenate([edges.right, rights + own_left, own_right, rights + edges.left])
    alone = float(min(lefts, rights) + 2)
    costs = np.concatenate([2 - edges.score / RESOLUTION, np.full(lefts + rights, alone), np.ones(len(edges))])
    matrix = sparse.csr_matrix((costs, (heads, tails)), shape=(lefts + rights,) * 2)
    matrix.sort_indices()
    return matrix


def _found(edges: Edges, rows: Positions, columns: Positions) -> Found:
    real = (rows < edges.lefts) & (columns < edges.rights)
    keys = edges.left * edges.rights + edges.right
    chosen: Integers = np.flatnonzero(np.isin(keys, rows[real] * edges.rights + columns[real]))
    return Found(len(chosen), int(edges.score[chosen].sum()))
