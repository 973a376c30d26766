from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conftest import Cast
from jobtwinning.core.models import History, ViewLog
from jobtwinning.intake.actions import save_intake
from jobtwinning.programmes.models import Participation
from tests import make
from tests.make import NOW, make_participation

ClientOf = Callable[[str], Client]


def url(name: str, cast: Cast, participation: Participation | None = None) -> str:
    names = {"slug": cast.programme.slug, **({"public_id": participation.public_id} if participation else {})}
    return reverse(f"intake:{name}", kwargs=names)


def test_participants_shows_both_sides_and_logs_who_was_seen(cast: Cast, client_of: ClientOf) -> None:
    page = client_of("coordinator").get(url("participants", cast)).content.decode()
    assert ("Noor Verbrugge" in page, "Daan Oosterling" in page, "netplanner" in page) == (True, True, True)
    line = ViewLog.objects.get()
    assert (line.page, line.data_class) == ("intake:participants", "profile")
    assert line.person_ids == sorted([cast.teacher.person.public_id, cast.professional.person.public_id])


def test_participants_costs_the_same_queries_at_any_number(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, queries = client_of("coordinator"), 18 if connection.vendor == "postgresql" else 17
    Participation.objects.filter(pk=cast.professional.pk).update(state="withdrawn")
    with django_assert_num_queries(queries):
        assert len(client.get(url("participants", cast)).context["rows"]) == 1
    for _number in range(4):
        make_participation(cast.programme)
    with django_assert_num_queries(queries):
        assert len(client.get(url("participants", cast)).context["rows"]) == 5


def test_participants_are_paged_by_fifty(cast: Cast, client_of: ClientOf) -> None:
    for _number in range(50):
        make_participation(cast.programme)
    client = client_of("coordinator")
    assert len(client.get(url("participants", cast)).context["rows"]) == 50
    assert len(client.get(url("participants", cast) + "?page=2").context["rows"]) == 2


def test_participants_of_another_region_are_not_shown(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuvelland")
    cast.programme.regions.add(other)
    hidden = make_participation(cast.programme, region=other, person=make.make_person("Elders", "Wonend"))
    client = client_of("coordinator")
    assert "Wonend" not in client.get(url("participants", cast)).content.decode()
    assert client.get(url("participant", cast, hidden)).status_code == 404
    assert client.get(url("participant", cast, cast.teacher)).status_code == 200


def test_participants_without_anybody_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    Participation.objects.update(state="withdrawn")
    client = client_of("coordinator")
    assert "Nog geen deelnemers" in client.get(url("participants", cast)).content.decode()
    assert "Niemand gevonden" in client.get(url("participants", cast) + "?text=niemand").content.decode()
    assert ViewLog.objects.count() == 0


@pytest.mark.parametrize("query", ["side=x&state=y&region=z&page=abc", "text=" + "x" * 900, "text=%00", "page=-3"])
def test_participants_with_senseless_filters_is_a_page(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert client_of("coordinator").get(url("participants", cast) + "?" + query).status_code == 200


def test_participant_shows_goals_and_motivation_and_is_logged(cast: Cast, client_of: ClientOf) -> None:
    save_intake(cast.teacher, {"I4": "nieuwsgierig", "I5": "een les maken"}, items=["I4", "I5"], by=None, at=NOW)
    page = client_of("coordinator").get(url("participant", cast, cast.teacher)).content.decode()
    assert ("nieuwsgierig" in page, "een les maken" in page, "teacher@voorbeeld.example" in page) == (True, True, True)
    line = ViewLog.objects.get()
    assert (line.page, line.data_class, line.person_ids) == (
        "intake:participant",
        "answers",
        [cast.teacher.person.public_id],
    )


def test_withdraw_takes_somebody_out_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    client.post(url("withdraw", cast, cast.teacher))
    cast.teacher.refresh_from_db()
    assert cast.teacher.state == "ready"
    page = client.get(url("participant", cast, cast.teacher)).content.decode()
    assert "Deze deelnemer zit in een koppel. Beëindig eerst het koppel." in page
    cast.pair.seats.update(active=False)
    for _time in range(2):
        assert client.post(url("withdraw", cast, cast.teacher)).status_code == 302
    assert History.objects.filter(verb="withdrawn").count() == 1
