"""Rounds again while they run: the past stays, little changes, and nobody is worse off than needed."""

import random
from collections import Counter
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import InvalidInput, Problem, plan_rounds, repair_rounds
from jobtwinning.matching.engine.round_plan import Meeting, RoundPlan
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher
from jobtwinning.matching.engine.tests.test_rounds import free_problem, holds, schedules


def before(plan: RoundPlan, number: int) -> list[Meeting]:
    return [one for one in plan.meetings if one.round < number]


def everybody(problem: Problem) -> list[str]:
    return [person.id for side in (problem.left, problem.right) for person in side]


def people(lefts: int, rights: int) -> Problem:
    """People who may all meet one another."""
    left = tuple(make_teacher(f"t{number}", age=20 + 3 * number % 90) for number in range(lefts))
    return Problem(left, tuple(make_professional(f"p{number}", age=20 + 2 * number % 90) for number in range(rights)))


@given(
    seed=st.integers(0, 200),
    rounds=st.integers(1, 6),
    tables=st.integers(1, 8),
    number=st.integers(1, 6),
    gone=st.integers(0, 6),
    late=st.integers(0, 4),
)
@settings(deadline=None, max_examples=60)
def test_repair_keeps_the_past_and_is_a_plan_without_the_absent(
    seed: int, rounds: int, tables: int, number: int, gone: int, late: int
) -> None:
    number = min(number, rounds)
    problem, chance = make_cohort(7, 7, seed, cross_region=True), random.Random(seed)
    first = plan_rounds(
        replace(problem, left=problem.left[late:], evidence=replace(problem.evidence, ballots=())), rounds, tables
    )
    absent = frozenset(chance.sample(everybody(problem), gone))
    found = repair_rounds(problem, first, number, absent)
    plan = found.plan
    holds(problem, plan)
    assert before(plan, number) == before(first, number)
    coming = [one for one in plan.meetings if one.round >= number]
    assert not absent & {person for one in coming for person in (one.left, one.right)}
    assert len(coming) == len(found.kept) + len(found.moved) + len(found.added)
    were = {(one.left, one.right) for one in first.meetings if one.round >= number}
    assert were == {*found.kept, *found.moved, *found.dropped}
    there = frozenset(everybody(problem)) - absent
    paused = {(one.person, at) for one in plan.pauses for at in one.rounds if at >= number}
    busy = {(person, one.round) for one in coming for person in (one.left, one.right)}
    assert not paused & busy
    assert len(paused) + len(busy) == len(there) * (rounds - number + 1)
    assert repair_rounds(problem, first, number, sorted(absent)) == found


@given(seed=st.integers(0, 200), rounds=st.integers(1, 6), tables=st.integers(1, 8), number=st.integers(1, 6))
@settings(deadline=None, max_examples=40)
def test_repair_changes_nothing_where_nobody_came_or_went(seed: int, rounds: int, tables: int, number: int) -> None:
    problem = make_cohort(6, 8, seed)
    first = plan_rounds(problem, rounds, tables)
    found = repair_rounds(problem, first, min(number, rounds))
    assert found.plan == first
    assert (found.moved, found.dropped, found.added) == ((), (), ())


@pytest.mark.parametrize("seed", range(10))
def test_repair_is_the_best_of_all_that_could_follow(seed: int) -> None:
    chance = random.Random(seed)
    problem, tables = people(4, 3), chance.choice((2, 3))
    first = plan_rounds(replace(problem, left=problem.left[seed % 2 :]), 3, tables, seed)
    absent = chance.sample(everybody(problem), seed % 3)
    past = {(one.left, one.right) for one in before(first, 2)}
    planned = {(one.left, one.right) for one in first.meetings} - past
    early = {one.person for one in first.pauses if 1 in one.rounds}
    there = [[person.id for person in side if person.id not in absent] for side in (problem.left, problem.right)]

    def outcome(pairs: frozenset[tuple[str, str]]) -> tuple[int, int, int, int]:
        met = Counter(person for pair in pairs for person in pair)
        squares = [-sum((2 - met[person] + (person in early)) ** 2 for person in side) for side in there]
        return len(pairs), squares[0], squares[1], len(pairs & planned)

    allowed = sorted({(left, right) for left in there[0] for right in there[1]} - past)
    found = repair_rounds(problem, first, 2, absent).plan
    coming = frozenset((one.left, one.right) for one in found.meetings if one.round >= 2)
    assert outcome(coming) == max(map(outcome, schedules(allowed, 2, tables)))


