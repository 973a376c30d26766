"""Properties that hold for every plan."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import Evidence, Existing, Person, Problem, Rules, explain_pair, propose
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.table import table_of
from jobtwinning.matching.engine.tests.cohorts import (
    count_by_augmenting,
    make_cohort,
    make_professional,
    make_teacher,
)

SIZES = st.integers(0, 14)
SEEDS = st.integers(0, 10_000)
OBJECTIVES = st.sampled_from(["floor", "total", "quality", "stable"])
FEW = settings(max_examples=40, deadline=None, derandomize=True)


def allowed_ids(problem: Problem) -> list[tuple[str, str]]:
    edges, table = candidates_for(problem).edges, table_of(problem)
    return [
        (table.left.people[a].id, table.right.people[b].id)
        for a, b in zip(edges.left.tolist(), edges.right.tolist(), strict=True)
    ]


@FEW
@given(SIZES, SIZES, SEEDS, OBJECTIVES)
def test_propose_shuffled_input_gives_the_same_plan(left: int, right: int, seed: int, objective: Objective) -> None:
    problem = make_cohort(left, right, seed)
    chance = random.Random(seed)
    ballots = list(problem.evidence.ballots)
    people = [
        tuple(
            replace(person, fields=person.fields[::-1], yields=person.yields[::-1], goals=person.goals[::-1])
            for person in chance.sample(side, len(side))
        )
        for side in (problem.left, problem.right)
    ]
    shuffled = replace(
        problem, left=people[0], right=people[1], evidence=Evidence(tuple(chance.sample(ballots, len(ballots))))
    )
    assert propose(shuffled, objective=objective, seed=3) == propose(problem, objective=objective, seed=3)


@FEW
@given(st.integers(2, 9), st.integers(2, 9), SEEDS, OBJECTIVES)
def test_propose_shuffled_people_who_are_all_alike_gives_the_same_plan(
    left: int, right: int, seed: int, objective: Objective
) -> None:
    teachers = [make_teacher(f"t{number}", organisation=f"s{number}") for number in range(left)]
    professionals = [make_professional(f"p{number}") for number in range(right)]
    problem = Problem(tuple(teachers), tuple(professionals))
    chance = random.Random(seed)
    turned = Problem(tuple(chance.sample(teachers, left)), tuple(chance.sample(professionals, right)))
    assert propose(turned, objective=objective) == propose(problem, objective=objective)


@FEW
@given(SIZES, SIZES, SEEDS)
def test_propose_without_floor_makes_as_many_pairs_as_possible(left: int, right: int, seed: int) -> None:
    problem = make_cohort(left, right, seed)
    possible = count_by_augmenting(set(allowed_ids(problem)))
    for objective in ("floor", "total"):
        figures = propose(problem, objective=objective).figures
        assert figures.pairs == possible
        assert figures.unmatched_left + figures.unmatched_right == figures.unavoidable_unmatched


@FEW
@given(SIZES, SIZES, SEEDS, OBJECTIVES)
def test_propose_any_plan_holds_only_allowed_pairs_once(left: int, right: int, seed: int, objective: Objective) -> None:
    problem = make_cohort(left, right, seed)
    plan = propose(problem, objective=objective)
    people = [person for pair in plan.pairs for person in (pair.left, pair.right)]
    assert len(people) == len(set(people))
    assert len(people) + len(plan.unmatched) == left + right
    for pair in plan.pairs:
        explained = explain_pair(problem, pair.left, pair.right)
        assert explained.refusals == ()
        assert (explained.score, explained.band, explained.kind) == (pair.score, pair.band, pair.kind)
        assert explained.left_to_right.score == pair.left_score
        assert explained.right_to_left.score == pair.right_score


@FEW
@given(st.integers(2, 14), st.integers(2, 14), SEEDS, OBJECTIVES)
def test_propose_pins_and_forbids_are_obeyed(left: int, right: int, seed: int, objective: Objective) -> None:
    problem = make_cohort(left, right, seed, cross_region=True)
    allowed = allowed_ids(problem)
    if len(allowed) < 2:
        return
    chance = random.Random(seed)
    pin, *forbids = chance.sample(allowed, min(4, len(allowed)))
    plan = propose(problem, objective=objective, pins=[pin], forbids=forbids)
    made = {(pair.left, pair.right): pair.pinned for pair in plan.pairs}
    assert made[pin]
    assert not set(forbids) & set(made)
    assert sum(made.values()) == 1


@FEW
@given(SIZES, SIZES, SEEDS)
def test_propose_wider_rules_never_lose_pairs(left: int, right: int, seed: int) -> None:
    problem = make_cohort(left, right, seed)
    wider = replace(problem, rules=replace(problem.rules, cross_region=True, min_shared_day_parts=0))
    assert propose(wider).figures.pairs >= propose(problem).figures.pairs


@FEW
@given(SIZES, SIZES, SEEDS)
def test_propose_higher_floor_never_gains_pairs(left: int, right: int, seed: int) -> None:
    problem = make_cohort(left, right, seed)
    plans = [propose(replace(problem, rules=replace(problem.rules, floor=floor))) for floor in (0.0, 0.4, 0.6, 0.8)]
    counts = [plan.figures.pairs for plan in plans]
    assert counts == sorted(counts, reverse=True)
    assert all(pair.score >= 0.6 for pair in plans[2].pairs)


@FEW
@given(SIZES, SIZES, SEEDS)
def test_propose_floor_has_the_highest_lowest_and_total_the_best_total(left: int, right: int, seed: int) -> None:
    problem = make_cohort(left, right, seed)
    problem = replace(
        problem,
        left=tuple(replace(person, waiting_days=0) for person in problem.left),
        right=tuple(replace(person, waiting_days=0) for person in problem.right),
    )
    floor, total = propose(problem).figures, propose(problem, objective="total").figures
    assert floor.total <= total.total
    assert (floor.lowest or 0) >= (total.lowest or 0)


def test_propose_stable_plan_has_no_blocking_pairs() -> None:
    for seed in range(10):
        assert propose(make_cohort(25, 20, seed), objective="stable").figures.blocking_pairs == 0


def test_propose_stable_with_ties_depends_on_the_seed_only() -> None:
    left = tuple(make_teacher(f"t{number}", organisation=f"s{number}") for number in range(6))
    right = tuple(make_professional(f"p{number}") for number in range(3))
    plans = [propose(Problem(left, right), objective="stable", seed=seed) for seed in (1, 1, 2, 3, 4)]
    placed = [{pair.left for pair in plan.pairs} for plan in plans]
    assert plans[0] == plans[1]
    assert len({frozenset(people) for people in placed}) > 1


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ((), (), "empty_side"),
        ((make_teacher(),), (), "empty_side"),
        ((), (make_professional(),), "empty_side"),
        ((make_teacher(),), (make_professional(region="twente"),), "every_pair_refused"),
    ],
)
def test_propose_nothing_possible_is_a_status(
    left: tuple[Person, ...], right: tuple[Person, ...], message: str
) -> None:
    for objective in ("floor", "total", "quality", "stable"):
        plan = propose(Problem(left, right), objective=objective)
        assert (plan.status, plan.message, plan.pairs) == ("no_pair_possible", message, ())
        assert plan.figures.mean is None
        assert plan.figures.unavoidable_unmatched == len(plan.unmatched) == len(left) + len(right)


def test_propose_everything_below_floor_is_a_status() -> None:
    plan = propose(Problem((make_teacher(),), (make_professional(),), Rules(floor=1.0)))
    assert (plan.status, plan.message) == ("no_pair_possible", "every_pair_below_floor")
    assert {one.reason_code for one in plan.unmatched} == {"below_floor"}
    assert plan.figures.unavoidable_unmatched == 0


def test_propose_an_empty_side_is_the_reason() -> None:
    plan = propose(Problem((), (make_professional(),)))
    assert (plan.status, plan.message) == ("no_pair_possible", "empty_side")
    assert {one.reason_code for one in plan.unmatched} == {"too_few_on_other_side"}


def test_propose_one_against_forty_takes_the_best() -> None:
    right = tuple(make_professional(f"p{number:02d}", fields=("horeca",)) for number in range(40))
    fitting = replace(right[17], fields=("werktuigbouw",))
    plan = propose(Problem((make_teacher(),), (*right[:17], fitting, *right[18:])))
    assert [(pair.left, pair.right, pair.kind) for pair in plan.pairs] == [("anna", "p17", "subject")]
    assert plan.figures.unavoidable_unmatched == 39
    assert {one.reason_code for one in plan.unmatched} == {"too_few_on_other_side"}


def test_propose_running_pairs_are_left_alone() -> None:
    problem = make_cohort(12, 12, 4, cross_region=True)
    first = propose(problem)
    kept = first.pairs[0]
    again = propose(replace(problem, existing=Existing(pairs=((kept.left, kept.right),))))
    people = {name for pair in again.pairs for name in (pair.left, pair.right)} | {
        one.person for one in again.unmatched
    }
    assert kept.left in {pair.left for pair in first.pairs}
    assert not people & {kept.left, kept.right}
    assert again.figures.pairs + again.figures.unmatched_left == 11


def test_propose_who_waited_longest_is_placed_when_one_must_stay_alone() -> None:
    early = make_teacher("early", organisation="s1", waiting_days=90, fields=("muziek",))
    late = make_teacher("late", organisation="s2", waiting_days=1)
    right = (make_professional(),)
    assert propose(Problem((early, late), right)).pairs[0].left == "early"
    assert propose(Problem((replace(early, waiting_days=0), late), right)).pairs[0].left == "late"


def test_propose_bad_requests_are_all_named_in_one_error() -> None:
    problem = make_cohort(3, 3, 1, cross_region=True)
    names = [person.id for person in problem.left], [person.id for person in problem.right]
    with pytest.raises(ValueError, match="pins") as error:
        propose(
            problem,
            pins=[(names[0][0], names[1][0]), (names[0][0], names[1][1]), ("nobody", names[1][2])],
            forbids=[(names[0][0], names[1][0]), (names[0][1], "no one")],
        )
    text = str(error.value)
    assert f"{names[0][0]!r} is also pinned" in text
    assert "is also forbidden" in text
    assert "'nobody' is not on the left side" in text
    assert "'no one' is not on the right side" in text


def test_propose_pin_that_breaks_a_rule_is_named_with_the_rule() -> None:
    problem = Problem((make_teacher(knows=("piet",)),), (make_professional(region="twente"),))
    with pytest.raises(ValueError, match="know_each_other, other_region"):
        propose(problem, pins=[("anna", "piet")])


def test_propose_pin_below_the_floor_is_kept() -> None:
    problem = Problem((make_teacher(),), (make_professional(),), Rules(floor=1.0))
    assert [pair.pinned for pair in propose(problem, pins=[("anna", "piet")]).pairs] == [True]
