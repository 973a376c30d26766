"""Who meets whom over all rounds together: one flow, exact. In which round comes later, in `timetable`."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.solve import COST_LIMIT, flow_solver


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """rounds, tables: how many there are. paused_left, paused_right: how often each person paused before."""

    rounds: int
    tables: int
    paused_left: Integers
    paused_right: Integers


def choose_dates(edges: Edges, worth: Integers, room: Room) -> Positions:
    """Positions of the pairs that meet: most in number, then pauses as even as can be, then worth most in total.

    worth: whole number per pair from 0. Nobody meets more often than there are rounds, and together they fill no more
    than the tables of all rounds: then they always fit in the rounds (König 1916, and de Werra 1971 for the tables).
    Pauses are even when the sum of their squares is as low as it can be, on both sides at once. Equal totals are
    decided by the order of the edges. Needs OR-Tools. Raises RuntimeError when worth is too large to be exact.
    """
    if not len(edges):
        return np.zeros(0, dtype=np.intp)
    left = _Side(_most(edges.left, edges.lefts, room.rounds), room.paused_left)
    right = _Side(_most(edges.right, edges.rights, room.rounds), room.paused_right)
    meetings = min(room.rounds * room.tables, int(left.most.sum()), int(right.most.sum()))
    quick = _even_flow(edges, worth, left, right, meetings)
    return _any_flow(edges, worth, left, right, room, meetings) if quick is None else quick


class _Side(NamedTuple):
    """most: how often each person can meet somebody at most; paused: how often they paused before."""

    most: Integers
    paused: Integers


class _Shares(NamedTuple):
    """sure: how often each person meets somebody at least; more: who may do so once more."""

    sure: Integers
    more: Truths


def _most(own: Positions, people: int, rounds: int) -> Integers:
    return np.minimum(np.bincount(own, minlength=people), rounds).astype(np.int64)


def _even_flow(edges: Edges, worth: Integers, left: _Side, right: _Side, meetings: int) -> Positions | None:
    """The best pairs when nobody's refusals stand in the way of perfectly even shares; None when they do."""
    shares = _even(left, meetings), _even(right, meetings)
    own_left, own_right = np.arange(edges.lefts), np.arange(edges.rights)
    node = edges.lefts + edges.rights
    more_left, more_right = own_left[shares[0].more], own_right[shares[1].more]
    starts = [edges.left, np.full(len(more_left), node), edges.lefts + more_right]
    ends = [edges.lefts + edges.right, more_left, np.full(len(more_right), node + 1)]
    cost = np.concatenate([int(worth.max()) - worth, np.zeros(len(more_left) + len(more_right), dtype=np.int64)])
    rest = [meetings - int(one.sure.sum()) for one in shares]
    supply = np.concatenate([shares[0].sure, -shares[1].sure, [rest[0], -rest[1]]])
    solver = _solver(np.concatenate(starts), np.concatenate(ends), cost, node + 2)
    solver.set_nodes_supplies(np.arange(node + 2), supply)
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.flatnonzero(solver.flows(np.arange(len(edges))) == 1)


def _even(side: _Side, meetings: int) -> _Shares:
    """Even shares of so many meetings: who paused before goes first."""
    level = int(-side.paused.max(initial=0))
    while True:
        higher = np.clip(level + 1 + side.paused, 0, side.most)
        if higher.sum() > meetings or level > int(side.most.max(initial=0)):
            sure = np.clip(level + side.paused, 0, side.most)
            return _Shares(sure, higher > sure)
        level += 1


def _any_flow(edges: Edges, worth: Integers, left: _Side, right: _Side, room: Room, meetings: int) -> Positions:
    """The same whoever may not meet whom: every next meeting of a person costs more, far more than any worth."""
    source = edges.lefts + edges.rights
    far = (int(worth.max()) + 1) * meetings
    top = room.rounds + int(max(room.paused_left.max(initial=0), room.paused_right.max(initial=0)))
    ends_left, cost_left = _steps(left, top, room.rounds)
    ends_right, cost_right = _steps(right, top, room.rounds)
    starts = [edges.left, np.full(len(ends_left), source), edges.lefts + ends_right]
    ends = [edges.lefts + edges.right, ends_left, np.full(len(ends_right), source + 1)]
    cost = np.concatenate([int(worth.max()) - worth, far * cost_left, far * cost_right])
    if far * (top + 1) * (source + 4) >= COST_LIMIT:
        raise RuntimeError("the scores are too large for an exact solution")
    solver = _solver(np.concatenate(starts), np.concatenate(ends), cost, source + 2)
    solver.set_nodes_supplies(np.array([source, source + 1]), np.array([meetings, -meetings]))
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the solver stopped with status {status}")
    return np.flatnonzero(solver.flows(np.arange(len(edges))) == 1)


def _steps(side: _Side, top: int, rounds: int) -> tuple[Positions, Integers]:
    """Per possible meeting of a person who it is of, and what it costs: the fewer pauses are left, the more."""
    people = np.repeat(np.arange(len(side.most)), side.most)
    first = np.repeat(np.cumsum(side.most) - side.most, side.most)
    count = np.arange(len(people)) - first + 1
    return people, (top - (side.paused[people] + rounds - count)).astype(np.int64)


def _solver(starts: Positions, ends: Positions, cost: Integers, nodes: int) -> Any:
    if int(cost.max()) * (nodes + 2) >= COST_LIMIT:
        raise RuntimeError("the scores are too large for an exact solution")
    solver = flow_solver()
    solver.add_arcs_with_capacity_and_unit_cost(starts, ends, np.ones(len(starts), dtype=np.int64), cost)
    return solver
