"""Counting and optimising one-to-one sets of pairs on a given list of allowed pairs."""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from jobtwinning.matching.engine.candidates import Edges
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.table import Positions

Integers = NDArray[np.int64]
# Costs times the number of people stay below this, so that the solver's own scaling fits in 64 bits.
COST_LIMIT = 2**60


def most_pairs(edges: Edges) -> int:
    """The largest number of pairs there can be (Hopcroft-Karp)."""
    if not len(edges):
        return 0
    starts = np.concatenate([[0], np.cumsum(np.bincount(edges.left, minlength=edges.lefts))])
    ones = np.ones(len(edges), dtype=np.int8)
    graph = sparse.csr_matrix((ones, edges.right, starts), shape=(edges.lefts, edges.rights))
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())


def best_pairs(edges: Edges, gain: Integers) -> Positions:
    """Positions of the pairs that are most in number and then highest in total gain; exact, and always the same.

    gain: whole numbers. Equal totals are decided by the order of the edges. Raises RuntimeError when the solver
    does not return an optimum on the allowed pairs.
    """
    if not len(edges):
        return np.zeros(0, dtype=np.intp)
    lefts, tail = np.unique(edges.left, return_inverse=True)
    rights, head = np.unique(edges.right, return_inverse=True)
    source, sink = len(lefts) + len(rights), len(lefts) + len(rights) + 1
    starts = np.concatenate([tail, np.full(len(lefts), source), len(lefts) + np.arange(len(rights))])
    ends = np.concatenate([len(lefts) + head, np.arange(len(lefts)), np.full(len(rights), sink)])
    costs = np.concatenate([gain.max() - gain, np.zeros(len(lefts) + len(rights), dtype=np.int64)])
    if int(costs.max()) * (sink + 2) >= COST_LIMIT:
        raise RuntimeError("the scores are too large for an exact solution")
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(starts, ends, np.ones(len(starts), dtype=np.int64), costs)
    solver.set_node_supply(source, min(len(lefts), len(rights)))
    solver.set_node_supply(sink, -min(len(lefts), len(rights)))
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the solver stopped with status {status}")
    chosen = np.flatnonzero(solver.flows(np.arange(len(edges))) == 1)
    for ends_used in (edges.left[chosen], edges.right[chosen]):
        if len(np.unique(ends_used)) != len(chosen):
            raise RuntimeError("the solver gave one person two partners")
    return chosen


def waiting_gain(edges: Edges, waiting_left: Integers, waiting_right: Integers) -> Integers:
    """Gain of placing these two because they waited, ahead of any score; 0 when nobody waited longer than another.

    Only the order of the waiting times counts, which by exchange decides who stays alone among equal numbers.
    """
    left, right = _ranks(waiting_left[edges.left]), _ranks(waiting_right[edges.right])
    steps = int(max(left.max(initial=0), right.max(initial=0)))
    if steps == 0:
        return np.zeros(len(edges), dtype=np.int64)
    people = edges.lefts + edges.rights + 4
    weight = RESOLUTION * min(edges.lefts, edges.rights) + 1
    most = max(1, COST_LIMIT // (people * weight * 3))
    if steps > most:
        left, right = left * most // steps, right * most // steps
    return (left + right) * weight


def _ranks(days: Integers) -> Integers:
    if not len(days):
        return days
    return np.unique(days, return_inverse=True)[1].astype(np.int64)