def test_repair_late_arrival_gets_a_fair_share_and_costs_no_more_meetings_than_that() -> None:
    whole = people(5, 4)
    first = plan_rounds(replace(whole, left=whole.left[:4]), 4, 4)
    assert first.figures.most_pauses_left == 0
    found = repair_rounds(whole, first, 2)
    met = sum(one.left == "t4" for one in found.plan.meetings)
    assert met in (2, 3)
    assert (len(found.added), len(found.dropped)) == (met, met)
    assert len(found.plan.meetings) == 16
    pauses = {one.person: len(one.rounds) for one in found.plan.pauses}
    assert set(pauses.values()) == {1}


def test_repair_no_show_leaves_the_meetings_of_the_others_where_they_are() -> None:
    first = plan_rounds(people(4, 4), 3, 4)
    found = repair_rounds(people(4, 4), first, 2, ["p0"])
    gone = {(one.left, one.right) for one in first.meetings if one.round > 1 and one.right == "p0"}
    assert set(found.dropped) == gone
    assert found.added == ()
    kept = {one for one in first.meetings if one.round == 1 or one.right != "p0"}
    assert set(found.plan.meetings) == kept


def test_repair_who_paused_before_pauses_last() -> None:
    problem = people(3, 2)
    first = plan_rounds(problem, 3, 2)
    (early,) = (one.person for one in first.pauses if 1 in one.rounds)
    four = replace(problem, left=(*problem.left, make_teacher("t9")))
    later = repair_rounds(four, first, 2).plan
    assert {one.person: one.rounds for one in later.pauses}[early] == (1,)


def test_repair_somebody_who_is_back_comes_in_again() -> None:
    problem = free_problem(5, 5, 3)
    first = plan_rounds(problem, 5, 5)
    late = problem.left[0].id
    without = repair_rounds(problem, first, 1, [late]).plan
    again = repair_rounds(problem, without, 3).plan
    assert late in {one.left for one in again.meetings if one.round >= 3}
    assert late not in {one.left for one in again.meetings if one.round < 3}
    assert late not in {one.person for one in again.pauses if min(one.rounds) < 3}


def test_repair_somebody_whom_the_problem_no_longer_knows_is_absent() -> None:
    problem = free_problem(4, 4, 1)
    first = plan_rounds(problem, 4, 4)
    left = replace(problem, right=problem.right[1:], evidence=replace(problem.evidence, ballots=()))
    found = repair_rounds(left, first, 3, [problem.right[0].id]).plan
    assert before(found, 3) == before(first, 3)
    assert all(one.right != problem.right[0].id for one in found.meetings if one.round >= 3)


def test_repair_at_a_hundred_people_is_done_within_a_second() -> None:
    problem = people(52, 50)
    first = plan_rounds(replace(problem, left=problem.left[2:]), 12, 45)
    started = process_time()
    found = repair_rounds(problem, first, 4, ["p1", "p2", "t7"])
    assert process_time() - started < 1
    holds(problem, found.plan)


def test_repair_bad_requests_are_all_named() -> None:
    plan = plan_rounds(people(2, 2), 2, 2)
    with pytest.raises(InvalidInput) as error:
        repair_rounds(people(2, 2), plan, 3, ["nobody"])
    assert error.value.faults == (
        "from_round: must be a whole number from 1 to 2, not 3",
        "absent: 'nobody' is on neither side",
    )
