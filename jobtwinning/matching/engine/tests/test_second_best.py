"""The best of those who are alone, against looking at every two people one by one."""

from dataclasses import replace

import pytest

from jobtwinning.matching.engine import explain_pair, propose
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json
from jobtwinning.matching.engine.second_best import second_best


@pytest.mark.parametrize("seed", range(6))
def test_second_best_is_the_best_allowed_of_who_is_alone(seed: int) -> None:
    problem = problem_from_json(generate_cohort(14, 22, seed=seed))
    problem = replace(problem, rules=replace(problem.rules, floor=0.3))
    plan = propose(problem)
    alone = {one.person for one in plan.unmatched}
    expected: dict[str, tuple[float, str]] = {}
    for person in [one for pair in plan.pairs for one in (pair.left, pair.right)]:
        for other in sorted(alone):
            on_left = {one.id for one in problem.left}
            if (person in on_left) == (other in on_left):
                continue
            two = explain_pair(problem, *((person, other) if person in on_left else (other, person)))
            if two.allowed and two.score >= 0.3 and two.score > expected.get(person, (0.0, ""))[0] + 1e-9:
                expected[person] = (two.score, other)
    found = {one.person: one for one in second_best(problem, plan)}
    assert {person: one.partner for person, one in found.items()} == {
        key: other for key, (_, other) in expected.items()
    }
    for person, one in found.items():
        assert one.score == pytest.approx(expected[person][0], abs=2e-6)


def test_second_best_leaves_out_forbidden_and_nobody_when_all_are_placed() -> None:
    problem = problem_from_json(generate_cohort(14, 22, seed=2))
    plan = propose(problem)
    first = second_best(problem, plan)[0]
    on_left = {one.id for one in problem.left}
    two = (first.person, first.partner) if first.person in on_left else (first.partner, first.person)
    again = propose(problem, forbids=[two])
    assert all({one.person, one.partner} != set(two) for one in second_best(problem, again))
    assert second_best(problem, replace(plan, unmatched=())) == ()
