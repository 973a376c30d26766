"""A whole programme from the command line, as the README shows it, and the sample programmes."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Model
from openpyxl import Workbook

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.demo import synthetic
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import Scenario
from jobtwinning.pairs.actions import accept_pair
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Consent, Person
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.catalogue import instrument, yields
from jobtwinning.surveys.models import Answer, Response

SLUG = "voorjaar"
PER_SIDE = 12
SMALL = 5  # the programme's threshold for small groups
YIELDS = [each.code for each in yields()]
PILOT = {  # T3.3 as it was published, in whole per cent
    "teacher": [50, 40, 50, 50, 50, 30, 30, 20, 20, 20, 30, 20, 20, 10],
    "non_teacher": [56, 44, 33, 22, 11, 33, 33, 33, 33, 11, 0, 0, 0, 0],
}
STORED: list[type[Model]] = [Account, Answer, Consent, History, OutboxMail, Participation, Person, Response]
pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def everything() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in STORED]


def create() -> str:
    return run(
        *("create_programme", SLUG, "--name", "Voorjaar", "--organiser", "Regiobureau"),
        *("--region", "duinstreek:Duinstreek:north", "--starts", "2027-01-11", "--ends", "2027-04-16"),
        *("--coordinator", "saskia@voorbeeld.example"),
    )


def people_file(folder: Path) -> tuple[Path, list[dict[str, str]]]:
    """Twelve people on each side; Y01 is ticked by six of each, Y14 by nobody."""
    cohort = synthetic.Cohort("duinstreek", PER_SIDE, PER_SIDE, 3, "voorbeeld.example", date(2027, 1, 11))
    rows = synthetic.rows(cohort)
    for number, row in enumerate(rows):
        ticked = [code for code in row["I6"].split("|") if code not in ("Y01", "Y14")][:2]
        row["I6"] = "|".join([*ticked, "Y01"] if number % 2 else ticked)
        row["I19"] = "ja"
    path = folder / "mensen.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        header = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(file, header, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path, rows


def answers_file(folder: Path, people: list[dict[str, str]]) -> tuple[Path, list[dict[str, str]]]:
    """An Excel file: everybody achieved Y02, half Y01, two of each side Y03, nobody the rest."""
    rows = []
    for number, person in enumerate(people):
        place = number % PER_SIDE
        achieved = {"Y02"} | ({"Y01"} if place < 6 else set()) | ({"Y03"} if place < 2 else set())
        rows.append(
            {
                "participant": person["email"],
                "N1": "4" if place < 7 else "2",
                **{f"N3.{code}": "4" if code in achieved else "1" for code in YIELDS},
                "N9a": "16",
                "N9b": "6",
            }
        )
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    path = folder / "antwoorden.xlsx"
    book.save(path)
    return path, rows


def report_of(slug: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("evaluation_report", slug, "--format", "json"))
    return report


def table(report: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in report["tables"] if each["code"] == code)
    return found


def cell(count: int, n: int) -> dict[str, Any]:
    """What the rule for small groups leaves of a count, said a second time in other words."""
    if count < SMALL:
        return {"state": "below", "limit": SMALL}
    if n - count < SMALL:
        return {"state": "hidden", "reason": "reveals_others"}
    return {"state": "shown", "count": count, "percentage": (200 * count + n) // (2 * n), "n": n}


def test_a_programme_from_the_command_line(tmp_path: Path) -> None:
    assert create() == "voorjaar is open, with 1 region(s).\n"
    programme = Programme.objects.get(slug=SLUG)
    with pytest.raises(CommandError, match="slug"):
        create()
    people, rows = people_file(tmp_path)
    the_file_comes_in_once(people)
    the_proposal_is_made_sent_and_accepted(programme)
    answers, given = answers_file(tmp_path, rows)
    the_answers_come_in_once(answers)
    the_report_counts_them(rows, given)


TOLD = ("--permission", "paper", "--note", "Formulieren in de map")


def the_file_comes_in_once(people: Path) -> None:
    before = everything()
    said = run("import_participants", SLUG, str(people), *TOLD, "--dry-run").splitlines()
    assert said == ["24 nieuw, 0 veranderd, 0 gelijk gebleven.", "Dit was een proef: er is niets opgeslagen."]
    assert everything() == before
    assert run("import_participants", SLUG, str(people), *TOLD) == "24 nieuw, 0 veranderd, 0 gelijk gebleven.\n"
    after = everything()
    assert after != before
    assert run("import_participants", SLUG, str(people), *TOLD) == "0 nieuw, 0 veranderd, 24 gelijk gebleven.\n"
    assert everything() == after
    sides = dict(Participation.objects.values_list("side").annotate(Count("pk")))
    assert sides == {"teacher": PER_SIDE, "non_teacher": PER_SIDE}


def the_proposal_is_made_sent_and_accepted(programme: Programme) -> None:
    (first,) = json.loads(run("propose_pairs", SLUG, "--json"))
    (again,) = json.loads(run("propose_pairs", SLUG, "--json"))
    assert (first["sent"], first["region"], first["programme"]) == (0, "duinstreek", SLUG)
    assert first["pairs"] == again["pairs"]
    assert (first["input_hash"], first["seed"]) == (again["input_hash"], again["seed"])
    assert not Pair.objects.exists()
    assert not OutboxMail.objects.exists()
    sides = dict(Participation.objects.values_list("public_id", "side"))
    for pair in first["pairs"]:
        assert (sides[pair["left"]], sides[pair["right"]]) == ("teacher", "non_teacher")
        weaker, stronger = sorted([pair["left_score"], pair["right_score"]])
        assert 0 <= weaker <= pair["score"] <= stronger <= 1
        assert pair["band"] == ("strong" if weaker >= 0.8 else "doubt" if weaker < 0.6 else "good")
    alone = [one["person"] for one in first["unmatched"]]
    placed = [pair[side] for pair in first["pairs"] for side in ("left", "right")]
    assert sorted(placed + alone) == sorted(sides)  # everybody once, with a partner or with a reason
    assert all(one["reason"] for one in first["unmatched"])
    (sent,) = json.loads(run("propose_pairs", SLUG, "--commit", "--at-once", "--json"))
    assert sent["sent"] == len(sent["pairs"]) == len(first["pairs"]) > 0
    assert Scenario.objects.filter(state="committed").count() == 1
    assert OutboxMail.objects.filter(template="pair_proposed").count() == 2 * sent["sent"]
    for seat in Seat.objects.select_related("pair", "person").order_by("pk"):
        accept_pair(Pair.objects.get(pk=seat.pair_id), person=person_in(seat), by=None, at=clock.now())
    assert set(programme.pairs.values_list("state", flat=True)) == {"accepted"}
    assert OutboxMail.objects.filter(template="pair_confirmed").count() == 2 * sent["sent"]
    (rest,) = json.loads(run("propose_pairs", SLUG, "--json"))
    assert not {pair[side] for pair in rest["pairs"] for side in ("left", "right")} & set(placed)


def the_answers_come_in_once(answers: Path) -> None:
    assert run("import_responses", SLUG, "final_survey", str(answers), "--dry-run").startswith("24 nieuw")
    assert not Response.objects.filter(instrument="final_survey").exists()
    assert run("import_responses", SLUG, "final_survey", str(answers)).startswith("24 nieuw, 0 veranderd")
    after = everything()
    said = run("import_responses", SLUG, "final_survey", str(answers))
    assert said == "0 nieuw, 0 veranderd, 24 gelijk gebleven.\n"
    assert everything() == after


def the_report_counts_them(people: list[dict[str, str]], given: list[dict[str, str]]) -> None:
    """Rows in the order of the instrument; counts, percentages, N and ranks as counted here from the two files."""
    report = report_of(SLUG)
    assert (report["programme"], report["released_before"], report["small_group"]) == (SLUG, False, SMALL)
    assert report["submitted"]["final_survey"] == {"teacher": PER_SIDE, "non_teacher": PER_SIDE}
    sides = [person["side"] for person in people]
    ticked = [set(person["I6"].split("|")) for person in people]
    achieved = [{code for code in YIELDS if row[f"N3.{code}"] in "345"} for row in given]
    for code, by_person in (("T3.3", ticked), ("F5.2", achieved)):
        found = table(report, code)
        assert [row["code"] for row in found["rows"]] == YIELDS
        assert found["n"] == {"teacher": PER_SIDE, "non_teacher": PER_SIDE, "total": 2 * PER_SIDE}
        for row in found["rows"]:
            for side in ("teacher", "non_teacher"):
                count = sum(row["code"] in has and own == side for has, own in zip(by_person, sides, strict=True))
                assert row["cells"][side] == cell(count, PER_SIDE), (code, row["code"], side)
            if row["rank"] is not None:
                assert row["cells"]["total"]["state"] == "shown"
    shown = table(report, "T3.3")["rows"][0]["cells"]
    assert shown["teacher"] == {"state": "shown", "count": 6, "percentage": 50, "n": 12}
    assert shown["total"] == {"state": "shown", "count": 12, "percentage": 50, "n": 24}
    first = table(report, "F5.2")["rows"][:3]
    assert [row["cells"]["teacher"]["state"] for row in first] == ["shown", "hidden", "below"]
    met = table(report, "F5.1")
    assert {row["cells"]["teacher"].get("count") for row in met["rows"] if row["n"]["teacher"]} == {7}
    assert report["pairs"]["n"] == Pair.objects.count() > 0


def test_populate_brings_as_many_people_as_asked_the_same_for_the_same_seed() -> None:
    create()
    assert run("populate", SLUG, "--per-side", "6", "--seed", "1") == "12 people in voorjaar.\n"
    first = sorted(Person.objects.values_list("given_name", "surname", "email"))
    assert Participation.objects.filter(state="ready").count() == len(first) == 12
    run("populate", SLUG, "--per-side", "6", "--seed", "1")
    assert sorted(Person.objects.values_list("given_name", "surname", "email")) == first
    run("populate", SLUG, "--per-side", "6", "--seed", "2")
    assert Person.objects.count() > 12  # the control: another seed, other people


@pytest.mark.parametrize(
    "command",
    [
        ("import_participants", "nergens", "geen.csv"),
        ("import_responses", "nergens", "final_survey", "geen.csv"),
        ("propose_pairs", "nergens"),
        ("evaluation_report", "nergens"),
        ("populate", "nergens", "--per-side", "1"),
    ],
    ids=lambda command: command[0],
)
def test_a_programme_that_is_not_there_is_one_clear_line(command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="nergens") as refused:
        run(*command)
    assert "\n" not in str(refused.value)


# --- The sample programmes ----------------------------------------------------------------------------


def breaks_the_rule(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Printed figures about fewer than five people, or that leave fewer than five over."""
    return [
        (each["code"], row["code"], column)
        for each in report["tables"]
        for row in each["rows"]
        for column, one in row["cells"].items()
        if one["state"] == "shown" and not SMALL <= one["count"] <= one["n"] - SMALL
    ]


