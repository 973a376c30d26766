"""What the engine gets and what comes back: answers in, codes with a sentence out."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jobtwinning.matching import adapter, texts
from jobtwinning.matching.engine import Refusal
from jobtwinning.matching.engine import reasons as engine_reasons
from jobtwinning.matching.engine.codes import CRITERIA, OBJECTIVES, REFUSALS, UNMATCHED_REASONS
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.pairs.sentences import FACTS, criterion_name
from tests import make


def test_every_sentence_belongs_to_a_code_of_the_engine() -> None:
    folder = Path(engine_reasons.__file__).parent
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("reasons.py", "explain.py"))
    unknown = [code for code in FACTS if code not in source and code.rpartition("_")[0] not in source]
    assert unknown == []


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_sentence_and_a_word(code: str) -> None:
    params = (("criterion", "subject"), ("limit", 15), ("minutes", 40))
    assert texts.refusal_sentences([Refusal(code, "a", params)], {"a": "Zeynep"})
    counts = texts.refusal_counts({"refusals": [[code, 3]], "allowed": 4, "others": 7}, is_teacher=True)
    assert counts.startswith("Het kan met 4 van de 7 niet-docenten.")
    assert counts.endswith("(3).")


@pytest.mark.parametrize("reason", UNMATCHED_REASONS)
def test_every_reason_to_be_alone_has_a_sentence(reason: str) -> None:
    assert texts.why_alone({"reason": reason}, is_teacher=True).endswith(".")


def test_every_objective_and_criterion_has_a_name() -> None:
    assert set(texts.OBJECTIVE_ORDER) == set(OBJECTIVES)
    assert all(texts.objective_name(code) and texts.objective_hint(code) for code in OBJECTIVES)
    assert all(criterion_name(code) for code in CRITERIA)


def test_what_would_help_is_said_with_how_many_it_gives() -> None:
    stored = {"relaxations": [{"code": "travel_longer", "params": {"extra_minutes": 15}, "candidates": 3}]}
    found = {
        reason: texts.what_would_help({**stored, "reason": reason}, "Zeynep", True)
        for reason in ("no_allowed_partner", "too_few_on_other_side", "partners_taken")
    }
    assert found == {
        "no_allowed_partner": "Vraag Zeynep of 15 minuten langer reizen ook kan. Dan komen er 3 kandidaten bij.",
        "too_few_on_other_side": (
            "Zoek nog mensen van buiten het onderwijs. "
            "Vraag Zeynep of 15 minuten langer reizen ook kan. Dan komen er 3 kandidaten bij."
        ),
        "partners_taken": "Je kunt ruilen: bij ‘Bekijk’ staat wat dat de anderen kost.",
    }


@pytest.mark.django_db
def test_read_input_takes_every_answer_along() -> None:
    region = make.make_region()
    programme = make.make_programme(region)
    different: dict[str, Any] = {"I9.subject.direction": "different", "I9.subject.must": True, "I9.motivation": 0}
    weighed: dict[str, Any] = {"I9.subject": 3}
    teacher = make_teacher(
        programme,
        I3b="havo_vwo",
        I2b=True,
        I6=["Y03", "Y06"],
        I10="choose",
        I9_subject=3,
        **different,
        I11a=8,
        I11b=3,
        I12c={"monday.afternoon": "can", "friday.morning": "teaching"},
        I13d=["bicycle", "public_transport"],
        I13c=30,
    )
    other = make_professional(programme, I10="surprise", **weighed)
    given = adapter.read_input(programme, region)
    (left,), (right,) = given.problem.left, given.problem.right
    assert (left.id, right.id) == (teacher.public_id, other.public_id)
    assert (left.fields, left.education_level, left.function_level) == (("natuurkunde",), "havo", "leads")
    assert left.goals == ("organisation", "student_education")
    assert left.day_parts == (("mon-afternoon", "can"), ("fri-morning", "teaching"))
    assert (left.hours_per_month, left.months, left.max_travel_minutes) == (8, 3, 30)
    assert left.travel_mode == "public_transport"
    assert [(wish.criterion, wish.importance, wish.direction, wish.must) for wish in left.wishes] == [
        ("subject", 3, "different", True)
    ]
    assert (right.mode, right.wishes) == ("surprise", ())  # wishes of somebody who chose a surprise do not count
    assert programme.rules.score_floor == given.problem.rules.floor


@pytest.mark.django_db
def test_a_condition_on_what_does_not_matter_is_none() -> None:
    region = make.make_region()
    programme = make.make_programme(region)
    idle: dict[str, Any] = {"I9.subject": 3, "I9.subject.direction": "any", "I9.subject.must": True}
    make_teacher(programme, I10="choose", **idle)
    make_professional(programme)
    given = adapter.read_input(programme, region)
    (wish,) = [wish for wish in given.problem.left[0].wishes if wish.criterion == "subject"]
    assert (wish.direction, wish.must) == ("no_matter", False)
    assert adapter.make_outcome(given, "total", 1).result["people"] == given.people  # the engine takes it


@pytest.mark.django_db
def test_read_input_gives_the_engine_no_names() -> None:
    region = make.make_region()
    programme = make.make_programme(region)
    teacher = make_teacher(programme, "Kanarienaam")
    assert teacher.employment is not None
    given = adapter.read_input(programme, region)
    assert "Kanarienaam" not in repr(given)
    assert teacher.employment.organisation.name not in repr(given)
    assert teacher.person.email not in repr(given)


def test_sentences_follow_the_reader() -> None:
    with translation.override("nl"):
        assert texts.why_nothing("empty_side") == "Aan één kant is nog niemand die mee kan doen."
