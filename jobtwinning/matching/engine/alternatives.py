"""Another partner for one person, and what that costs everybody together."""

import numpy as np

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.figures import band_of
from jobtwinning.matching.engine.graph import Graph
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.result import Alternative, Proposal
from jobtwinning.matching.engine.table import table_of


def alternatives(problem: Problem, proposal: Proposal, person_id: str, k: int = 5) -> tuple[Alternative, ...]:
    """The k other partners of this person that cost the whole plan least, the cheapest first.

    The cost is exact: the plan is solved again, with the same objective, pins, forbids, preferences and seed, and this
    pair pinned.
    The prices of the plan say what a pair costs at least, so that only the cheapest need solving; for the objective
    "stable", which has no prices, the k best-scoring are tried. Cheapest: fewest pairs lost, then (objective "floor")
    the least of the guaranteed lowest, then the least of the total, preferences counted. Partners pinned to somebody
    else are left out.
    Raises ValueError for an unknown or pinned person.
    """
    table = table_of(problem)
    on_left = person_id in table.left.row_of
    if not on_left and person_id not in table.right.row_of:
        raise InvalidInput([f"person: {person_id!r} is not in the problem"])
    if any(person_id in pair for pair in proposal.pins):
        raise InvalidInput([f"person: {person_id!r} is pinned"])
    aim = Aim(proposal.objective, problem.rules.floor, problem.rules.quality_threshold, proposal.seed)
    graph = Graph(table, candidates_for(problem), proposal.pins, proposal.forbids, aim, prefers=proposal.prefers)
    edges, pinned = graph.edges, graph.pinned
    waiting = table.left.waiting_days, table.right.waiting_days
    before, _ = graph.solve()
    bonus = graph.bonus
    row = (table.left if on_left else table.right).row_of[person_id]
    open_pairs = _open_pairs(edges, row, on_left, before, pinned)
    if aim.objective == "stable":
        candidates = sorted((-int(edges.score[at]), at) for at in open_pairs)[:k]
    else:
        # A pair below the floor may even gain one, whatever the prices say: it is always tried.
        least_lost = np.where(edges.score < aim.lowest_made, -ANYTHING, graph.least_lost(before))
        candidates = sorted((int(least_lost[at]), at) for at in open_pairs)
    found: list[tuple[Cost, Alternative]] = []
    for least, at in candidates:
        enough = len(found) >= k and aim.objective != "stable" and least > -ANYTHING
        if enough and sorted(cost for cost, _ in found)[k - 1] <= (0, 0, least):
            break
        after = choose_pairs(edges, aim, np.append(pinned, at), *waiting, bonus=bonus)
        left, right = int(edges.left_score[at]), int(edges.right_score[at])
        partner = table.right.people[edges.right[at]] if on_left else table.left.people[edges.left[at]]
        total_lost = int(edges.score[before].sum() - edges.score[after].sum())
        lowest_lost = _lowest(edges, before) - _lowest(edges, after)
        one = Alternative(
            partner=partner.id,
            score=int(edges.score[at]) / RESOLUTION,
            own_score=(left if on_left else right) / RESOLUTION,
            partner_score=(right if on_left else left) / RESOLUTION,
            band=band_of(left / RESOLUTION, right / RESOLUTION),
            pairs_lost=len(before) - len(after),
            total_lost=total_lost / RESOLUTION,
            lowest_lost=lowest_lost / RESOLUTION,
            changed=_changed(edges, before, after, at),
        )
        guaranteed = max(_guaranteed(edges, before, pinned) - _guaranteed(edges, after, np.append(pinned, at)), 0)
        worth_lost = total_lost + int(bonus[before].sum() - bonus[after].sum())
        cost = one.pairs_lost, guaranteed if aim.objective == "floor" else 0, worth_lost
        found.append((cost, one))
    found.sort(key=lambda each: (each[0], -each[1].score, each[1].partner))
    return tuple(one for _, one in found[:k])


ANYTHING = 2**60
# Pairs, guaranteed lowest and total that a choice costs; whole numbers.
Cost = tuple[int, int, int]


def _open_pairs(edges: Edges, row: int, on_left: bool, before: Positions, pinned: Positions) -> list[int]:
    """Positions of this person's other allowed pairs, with partners who are not pinned."""
    own, other = (edges.left, edges.right) if on_left else (edges.right, edges.left)
    taken = {int(partner) for partner in other[pinned]}
    current = set(before.tolist())
    return [at for at in np.flatnonzero(own == row).tolist() if at not in current and int(other[at]) not in taken]


def _guaranteed(edges: Edges, chosen: Positions, pinned: Positions) -> int:
    """The lowest score among the pairs that are not pinned."""
    free = np.setdiff1d(chosen, pinned)
    return int(edges.score[free].min()) if len(free) else RESOLUTION


def _lowest(edges: Edges, chosen: Positions) -> int:
    return int(edges.score[chosen].min()) if len(chosen) else 0


def _changed(edges: Edges, before: Positions, after: Positions, at: int) -> int:
    """People other than the two of this pair whose partner is not the same in both plans."""
    moved = set(before.tolist()) ^ set(after.tolist())
    people = {("left", int(edges.left[at])) for at in moved} | {("right", int(edges.right[at])) for at in moved}
    return len(people - {("left", int(edges.left[at])), ("right", int(edges.right[at]))})
