"""How many people a side lacks: the largest set of pairs, who waits longest first, against brute force."""

from itertools import combinations, permutations
from random import Random

import pytest

from jobtwinning.matching.engine import Problem, explain_pair, shortfall
from jobtwinning.matching.engine.problem import InvalidInput
from jobtwinning.matching.engine.shortfall import alone
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

Choices = list[list[int]]
SMALL = range(200)
COHORTS = range(12)


def random_choices(seed: int) -> tuple[list[int], Choices, int]:
    """People in a random turn, whom each could have, and how many places there are; at most five and five."""
    chance = Random(seed)
    people, places, density = chance.randint(0, 5), chance.randint(0, 5), chance.choice((0.15, 0.4, 0.8))
    choices = [[place for place in range(places) if chance.random() < density] for _ in range(people)]
    return chance.sample(range(people), people), choices, places


def can_all_be_placed(people: tuple[int, ...], choices: Choices, places: int) -> bool:
    """By trying every way to give each a place of their own."""
    return any(
        all(place in choices[person] for person, place in zip(people, given, strict=True))
        for given in permutations(range(places), len(people))
    )


def largest(people: list[int], choices: Choices, places: int) -> int:
    sizes = range(len(people), -1, -1)
    return next(
        size for size in sizes if any(can_all_be_placed(some, choices, places) for some in combinations(people, size))
    )


@pytest.mark.parametrize("seed", SMALL)
def test_alone_is_what_no_set_of_pairs_can_avoid(seed: int) -> None:
    turn, choices, places = random_choices(seed)
    left = alone(turn, choices)
    assert len(turn) - len(left) == largest(turn, choices, places)
    assert can_all_be_placed(tuple(one for one in turn if one not in left), choices, places)


@pytest.mark.parametrize("seed", SMALL)
def test_who_comes_first_is_placed_when_everybody_before_can_be_too(seed: int) -> None:
    turn, choices, places = random_choices(seed)
    placed: tuple[int, ...] = ()
    for one in turn:
        if can_all_be_placed((*placed, one), choices, places):
            placed = (*placed, one)
    assert alone(turn, choices) == [one for one in turn if one not in placed]


@pytest.mark.parametrize("seed", SMALL)
def test_so_many_new_people_are_needed_and_enough(seed: int) -> None:
    """A newcomer whom everybody could have: with as many as are missing all are placed, with one less they are not."""
    turn, choices, places = random_choices(seed)
    missing = len(alone(turn, choices))

    def placed_with(newcomers: int) -> bool:
        more = [[*own, *range(places, places + newcomers)] for own in choices]
        return can_all_be_placed(tuple(turn), more, places + newcomers)

    assert placed_with(missing)
    assert missing == 0 or not placed_with(missing - 1)


def test_a_wish_is_not_a_place() -> None:
    """Three who could all have the same two: one is missing, not three wishes and not six."""
    assert alone([0, 1, 2], [[0, 1], [0, 1], [0, 1]]) == [2]
    assert alone([2, 0, 1], [[0, 1], [0, 1], [0, 1]]) == [1]
    assert alone([0, 1], [[0, 1], [0]]) == []  # the first moves up for the second


def slow_alone(problem: Problem) -> tuple[int, int]:
    """How many of either side a largest set of pairs leaves alone; every pair asked one by one, then Kuhn's way."""
    may = {}
    for left in problem.left:
        may[left.id] = [
            right.id
            for right in problem.right
            if (told := explain_pair(problem, left.id, right.id)).allowed and told.score >= problem.rules.floor
        ]
    holder: dict[str, str] = {}

    def place(one: str, seen: set[str]) -> bool:
        for other in may[one]:
            if other not in seen:
                seen.add(other)
                if other not in holder or place(holder[other], seen):
                    holder[other] = one
                    return True
        return False

    pairs = sum(place(one.id, set()) for one in problem.left)
    return len(problem.left) - pairs, len(problem.right) - pairs


@pytest.mark.parametrize("seed", COHORTS)
def test_shortfall_agrees_with_asking_every_pair_apart(seed: int) -> None:
    chance = Random(seed)
    problem = make_cohort(chance.randint(1, 14), chance.randint(1, 14), seed, floor=chance.choice((0.0, 0.4, 0.6)))
    found = shortfall(problem)
    assert (len(found.left_alone), len(found.right_alone)) == slow_alone(problem)
    assert len(problem.left) - found.pairs == len(found.left_alone)
    assert len(problem.right) - found.pairs == len(found.right_alone)


def test_a_pinned_pair_stays_and_a_forbidden_one_is_not_counted() -> None:
    problem = Problem((make_teacher("a", waiting_days=9), make_teacher("b")), (make_professional("p"),))
    assert shortfall(problem).left_alone == ("b",)
    assert shortfall(problem, pins=[("b", "p")]).left_alone == ("a",)
    found = shortfall(problem, forbids=[("a", "p"), ("b", "p")])
    assert (found.pairs, found.left_alone, found.right_alone) == (0, ("a", "b"), ("p",))


def test_a_pin_that_a_rule_refuses_is_named() -> None:
    problem = Problem((make_teacher("a", organisation="x"),), (make_professional("p", organisation="x"),))
    with pytest.raises(InvalidInput, match="same_organisation"):
        shortfall(problem, pins=[("a", "p")])


def test_nobody_at_all_lacks_nobody() -> None:
    found = shortfall(Problem((), ()))
    assert (found.pairs, found.left_alone, found.right_alone) == (0, (), ())
