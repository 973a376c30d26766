"""Whom somebody could have at once if the pair falls apart: the best of those whom the plan leaves alone."""

from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.assign import Aim
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.figures import band_of
from jobtwinning.matching.engine.graph import Graph
from jobtwinning.matching.engine.problem import Problem
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.result import Proposal
from jobtwinning.matching.engine.table import table_of


@dataclass(frozen=True, slots=True)
class SecondBest:
    """A person with a partner in the plan, and the best allowed partner among those without one."""

    person: str
    partner: str
    score: float
    band: str


def second_best(problem: Problem, proposal: Proposal) -> tuple[SecondBest, ...]:
    """For everybody in a pair of this plan who has such a choice, in the order of the pairs; no pair is disturbed.

    The highest score from the floor up; of equals the first id. Nobody is promised to one: two people may share it.
    """
    alone = {one.person for one in proposal.unmatched}
    if not alone or not proposal.pairs:
        return ()
    table = table_of(problem)
    aim = Aim(proposal.objective, problem.rules.floor, problem.rules.quality_threshold, proposal.seed)
    edges = Graph(table, candidates_for(problem), (), proposal.forbids, aim).edges
    sides = (
        (table.left.people, table.right.people, edges.left, edges.right),
        (table.right.people, table.left.people, edges.right, edges.left),
    )
    found: dict[str, SecondBest] = {}
    for own_people, other_people, own, other in sides:
        is_alone = np.array([person.id in alone for person in other_people], dtype=bool)
        for at in np.flatnonzero(is_alone[other] & (edges.score >= aim.lowest_made)).tolist():
            left, right = int(edges.left_score[at]) / RESOLUTION, int(edges.right_score[at]) / RESOLUTION
            one = SecondBest(
                person=own_people[own[at]].id,
                partner=other_people[other[at]].id,
                score=int(edges.score[at]) / RESOLUTION,
                band=band_of(left, right),
            )
            before = found.get(one.person)
            if before is None or (-one.score, one.partner) < (-before.score, before.partner):
                found[one.person] = one
    paired = [person for pair in proposal.pairs for person in (pair.left, pair.right)]
    return tuple(found[person] for person in paired if person in found)
