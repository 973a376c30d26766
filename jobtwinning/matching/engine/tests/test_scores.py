"""What a score is made of."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jobtwinning.matching.engine import Evidence, Person, Problem, Rules, Wish, explain_pair, propose
from jobtwinning.matching.engine.scores import harmonic, with_evidence
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher


def seen_by_left(left: Person, *others: Person, rules: Rules | None = None) -> list[float]:
    problem = Problem((left,), others, rules or Rules(weights=()))
    return [explain_pair(problem, left.id, other.id).left_to_right.inferred for other in others]


def wish(criterion: str, direction: Any = "alike", **more: Any) -> tuple[Wish, ...]:
    return (Wish(criterion, 3, direction, **more),)


@pytest.mark.parametrize(
    ("criterion", "own", "near", "apart"),
    [
        ("subject", {"fields": ("natuurkunde",)}, {"fields": ("werktuigbouw",)}, {"fields": ("horeca",)}),
        (
            "education",
            {"education_field": "natuurkunde", "education_level": "hbo"},
            {"education_field": "werktuigbouw", "education_level": "hbo"},
            {"education_field": "horeca", "education_level": "mbo"},
        ),
        ("age", {"age": 40}, {"age": 41}, {"age": 60}),
        ("company_type", {"organisation_kind": "care"}, {"organisation_kind": "care"}, {"organisation_kind": "shop"}),
        ("education_type", {"education_kind": "mbo"}, {"education_kind": "mbo"}, {"education_kind": "hbo"}),
        (
            "function_type",
            {"function_level": "leads"},
            {"function_level": "leads"},
            {"function_level": "does not lead"},
        ),
        ("motivation", {"goals": ("self",)}, {"goals": ("self",)}, {"goals": ("organisation",)}),
        ("target_group", {"target_groups": ("vmbo",)}, {"target_groups": ("vmbo", "mbo")}, {"target_groups": ("vwo",)}),
    ],
)
def test_criterion_alike_prefers_the_near_and_different_the_far(
    criterion: str, own: dict[str, Any], near: dict[str, Any], apart: dict[str, Any]
) -> None:
    others = make_professional("near", **near), make_professional("apart", **apart)
    alike = seen_by_left(make_teacher(**own, wishes=wish(criterion)), *others)
    different = seen_by_left(make_teacher(**own, wishes=wish(criterion, "different")), *others)
    indifferent = seen_by_left(make_teacher(**own, wishes=wish(criterion, "no_matter")), *others)
    assert alike[0] > alike[1]
    assert different == pytest.approx([1 - score for score in alike], abs=2e-6)
    assert indifferent == [0.5, 0.5]


def test_offers_named_values_are_what_is_sought() -> None:
    care, shop = (
        make_professional("care", organisation_kind="care"),
        make_professional("shop", organisation_kind="shop"),
    )
    teacher = make_teacher(wishes=wish("company_type", "offers", values=("shop", "farm")))
    assert seen_by_left(teacher, care, shop) == [0.0, 1.0]
    seeks_field = make_teacher(wishes=wish("subject", "offers", values=("horeca",)))
    cook = make_professional("cook", fields=("horeca",))
    assert seen_by_left(seeks_field, cook, make_professional("piet", fields=("recht",)))[0] > 0.9
    seeks_firm = make_teacher(wishes=wish("organisation", "offers", values=("firm",)))
    assert seen_by_left(seeks_firm, care, make_professional("x", organisation="bank")) == [1.0, 0.0]


def test_offers_own_fields_counts_how_many_are_covered() -> None:
    teacher = make_teacher(fields=("natuurkunde", "muziek"), wishes=wish("subject", "offers"))
    half, whole = make_professional("half"), make_professional("whole", fields=("werktuigbouw", "podiumkunst"))
    scores = seen_by_left(teacher, half, whole)
    assert scores[0] < scores[1]


def test_guide_opens_the_fields_of_the_organisation() -> None:
    teacher = make_teacher(wishes=wish("subject"))
    guide = make_professional("guide", fields=("horeca",), organisation_fields=("werktuigbouw",), guide=True)
    assert seen_by_left(teacher, guide, replace(guide, id="other", guide=False))[0] > 0.7
    assert seen_by_left(teacher, replace(guide, guide=False))[0] < 0.3


def test_wish_to_help_is_met_by_any_goal() -> None:
    helper = make_teacher(goals=("self",), wishes=wish("motivation"), wants_to_help=True)
    other = make_professional(goals=("organisation",))
    assert seen_by_left(helper, other) == [1.0]
    assert seen_by_left(replace(helper, wants_to_help=False), other) == [0.0]


def test_yields_that_do_not_fit_in_the_time_of_both_do_not_count() -> None:
    teacher = make_teacher(yields=("Y01", "Y12"), months=9, hours_per_month=8, wishes=wish("yields"))
    brief = make_professional("brief", months=3, hours_per_month=8)
    long = make_professional("long", months=6, hours_per_month=8)
    tiny = make_professional("tiny", months=1, hours_per_month=8)
    assert seen_by_left(teacher, brief, long, tiny) == [0.5, 1.0, 0.0]


def test_yields_fewer_hours_of_the_two_decide() -> None:
    teacher = make_teacher(yields=("Y01",), months=3, hours_per_month=8, wishes=wish("yields"))
    busy = make_professional("busy", months=3, hours_per_month=2)
    assert seen_by_left(teacher, busy, replace(busy, id="free", hours_per_month=7)) == [0.0, 1.0]


def test_partnership_counts_half_where_the_other_does_not_want_one() -> None:
    teacher = make_teacher(yields=("Y07",), months=9, hours_per_month=8, wishes=wish("yields"))
    alone = make_professional("alone", months=9, hours_per_month=8)
    assert seen_by_left(teacher, alone, replace(alone, id="both", yields=("Y03",))) == [0.5, 1.0]


def test_missing_answer_counts_as_comparable_people_not_as_zero_or_one() -> None:
    care = {"organisation_kind": "care"}
    others = [make_professional(f"c{number}", age=40, **care) for number in range(20)]
    others += [make_professional(f"s{number}", age=62, organisation_kind="shop") for number in range(20)]
    unknown_care, unknown_shop = make_professional("uc", **care), make_professional("us", organisation_kind="shop")
    teacher = make_teacher(age=40, wishes=wish("age"))
    scores = seen_by_left(teacher, unknown_care, unknown_shop, *others)
    assert 0.0 < scores[1] < scores[0] < 0.95


def test_surprise_prefers_distant_fields_and_keeps_the_motivation() -> None:
    teacher = make_teacher(mode="surprise", goals=("self",))
    near = make_professional("near", goals=("self",))
    far = make_professional("far", fields=("horeca",), goals=("self",))
    other_goal = make_professional("other", fields=("horeca",), goals=("organisation",))
    scores = seen_by_left(teacher, near, far, other_goal, rules=Rules())
    assert scores[1] > scores[0]
    assert scores[1] > scores[2]
    explained = explain_pair(Problem((teacher,), (far,)), "anna", "far")
    assert explained.kind == "surprise"
    assert {reason.code for reason in explained.left_to_right.reasons} >= {"left_to_surprise", "fields_apart"}
    chooser = replace(teacher, mode="choose")
    assert seen_by_left(chooser, near, far, rules=Rules())[0] > seen_by_left(chooser, near, far, rules=Rules())[1]


def test_surprise_other_answers_of_one_person_do_not_count() -> None:
    others = [make_professional(f"p{number}", education_level="wo" if number % 2 else "mbo") for number in range(4)]
    teacher = make_teacher(mode="surprise", education_level="wo")
    surprised = seen_by_left(teacher, *others, rules=Rules())
    assert len(set(surprised)) == 1
    assert len(set(seen_by_left(replace(teacher, mode="choose"), *others, rules=Rules()))) == 2


def test_surprise_people_are_not_filler() -> None:
    weaker: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(6):
        problem = make_cohort(40, 40, seed, cross_region=True)
        surprised = {person.id for person in problem.left if person.mode == "surprise"}
        for pair in propose(problem, objective="total").pairs:
            weaker[pair.left in surprised].append(pair.left_score)
    assert abs(np.mean(weaker[True]) - np.mean(weaker[False])) < 0.15


def test_evidence_mutual_yes_beats_any_inferred_pair() -> None:
    worst_yes = with_evidence(np.array([0.0]), np.array([1], dtype=np.int8))
    best_inferred = with_evidence(np.array([1.0]), np.array([0], dtype=np.int8))
    best_maybe = with_evidence(np.array([1.0]), np.array([2], dtype=np.int8))
    assert worst_yes[0] > best_inferred[0] > best_maybe[0]
    left, far, near = make_teacher(), make_professional("far", fields=("horeca",)), make_professional("near")
    ballots: Any = (("anna", "far", "left_to_right", "yes"), ("anna", "far", "right_to_left", "yes"))
    assert propose(Problem((left,), (far, near), evidence=Evidence(ballots))).pairs[0].right == "far"
    assert propose(Problem((left,), (far, near))).pairs[0].right == "near"


def test_evidence_order_of_inferred_scores_is_kept() -> None:
    inferred = np.linspace(0, 1, 101)
    for ballot in (0, 1, 2):
        after = with_evidence(inferred, np.full(101, ballot, dtype=np.int8))
        assert (np.diff(after) > 0).all()
        assert after.min() >= 0
        assert after.max() <= 1


def test_harmonic_follows_the_less_enthusiastic_side() -> None:
    assert harmonic(np.array([0.2, 0.5, 0.0, 0.0]), np.array([0.8, 0.5, 1.0, 0.0])).tolist() == [
        pytest.approx(0.32),
        0.5,
        0.0,
        0.0,
    ]
