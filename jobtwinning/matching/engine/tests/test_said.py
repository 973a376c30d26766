"""What people said about each other: ballots, likes and ranks."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import Evidence, InvalidInput, Problem, explain_pair, plan_rounds, propose
from jobtwinning.matching.engine.changes import changes_of
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.engine.people import problem_from_json
from jobtwinning.matching.engine.printed_pair import pair_words
from jobtwinning.matching.engine.said import LIKED, MAYBE, NOTHING, YES, said_of
from jobtwinning.matching.engine.scores import with_evidence
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher
from jobtwinning.matching.engine.tests.test_schema import SCHEMA, fits

THERE, BACK = "left_to_right", "right_to_left"
PAIR = ("anna", "piet")
AIMS: tuple[Objective, ...] = ("floor", "stable")


def evidence(ballots: Any = (), likes: Any = (), ranks: Any = ()) -> Evidence:
    return Evidence(ballots, likes, ranks)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (evidence(), None),
        (evidence(likes=((*PAIR, THERE),)), None),
        (evidence(ranks=((*PAIR, THERE, 1),)), None),
        (evidence(likes=((*PAIR, THERE), (*PAIR, BACK))), (LIKED, LIKED)),
        (evidence(likes=((*PAIR, THERE),), ranks=((*PAIR, BACK, 7),)), (LIKED, LIKED + 1)),
        (evidence(((*PAIR, BACK, "yes"),)), (NOTHING, YES)),
        (evidence(((*PAIR, BACK, "yes"),), ((*PAIR, THERE),)), (LIKED, YES)),
        (evidence(((*PAIR, BACK, "maybe"),), ((*PAIR, THERE), (*PAIR, BACK))), (NOTHING, MAYBE)),
        (evidence(((*PAIR, BACK, "no"),), ((*PAIR, THERE), (*PAIR, BACK))), None),
    ],
)
def test_said_counts_per_ballot_and_for_likes_only_from_both(given: Evidence, said: tuple[int, int] | None) -> None:
    assert said_of(given).get(PAIR) == said


def test_said_places_count_among_those_who_want_it_too() -> None:
    ranks: Any = tuple(("anna", other, THERE, place) for place, other in enumerate(("piet", "rosa", "sven"), 1))
    likes: Any = (("anna", "sven", BACK), ("anna", "rosa", BACK))
    assert said_of(Evidence((), likes, ranks)) == {
        ("anna", "rosa"): (LIKED + 1, LIKED),
        ("anna", "sven"): (LIKED + 2, LIKED),
    }


def test_said_outweighs_what_is_inferred_and_the_first_choice_most() -> None:
    any_score = np.linspace(0, 1, 11)
    bands = [with_evidence(any_score, np.full(11, code, dtype=np.int8)) for code in (NOTHING, LIKED, YES)]
    bands += [with_evidence(any_score, np.full(11, LIKED + place, dtype=np.int8)) for place in (100, 3, 2, 1)]
    for lower, higher in pairwise(bands):
        assert lower.max() < higher.min()
    assert bands[-1].max() <= 1


@given(seed=st.integers(0, 50), chosen=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
@settings(deadline=None, max_examples=30)
def test_like_that_is_not_answered_changes_nothing_anybody_can_see(seed: int, chosen: set[tuple[int, int]]) -> None:
    problem = make_cohort(6, 6, seed, cross_region=True)
    wanted = {(left, right) for left, right, way, value in problem.evidence.ballots if (way, value) == (BACK, "yes")}
    pairs = {(problem.left[a].id, problem.right[b].id) for a, b in chosen} - wanted
    likes = tuple((*pair, THERE) for pair in sorted(pairs))
    ranks = tuple((*pair, THERE, place) for place, pair in enumerate(sorted(pairs), 1))
    for said in (
        replace(problem.evidence, likes=likes),  # type: ignore[arg-type]  # the direction is a plain text here
        replace(problem.evidence, ranks=ranks),  # type: ignore[arg-type]
    ):
        liked = replace(problem, evidence=said)
        for objective in AIMS:
            assert propose(liked, objective=objective) == propose(problem, objective=objective)
        assert plan_rounds(liked, 3, 4) == plan_rounds(problem, 3, 4)
        for pair in pairs:
            assert explain_pair(liked, *pair) == explain_pair(problem, *pair)
            assert pair_words(liked, explain_pair(liked, *pair), "en") == pair_words(
                problem, explain_pair(problem, *pair), "en"
            )


def test_likes_of_both_bring_two_together_and_are_told() -> None:
    left = make_teacher(), make_teacher("bea", organisation="college")
    right = make_professional(fields=("horeca",)), make_professional("rosa")
    problem = Problem(left, right)
    apart = [(pair.left, pair.right) for pair in propose(problem, objective="stable").pairs]
    assert ("anna", "rosa") in apart
    liked = replace(problem, evidence=evidence(likes=((*PAIR, THERE), (*PAIR, BACK))))
    assert PAIR in [(pair.left, pair.right) for pair in propose(liked).pairs]
    found = explain_pair(liked, *PAIR)
    for direction in (found.left_to_right, found.right_to_left):
        (reason,) = (one for one in direction.reasons if one.criterion == "evidence")
        assert (reason.code, reason.own_answer) == ("both_like", ("ballot:both_like",))
    assert pair_words(liked, found, "en").count("anna and piet both like it") == 1
    assert pair_words(liked, found, "nl").count("anna en piet zien het allebei zitten") == 1
    assert all(0.95 < change.low <= change.high <= 1 for change in changes_of(found))


def test_no_is_a_veto_whatever_else_was_said() -> None:
    said = evidence(((*PAIR, THERE, "no"),), ((*PAIR, THERE), (*PAIR, BACK)), ((*PAIR, THERE, 1),))
    problem = Problem((make_teacher(),), (make_professional(),), evidence=said)
    assert propose(problem).status == "no_pair_possible"


def test_said_is_read_from_a_list_of_ballots_or_from_all_kinds() -> None:
    people = {"left": [{"id": "anna"}], "right": [{"id": "piet"}]}
    ballots = [[*PAIR, THERE, "yes"]]
    assert problem_from_json({**people, "evidence": ballots}) == problem_from_json(
        {**people, "evidence": {"ballots": ballots}}
    )
    every = {"ballots": ballots, "likes": [[*PAIR, BACK]], "ranks": [[*PAIR, THERE, 2]]}
    content = json.loads(json.dumps({**people, "evidence": every}))
    assert fits(content, SCHEMA)
    assert not fits({**content, "evidence": {**every, "ranks": [[*PAIR, THERE, 0]]}}, SCHEMA)
    found = problem_from_json(content).evidence
    assert (found.likes, found.ranks) == (((*PAIR, BACK),), ((*PAIR, THERE, 2),))


def test_said_twice_or_about_a_stranger_is_refused() -> None:
    with pytest.raises(InvalidInput) as error:
        Problem(
            (make_teacher(),),
            (make_professional(), make_professional("rosa")),
            evidence=evidence(
                likes=((*PAIR, THERE), (*PAIR, THERE), ("anna", "nobody", BACK)),
                ranks=((*PAIR, THERE, 1), ("anna", "rosa", THERE, 1), (*PAIR, BACK, True)),
            ),
        )
    assert error.value.faults == (
        "evidence.likes[1]: a second one for the same pair and direction",
        "evidence.likes[2]: 'nobody' is not on the right side",
        "evidence.ranks[2]: value must be a whole number from 1 to 100, not True",
        "evidence.ranks[1]: 'anna' gives place 1 twice",
    )
