import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils import translation

from jobtwinning.surveys import validation
from jobtwinning.surveys.catalogue import instrument, instrument_codes
from jobtwinning.surveys.forms import AnswersForm
from jobtwinning.surveys.validation import AnswerError
from jobtwinning.surveys.widgets import WeekChoice
from jobtwinning.surveys.wording import error_sentence

Sent = Mapping[str, str | list[str]]
Known = Mapping[str, object]
INTAKE = instrument("intake")
HOSTILE = [
    "",
    "x" * 5000,
    "a\x00b",
    "👩‍🏫",
    "\u202eabc",
    "<script>alert(1)</script>",
    "\x01\x1f",
    "ja",
    "-1e9",
    "'\"`;",
]


def form(
    codes: Sequence[str], sent: Sent | None = None, known: Known | None = None, *, code: str = "intake"
) -> AnswersForm:
    data = None
    if sent is not None:
        data = QueryDict(mutable=True)
        for name, value in sent.items():
            data.setlist(name, value if isinstance(value, list) else [value])
    questions = instrument(code)
    return AnswersForm(
        data, instrument=questions, codes=questions.expand(codes), known=known or {}, weeks=[WeekChoice("2026-W43")]
    )


def clean(codes: Sequence[str], sent: Sent, known: Known | None = None) -> Mapping[str, object]:
    made = form(codes, sent, known)
    assert made.is_valid(), made.errors
    return made.answers


@pytest.mark.parametrize("code", instrument_codes())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_form_of_every_instrument_renders_and_reads_an_empty_sending(code: str, language: str) -> None:
    with translation.override(language):
        codes = [item.code for item in instrument(code).items]
        page = form(codes, code=code)
        assert page.blocks()
        assert all(str(field) for field in page)
        assert set(form(codes, {}, code=code).errors) <= {"I1"}


def test_form_reads_every_kind_of_answer() -> None:
    sent: Sent = {
        "I1": "teacher",
        "I2": "docent",
        "I5": ["een doel", "", "nog een"],
        "I6": ["Y02", "Y01"],
        "I7": ["Wiskunde", "natuurkunde", ""],
        "I11a": "7,5",
        "I12a": ["2026-W43"],
        "I12c": ["monday.morning=can", "", "friday.evening=no"],
        "I13": "hoek van holland",
        "I18": "no",
        "I19": "yes",
    }
    assert clean(list(sent), sent) == {
        "I1": "teacher",
        "I2": "docent",
        "I5": ["een doel", "nog een"],
        "I6": ["Y01", "Y02"],
        "I7": ["wiskunde", "natuurkunde"],
        "I11a": 7.5,
        "I12a": ["2026-W43"],
        "I12c": {"monday.morning": "can", "friday.evening": "no"},
        "I13": 2754007,
        "I18": False,
        "I19": True,
    }


def test_form_shows_stored_answers_as_people_typed_them() -> None:
    page = form(["I7", "I11a", "I13"], known={"I7": ["wiskunde"], "I11a": 7.5, "I13": 2747891})
    assert page["I7"].value() == ["Wiskunde (vmbo, A, B, C en D)"]
    assert page["I11a"].value() == "7,5"
    assert page["I13"].value() == "Rotterdam"


def test_form_unknown_field_goes_to_the_free_text_beside_it() -> None:
    sent: Sent = {"I7": ["Wiskunde", "Toveren"], "I7b": "goochelen"}
    assert clean(["I7"], sent) == {"I7": ["wiskunde"], "I7b": "goochelen; Toveren"}


def test_form_unknown_place_is_refused_with_what_to_do_and_text_is_kept() -> None:
    page = form(["I13"], {"I13": "Verwegistan"})
    assert page.errors["I13"] == [
        "We kennen ‘Verwegistan’ niet. Kies een plaats uit de lijst, of de grootste plaats in de buurt."
    ]
    assert 'value="Verwegistan"' in str(page["I13"])


