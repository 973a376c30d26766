"""Invented people for trying out and testing: names, employers, subjects, wishes. Pure, the same for the same seed.

A row is what `import_participants` reads from a file, so that the sample programmes come in by the same door as real
people: given_name, surname, email, side, organisation, function, region and the codes of the intake.
"""

import json
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jobtwinning.pairs.words import inside_a_sentence
from jobtwinning.people.fields import Field, fields
from jobtwinning.surveys import catalogue

FOLDER = Path(__file__).parent / "data"
CRITERIA = ("motivation", "education", "function_type", "target_group", "subject")
NOT_MET = (
    "We vonden te weinig momenten die voor ons allebei uitkwamen.",
    "Het bleef bij kijken. Ik had graag samen iets gemaakt.",
    "Mijn partner had het drukker dan gedacht.",
    "We misten in het begin een duidelijke opdracht.",
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cohort:
    """What to make: `per_side` people on each side of one region, mail addresses under `domain`."""

    region: str  # slug, as in the programme
    teachers: int
    non_teachers: int
    seed: int
    domain: str
    first_week: date  # the programme's first day; good and busy weeks follow from it
    everybody_consents: bool = False  # to research; otherwise about one in four refuses


@cache
def source(name: str) -> Any:
    """One of the data files with invented names, organisations and texts."""
    return json.loads((FOLDER / name).read_text())


def home_region(slug: str) -> dict[str, Any]:
    """The invented region with this slug; an unknown slug gets the first one's organisations."""
    regions: list[dict[str, Any]] = source("organisations.json")["regions"]
    return next((region for region in regions if region["slug"] == slug), regions[0])


def rows(cohort: Cohort) -> list[Row]:
    """Teachers first, then the others; e-mail addresses are unique within the cohort."""
    chance = random.Random(cohort.seed)
    taken: set[str] = set()
    sides = ["teacher"] * cohort.teachers + ["non_teacher"] * cohort.non_teachers
    return [row(cohort, side, chance, taken) for side in sides]


def row(cohort: Cohort, side: str, chance: random.Random, taken: set[str]) -> Row:
    """One person with a full intake."""
    names = source("names.json")
    given, surname = chance.choice(names["given_names"]), chance.choice(names["surnames"])
    work = teacher_work(cohort, chance) if side == "teacher" else outside_work(cohort, chance)
    return {
        "given_name": given,
        "surname": surname,
        "email": address(given, surname, cohort.domain, taken),
        "side": side,
        "region": cohort.region,
        **work,
        **wishes(side, chance),
        **time_and_place(cohort, chance),
        **motivation(side, chance),
        "I1": side,
        "I19": "ja" if cohort.everybody_consents else chance.choice(("ja", "ja", "ja", "nee")),
    }


def address(given: str, surname: str, domain: str, taken: set[str]) -> str:
    """An address from the name, with a number when the name is there already."""
    plain = unicodedata.normalize("NFKD", f"{given}.{surname}".lower()).encode("ascii", "ignore").decode()
    local = "".join(letter for letter in plain.replace(" ", "") if letter.isalnum() or letter == ".")
    number = 1
    while f"{local}{number if number > 1 else ''}@{domain}" in taken:
        number += 1
    found = f"{local}{number if number > 1 else ''}@{domain}"
    taken.add(found)
    return found


@cache
def subjects(target_groups: tuple[str, ...]) -> tuple[Field, ...]:
    """School subjects that a school with these target groups teaches."""
    return tuple(each for each in fields() if each.kind == "school_subject" and set(each.sectors) & set(target_groups))


def teacher_work(cohort: Cohort, chance: random.Random) -> Row:
    """School, subject and function of a teacher."""
    schools = [each for each in home_region(cohort.region)["schools"] if subjects(tuple(each["target_groups"]))]
    school = chance.choice(schools)
    subject = chance.choice(subjects(tuple(school["target_groups"])))
    job = chance.choice(source("functions.json")["teacher"])
    title = job["title"].replace("docent", f"docent {inside_a_sentence(subject.label_nl.partition(' (')[0])}", 1)
    return {
        "organisation": school["name"],
        "function": title,
        "I2": title,
        "I2b": "ja" if job["leads"] else "nee",
        "I3b": chance.choice(("hbo", "hbo", "wo")),
        "I7": subject.id,
        "I13": str(school["place_id"]),
    }


def outside_work(cohort: Cohort, chance: random.Random) -> Row:
    """Employer, field and function of somebody outside education."""
    company = chance.choice([each for each in home_region(cohort.region)["companies"] if each["fields"]])
    field = chance.choice(company["fields"])
    job = chance.choice(source("functions.json")["non_teacher"][field])
    return {
        "organisation": company["name"],
        "function": job["title"],
        "I2": job["title"],
        "I2b": "ja" if job["leads"] else "nee",
        "I3b": chance.choice(("mbo", "hbo", "hbo", "wo")),
        "I7": field,
        "I13": str(company["place_id"]),
    }


def wishes(side: str, chance: random.Random) -> Row:
    """How somebody wants to be matched (I9, I10); one in eight asks to be surprised."""
    mode = chance.choices(("choose", "leave_to_us", "surprise"), weights=(5, 2, 1))[0]
    answers = {"I10": mode}
    if mode == "choose":
        for criterion in chance.sample(CRITERIA, k=chance.randint(1, 3)):
            answers[f"I9.{criterion}"] = str(chance.randint(1, 3))
        if "I9.subject" in answers:
            answers["I9.subject.direction"] = chance.choice(("alike", "alike", "different"))
    return answers


def time_and_place(cohort: Cohort, chance: random.Random) -> Row:
    """Hours, months, busy and closed weeks, home, travel (I11, I12, I13)."""
    weeks = [week(cohort.first_week + timedelta(weeks=number)) for number in range(13)]
    busy = set(chance.sample(weeks, k=chance.randint(0, 3)))
    closed = set(chance.sample(weeks, k=chance.randint(0, 2))) - busy
    places = {str(each["place_id"]) for each in home_region(cohort.region)["schools"]}
    return {
        "I11a": str(chance.choice((6, 7, 7.5, 8, 8, 10))),
        "I11b": str(chance.choice((3, 3, 3, 4, 6))),
        "I12a": "|".join(sorted(busy)),
        "I12b": "|".join(sorted(closed)),
        "I13b": chance.choice(sorted(places)),
        "I13c": str(chance.choice((20, 30, 30, 45, 45, 60))),
        "I13d": chance.choice(("car", "public_transport", "bicycle", "car|public_transport")),
    }


def week(day: date) -> str:
    """The ISO week of a day, as the intake stores it."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def motivation(side: str, chance: random.Random) -> Row:
    """Reasons, goals and intended yields (I4, I5, I6)."""
    texts = source("texts.json")[side]
    ticked = chance.sample([each.code for each in catalogue.yields()], k=chance.randint(3, 7))
    return {
        "I4": chance.choice(texts["motivations"])["text"],
        "I5": "|".join(goal["text"] for goal in chance.sample(texts["goals"], k=chance.randint(1, 2))),
        "I6": "|".join(sorted(ticked)),
    }


def final_answers(expected: Sequence[str], chance: random.Random) -> Row:
    """A final survey (N1, N3, N6, N9, N11) of somebody who ticked these yields; low fruit succeeds more often."""
    hours = chance.choice((12, 16, 18, 20, 20, 20, 22, 24, 26, 36))
    private = chance.choice((0, 2, 4, 6))
    met = chance.choices((2, 3, 4, 5), weights=(1, 3, 6, 3) if hours >= 20 else (3, 5, 3, 1))[0]
    easy = {"fruit_low": 1.0, "fruit_middle": 0.4}
    answers = {
        "N1": str(met),
        "N6": str(min(5, max(1, met + chance.choice((-1, 0, 0, 1))))),
        "N9a": str(hours - min(private, hours)),
        "N9b": str(min(private, hours)),
        "N11": chance.choices(("yes", "maybe", "no", "dont_know"), weights=(5, 3, 2, 1))[0],
    }
    for each in catalogue.yields():
        wanted = 0.8 if each.code in expected else 0.0
        level = chance.gauss(2.0 + wanted + easy.get(each.pillar, -0.5), 0.9)
        answers[f"N3.{each.code}"] = str(min(5, max(1, round(level))))
    if met < 4:
        answers["N2"] = chance.choice(NOT_MET)
    return answers
