import json

import pytest

from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.validation import AnswerError, ValidationResult, validate_answers


def intake(answers: dict[str, object], **known: object) -> ValidationResult:
    return validate_answers(instrument("intake"), answers, items=list(answers), complete=False, known=known)


@pytest.mark.parametrize(
    ("code", "raw", "clean"),
    [
        ("I1", "teacher", "teacher"),
        ("I1", ["teacher"], "teacher"),
        ("I2", "  docent \n wiskunde ", "docent wiskunde"),
        ("I4", "regel 1\r\nregel 2 ", "regel 1\nregel 2"),
        ("I5", ["eerste", "", "tweede", "eerste"], ["eerste", "tweede"]),
        ("I6", "Y03|Y01", ["Y01", "Y03"]),
        ("I6", ["Y14", "Y02"], ["Y02", "Y14"]),
        ("I7", ["wiskunde", "natuurkunde"], ["wiskunde", "natuurkunde"]),
        ("I11a", "7,5", 7.5),
        ("I11a", "8", 8),
        ("I12a", ["2027-W03", "2026-W50"], ["2026-W50", "2027-W03"]),
        ("I12c", ["friday.morning=can", "monday.evening=no"], {"monday.evening": "no", "friday.morning": "can"}),
        ("I12c", {"monday.evening": "no", "tuesday.morning": ""}, {"monday.evening": "no"}),
        ("I13", "2747891", 2747891),
        ("I16", "4", 4),
        ("I18", "ja", True),
        ("I18", "no", False),
        ("I19", "on", True),
    ],
)
def test_validate_answer_gives_the_clean_value(code: str, raw: object, clean: object) -> None:
    result = intake({code: raw}, I1="teacher")
    assert (result.values, result.errors) == ({code: clean}, {})
    json.dumps(result.values)
    assert intake({code: clean}, I1="teacher") == result


@pytest.mark.parametrize(
    ("code", "raw", "error"),
    [
        ("I1", "pupil", AnswerError("not_an_option", {"given": "pupil"})),
        ("I1", ["teacher", "non_teacher"], AnswerError("too_many", {"max": 1, "given": 2})),
        ("I2", "x" * 121, AnswerError("too_long", {"max": 120, "given": 121})),
        ("I5", ["a", "b", "c", "d"], AnswerError("too_many", {"max": 3, "given": 4})),
        ("I6", "Y15", AnswerError("not_an_option", {"given": "Y15"})),
        ("I7", "toveren", AnswerError("unknown_field", {"given": "toveren"})),
        ("I11a", "veel", AnswerError("not_a_number", {"given": "veel"})),
        ("I11a", "nan", AnswerError("not_a_number", {"given": "nan"})),
        ("I11a", "0", AnswerError("too_small", {"min": 1})),
        ("I11b", "13", AnswerError("too_large", {"max": 12})),
        ("I11b", "2.5", AnswerError("wrong_step", {"step": 1})),
        ("I12a", "2026-54", AnswerError("not_a_week", {"given": "2026-54"})),
        ("I12a", "2025-W53", AnswerError("not_a_week", {"given": "2025-W53"})),
        ("I12a", "0000-W01", AnswerError("not_a_week", {"given": "0000-W01"})),
        ("I12a", "٢٠٢٦-W40", AnswerError("not_a_week", {"given": "٢٠٢٦-W40"})),
        ("I12c", "someday.noon=can", AnswerError("unknown_cell", {"given": "someday.noon"})),
        ("I12c", "monday.morning=perhaps", AnswerError("not_an_option", {"given": "perhaps"})),
        ("I13", "Rotterdam", AnswerError("unknown_place", {"given": "Rotterdam"})),
        ("I14c", "chef", AnswerError("not_an_email")),
        ("I18", "misschien", AnswerError("not_yes_or_no", {"given": "misschien"})),
    ],
)
def test_validate_answer_gives_the_error(code: str, raw: object, error: AnswerError) -> None:
    result = intake({code: raw}, I1="teacher", I14="supports")
    assert (result.values, result.errors) == ({}, {code: error})
    assert not result.is_valid


