"""Bad input gives one error that names everything."""

from typing import Any

import pytest

from jobtwinning.matching.engine import Evidence, Existing, InvalidInput, Person, Problem, Rules, Wish
from jobtwinning.matching.engine.people import problem_from_json


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"age": float("nan")}, "age must be a whole number from 14 to 120, not nan"),
        ({"age": True}, "age must be a whole number"),
        ({"latitude": float("inf"), "longitude": 4.0}, "latitude must be a number from -90 to 90, not inf"),
        ({"latitude": 51.0}, "latitude and longitude must be given together"),
        ({"hours_per_month": -1}, "hours_per_month must be"),
        ({"goals": ("wealth",)}, "goals must be one of"),
        ({"yields": ("Y15",)}, "yields must be one of"),
        ({"yields": ("Y01", "Y01")}, "yields names something twice"),
        ({"fields": ["a"]}, "fields must be a list (in Python a tuple)"),
        ({"open_weeks": ("2027-W54",)}, "open_weeks must hold ISO weeks"),
        ({"day_parts": (("mon-noon", "can"),)}, "day_parts must be one of"),
        ({"day_parts": (("mon-morning", "can"), ("mon-morning", "no"))}, "day_parts names something twice"),
        ({"mode": "blind"}, "mode must be one of"),
        ({"wishes": (Wish("age", 4, "alike"),)}, "wishes[0]: importance must be"),
        ({"wishes": (Wish("age", 1, "alike"), Wish("age", 2, "alike"))}, "'age' is wished for twice"),
        ({"wishes": (Wish("age", 1, "alike", values=("1",)),)}, "values need direction 'offers'"),
        ({"wishes": (Wish("organisation", 1, "alike"),)}, "needs direction 'offers' and values"),
        ({"wishes": (Wish("personal", 1, "alike", must=True),)}, "must cannot be judged"),
        ({"knows": ("p",)}, "knows contains the person"),
    ],
)
def test_person_wrong_answer_is_named(answers: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match="left\\[0\\] 'p'") as error:
        Problem((Person("p", **answers),), ())
    assert fault in str(error.value)


def test_problem_all_faults_are_in_one_error() -> None:
    with pytest.raises(InvalidInput) as error:
        Problem(
            (Person("a", age=3), Person("b", months=-1)),
            (Person("a"), Person("c", text=None)),  # type: ignore[arg-type]
            Rules(floor=2.0, weights=(("charm", 1.0),)),
            Evidence((("a", "x", "left_to_right", "yes"), ("a", "c", "both", "often"))),  # type: ignore[arg-type]
            Existing(pairs=(("a", "c"), ("b", "c")), ended=(("c", "a"),)),
        )
    places = [fault.split(" ")[0].rstrip(":") for fault in error.value.faults]
    assert (
        places
        == [
            "left[0]",
            "left[1]",
            "right[1]",
            "rules",
            "rules",
            "right[0]",
            "evidence[0]",
            "evidence[1]",
            "evidence[1]",
            "existing.pairs[1]",
            "existing.ended[0]",
            "existing.ended[0]",
        ][: len(places)]
    )
    assert len(places) >= 11


def test_problem_sound_input_raises_nothing() -> None:
    Problem((Person("a", age=30, latitude=52, longitude=5.0),), (Person("b"),))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], "the file must hold one JSON object"),
        ({"left": []}, "right: must be a list of people"),
        ({"left": [{}], "right": []}, "left[0]: id is missing"),
        ({"left": [{"id": "a", "hobby": "chess"}], "right": []}, "left[0]: 'hobby' is not a known field"),
        ({"left": ["a"], "right": []}, "left[0]: must be an object"),
        ({"left": [{"id": 7}], "right": []}, "left[0] 7: id must be a text"),
        ({"left": [{"id": "a", "wishes": [{"criterion": "age"}]}], "right": []}, "wishes[0]: importance is missing"),
        ({"left": [{"id": "a", "wishes": {}}], "right": []}, "left[0] 'a': wishes must be a list (in Python a tuple)"),
        ({"left": [{"id": "a", "fields": [["x"]]}], "right": []}, "fields must be a text"),
        ({"left": [{"id": "a", "fields": [{}]}], "right": []}, "fields must be a text"),
        ({"left": [{"id": "a", "age": {}}], "right": []}, "age must be a whole number"),
        ({"left": [], "right": [], "rules": {"floor": "high"}}, "rules: floor must be a number"),
        ({"left": [], "right": [], "rules": {"ceiling": 1}}, "rules: 'ceiling' is not a known field"),
        ({"left": [], "right": [], "rules": []}, "rules: must be an object"),
        ({"left": [], "right": [], "evidence": 3}, "evidence: must be an object"),
        ({"left": [], "right": [], "evidence": [["a"]]}, "evidence[0] must be"),
        ({"left": [], "right": [], "evidence": {"passes": []}}, "evidence: 'passes' is not a known field"),
        ({"left": [], "right": [], "evidence": {"likes": 3}}, "evidence.likes: must be a list"),
        (
            {"left": [], "right": [], "evidence": {"likes": [["a", "b", "up"]]}},
            "evidence.likes[0]: direction must be one",
        ),
        (
            {"left": [], "right": [], "evidence": {"ranks": [["a", "b", "up", 0]]}},
            "evidence.ranks[0]: value must be a whole",
        ),
        ({"left": [], "right": [], "evidence": [[[], {}, "x", "y"]]}, "evidence[0] must be"),
        ({"left": [], "right": [], "existing": {"pairs": 3}}, "existing.pairs: must be a list"),
        ({"left": [], "right": [], "existing": {"pairs": [["a", "b"]]}}, "existing.pairs[0]: 'a' is not on the left"),
    ],
)
def test_json_wrong_content_is_named(content: object, fault: str) -> None:
    with pytest.raises(InvalidInput) as error:
        problem_from_json(content)
    assert fault in str(error.value)
