"""Every refusal, each beside a pair that differs in that one thing and is allowed."""

from dataclasses import replace
from typing import Any

import pytest

from jobtwinning.matching.engine import Evidence, Existing, Person, Problem, Rules, Wish, explain_pair, propose
from jobtwinning.matching.engine.tests.cohorts import make_professional, make_teacher

MONDAY: Any = (("mon-morning", "can"), ("mon-afternoon", "can"))
ANNA, PIET = make_teacher(), make_professional()
PAIR = (("anna", "piet"),)
HERE: dict[str, Any] = {"latitude": 51.92, "longitude": 4.48}
FAR: dict[str, Any] = {"latitude": 52.37, "longitude": 4.90}

CASES = {
    "same_organisation": (
        Problem((ANNA,), (replace(PIET, organisation="school"),)),
        Problem((replace(ANNA, organisation=None),), (replace(PIET, organisation=None),)),
    ),
    "know_each_other": (
        Problem((ANNA,), (replace(PIET, knows=("anna",)),)),
        Problem((ANNA,), (replace(PIET, knows=("somebody",)),)),
    ),
    "other_region": (
        Problem((ANNA,), (replace(PIET, region="twente"),)),
        Problem((ANNA,), (replace(PIET, region="twente"),), Rules(cross_region=True)),
    ),
    "too_far": (
        Problem((replace(ANNA, **HERE, max_travel_minutes=30),), (replace(PIET, **FAR),)),
        Problem((replace(ANNA, **HERE, max_travel_minutes=30),), (PIET,)),
    ),
    "too_few_weeks": (
        Problem(
            (replace(ANNA, open_weeks=("2027-W05", "2027-W06"), busy_weeks=("2027-W06",)),),
            (replace(PIET, open_weeks=("2027-W05", "2027-W06")),),
            Rules(min_shared_weeks=2),
        ),
        Problem((replace(ANNA, open_weeks=("2027-W05",)),), (PIET,), Rules(min_shared_weeks=2)),
    ),
    "too_few_day_parts": (
        Problem(
            (replace(ANNA, day_parts=(("mon-morning", "no"), ("mon-afternoon", "can"))),),
            (replace(PIET, day_parts=MONDAY),),
            Rules(min_shared_day_parts=2),
        ),
        Problem(
            (replace(ANNA, day_parts=(("mon-morning", "teaching"), ("mon-afternoon", "rather_not"))),),
            (replace(PIET, day_parts=MONDAY),),
            Rules(min_shared_day_parts=2),
        ),
    ),
    "confidentiality": (
        Problem((ANNA,), (replace(PIET, confidentiality="not_suitable"),)),
        Problem((ANNA,), (replace(PIET, confidentiality="resolvable"),)),
    ),
    "must_not_met": (
        Problem((replace(ANNA, wishes=(Wish("age", 1, "alike", must=True),), age=30),), (replace(PIET, age=60),)),
        Problem((replace(ANNA, wishes=(Wish("age", 1, "alike"),), age=30),), (replace(PIET, age=60),)),
    ),
    "must_unknown": (
        Problem((replace(ANNA, wishes=(Wish("age", 1, "alike", must=True),), age=30),), (PIET,)),
        Problem((replace(ANNA, wishes=(Wish("age", 1, "alike", must=True),), age=30),), (replace(PIET, age=33),)),
    ),
    "veto": (
        Problem((ANNA,), (PIET,), evidence=Evidence((("anna", "piet", "right_to_left", "no"),))),
        Problem((ANNA,), (PIET,), evidence=Evidence((("anna", "piet", "right_to_left", "maybe"),))),
    ),
    "ended_pair": (
        Problem((ANNA,), (PIET,), existing=Existing(ended=PAIR)),
        Problem((ANNA,), (PIET,), existing=Existing()),
    ),
    "already_paired": (
        Problem((ANNA,), (PIET,), existing=Existing(pairs=PAIR)),
        Problem((ANNA,), (PIET,), existing=Existing()),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_refusal_one_rule_broken_refuses_with_its_code(code: str) -> None:
    broken, _ = CASES[code]
    explained = explain_pair(broken, "anna", "piet")
    assert {refusal.code for refusal in explained.refusals} == {code}
    assert not explained.allowed
    assert propose(broken).pairs == ()


@pytest.mark.parametrize("code", CASES)
def test_refusal_rule_kept_pairs_them(code: str) -> None:
    _, kept = CASES[code]
    assert explain_pair(kept, "anna", "piet").allowed
    assert len(propose(kept).pairs) == 1


def test_forbid_given_pair_is_refused() -> None:
    problem = Problem((ANNA,), (PIET,))
    assert propose(problem, forbids=PAIR).pairs == ()
    assert len(propose(problem).pairs) == 1
    assert [one.code for one in explain_pair(problem, *PAIR[0], forbids=PAIR).refusals] == ["forbidden"]


def test_refusal_best_scoring_pair_would_be_chosen_without_the_rule() -> None:
    other = make_professional("kees", fields=("horeca",))
    known = Problem((replace(ANNA, knows=("piet",)),), (PIET, other))
    assert propose(known).pairs[0].right == "kees"
    assert propose(replace(known, left=(ANNA,))).pairs[0].right == "piet"


def test_travel_own_way_and_own_limit_decide() -> None:
    near: dict[str, Any] = {"latitude": 51.96, "longitude": 4.53}
    cyclist = make_teacher(**HERE, travel_mode="bike", max_travel_minutes=20)
    driver = make_professional(**near, travel_mode="car", max_travel_minutes=20)
    explained = explain_pair(Problem((cyclist,), (driver,)), "anna", "piet")
    assert [(one.code, one.person) for one in explained.refusals] == [("too_far", "anna")]
    # 5.6 km by great circle, 7.3 km by road: 28 minutes at 16 km/h, 9 at 50 km/h.
    assert dict(explained.refusals[0].params) == {"limit": 20, "minutes": 28}
    assert explained.right_to_left.travel_minutes == 9
    assert explain_pair(Problem((replace(cyclist, max_travel_minutes=28),), (driver,)), "anna", "piet").allowed


def test_day_parts_both_teaching_cannot_meet() -> None:
    teaching = (("mon-morning", "teaching"),)
    both = Problem((make_teacher(day_parts=teaching),), (make_professional(day_parts=teaching),))
    one = Problem((make_teacher(day_parts=teaching),), (make_professional(day_parts=(("mon-morning", "can"),)),))
    assert explain_pair(both, "anna", "piet").shared_day_parts == 0
    assert explain_pair(one, "anna", "piet").shared_day_parts == 1


def test_refusals_unknown_answers_are_never_a_constraint() -> None:
    rules = Rules(min_shared_day_parts=21, min_shared_weeks=50)
    assert explain_pair(Problem((Person("a"),), (Person("b"),), rules), "a", "b").allowed


@pytest.mark.parametrize("limited", ["left", "right"])
def test_travel_limit_of_either_side_refuses(limited: str) -> None:
    left = replace(ANNA, **HERE, max_travel_minutes=30 if limited == "left" else 300)
    right = replace(PIET, **FAR, max_travel_minutes=30 if limited == "right" else 300)
    refusals = explain_pair(Problem((left,), (right,)), "anna", "piet").refusals
    assert [one.person for one in refusals] == ["anna" if limited == "left" else "piet"]


def test_running_pair_neither_of_the_two_is_free_for_others() -> None:
    lisa, kees = make_teacher("lisa", organisation="college"), make_professional("kees")
    problem = Problem((ANNA, lisa), (PIET, kees), existing=Existing(pairs=PAIR))
    for left, right, person in (("anna", "kees", "anna"), ("lisa", "piet", "piet")):
        assert [(one.code, one.person) for one in explain_pair(problem, left, right).refusals] == [
            ("already_paired", person)
        ]
    assert [(pair.left, pair.right) for pair in propose(problem).pairs] == [("lisa", "kees")]