@pytest.mark.parametrize("empty", ["", "  ", [], None])
def test_validate_empty_answer_has_no_value(empty: object) -> None:
    for code in instrument_items():
        result = validate_answers(instrument("intake"), {code: empty}, complete=False)
        assert (result.values, result.errors) == ({}, {})


def instrument_items() -> list[str]:
    return [item.code for item in instrument("intake").items]


def test_validate_complete_intake_needs_only_the_group() -> None:
    form = instrument("intake")
    assert validate_answers(form, {}).errors == {"I1": AnswerError("required")}
    assert validate_answers(form, {}, complete=False).errors == {}
    assert validate_answers(form, {"I1": "teacher"}).is_valid
    assert validate_answers(form, {"I1": "nope"}).errors["I1"].code == "not_an_option"


def test_validate_drops_answers_to_questions_that_are_not_asked() -> None:
    form = instrument("interim_survey")
    assert validate_answers(form, {"M7": "4", "M8": "tijd"}).values == {"M7": 4}
    assert validate_answers(form, {"M7": "3", "M8": "tijd"}).values == {"M7": 3, "M8": "tijd"}
    assert validate_answers(form, {"M7": "4", "M8": "x" * 9999}).is_valid


def test_validate_follows_a_chain_of_conditions() -> None:
    answers: dict[str, object] = {"I1": "teacher", "I9.company_type": "2", "I9.company_type.wanted": "it"}
    form = instrument("intake")
    chosen = validate_answers(form, {**answers, "I10": "choose"})
    assert chosen.values["I9.company_type.wanted"] == ["it"]
    assert set(validate_answers(form, {**answers, "I10": "surprise"}).values) == {"I1", "I10"}
    elsewhere = validate_answers(form, {**answers, "I1": "non_teacher", "I10": "choose"})
    assert set(elsewhere.values) == {"I1", "I10"}


def test_validate_one_page_uses_known_answers_and_refuses_others() -> None:
    form = instrument("intake")
    page = {"I8": "Haven", "I8c": "transport"}
    assert validate_answers(form, page, items=["I8"], known={"I1": "non_teacher"}).values == page
    assert validate_answers(form, page, items=["I8"], known={"I1": "teacher"}).values == {"I8": "Haven"}
    assert validate_answers(form, {"I2": "x"}, items=["I8"]).errors == {"I2": AnswerError("unknown_item")}
    assert validate_answers(form, {"X9": "x"}).errors["X9"].code == "unknown_item"
    with pytest.raises(KeyError):
        validate_answers(form, {}, items=["X9"])


def test_validate_repeated_rows() -> None:
    form = instrument("interim_survey")
    rows = [{"kind": "time", "bottleneck": "druk", "solution": ""}, {"kind": "", "bottleneck": " "}]
    clean = [{"kind": "time", "bottleneck": "druk"}]
    assert validate_answers(form, {"M11": rows}).values == {"M11": clean}
    assert validate_answers(form, {"M11": json.dumps(rows)}).values == {"M11": clean}
    wrong = validate_answers(form, {"M11": [{"kind": "weather"}]})
    assert wrong.errors == {"M11": AnswerError("not_an_option", {"row": 1, "column": "kind", "given": "weather"})}
    assert validate_answers(form, {"M11": "tijd"}).errors == {"M11": AnswerError("not_rows")}
    assert validate_answers(form, {"M11": "[" * 100_000}).errors == {"M11": AnswerError("not_rows")}
    assert validate_answers(form, {"M11": [{"colour": "x"}]}).errors["M11"].code == "unknown_column"


def test_validate_yields_and_hours_of_the_final_survey() -> None:
    form = instrument("final_survey")
    result = validate_answers(form, {"N3.Y01": "3", "N3.Y02": "too_early", "N9a": "12.5", "N9b": "0,3"})
    assert result.values == {"N3.Y01": 3, "N3.Y02": "too_early", "N9a": 12.5}
    assert result.errors == {"N9b": AnswerError("wrong_step", {"step": 0.5})}
