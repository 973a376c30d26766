"""A preference against brute force, and what it may never cost."""

from dataclasses import replace

import numpy as np
import pytest

from jobtwinning.matching.engine import InvalidInput, Proposal, Rules, alternatives, propose, rematch
from jobtwinning.matching.engine.arrays import Integers
from jobtwinning.matching.engine.assign import Aim, choose_pairs, raised
from jobtwinning.matching.engine.codes import OBJECTIVES, RESOLUTION, Objective
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.stable import blocking_pairs
from jobtwinning.matching.engine.tests.cohorts import all_matchings, make_cohort, make_edges, outcome

NOBODY = np.zeros(0, dtype=np.intp)
WORTH = RESOLUTION // 4  # the most that rules may give
SEEDS = range(400)


def waits(edges: Edges, seed: int) -> tuple[Integers, Integers]:
    chance = np.random.default_rng(seed)
    return chance.integers(0, 2, edges.lefts) * 30 * (seed % 2), chance.integers(0, 2, edges.rights) * 30 * (seed % 2)


def bonus_for(edges: Edges, seed: int) -> Integers:
    """About a third of the pairs is preferred."""
    return WORTH * (np.random.default_rng(seed + 1).random(len(edges)) < 0.3).astype(np.int64)


@pytest.mark.parametrize("objective", ["floor", "total", "quality"])
def test_choose_with_preferences_equals_brute_force(objective: Objective) -> None:
    moved = 0
    for seed in SEEDS:
        edges = make_edges(seed, most=5, steps=20)
        waiting, bonus = waits(edges, seed), bonus_for(edges, seed)
        aim = Aim(objective, floor=0.2, quality_threshold=0.4)
        allowed = [at for at in range(len(edges)) if edges.score[at] >= aim.lowest_made]

        def worth(
            chosen: tuple[int, ...],
            edges: Edges = edges,
            waiting: tuple[Integers, Integers] = waiting,
            bonus: Integers = bonus,
        ) -> tuple[object, ...]:
            plain = outcome(edges, chosen, waiting)
            lowest = plain.lowest if objective == "floor" else 0
            return plain.count, plain.waited, lowest, plain.total + int(bonus[list(chosen)].sum())

        chosen = choose_pairs(edges, aim, NOBODY, *waiting, bonus=bonus)
        assert worth(tuple(chosen.tolist())) == max(worth(each) for each in all_matchings(edges, allowed))
        without = choose_pairs(edges, aim, NOBODY, *waiting)
        lost = int(edges.score[without].sum() - edges.score[chosen].sum())
        assert 0 <= lost <= int(bonus[chosen].sum() - bonus[without].sum())
        moved += lost > 0
    assert moved  # the control: preferences did change plans


def test_stable_with_preferences_nobody_blocks_when_preferred_counts() -> None:
    for seed in SEEDS:
        edges = make_edges(seed)
        bonus = bonus_for(edges, seed)
        chosen = choose_pairs(edges, Aim("stable", seed=seed), NOBODY, *waits(edges, seed), bonus=bonus)
        assert blocking_pairs(raised(edges, bonus), chosen) == 0


