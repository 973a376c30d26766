"""What must hold for any people and any pairs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import Problem, Wish, explain_pair, propose
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.codes import RESOLUTION, Objective
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.scores import harmonic, whole
from jobtwinning.matching.engine.tests.cohorts import make_cohort

NOBODY = np.zeros(0, dtype=np.intp)
WISHED = ("subject", "education", "target_group", "motivation", "function_type", "nearness", "time", "yields")

scores = st.integers(0, 20)
people = st.integers(1, 5)


@st.composite
def graphs(draw: st.DrawFn) -> dict[tuple[int, int], tuple[int, int]]:
    """Allowed pairs with what left and right see in it, in twentieths."""
    lefts, rights = draw(people), draw(people)
    everybody = [(left, right) for left in range(lefts) for right in range(rights)]
    return draw(st.dictionaries(st.sampled_from(everybody), st.tuples(scores, scores), min_size=1))


def edges_from(graph: dict[tuple[int, int], tuple[int, int]]) -> Edges:
    pairs = sorted(graph)
    left_score, right_score = np.array([graph[pair] for pair in pairs]).T / 20
    ends = np.array(pairs, dtype=np.intp).T
    score = whole(harmonic(left_score, right_score))
    return Edges(ends[0], ends[1], whole(left_score), whole(right_score), score, 6, 6)


def pairs_made(graph: dict[tuple[int, int], tuple[int, int]], objective: Objective, floor: float = 0.0) -> int:
    nobody_waits = np.zeros(6, dtype=np.int64)
    aim = Aim(objective, floor, quality_threshold=0.4)
    return len(choose_pairs(edges_from(graph), aim, NOBODY, nobody_waits, nobody_waits))


@pytest.mark.parametrize("objective", ["floor", "total", "quality"])
@given(graph=graphs(), extra=st.tuples(st.integers(0, 5), st.integers(0, 5)), seen=st.tuples(scores, scores))
@settings(deadline=None, max_examples=150)
def test_one_more_allowed_pair_never_costs_a_pair(
    objective: Objective,
    graph: dict[tuple[int, int], tuple[int, int]],
    extra: tuple[int, int],
    seen: tuple[int, int],
) -> None:
    wider = {extra: seen, **graph}
    assert pairs_made(wider, objective) >= pairs_made(graph, objective)
    assert pairs_made(wider, objective, 0.3) >= pairs_made(graph, objective, 0.3)


def test_one_more_allowed_pair_can_cost_a_stable_plan_one() -> None:
    """Two who would both rather have each other leave their partners alone: stability has that price."""
    graph = {(0, 0): (10, 10), (1, 1): (10, 10)}
    assert pairs_made(graph, "stable") == 2
    assert pairs_made({**graph, (0, 1): (20, 20)}, "stable") == 1
    assert pairs_made({**graph, (0, 1): (20, 20)}, "floor") == 2


def with_importance(problem: Problem, person: str, criterion: str, importance: int) -> Problem:
    left = []
    for one in problem.left:
        others = tuple(wish for wish in one.wishes if wish.criterion != criterion)
        wish = Wish(criterion, importance, "alike")
        left.append(replace(one, mode="choose", wishes=(*others, wish)) if one.id == person else one)
    return replace(problem, left=tuple(left))


@given(
    seed=st.integers(0, 200),
    criterion=st.sampled_from(WISHED),
    lower=st.integers(0, 3),
    higher=st.integers(0, 3),
    partner=st.integers(0, 4),
)
@settings(deadline=None, max_examples=120)
def test_a_wish_that_weighs_more_draws_the_score_towards_itself(
    seed: int, criterion: str, lower: int, higher: int, partner: int
) -> None:
    lower, higher = sorted((lower, higher))
    problem = make_cohort(4, 5, seed, cross_region=True)
    # Somebody who asks for something else as well: with one wish alone the weights never shift.
    teacher = replace(problem.left[0], match_types=("personal",), wishes=(Wish("age", 2, "alike"),))
    problem = replace(problem, left=(teacher, *problem.left[1:]))
    found = [
        explain_pair(with_importance(problem, teacher.id, criterion, weight), teacher.id, problem.right[partner].id)
        for weight in (lower, higher)
    ]
    own = [one.left_to_right for one in found]
    drawn_to = [reason.score for reason in own[1].reasons if reason.criterion == criterion]
    before, after = (direction.inferred for direction in own)
    for score in drawn_to:
        assert abs(after - score) <= abs(before - score) + 2e-6
        assert (after - before) * (score - before) >= -2e-6


@given(seed=st.integers(0, 500), objective=st.sampled_from(["floor", "total", "quality", "stable"]))
@settings(deadline=None, max_examples=60)
def test_scores_are_scores_and_figures_add_up(seed: int, objective: Objective) -> None:
    plan = propose(make_cohort(12, 9, seed), objective=objective)
    for pair in plan.pairs:
        assert 0 <= min(pair.left_score, pair.right_score) <= pair.score <= max(pair.left_score, pair.right_score) <= 1
    assert plan.figures.total == pytest.approx(sum(pair.score for pair in plan.pairs), abs=1 / RESOLUTION)
    assert plan.figures.pairs + plan.figures.unmatched_left == 12
    assert plan.figures.pairs + plan.figures.unmatched_right == 9
    assert len(plan.unmatched) == plan.figures.unmatched_left + plan.figures.unmatched_right