@pytest.mark.one_database
def test_the_sample_programmes_print_what_was_published_and_protect_the_rest() -> None:
    run("load_demo")
    pilot = report_of("pilot-2015")
    found = table(pilot, "T3.3")
    assert [row["code"] for row in found["rows"]] == YIELDS
    for side, percentages in PILOT.items():
        assert [row["cells"][side]["percentage"] for row in found["rows"]] == percentages
    assert found["n"] == {"teacher": 10, "non_teacher": 9, "total": 19}
    assert sorted(row["rank"] for row in found["rows"]) == list(range(1, 15))
    assert pilot["pairs"]["n"] == 11

    finished = report_of("maasmond-vorig-halfjaar")
    assert not finished["released_before"]
    assert breaks_the_rule(finished) == []
    assert breaks_the_rule(pilot)  # the control: the rule is what keeps these figures back
    states = [one["state"] for each in finished["tables"] for row in each["rows"] for one in row["cells"].values()]
    assert states.count("shown") >= 30
    assert {"shown", "below", "hidden"} == set(states)
    answered = finished["submitted"]["final_survey"]  # who did not refuse the use of the answers
    assert {side: table(finished, "F5.2")["n"][side] for side in answered} == answered
    assert all(2 * SMALL <= number <= 24 for number in answered.values())

    with pytest.raises(CommandError, match="There are programmes already"):
        run("load_demo")
    before = Programme.objects.count()
    run("load_demo", "--if-empty")
    assert Programme.objects.count() == before == 6  # with the one of pairs that began by themselves


def test_final_survey_asks_every_yield_in_the_order_of_the_report() -> None:
    asked = [item.code for item in instrument("final_survey").items if item.code.startswith("N3.")]
    assert asked == [f"N3.{code}" for code in YIELDS]