def spread(seed: int, count: int = 6) -> tuple[tuple[str, str], ...]:
    """Pairs that a plan of this cohort does not make by itself."""
    problem = make_cohort(12, 12, seed)
    plan = propose(problem)
    made = {(pair.left, pair.right) for pair in plan.pairs}
    every = [(one.id, other.id) for one in problem.left for other in problem.right]
    return tuple(pair for pair in every[:: len(every) // (count * 3)] if pair not in made)[:count]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_propose_with_preferences_keeps_scores_rules_and_decisions(seed: int, objective: Objective) -> None:
    problem, prefers = make_cohort(12, 12, seed), spread(seed)
    plain, plan = propose(problem, objective=objective), propose(problem, objective=objective, prefers=prefers)
    assert plan.prefers == tuple(sorted(prefers))
    assert plan.figures.preferred == sum((pair.left, pair.right) in prefers for pair in plan.pairs)
    assert plan == propose(problem, objective=objective, prefers=prefers[::-1])
    if objective != "stable":
        assert plan.figures.pairs == plain.figures.pairs
        assert plain.figures.total - plan.figures.total <= len(prefers) * problem.rules.preference_bonus + 1e-9
    if objective == "floor":
        assert plan.figures.lowest == plain.figures.lowest
    alone = {(pair.left, pair.right): pair.score for pair in propose(problem, pins=plan_pins(plan)).pairs}
    assert all(alone[pair.left, pair.right] == pair.score for pair in plan.pairs)


def plan_pins(plan: Proposal) -> tuple[tuple[str, str], ...]:
    return tuple((pair.left, pair.right) for pair in plan.pairs)


def test_propose_preferred_and_refused_is_no_error_and_not_made() -> None:
    problem = make_cohort(8, 8, 3)
    first, other = problem.left[0].id, problem.right[0].id
    refused = replace(problem, existing=replace(problem.existing, ended=((first, other),)))
    plan = propose(refused, prefers=[(first, other)])
    assert (first, other) not in plan_pins(plan)
    assert plan.figures.preferred == 0


def test_propose_bad_preferences_are_all_named() -> None:
    problem = make_cohort(4, 4, 1)
    pair = problem.left[0].id, problem.right[0].id
    with pytest.raises(InvalidInput) as caught:
        propose(problem, forbids=[pair], prefers=[pair, ("nobody", pair[1])])
    assert len(caught.value.faults) == 2
    with pytest.raises(InvalidInput, match="preference_bonus"):
        make_cohort(4, 4, 1, preference_bonus=0.3)


def test_propose_pruned_with_preferences_reaches_the_total_of_all_pairs() -> None:
    for seed in range(4):
        prefers = spread(seed)
        whole = propose(make_cohort(12, 12, seed), objective="total", prefers=prefers)
        problem = make_cohort(12, 12, seed)
        pruned = propose(problem, objective="total", prefers=prefers, best=2, again=9)
        assert "candidates_2" in problem._memo  # the control: it was pruned
        bonus = Rules().preference_bonus
        worths = [plan.figures.total + bonus * plan.figures.preferred for plan in (whole, pruned)]
        assert worths[0] == pytest.approx(worths[1], abs=1e-9)
        assert pruned.figures.possible_gain == 0


@pytest.mark.parametrize("seed", range(4))
def test_alternatives_with_preferences_cheapest_is_what_the_plan_would_choose_next(seed: int) -> None:
    problem, prefers = make_cohort(8, 8, seed), spread(seed)
    known = {one.id for one in (*problem.left, *problem.right)}
    prefers = tuple(pair for pair in prefers if set(pair) <= known)
    plan = propose(problem, objective="total", prefers=prefers)
    pair = plan.pairs[0]
    bonus = problem.rules.preference_bonus

    def worth(pins: tuple[tuple[str, str], ...]) -> tuple[int, float]:
        again = propose(problem, objective="total", prefers=prefers, pins=pins)
        return again.figures.pairs, round(again.figures.total + bonus * again.figures.preferred, 6)

    found = alternatives(problem, plan, pair.left, k=2)
    slow = []
    for other in problem.right:
        if other.id != pair.right:
            try:
                slow.append(worth(((pair.left, other.id),)))
            except InvalidInput:
                continue
    best = sorted(slow, reverse=True)[:2]
    assert sorted((worth(((pair.left, one.partner),)) for one in found), reverse=True) == best


def test_rematch_with_preference_takes_it_among_free_people() -> None:
    problem = make_cohort(8, 8, 2)
    plan = propose(problem, objective="total")
    first, second = plan.pairs[0], plan.pairs[1]
    earlier = [(pair.left, pair.right) for pair in plan.pairs[2:]]
    found = rematch(problem, earlier, objective="total", prefers=[(first.left, first.right)])
    assert found.proposal.figures.preferred == 1
    assert {(first.left, first.right), (second.left, second.right)} <= set(plan_pins(found.proposal))
