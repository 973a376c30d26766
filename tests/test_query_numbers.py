"""How often the public pages and the pages of the intake ask the database, in a programme of three hundred people."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast, build_cast_of_two_regions
from jobtwinning.intake import steps
from jobtwinning.programmes.models import Participation, Side
from tests import make, policy
from tests.test_query_counts import count

pytestmark = pytest.mark.one_database

PEOPLE, EMPLOYERS = 300, 30
PUBLIC_PAGE = INTAKE_STEP = 8  # at most
# Exactly, with 300 people in the programme, so that a change is noticed.
PUBLIC_PAGES = {"site:home": 5, "site:programme": 6}
OWN_PAGES = {"twinning:home": 11, "intake:intake": 13, "intake:check": 8}
STEP_SAVED = 36  # at most, savepoints included
ANSWER = {
    "work": {"I2": "docent", "I8": "De Brug"},
    "goals": {"I4": "Zien hoe het elders gaat."},
    "matching": {"I10": "leave_to_us"},
    "time": {"I11a": "8"},
    "about": {"I3": "Lerarenopleiding"},
    "visits": {"I15": "yes"},
    "consent": {"I19": "yes"},
}
STEP_SHOWN = {"work": 8, "goals": 8, "matching": 7, "time": 8, "about": 7, "visits": 7, "consent": 8}


@pytest.fixture(scope="module")
def built(standing: None) -> Cast:
    """The cast in a programme of three hundred people who completed their intake, at thirty employers."""
    cast = build_cast_of_two_regions()
    employers = [make.make_organisation(f"School{number}x") for number in range(EMPLOYERS)]
    for number in range(PEOPLE):
        side = Side.TEACHER if number % 2 else Side.NON_TEACHER
        make.make_participation(cast.programme, side=side, organisation=employers[number % EMPLOYERS])
    Participation.objects.filter(programme=cast.programme).update(state=Participation.State.INTAKE_COMPLETE)
    return cast


@pytest.fixture
def cast(built: Cast, db: None) -> Cast:
    return deepcopy(built)


@pytest.mark.parametrize(("name", "most"), PUBLIC_PAGES.items())
def test_a_public_page_asks_at_most_eight_times(
    name: str, most: int, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    assert count(client_of("nobody"), policy.address(name, cast))[0] == most <= PUBLIC_PAGE


@pytest.mark.parametrize(("name", "number"), OWN_PAGES.items())
def test_pages_around_the_intake_ask_a_known_number_of_times(
    name: str, number: int, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    assert count(client_of("teacher"), policy.address(name, cast))[0] == number


@pytest.mark.parametrize("part", steps.STEPS, ids=lambda part: part.code)
def test_a_part_of_the_intake_asks_at_most_eight_times_and_its_button_at_most_36(
    part: steps.IntakeStep, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    client = client_of("teacher")
    url = reverse("intake:step", args=[cast.teacher.public_id, part.slug])
    before, _ = count(client, url)
    for _number in range(2):  # the first time makes the response
        form = client.get(url).context["form"]
        sent = {field.html_name: field.value() or "" for field in form.hidden_fields()}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url, {**sent, **ANSWER[part.code]}).status_code == 302
    after, _ = count(client, url)
    assert (before, after) == (STEP_SHOWN[part.code], STEP_SHOWN[part.code])
    assert after <= INTAKE_STEP
    assert len(queries) <= STEP_SAVED
