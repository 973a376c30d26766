"""Reasons rest on answers; change the answer and the reason changes or goes."""

from dataclasses import replace
from typing import Any

import pytest

from jobtwinning.matching.engine import (
    Alternative,
    Evidence,
    Person,
    Problem,
    Reason,
    Rules,
    Wish,
    alternatives,
    explain_pair,
    explain_unmatched,
    propose,
)
from jobtwinning.matching.engine.codes import CRITERIA
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

EVERYTHING: dict[str, Any] = {
    "education_level": "hbo",
    "education_field": "natuurkunde",
    "organisation_kind": "care",
    "education_kind": "mbo",
    "target_groups": ("mbo",),
    "function_level": "leads",
    "age": 40,
    "goals": ("self",),
    "yields": ("Y01",),
    "text": "lessen maken over techniek",
    "latitude": 51.92,
    "longitude": 4.48,
    "travel_mode": "car",
    "max_travel_minutes": 45,
    "hours_per_month": 8.0,
    "months": 4,
    "open_weeks": ("2027-W05",),
    "day_parts": (("mon-morning", "can"),),
    "match_types": ("subject", "education", "age", "company_type", "education_type", "function_type", "motivation"),
    "wishes": (Wish("target_group", 2, "alike"), Wish("yields", 1, "alike"), Wish("age", 1, "alike")),
}
CHANGES: dict[str, Any] = {
    "fields": ("muziek",),
    "education_level": "mbo",
    "education_field": "horeca",
    "organisation_kind": "shop",
    "education_kind": "hbo",
    "target_groups": ("vwo",),
    "function_level": "does not lead",
    "age": 64,
    "goals": ("organisation",),
    "yields": ("Y12",),
    "text": "",
    "travel_mode": "bike",
    "max_travel_minutes": 90,
    "hours_per_month": 2.0,
    "months": 1,
    "open_weeks": ("2027-W09",),
    "busy_weeks": ("2027-W05",),
    "day_parts": (("mon-morning", "rather_not"),),
    "guide": True,
    "wants_to_help": True,
}


def pair_of(left: dict[str, Any], right: dict[str, Any]) -> Problem:
    return Problem((make_teacher(**EVERYTHING | left),), (make_professional(**EVERYTHING | right),))


def reasons(problem: Problem) -> dict[tuple[str, str], Reason]:
    explained = explain_pair(problem, "anna", "piet")
    sides = {"left": explained.left_to_right, "right": explained.right_to_left}
    return {(side, reason.criterion): reason for side, found in sides.items() for reason in found.reasons}


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("field", CHANGES)
def test_reason_changed_answer_changes_every_reason_that_cites_it(field: str, side: str) -> None:
    changed = {field: CHANGES[field]}
    before, after = reasons(pair_of({}, {})), reasons(pair_of(*((changed, {}) if side == "left" else ({}, changed))))
    citing = [key for key, reason in before.items() if field in reason.fields]
    assert citing
    for key in citing:
        assert before[key] != after.get(key), key
    for key in set(before) - set(citing):
        assert before[key] == after[key], key


def test_reason_moved_place_changes_the_travel_reason() -> None:
    before, after = reasons(pair_of({}, {})), reasons(pair_of({}, {"latitude": 52.0}))
    assert before["left", "nearness"] != after["left", "nearness"]


def test_reasons_contributions_add_up_to_the_inferred_score() -> None:
    problem = make_cohort(25, 25, 7, cross_region=True)
    for pair in propose(problem).pairs:
        explained = explain_pair(problem, pair.left, pair.right)
        for direction in (explained.left_to_right, explained.right_to_left):
            own = [reason for reason in direction.reasons if reason.criterion != "evidence"]
            assert sum(reason.contribution for reason in own) == pytest.approx(direction.inferred, abs=1e-5)
            assert sum(reason.weight for reason in own) == pytest.approx(1, abs=1e-5)
            assert {reason.criterion for reason in own} <= set(CRITERIA)


def test_reason_age_is_marked_and_nothing_else_is() -> None:
    found = reasons(pair_of({}, {}))
    assert {key[1] for key, reason in found.items() if reason.sensitive} == {"age"}
    assert found["left", "age"].fields == ("age",)


def test_reason_missing_answer_is_unknown_not_minus() -> None:
    found = reasons(pair_of({}, {"function_level": None}))
    assert (found["left", "function_type"].code, found["left", "function_type"].kind) == ("unknown", "unknown")
    assert reasons(pair_of({}, {}))["left", "function_type"].kind == "plus"


def test_reason_linked_fields_carry_the_link() -> None:
    reason = reasons(pair_of({}, {}))["left", "subject"]
    params = dict(reason.params)
    assert (reason.code, params["own_field"], params["other_field"]) == ("field_linked", "natuurkunde", "werktuigbouw")
    assert params["reason_nl"]
    assert params["reason_en"]


def test_reason_ballot_is_a_reason_of_its_own() -> None:
    ballots = Evidence((("anna", "piet", "left_to_right", "yes"),))
    found = reasons(replace(pair_of({}, {}), evidence=ballots))
    assert found["left", "evidence"].code == "said_yes"
    assert ("right", "evidence") not in found


def test_wishes_outcomes_tell_what_is_honoured() -> None:
    problem = pair_of({"wishes": (Wish("age", 2, "different"), Wish("target_group", 1, "alike"))}, {"age": 41})
    outcomes = {one.criterion: one for one in explain_pair(problem, "anna", "piet").left_to_right.wishes}
    assert outcomes["age"].honoured is False
    assert outcomes["target_group"].honoured is True
    figures = propose(problem).figures.honoured_wishes
    assert next((one.person, one.honoured, one.stated) for one in figures) == (
        "anna",
        sum(one.honoured is True for one in outcomes.values()),
        len(outcomes),
    )


