"""The data of the demo: the pilot gives the published counts, and the invented data refer to what exists."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jobtwinning.people.fields import fields
from jobtwinning.people.places import place
from jobtwinning.surveys.catalogue import goal_categories, instrument, scale, yields
from jobtwinning.surveys.validation import validate_answers

DATA = Path(__file__).parent.parent / "data"
PILOT = DATA / "pilot-2015"
# T3.3.
TICKED_BY_TEACHERS = [5, 4, 5, 5, 5, 3, 3, 2, 2, 2, 3, 2, 2, 1]
TICKED_BY_NON_TEACHERS = [5, 4, 3, 2, 1, 3, 3, 3, 3, 1, 0, 0, 0, 0]


def read_json(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return read


def read_csv(name: str) -> list[dict[str, str]]:
    with (PILOT / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_pilot_has_the_eleven_pairs_of_table_2_1() -> None:
    pairs = read_csv("pairs.csv")
    assert Counter(row["region"] for row in pairs) == {"Rotterdam": 7, "Amsterdam": 2, "Eindhoven": 2}
    assert Counter((row["school"], row["company"]) for row in pairs) == {
        ("CVO Accent", "RET"): 4,
        ("Libanon Lyceum", "RET"): 1,
        ("Libanon Lyceum", "Shell"): 1,
        ("Wolfert Tweetalig", "RET"): 1,
        ("ECL Haarlem", "Element"): 1,
        ("Hyperion Lyceum", "IBM"): 1,
        ("Eckartcollege", "Venture Spring"): 1,
        ("Eckartcollege", "Synergeon"): 1,
    }
    addresses = [row[column] for row in pairs for column in ("teacher_email", "non_teacher_email")]
    assert len(set(addresses)) == 22
    assert all(address.endswith(".example") for address in addresses)


@pytest.mark.parametrize(
    ("letter", "respondents", "counts"), [("T", 10, TICKED_BY_TEACHERS), ("N", 9, TICKED_BY_NON_TEACHERS)]
)
def test_pilot_answers_give_the_counts_of_table_3_3(letter: str, respondents: int, counts: list[int]) -> None:
    rows = [row for row in read_csv("interim_responses.csv") if row["participant"].startswith(letter)]
    assert len(rows) == len({row["participant"] for row in rows}) == respondents
    answers = [validate_answers(instrument("interim_survey", 1), {"M9": row["M9"]}) for row in rows]
    assert all(answer.is_valid and answer.values["M9"] for answer in answers)
    ticked = Counter(code for row in rows for code in row["M9"].split("|"))
    assert [ticked[each.code] for each in yields()] == counts


def test_pilot_respondents_are_participants() -> None:
    pairs = read_csv("pairs.csv")
    participants = {row["teacher"] for row in pairs} | {row["non_teacher"] for row in pairs}
    assert len(participants) == 22
    assert {row["participant"] for row in read_csv("interim_responses.csv")} < participants


def test_pilot_programme_is_released_before() -> None:
    programme = read_json("pilot-2015/programme.json")
    assert (programme["slug"], programme["first_day"], programme["released_before"]) == (
        "pilot-2015",
        "2015-09-01",
        True,
    )
    for response in programme["responses"]:
        assert instrument(response["instrument"], response["version"])
        assert (PILOT / response["file"]).exists()


def test_published_figures_fit_their_counts() -> None:
    for row in read_json("pilot-2015/published_figures.json")["figures"]:
        if row["count"] is not None and row["percentage"] != 66:  # the report cuts 66.7 off
            assert int(100 * row["count"] / row["n"] + 0.5) == row["percentage"], row


def test_names_are_many_and_unique() -> None:
    names = read_json("names.json")
    for key in ("given_names", "surnames"):
        assert len(names[key]) == len(set(names[key])) >= 80


def test_organisations_use_places_fields_and_kinds_that_exist() -> None:
    regions = read_json("organisations.json")["regions"]
    assert [region["name"] for region in regions] == ["Maasmond", "Duinstreek", "Kempenrand"]
    known_fields = {each.id for each in fields() if each.kind == "professional_field"}
    values = {code: {option.value for option in scale(code).options} for code in
              ("education_type", "target_group", "company_type", "company_size")}  # fmt: skip
    for region in regions:
        for organisation in [*region["schools"], *region["companies"]]:
            where = place(organisation["place_id"])
            assert (where.name, where.province) == (organisation["place"], region["province"])
            assert where.school_region == region["school_region"]
        for school in region["schools"]:
            assert set(school["education_types"]) <= values["education_type"]
            assert set(school["target_groups"]) <= values["target_group"]
        for company in region["companies"]:
            assert company["company_type"] in values["company_type"]
            assert company["company_size"] in values["company_size"]
            assert set(company["fields"]) <= known_fields
    names = [each["name"] for region in regions for each in [*region["schools"], *region["companies"]]]
    assert len(names) == len(set(names)) == 72


def test_every_professional_field_has_functions() -> None:
    functions = read_json("functions.json")
    assert set(functions["non_teacher"]) == {each.id for each in fields() if each.kind == "professional_field"}
    assert all(len(listed) == 3 for listed in functions["non_teacher"].values())
    assert {each["leads"] for each in functions["teacher"]} == {True, False}


def test_reasons_and_goals_carry_a_category_of_their_side() -> None:
    texts = read_json("texts.json")
    for side in ("teacher", "non_teacher"):
        known = {each.code for each in goal_categories(side)}
        listed = [*texts[side]["motivations"], *texts[side]["goals"]]
        assert len({row["text"] for row in listed}) == len(listed) == 36
        assert {row["category"] for row in listed} == known
