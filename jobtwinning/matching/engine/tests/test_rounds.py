"""Rounds of short talks: what must hold for any people, and the best total against trying everything."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import Evidence, InvalidInput, Problem, explain_pair, plan_rounds, propose
from jobtwinning.matching.engine.round_plan import RoundPlan
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

Pair = tuple[str, str]


def free_problem(lefts: int, rights: int, seed: int = 0) -> Problem:
    """People who may all meet one another, of different worth to one another."""
    return make_cohort(lefts, rights, seed, cross_region=True, min_shared_day_parts=0)


def holds(problem: Problem, plan: RoundPlan, forbids: frozenset[Pair] = frozenset()) -> None:
    """Everything that must hold for any plan."""
    lefts, rights = ({person.id for person in side} for side in (problem.left, problem.right))
    met = [(one.left, one.right) for one in plan.meetings]
    assert len(set(met)) == len(met)
    assert all(left in lefts and right in rights for left, right in met)
    assert not forbids & set(met)
    per_round = Counter(one.round for one in plan.meetings)
    assert max(per_round.values(), default=0) <= plan.tables
    assert set(per_round) <= set(range(1, plan.rounds + 1))
    for name in ("left", "right", "table"):
        busy = Counter((one.round, getattr(one, name)) for one in plan.meetings)
        assert max(busy.values(), default=1) == 1
    assert all(1 <= one.table <= plan.tables for one in plan.meetings)


def pauses_of(problem: Problem, plan: RoundPlan) -> tuple[list[int], list[int]]:
    busy = Counter(person for one in plan.meetings for person in (one.left, one.right))
    left, right = ([plan.rounds - busy[person.id] for person in side] for side in (problem.left, problem.right))
    return left, right


@given(
    sizes=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    rounds=st.integers(1, 10),
    tables=st.integers(1, 10),
    seed=st.integers(0, 30),
)
@settings(deadline=None, max_examples=60)
def test_rounds_where_all_may_meet_are_full_and_pauses_differ_by_at_most_one(
    sizes: tuple[int, int], rounds: int, tables: int, seed: int
) -> None:
    problem = Problem(
        tuple(make_teacher(f"t{number}", age=20 + number) for number in range(sizes[0])),
        tuple(make_professional(f"p{number}", age=20 + seed % 7 + number) for number in range(sizes[1])),
    )
    plan = plan_rounds(problem, rounds, tables, seed)
    holds(problem, plan)
    most = min(rounds * tables, rounds * min(sizes), sizes[0] * sizes[1])
    assert plan.figures.meetings == len(plan.meetings) == most
    for pauses in pauses_of(problem, plan):
        assert max(pauses) - min(pauses) <= 1


@given(seed=st.integers(0, 300), rounds=st.integers(1, 6), tables=st.integers(1, 8), forbid=st.integers(0, 20))
@settings(deadline=None, max_examples=60)
def test_rounds_never_repeat_nor_bring_together_who_may_not_meet(
    seed: int, rounds: int, tables: int, forbid: int
) -> None:
    problem = make_cohort(7, 8, seed)
    chance = random.Random(seed)
    everybody = [(left.id, right.id) for left in problem.left for right in problem.right]
    forbids = frozenset(chance.sample(everybody, forbid))
    plan = plan_rounds(problem, rounds, tables, seed, forbids=forbids)
    holds(problem, plan, forbids)
    assert all(explain_pair(problem, one.left, one.right).allowed for one in plan.meetings)
    paused = {(one.person, number) for one in plan.pauses for number in one.rounds}
    busy = {(person, one.round) for one in plan.meetings for person in (one.left, one.right)}
    assert not paused & busy
    assert len(paused) + len(busy) == 15 * rounds


def matchings(pairs: list[Pair], tables: int) -> Iterator[frozenset[Pair]]:
    for size in range(min(tables, len(pairs)) + 1):
        for chosen in combinations(pairs, size):
            people = [person for pair in chosen for person in pair]
            if len(set(people)) == len(people):
                yield frozenset(chosen)


def schedules(pairs: list[Pair], rounds: int, tables: int) -> set[frozenset[Pair]]:
    """Every set of pairs that fits in the rounds, found by filling the rounds one by one."""
    found = {frozenset[Pair]()}
    for _ in range(rounds):
        found = {had | more for had in found for more in matchings([pair for pair in pairs if pair not in had], tables)}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_rounds_total_is_the_best_of_all_schedules(seed: int) -> None:
    chance = random.Random(seed)
    problem = free_problem(chance.choice((2, 3)), 3, seed)
    rounds, tables = chance.choice(((1, 3), (2, 2), (2, 3), (3, 1), (3, 2)))
    single = plan_rounds(problem, 1, 1)
    assert single.figures.meetings <= 1
    everybody = [(left.id, right.id) for left in problem.left for right in problem.right]
    forbids = chance.sample(everybody, chance.choice((0, 2, 4)))
    allowed = {
        pair: explain_pair(problem, *pair)
        for pair in everybody
        if pair not in forbids and explain_pair(problem, *pair).allowed
    }
    every = plan_rounds(problem, len(problem.right), 9, forbids=forbids)
    unsure = {(one.left, one.right): one.uncertainty for one in every.meetings}
    assert unsure.keys() == allowed.keys()

    def outcome(pairs: frozenset[Pair]) -> tuple[int, int, int, int]:
        met = Counter(person for pair in pairs for person in pair)
        squares = [-sum((rounds - met[person.id]) ** 2 for person in side) for side in (problem.left, problem.right)]
        worth = sum(round((allowed[pair].score + 0.25 * unsure[pair]) * 1e6) for pair in pairs)
        return len(pairs), squares[0], squares[1], worth

    plan = plan_rounds(problem, rounds, tables, forbids=forbids)
    found = outcome(frozenset((one.left, one.right) for one in plan.meetings))
    best = max(outcome(one) for one in schedules(sorted(allowed), rounds, tables))
    assert found[:3] == best[:3]
    assert found[3] >= best[3] - rounds * tables


@given(seed=st.integers(0, 40), draw=st.integers(0, 5))
@settings(deadline=None, max_examples=20)
def test_rounds_are_the_same_for_any_order_of_the_input(seed: int, draw: int) -> None:
    problem, chance = make_cohort(9, 7, seed), random.Random(seed)
    turned = replace(
        problem,
        left=tuple(chance.sample(problem.left, 9)),
        right=tuple(chance.sample(problem.right, 7)),
        evidence=Evidence(tuple(chance.sample(problem.evidence.ballots, len(problem.evidence.ballots)))),
    )
    forbids = [(problem.left[0].id, person.id) for person in problem.right[:3]]
    first = plan_rounds(problem, 4, 5, draw, forbids=forbids)
    assert (
        plan_rounds(turned, 4, 5, draw, forbids=forbids[::-1])
        == first
        == plan_rounds(problem, 4, 5, draw, forbids=forbids)
    )


def test_rounds_seed_decides_between_equals_and_costs_nothing() -> None:
    left = tuple(make_teacher(f"t{number}") for number in range(5))
    problem = Problem(left, tuple(make_professional(f"p{number}") for number in range(4)))
    plans = [plan_rounds(problem, 3, 4, seed) for seed in range(6)]
    assert len({plan.meetings for plan in plans}) > 1
    assert len({(plan.figures.meetings, plan.figures.promise) for plan in plans}) == 1


def test_rounds_prefer_to_learn_where_little_is_known() -> None:
    known: dict[str, Any] = {
        "goals": ("self",),
        "months": 6,
        "hours_per_month": 8,
        "yields": ("Y01",),
        "education_level": "hbo",
    }
    left = (make_teacher(**known),)
    sure = make_professional("sure", **known)
    unsure = make_professional("unsure", goals=("self",), education_level="mbo")
    problem = Problem(left, (sure, unsure))
    assert plan_rounds(problem, 1, 1, information=0).meetings[0].right == propose(problem).pairs[0].right == "sure"
    assert plan_rounds(problem, 1, 1, information=1).meetings[0].right == "unsure"
    both = {one.right: one.uncertainty for one in plan_rounds(problem, 2, 1).meetings}
    assert 0 <= both["sure"] < both["unsure"] <= 1
    said = replace(problem, evidence=Evidence((("anna", "unsure", "left_to_right", "maybe"),)))
    told = {one.right: one.uncertainty for one in plan_rounds(said, 2, 1).meetings}
    assert told["unsure"] < both["unsure"]


def test_rounds_nobody_of_a_running_pair_takes_part_and_nobody_possible_is_a_status() -> None:
    problem = free_problem(3, 3)
    running = replace(problem.existing, pairs=((problem.left[0].id, problem.right[0].id),))
    plan = plan_rounds(replace(problem, existing=running), 3, 3)
    people = {person for one in plan.meetings for person in (one.left, one.right)}
    assert not people & {problem.left[0].id, problem.right[0].id}
    assert problem.left[0].id not in {one.person for one in plan.pauses}
    alone = Problem((make_teacher(),), (make_professional(organisation="school"),))
    plan = plan_rounds(alone, 2, 2)
    assert (plan.status, plan.meetings, plan.figures.nobody_to_meet) == ("no_pair_possible", (), 2)
    assert plan_rounds(Problem((make_teacher(),), ()), 2, 2).status == "no_pair_possible"


def test_rounds_who_sits_stays_at_the_same_table() -> None:
    plan = plan_rounds(free_problem(6, 6), 4, 6)
    seats: dict[str, set[int]] = {}
    for one in plan.meetings:
        seats.setdefault(one.left, set()).add(one.table)
    assert all(len(tables) == 1 for tables in seats.values())


def test_rounds_bad_requests_are_all_named() -> None:
    with pytest.raises(InvalidInput) as error:
        plan_rounds(free_problem(1, 1), 0, True, -1, forbids=[("a", "b")], information=2)
    assert [fault.split(":")[0] for fault in error.value.faults] == [
        "rounds",
        "tables",
        "seed",
        "information",
        "forbids[0]",
        "forbids[0]",
    ]