def test_explain_pair_unknown_ids_are_named() -> None:
    with pytest.raises(ValueError, match=r"'piet' is not on the left side\n.*'anna' is not on the right side"):
        explain_pair(pair_of({}, {}), "piet", "anna")


PLACE = {"latitude": 51.92, "longitude": 4.48}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], Rules, dict[str, Any]]] = {
    "travel_longer": (
        PLACE | {"max_travel_minutes": 30, "travel_mode": "car"},
        {"latitude": 52.37, "longitude": 4.90},
        Rules(),
        {"extra_minutes": 60},
    ),
    "cross_region": ({"region": "twente"}, {}, Rules(), {}),
    "fewer_day_parts": (
        {"day_parts": (("mon-morning", "can"),)},
        {"day_parts": (("mon-morning", "can"), ("fri-morning", "can"))},
        Rules(min_shared_day_parts=3),
        {"needed": 1},
    ),
    "fewer_weeks": (
        {"open_weeks": ("2027-W05",)},
        {"open_weeks": ("2027-W05", "2027-W06")},
        Rules(min_shared_weeks=2),
        {"needed": 1},
    ),
    "drop_must": ({"age": 30, "wishes": (Wish("age", 1, "alike", True),)}, {"age": 60}, Rules(), {"criterion": "age"}),
    "ask_for_answer": ({"age": 30, "wishes": (Wish("age", 1, "alike", True),)}, {}, Rules(), {"criterion": "age"}),
    "lower_floor": ({}, {}, Rules(floor=0.99), {"floor": 0.62}),
}


@pytest.mark.parametrize("code", CASES)
def test_explain_unmatched_smallest_relaxation_is_found(code: str) -> None:
    own, other, rules, params = CASES[code]
    others = tuple(make_professional(f"p{number}", **other) for number in range(4))
    friend = make_professional("friend", knows=("anna",), **other)
    problem = Problem((make_teacher(**own),), (*others, friend), rules)
    explained = explain_unmatched(problem, "anna")
    assert explained.above_floor == 0
    assert dict(explained.refusals)["know_each_other"] == 1
    first = explained.relaxations[0]
    assert (first.code, first.candidates) == (code, 4)
    if code != "lower_floor":
        assert dict(first.params) == params


def test_explain_unmatched_relaxation_applied_gives_the_promised_candidates() -> None:
    problem = make_cohort(30, 30, 2)
    checked = 0
    for person in problem.left:
        for one in explain_unmatched(problem, person.id).relaxations:
            if one.code == "travel_longer" and person.max_travel_minutes is not None:
                longer = person.max_travel_minutes + int(dict(one.params)["extra_minutes"] or 0)
                wider = [
                    replace(other, max_travel_minutes=longer) if other is person else other for other in problem.left
                ]
                before = explain_unmatched(problem, person.id).allowed
                after = explain_unmatched(replace(problem, left=tuple(wider)), person.id).allowed
                assert after - before >= one.candidates
                checked += 1
    assert checked


def test_explain_unmatched_nothing_helps_gives_no_relaxation() -> None:
    problem = Problem((make_teacher(knows=("piet",)),), (make_professional(),))
    explained = explain_unmatched(problem, "piet")
    assert (explained.side, explained.others, explained.allowed, explained.relaxations) == ("right", 1, 0, ())
    with pytest.raises(ValueError, match="'nobody'"):
        explain_unmatched(problem, "nobody")


def test_alternatives_cost_equals_the_plan_made_with_that_pin() -> None:
    problem = make_cohort(20, 18, 11, cross_region=True)
    for objective in ("floor", "total"):
        plan = propose(problem, objective=objective)
        person = plan.pairs[0].left
        found = alternatives(problem, plan, person, k=4)
        assert len(found) == 4
        assert list(found) == sorted(found, key=lambda one: (one.pairs_lost, one.total_lost))
        for one in found:
            pinned = propose(problem, objective=objective, pins=[(person, one.partner)])
            assert one.pairs_lost == plan.figures.pairs - pinned.figures.pairs
            assert one.total_lost == pytest.approx(plan.figures.total - pinned.figures.total, abs=1e-9)
            assert one.changed == _moved(plan.pairs, pinned.pairs, person, one)


def _moved(before: Any, after: Any, person: str, one: Alternative) -> int:
    pairs = {(pair.left, pair.right) for pair in before} ^ {(pair.left, pair.right) for pair in after}
    return len({name for pair in pairs for name in pair} - {person, one.partner})


def test_alternatives_for_somebody_alone_are_their_allowed_partners() -> None:
    left = (make_teacher("a", organisation="s1"), make_teacher("b", organisation="s2", fields=("muziek",)))
    problem = Problem(left, (make_professional(),))
    plan = propose(problem)
    assert plan.pairs[0].left == "a"
    assert [(one.partner, one.pairs_lost) for one in alternatives(problem, plan, "b")] == [("piet", 0)]
    with pytest.raises(ValueError, match="pinned"):
        alternatives(problem, propose(problem, pins=[("b", "piet")]), "b")


def test_person_without_any_answer_is_still_explained() -> None:
    explained = explain_pair(Problem((Person("a"),), (Person("b"),)), "a", "b")
    assert {reason.code for reason in explained.left_to_right.reasons} == {"unknown"}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("objective", ["floor", "total", "quality"])
def test_alternatives_first_few_are_the_cheapest_of_all(seed: int, objective: Any) -> None:
    problem = make_cohort(16, 14, seed, cross_region=True, floor=0.3)
    plan = propose(problem, objective=objective)
    for person in ("T00001", "P00002", "T00005"):
        every = alternatives(problem, plan, person, k=99)
        assert alternatives(problem, plan, person, k=3) == every[:3]
