"""A plan again after people came and went, with no more change than is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.assign import Aim, choose_pairs, usable
from jobtwinning.matching.engine.codes import RESOLUTION, Objective
from jobtwinning.matching.engine.edges import most_pairs
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.graph import Graph, IdPair
from jobtwinning.matching.engine.priority import Priority
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.propose import Asked, candidates_for, proposal_of, request_faults
from jobtwinning.matching.engine.result import Proposal
from jobtwinning.matching.engine.search import last_holding
from jobtwinning.matching.engine.solve import best_pairs
from jobtwinning.matching.engine.table import table_of

# What keeping an earlier pair can be worth at most: more than the scores of any two pairs.
MOST_WORTH = 4 * RESOLUTION


@dataclass(frozen=True, slots=True)
class Rematch:
    """A new plan beside the earlier one. kept, undone: earlier pairs; gone: those that cannot be any more, because
    somebody left, a rule refuses them, or a pin or forbid is in the way. undone holds at most the changes asked for.
    """

    proposal: Proposal
    kept: tuple[IdPair, ...]
    undone: tuple[IdPair, ...]
    gone: tuple[IdPair, ...]


def rematch(
    problem: Problem,
    earlier: Iterable[IdPair],
    changes: int = 0,
    *,
    objective: Objective = "floor",
    pins: Iterable[IdPair] = (),
    forbids: Iterable[IdPair] = (),
    prefers: Iterable[IdPair] = (),
    seed: int = 0,
    executor: Executor = SERIAL,
) -> Rematch:
    """The plan after at most so many earlier pairs are undone: as many pairs as that allows, then a high total.

    With no changes allowed only the free people are matched. Which pairs are undone for more pairs is exact; which are
    undone for a higher total is found by letting every kept pair weigh the same, which may miss a better choice. Around
    the kept pairs the plan is as `propose` makes it. Raises one ValueError naming everything that is wrong.
    """
    started = perf_counter()
    earlier, pins, forbids, prefers = sorted(set(earlier)), tuple(pins), tuple(forbids), tuple(prefers)
    faults = [*request_faults(problem, objective, pins, forbids, seed, prefers), *_faults(earlier, changes)]
    if faults:
        raise InvalidInput(faults)
    table = table_of(problem)
    here = [pair for pair in earlier if pair[0] in table.left.row_of and pair[1] in table.right.row_of]
    aim = Aim(objective, problem.rules.floor, problem.rules.quality_threshold, seed)
    graph = Graph(table, candidates_for(problem, None, executor), pins, forbids, aim, executor, here, prefers)
    edges, held = graph.edges, graph.at(here)
    held = held[usable(edges, graph.pinned)[held] | np.isin(held, graph.pinned)]
    kept = held if not changes else _worth_keeping(graph, aim, held, changes)
    waiting = table.left.waiting_days, table.right.waiting_days
    chosen = choose_pairs(edges, aim, np.union1d(graph.pinned, kept), *waiting, executor, graph.bonus)
    proposal = proposal_of(table, graph, chosen, aim, Asked(pins, forbids, prefers), None, started)
    still = frozenset((pair.left, pair.right) for pair in proposal.pairs)
    could = {(table.left.people[edges.left[at]].id, table.right.people[edges.right[at]].id) for at in held.tolist()}
    return Rematch(
        proposal,
        kept=tuple(pair for pair in earlier if pair in still),
        undone=tuple(pair for pair in earlier if pair in could and pair not in still),
        gone=tuple(pair for pair in earlier if pair not in could and pair not in still),
    )


def _worth_keeping(graph: Graph, aim: Aim, held: Positions, changes: int) -> Positions:
    """Which earlier pairs stay: all but at most so many."""
    edges, pinned = graph.edges, graph.pinned
    is_held = np.zeros(len(edges), dtype=bool)
    is_held[np.setdiff1d(held, pinned)] = True
    free = np.flatnonzero(usable(edges, pinned) & (is_held | (edges.score >= aim.lowest_made)))
    rest, own, worths = edges.only(free), is_held[free], (edges.score + graph.bonus)[free]
    count = int(own.sum())

    def staying(pairs: int, worth: int) -> Positions:
        """The earlier pairs in the best set of so many pairs, when keeping one is worth so much."""
        score = worths if worth < ONLY_KEEPING else np.zeros(len(rest), dtype=np.int64)
        chosen = best_pairs(rest, score + own * min(worth, MOST_WORTH), Priority(pairs, None, None))
        return chosen[own[chosen]]

    most = last_holding(count, most_pairs(rest), lambda pairs: count - len(staying(pairs, ONLY_KEEPING)) <= changes)
    cheap = last_holding(0, MOST_WORTH, lambda less: count - len(staying(most, MOST_WORTH - less)) <= changes)
    best = staying(most, MOST_WORTH - cheap)
    if count - len(best) > changes:
        best = staying(most, ONLY_KEEPING)
    return np.union1d(free[best], np.intersect1d(held, pinned))


# Nothing else counts than keeping earlier pairs.
ONLY_KEEPING = 2 * MOST_WORTH


def _faults(earlier: Sequence[IdPair], changes: object) -> Iterable[str]:
    if not isinstance(changes, int) or isinstance(changes, bool) or changes < 0:
        yield f"changes: must be a whole number from 0, not {changes!r}"
    seen: dict[tuple[str, str], IdPair] = {}
    for pair in earlier:
        for person in (("left", pair[0]), ("right", pair[1])):
            if person in seen:
                yield f"earlier: {person[1]!r} is in {seen[person]!r} and in {pair!r}"
            seen[person] = pair
