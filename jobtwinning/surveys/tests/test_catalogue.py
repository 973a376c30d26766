"""The questionnaires: complete in both languages, literal where they must be, and unchanged once released."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from jobtwinning.surveys.catalogue import (
    FOLDER,
    code_frame,
    code_frames,
    goal_categories,
    instrument,
    instrument_codes,
    pillars,
    scale,
    scales,
    versions,
    yields,
)
from jobtwinning.surveys.questionnaires import WRITTEN, Item, is_asked
from jobtwinning.surveys.versions import carries_over

# T3.3, in the printed order.
YIELDS_OF_TABLE_3_3 = [
    "Gewoon een ervaring rijker",
    "Het opdoen of ontwikkelen van een bepaalde vaardigheid of kennis",
    "Een blijvende (zakelijke) relatie tussen bedrijf en onderwijsinstelling",
    "Een breder professioneel netwerk/nuttige contacten",
    "Concrete ideeën om mijn huidige werk beter te kunnen doen",
    "Iets vernieuwends hebben kunnen betekenen voor de andere organisatie",
    "Een intensief samenwerkingsverband tussen bedrijf en onderwijsinstelling",
    "Een goed beeld van wat werken binnen/buiten het onderwijs inhoudt",
    "Iets wat ik graag doe ook elders hebben kunnen doen/toepassen",
    "Reflectie op mijn eigen functioneren door andere ogen",
    "Vernieuwing hebben gebracht in mijn eigen organisatie",
    "Een opstap/ingang naar een nieuwe baan",
    "Meer zelfkennis over wat ik goed kan en graag wil in mijn werk",
    "Een concrete stap richting een nieuwe loopbaan",
]
# F4.2.
QUESTIONS_OF_FIGURE_4_2 = {
    "M1": "In het algemeen, in welke mate ben je op dit moment tevreden over de samenwerking met je Twinning-partner?",
    "M2": "In welke mate denk je met je Twinning-partner de voor jou belangrijke opbrengsten van dit traject te kunnen "
    "realiseren?",
    "M3": "In welke mate heb je een persoonlijke 'klik' met je Twinning partner?",
    "M4": "In welke mate heb je een professionele 'klik' met je Twinning partner?",
    "M5": "In welke mate zijn jij en je Twinning-partner totaal verschillende types?",
    "M6": "In welke mate is een goede match met je Twinning-partner belangrijk voor je enthousiasme voor het traject?",
}
THE_SAME_IN_BOTH_LANGUAGES = {"Vmbo", "Havo", "Vwo", "Mbo", "Hbo", "Match", "match", "Intake", "Planning"}


def all_items() -> Iterator[Item]:
    for code in instrument_codes():
        for item in instrument(code).items:
            yield item
            yield from item.columns


def texts() -> Iterator[tuple[str, str, str]]:
    """Where, Dutch and English of everything people read; empty pairs are optional texts."""
    for code in instrument_codes():
        form = instrument(code)
        yield f"{code} title", form.title("nl"), form.title("en")
        yield f"{code} intro", form.intro("nl"), form.intro("en")
        for part in form.parts:
            yield f"{code} part {part.code}", part.title("nl"), part.title("en")
            yield f"{code} slug {part.code}", part.slug("nl"), part.slug("en")
        for group in form.groups:
            yield f"{code} group {group.code}", group.label("nl"), group.label("en")
            yield f"{code} group {group.code} hint", group.hint("nl"), group.hint("en")
    for item in all_items():
        yield f"{item.code} label", item.label("nl"), item.label("en")
        yield f"{item.code} hint", item.hint("nl"), item.hint("en")
        yield f"{item.code} reader", item.who_reads("nl"), item.who_reads("en")
        for option in item.options:
            yield f"{item.code} option {option.value}", option.label("nl"), option.label("en")
            yield f"{item.code} option {option.value} hint", option.hint("nl"), option.hint("en")
    for each in scales():
        yield f"{each.code} top", each.top_label_nl, each.top_label_en
        for option in each.options:
            yield f"{each.code} {option.value}", option.label("nl"), option.label("en")
    for yielded in yields():
        yield yielded.code, yielded.label("nl"), yielded.label("en")
        yield f"{yielded.code} fruit", yielded.fruit_label_nl, yielded.fruit_label_en
    for pillar in pillars():
        yield pillar.code, pillar.label("nl"), pillar.label("en")
    for category in goal_categories():
        yield category.code, category.label("nl"), category.label("en")
        yield f"{category.code} main", category.main_nl, category.main_en
    for frame in code_frames():
        for option in frame.options:
            yield f"{frame.code} {option.value}", option.label("nl"), option.label("en")


def test_every_text_exists_in_both_languages_and_differs() -> None:
    seen = list(texts())
    assert len(seen) > 500
    assert [row for row in seen if bool(row[1].strip()) != bool(row[2].strip())] == []
    assert [row for row in seen if row[1] and row[1] == row[2] and row[1] not in THE_SAME_IN_BOTH_LANGUAGES] == []


def test_every_label_is_filled_and_every_question_says_who_reads_it() -> None:
    for code in instrument_codes():
        form = instrument(code)
        assert all([form.title_nl, form.intro_nl, form.source])
        for item in form.items:
            assert item.label_nl.strip(), item.code
            assert item.who_reads_nl.strip(), item.code
            assert item.source.strip(), item.code
            assert all(option.label_nl.strip() for option in item.options), item.code


def test_no_text_calls_a_participant_niet_docent_or_says_u() -> None:
    formal = re.compile(r"niet-docent|\b(u|uw)\b", re.IGNORECASE)
    assert [row for row in texts() if formal.search(row[1])] == []
    assert instrument("intake").item("I1").label_source == "Ik ben ... docent / niet-docent"


def test_yields_are_exactly_those_of_table_3_3() -> None:
    assert [each.label_nl for each in yields()] == YIELDS_OF_TABLE_3_3
    assert [each.code for each in yields()] == [f"Y{number:02d}" for number in range(1, 15)]


def test_yields_hang_as_in_figure_6_1() -> None:
    per_pillar = {pillar.code: [each.code for each in yields() if each.pillar == pillar.code] for pillar in pillars()}
    assert per_pillar == {
        "fruit_low": ["Y01", "Y04", "Y05", "Y06", "Y09"],
        "fruit_middle": ["Y02", "Y08", "Y10", "Y13"],
        "fruit_high_org": ["Y03", "Y07", "Y11"],
        "fruit_high_career": ["Y12", "Y14"],
    }
    assert [each.code for each in yields() if each.pillar_status == "inferred"] == ["Y11"]


@pytest.mark.parametrize(("code", "label"), QUESTIONS_OF_FIGURE_4_2.items())
def test_questions_of_figure_4_2_are_literal(code: str, label: str) -> None:
    item = instrument("interim_survey").item(code)
    assert (item.label_nl, item.literal, item.scale) == (label, True, "extent5")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("N2", "Waarom voldeed het traject niet aan de verwachtingen?"),
        ("N4", "Heeft het traject ook iets anders opgeleverd?"),
        ("N10", "Opmerkingen/aanbevelingen met betrekking tot de projectorganisatie"),
    ],
)
def test_questions_of_the_final_survey_are_literal(code: str, label: str) -> None:
    assert (instrument("final_survey").item(code).label_nl, instrument("final_survey").item(code).literal) == (
        label,
        True,
    )


def test_baseline_expectation_has_the_wording_of_the_interim_survey() -> None:
    assert instrument("baseline_survey").item("V4").label_nl == instrument("interim_survey").item("M2").label_nl


def test_codes_are_unique_and_on_exactly_one_page() -> None:
    for code in instrument_codes():
        form = instrument(code)
        on_pages = Counter(item for part in form.parts for item in part.items)
        assert set(on_pages.values()) == {1}, code
        assert [each.code for each in form.items] == list(on_pages)
        assert len({part.code for part in form.parts}) == len(form.parts)
        assert {group.code for group in form.groups} <= {item.group for item in form.items}
        # A file may not hold a question that is on no page.
        text = (FOLDER / code / f"{form.version}.toml").read_text(encoding="utf-8")
        in_file = text.count("[[items]]") + (13 if "per_yield" in text else 0)
        assert in_file == len(form.items)


def test_all_question_numbers_of_the_design_are_there() -> None:
    for code, letter, last in [
        ("intake", "I", 24),
        ("baseline_survey", "V", 6),
        ("interim_survey", "M", 13),
        ("final_survey", "N", 14),
        ("organisation_review", "O", 4),
    ]:
        groups = {item.group for item in instrument(code).items}
        assert groups == {f"{letter}{number}" for number in range(1, last + 1)}


def test_conditions_and_code_frames_refer_to_what_exists() -> None:
    for code in instrument_codes():
        form = instrument(code)
        for item in form.items:
            for condition in item.conditions:
                asked_before = form.item(condition.item)
                wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                if asked_before.type != "yes_no" and condition.test in {"equals", "any_of"}:
                    assert set(wanted) <= {option.value for option in asked_before.options}, item.code
            for frame in [item.code_frame, *(each for _, each in item.code_frame_per_side)]:
                assert not frame or code_frame(frame).options, item.code
            if item.scale:
                assert item.options == scale(item.scale).options, item.code


def test_only_the_group_is_required() -> None:
    required = [item.code for code in instrument_codes() for item in instrument(code).items if item.required]
    assert required == ["I1"]


def test_final_survey_asks_every_yield_once_ticked_or_not() -> None:
    items = [item for item in instrument("final_survey").items if item.group == "N3"]
    assert [item.code for item in items] == [f"N3.Y{number:02d}" for number in range(1, 15)]
    assert [item.label_nl for item in items] == YIELDS_OF_TABLE_3_3
    assert {item.scale for item in items} == {"sufficient5"}


def test_short_intake_leaves_out_five_questions_and_age() -> None:
    form = instrument("intake", 1)
    long_only = {item.group for item in form.items if item.code not in form.thin}
    assert long_only == {"I8", "I14", "I15", "I16", "I17", "I18"}
    assert form.part("sign_up").items == ("I1", "I2", "I2b", "I7", "I7b", "I13", "I13b", "I13c", "I13d")


def test_intake_offers_three_ways_to_be_matched() -> None:
    item = instrument("intake").item("I10")
    assert [option.value for option in item.options] == ["choose", "surprise", "leave_to_us"]
    assert item.option("leave_to_us").label_nl == "Ik laat het aan jullie over"
    assert "Tot de start weet je niet wie je partner wordt." in item.option("surprise").hint_nl


def test_is_asked_follows_the_answer_before() -> None:
    why_not = instrument("interim_survey").item("M8")
    assert [is_asked(why_not, {"M7": value}) for value in (1, 2, 3, 4, 5)] == [True, True, True, False, False]
    assert not is_asked(why_not, {})
    assert not is_asked(why_not, {"M7": "3"})


def test_scales_have_the_top_class_of_the_report() -> None:
    assert scale("extent5").top == (4, 5)
    assert scale("sufficient5").top == (3, 4, 5)
    assert [option.counts_as for option in scale("continuation3").options] == ["", "", "", "maybe"]
    assert [option.value for option in scale("checkbox14").options] == [each.code for each in yields()]


def test_goal_categories_and_code_frames_have_the_size_of_the_report() -> None:
    assert [each.code for each in goal_categories("teacher")] == ["t1a", "t1b", "t1c", "t2a", "t2b", "t3a", "t3b"]
    assert len(goal_categories("non_teacher")) == 8
    assert {each.code: len(each.options) for each in code_frames()} == {
        "expectation_reason": 4,
        "unforeseen_yield": 9,
        "valuable_activity_teacher": 2,
        "valuable_activity_non_teacher": 3,
        "missed_activity": 7,
        "organisation_remark": 5,
        "continuation_form": 7,
    }


def test_instrument_unknown_code_or_version_raises() -> None:
    with pytest.raises(KeyError):
        instrument("nope")
    with pytest.raises(KeyError):
        instrument("intake", 999)
    assert versions("intake") == (1, 2)
    assert instrument("intake") is instrument("intake", 2)


def test_answers_to_an_earlier_intake_are_answers_to_the_newest_one() -> None:
    newest = instrument("intake")
    for version in versions("intake"):
        assert carries_over(instrument("intake", version), newest)
    assert not carries_over(newest, instrument("intake", 1))
    old = {item.code: item for item in instrument("intake", 1).items}
    for item in newest.items:  # a question that stayed has the words it had
        assert item.code not in old or (item.label_nl, item.label_en) == (
            old[item.code].label_nl,
            old[item.code].label_en,
        )


def test_what_not_to_write_is_only_said_where_somebody_can_write() -> None:
    said, unsaid = 0, 0
    for item in all_items():
        lines = (item.who_reads("nl"), item.who_reads("en"))
        warned = ["gezondheid" in lines[0], "health" in lines[1]]
        assert warned in ([False, False], [True, True]), item.code
        assert item.type in WRITTEN or not warned[0], item.code
        said += warned[0]
        unsaid += "gezondheid" in item.who_reads_nl and not warned[0]
    assert (said > 0, unsaid > 0) == (True, True)
    ticks = instrument("intake", 2).item("I6").who_reads("nl")
    assert ticks.endswith("zo kiest. Onderzoekers zien het alleen als jij dat goedvindt, en zonder je naam.")


def test_the_files_before_intake_2_say_the_same_readers_as_ever() -> None:
    assert (
        instrument("intake", 1).item("I4").who_reads_nl.startswith("Je coördinator leest dit om een partner te zoeken.")
    )
    assert "bij je profiel" in instrument("intake", 2).item("I4").who_reads_nl


def test_released_files_never_change() -> None:
    lines = (FOLDER / "hashes.txt").read_text(encoding="utf-8").splitlines()
    released = {name: digest for digest, name in (line.split() for line in lines)}
    found = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*.toml")
    }
    assert found == released, "Released: add a new version beside the old one (docs/instruments.md)"