def test_form_place_with_a_double_name_asks_which() -> None:
    page = form(["I13"], {"I13": "Aalst"})
    question = "Er zijn meer plaatsen die zo heten. Kies er een: Aalst (Noord-Brabant); Aalst (Gelderland)."
    assert page.errors["I13"] == [question]
    assert clean(["I13"], {"I13": "aalst (gelderland)"}) == {"I13": 2760131}


def test_form_errors_are_dutch_sentences_and_typed_text_is_kept() -> None:
    page = form(["I2", "I11a"], {"I2": "x" * 121, "I11a": "100"})
    assert page.errors == {
        "I2": ["Dit zijn 121 tekens, er passen er 120. Maak het iets korter."],
        "I11a": ["Vul 80 of minder in."],
    }
    assert "x" * 121 in str(page["I2"])


def test_form_condition_on_this_page_drops_the_answer_when_it_is_not_asked() -> None:
    questions = instrument("interim_survey")

    def answers(sent: dict[str, str]) -> Mapping[str, object]:
        data = QueryDict(mutable=True)
        data.update(sent)
        made = AnswersForm(data, instrument=questions, codes=["M7", "M8"], known={})
        assert made.is_valid()
        return made.answers

    assert answers({"M7": "3", "M8": "te druk"}) == {"M7": 3, "M8": "te druk"}
    assert answers({"M7": "4", "M8": "te druk"}) == {"M7": 4}
    (block,) = form(["M7", "M8"], code="interim_survey").blocks()
    assert [(each.code, each.when) for each in block.questions[0].blocks] == [("M8", "1 2 3")]


def test_form_condition_on_another_page_decides_whether_it_is_there() -> None:
    codes = ["I8b", "I8c"]
    assert form(codes, known={"I1": "teacher"}).codes == ("I8b",)
    assert form(codes, known={"I1": "non_teacher"}).codes == ("I8c",)
    assert form(codes).codes == ()


def test_form_weights_hang_under_the_choice_and_hold_their_direction() -> None:
    (block,) = form(["I10", "I9"], known={"I1": "teacher"}).blocks()
    (weights,) = block.questions[0].blocks
    subject = weights.questions[0]
    assert (block.code, weights.code, weights.when, subject.item.code) == ("I10", "I9", "choose", "I9.subject")
    assert subject.direction is not None
    assert subject.direction.name == "I9.subject.direction"
    assert subject.direction.value() == "alike"  # what the matching takes when nothing was said
    assert (block.who_reads, weights.who_reads) == ("Je coördinator leest dit. Andere deelnemers zien het niet.", "")
    assert [(each.item.code, each.when) for each in subject.under] == [("I9.subject.must", "3")]
    sent: Sent = {"I10": "choose", "I9.subject": "3", "I9.subject.direction": "different", "I9.subject.must": "yes"}
    assert clean(["I10", "I9"], sent, known={"I1": "teacher"}) == {
        **sent,
        "I9.subject": 3,
        "I9.subject.must": True,
    } | dict.fromkeys((), False)


def test_form_every_question_says_who_reads_it() -> None:
    for block in form([item.code for item in INTAKE.items], known={"I1": "teacher"}).blocks():
        assert block.who_reads or all(question.who_reads for question in block.questions)


@pytest.mark.parametrize("text", HOSTILE)
def test_form_hostile_text_gives_an_answer_or_an_error_never_a_crash(text: str) -> None:
    for code in instrument_codes():
        codes = [item.code for item in instrument(code).items]
        page = form(codes, dict.fromkeys(codes, text), code=code)
        page.is_valid()
        shown = "".join(str(field) for field in page)
        assert "<script>" not in shown
        assert "\x00" not in repr(page.answers)


def test_every_error_code_has_a_sentence() -> None:
    params: dict[str, int | str | float] = {"given": "x", "max": 1, "min": 1, "step": 1, "column": "c"}

    source = Path(validation.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'(?:_AnswerProblemError|AnswerError)\(\s*"(\w+)"', source))
    assert len(codes) > 12
    for code in codes:
        assert error_sentence(AnswerError(code, params)).endswith(".")
