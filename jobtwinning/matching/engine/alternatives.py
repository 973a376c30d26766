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
    """The k other partners with whom this person scores best, cheapest for the whole plan first.

    The cost is exact: the plan is solved again, with the same objective, pins, forbids and seed, and this pair
    pinned. Partners pinned to somebody else are left out. Raises ValueError for an unknown or pinned person.
    """
    table = table_of(problem)
    on_left = person_id in table.left.row_of
    if not on_left and person_id not in table.right.row_of:
        raise InvalidInput([f"person: {person_id!r} is not in the problem"])
    if any(person_id in pair for pair in proposal.pins):
        raise InvalidInput([f"person: {person_id!r} is pinned"])
    aim = Aim(proposal.objective, problem.rules.floor, problem.rules.quality_threshold, proposal.seed)
    graph = Graph(table, candidates_for(problem), proposal.pins, proposal.forbids, aim)
    edges, pinned = graph.edges, graph.pinned
    waiting = table.left.waiting_days, table.right.waiting_days
    before = choose_pairs(edges, aim, pinned, *waiting)
    found = []
    row = (table.left if on_left else table.right).row_of[person_id]
    for at in _candidates(edges, row, on_left, before, pinned)[:k]:
        after = choose_pairs(edges, aim, np.append(pinned, at), *waiting)
        left, right = int(edges.left_score[at]) / RESOLUTION, int(edges.right_score[at]) / RESOLUTION
        partner = table.right.people[edges.right[at]] if on_left else table.left.people[edges.left[at]]
        found.append(
            Alternative(
                partner=partner.id,
                score=int(edges.score[at]) / RESOLUTION,
                own_score=left if on_left else right,
                partner_score=right if on_left else left,
                band=band_of(left, right),
                pairs_lost=len(before) - len(after),
                total_lost=int(edges.score[before].sum() - edges.score[after].sum()) / RESOLUTION,
                lowest_lost=(_lowest(edges, before) - _lowest(edges, after)) / RESOLUTION,
                changed=_changed(edges, before, after, at),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.pairs_lost, one.total_lost, -one.score, one.partner)))


def _candidates(edges: Edges, row: int, on_left: bool, before: Positions, pinned: Positions) -> list[int]:
    """Positions of this person's other allowed pairs, the best score first."""
    own, other = (edges.left, edges.right) if on_left else (edges.right, edges.left)
    taken = {int(partner) for partner in other[pinned]}
    current = set(before.tolist())
    mine = [at for at in np.flatnonzero(own == row).tolist() if at not in current and int(other[at]) not in taken]
    return sorted(mine, key=lambda at: (-int(edges.score[at]), int(other[at])))


def _lowest(edges: Edges, chosen: Positions) -> int:
    return int(edges.score[chosen].min()) if len(chosen) else 0


def _changed(edges: Edges, before: Positions, after: Positions, at: int) -> int:
    """People other than the two of this pair whose partner is not the same in both plans."""
    moved = set(before.tolist()) ^ set(after.tolist())
    people = {("left", int(edges.left[at])) for at in moved} | {("right", int(edges.right[at])) for at in moved}
    return len(people - {("left", int(edges.left[at])), ("right", int(edges.right[at]))})
