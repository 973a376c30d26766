"""The report page, its files, and its states."""

import csv
import io
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.core.spreadsheets import safe
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Side
from jobtwinning.reports.tests import cohorts
from tests import make

ClientOf = Callable[[str], Client]


def address(name: str, cast: Cast, language: str = "nl") -> str:
    """The URL in a language, whatever language an earlier request left behind."""
    with translation.override(language):
        return reverse(name, args=[cast.programme.slug])


def page(client: Client, cast: Cast, language: str = "nl") -> str:
    response = client.get(address("reports:report", cast, language))
    assert response.status_code == 200
    return response.content.decode()


def fill(cast: Cast, people: int = 30) -> None:
    """Answers of both groups, in which every figure has something to print."""
    chance = Random(1)
    for side in ("teacher", "non_teacher"):
        for number in range(people):
            final: dict[str, object] = {f"N3.{code}": chance.choice([1, 2, 3, 4]) for code in cohorts.YIELDS}
            final |= {"N1": 5 if number % 3 else 3, "N6": 4 if number % 4 else 2, "N9a": 14 + number % 12, "N9b": 0}
            final["N11"] = ("yes", "yes", "maybe", "no")[number % 4]
            ticks = [code for code in cohorts.YIELDS if chance.random() < 0.5]
            cohorts.store(cast.programme, side, {"M9": ticks, "M7": 4 if number % 3 else 2, **final})


def test_report_without_answers_says_what_is_missing(cast: Cast, client_of: ClientOf) -> None:
    Pair.objects.update(state=Pair.State.DECLINED)
    html = page(client_of("researcher"), cast)
    assert "Nog geen antwoorden" in html
    assert "Vraag ze om die in te vullen." in html
    assert "1. " not in html


def test_report_with_only_intakes_says_that_the_surveys_are_missing(cast: Cast, client_of: ClientOf) -> None:
    for _number in range(12):
        cohorts.store(cast.programme, "teacher", {"I6": ["Y01"] if _number < 6 else []})
    html = page(client_of("researcher"), cast)
    assert "Nog geen tussenmeting of nameting." in html
    assert "50%" in html


def test_report_of_four_people_writes_it_out(cast: Cast, client_of: ClientOf) -> None:
    for _number in range(4):
        cohorts.store(cast.programme, "teacher", {"M9": ["Y01"], "N1": 5, "N6": 5, "N11": "yes"})
    html = page(client_of("researcher"), cast)
    assert "te weinig antwoorden" in html
    assert "100%" not in html
    assert "In het kort" not in html


def test_report_of_few_people_without_pairs_is_not_called_empty(cast: Cast, client_of: ClientOf) -> None:
    Pair.objects.update(state=Pair.State.DECLINED)
    cohorts.store(cast.programme, "teacher", {"M9": ["Y01"]})
    html = page(client_of("researcher"), cast)
    assert "Nog geen antwoorden" not in html
    assert "te weinig antwoorden" in html


def test_report_of_a_filled_programme_shows_findings_and_figures(cast: Cast, client_of: ClientOf) -> None:
    fill(cast)
    html = page(client_of("researcher"), cast)
    assert "Job Twinning deed wat de meesten verwachtten" in html
    assert "Aan de verwachtingen voldaan in (zeer) grote mate: docenten 67%, niet-docenten 67%." in html
    assert "Gewoon een ervaring rijker" in html
    assert html.count("Toon als tabel") == 3
    assert 'class="f-school"' in html
    assert 'class="f-work"' in html


def test_report_released_before_prints_in_full_with_its_note(cast: Cast, client_of: ClientOf) -> None:
    cohorts.store_pilot(cast.programme)
    client = client_of("researcher")
    assert "Deze cijfers waren al openbaar." not in page(client, cast)
    cast.programme.released_before = True
    cast.programme.save()
    html = page(client, cast)
    assert "Deze cijfers waren al openbaar." in html
    assert "56%" in html
    assert "<5" not in html.replace("&lt;", "<")
    assert "niet bekend" in html
    assert "te weinig antwoorden" not in html


def test_report_shows_no_name_of_a_person(cast: Cast, client_of: ClientOf) -> None:
    """The names exist: the pair of the cast is in the report, as school and company."""
    fill(cast)
    client = client_of("researcher")
    school = cast.teacher.employment
    assert school is not None
    for url in ("reports:report", "reports:report_json", "reports:report_csv"):
        text = client.get(address(url, cast)).content.decode()
        for participation in (cast.teacher, cast.professional):
            assert participation.person.given_name not in text
            assert participation.person.surname not in text
            assert participation.public_id not in text
    assert school.organisation.name in page(client, cast)


def test_organisation_that_is_not_known_reads_niet_bekend(cast: Cast, client_of: ClientOf) -> None:
    cast.teacher.employment = None
    cast.teacher.save()
    assert "<td>niet bekend</td>" in page(client_of("researcher"), cast)


def test_hostile_organisation_name_is_text_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    employment = cast.teacher.employment
    assert employment is not None
    employment.organisation.name = "<script>alert(1)</script>\u202e🙂"
    employment.organisation.save()
    html = page(client_of("researcher"), cast)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_report_reads_equally_often_for_one_and_for_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client = client_of("researcher")
    url = address("reports:report", cast)
    with django_assert_num_queries(9):
        client.get(url)
    fill(cast, people=12)
    for _number in range(3):
        make.make_pair(
            make.make_participation(cast.programme),
            make.make_participation(cast.programme, side=Side.NON_TEACHER),
            state=Pair.State.ACCEPTED,
        )
    with django_assert_num_queries(9):
        client.get(url)


@pytest.mark.parametrize("role", ["coordinator", "researcher"])
def test_json_is_what_the_command_prints(cast: Cast, client_of: ClientOf, role: str) -> None:
    fill(cast)
    target = io.StringIO()
    call_command("evaluation_report", cast.programme.slug, format="json", stdout=target)
    response = client_of(role).get(address("reports:report_json", cast))
    assert response.json() == json.loads(target.getvalue())


@pytest.mark.parametrize("role", ["outsider", "teacher", "professional", "coordinator_elsewhere", "admin"])
@pytest.mark.parametrize("url", ["reports:report", "reports:report_json", "reports:report_csv"])
def test_report_for_anybody_else_does_not_exist(cast: Cast, client_of: ClientOf, role: str, url: str) -> None:
    assert client_of(role).get(address(url, cast)).status_code == 404


def test_csv_has_a_line_per_figure(cast: Cast, client_of: ClientOf) -> None:
    fill(cast)
    response = client_of("researcher").get(address("reports:report_csv", cast))
    assert response["Content-Disposition"] == f'attachment; filename="{cast.programme.slug}.csv"'
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    met = [line for line in lines if line["table"] == "F5.1" and line["code"] == "N1"]
    assert [(line["state"], line["count"], line["percentage"], line["n"], line["text"]) for line in met] == [
        ("shown", "20", "67", "30", "67%"),
        ("shown", "20", "67", "30", "67%"),
        ("shown", "40", "67", "60", "67%"),
    ]


def test_csv_of_a_small_group_holds_no_number(cast: Cast, client_of: ClientOf) -> None:
    for _number in range(4):
        cohorts.store(cast.programme, "teacher", {"M9": ["Y01"], "N1": 5})
    response = client_of("coordinator").get(address("reports:report_csv", cast))
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {(line["state"], line["count"], line["percentage"], line["n"]) for line in lines} == {("hidden", "", "", "")}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_cell_that_looks_like_a_formula_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe("Docenten") == "Docenten"
    assert safe(None) == ""
