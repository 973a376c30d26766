"""The proposal for its two people, and the coordinator's list."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core.models import ViewLog
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.tests.reasons import explained, reason
from jobtwinning.programmes.models import Side
from tests import make

ClientOf = Callable[[str], Client]


@pytest.fixture
def open_pair(cast: Cast) -> Pair:
    """The cast's pair, as if it was only proposed, with reasons."""
    Pair.objects.filter(pk=cast.pair.pk).update(
        state=Pair.State.PROPOSED,
        accepted_at=None,
        starts_on=None,
        planned_end_on=None,
        reasons=explained(teacher=[reason()], non_teacher=[reason()]),
    )
    Seat.objects.filter(pair=cast.pair).update(answer=Seat.Answer.OPEN, answered_at=None)
    return Pair.objects.get(pk=cast.pair.pk)


def answer_url(pair: Pair) -> str:
    return reverse("pairs:answer", args=[pair.public_id])


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_answer_page_shows_partner_and_reasons_without_contact_or_numbers(
    cast: Cast, client_of: ClientOf, open_pair: Pair
) -> None:
    partner = cast.professional.person
    page = text_of(client_of("teacher"), answer_url(open_pair))
    assert "Noor, dit is Daan" in page
    assert "netplanner" in page
    assert "natuurkunde (jij) en energie en energietransitie (Daan) horen bij elkaar" in page
    assert partner.email not in page
    assert partner.surname not in page
    words = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\b(70|28|0[.,]\d)\b|%", words)  # a band, never a score


def test_answer_page_after_two_yeses_shows_contact(cast: Cast, client_of: ClientOf) -> None:
    assert cast.professional.person.email in text_of(client_of("teacher"), answer_url(cast.pair))


def test_answer_page_of_a_surprise_hides_the_partner_until_both_said_yes(
    cast: Cast, client_of: ClientOf, open_pair: Pair
) -> None:
    open_pair.reasons["teacher"]["is_surprise"] = True
    open_pair.save()
    page = text_of(client_of("teacher"), answer_url(open_pair))
    for secret in ("Daan", "netplanner", "energie"):
        assert secret not in page
    assert "Daan" not in page
    assert "Noor" in text_of(client_of("professional"), answer_url(open_pair))  # the other did not ask for a surprise


def test_answer_yes_and_no_change_the_pair(client_of: ClientOf, open_pair: Pair) -> None:
    url = answer_url(open_pair)
    response = client_of("teacher").post(url, {"answer": "accept"})
    assert (response.status_code, response.headers["Location"]) == (302, url)
    assert "Je zei ja" in text_of(client_of("teacher"), url)
    client_of("professional").post(url, {"answer": "decline"})
    assert Pair.objects.get(pk=open_pair.pk).state == Pair.State.DECLINED
    for role in ("teacher", "professional"):
        assert "Dit voorstel gaat niet door" in text_of(client_of(role), url)


def test_answer_too_late_reads_what_happened(client_of: ClientOf, open_pair: Pair) -> None:
    url = answer_url(open_pair)
    client_of("professional").post(url, {"answer": "decline"})
    late = client_of("teacher").post(url, {"answer": "accept"}, follow=True)
    assert late.status_code == 200
    assert "Dit voorstel gaat niet door. We zoeken verder." in late.content.decode()


@pytest.mark.parametrize("given", [{}, {"answer": "maybe"}, {"answer": "accept\x00"}, {"answer": "x" * 9000}])
def test_answer_with_anything_else_asks_again(client_of: ClientOf, open_pair: Pair, given: dict[str, str]) -> None:
    response = client_of("teacher").post(answer_url(open_pair), given)
    assert response.status_code == 422
    assert Pair.objects.get(pk=open_pair.pk).state == Pair.State.PROPOSED


def test_answer_sent_twice_with_one_key_has_one_effect(client_of: ClientOf, open_pair: Pair) -> None:
    given = {"answer": "accept", "form_key": "abc"}
    client = client_of("teacher")
    answers = [client.post(answer_url(open_pair), given) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert list(open_pair.seats.order_by("-side").values_list("answer", flat=True)) == ["accepted", "open"]


def test_pairs_shows_own_regions_only_and_logs_the_view(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_region("Heuvel")
    cast.programme.regions.add(elsewhere)
    make.make_pair(
        make.make_participation(cast.programme, region=elsewhere, person=make.make_person("Kanarie", "Vreemd")),
        make.make_participation(cast.programme, region=elsewhere, side=Side.NON_TEACHER),
    )
    url = reverse("pairs:pairs", args=[cast.programme.slug])
    page = text_of(client_of("coordinator"), url)
    assert "Noor Verbrugge" in page
    assert "Kanarie" not in page
    logged = ViewLog.objects.get(page="pairs:pairs")
    assert logged.person_ids == sorted([cast.teacher.person.public_id, cast.professional.person.public_id])
    make.make_grant(cast.accounts["coordinator"], "coordinator", region=elsewhere)  # type: ignore[arg-type]  # a real account
    assert "Kanarie" in text_of(client_of("coordinator"), url)  # the control: with a grant it is there


def test_pairs_says_for_whom_it_waits(cast: Cast, client_of: ClientOf, open_pair: Pair) -> None:
    Seat.objects.filter(pair=open_pair, side=Side.TEACHER).update(answer=Seat.Answer.ACCEPTED)
    page = text_of(client_of("coordinator"), reverse("pairs:pairs", args=[cast.programme.slug]))
    assert "wacht op Daan" in page
    assert "wacht op Noor" not in page


def test_pairs_takes_the_same_queries_for_one_pair_and_for_four(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client, url = client_of("coordinator"), reverse("pairs:pairs", args=[cast.programme.slug])
    queries = 17 + (connection.vendor == "postgresql")  # two for the people of this page; the lock of the view log
    with django_assert_num_queries(queries):
        client.get(url)
    for _ in range(3):
        make.make_pair(
            make.make_participation(cast.programme), make.make_participation(cast.programme, side=Side.NON_TEACHER)
        )
    with django_assert_num_queries(queries):
        client.get(url)


def test_withdraw_twice_frees_once_and_says_so(cast: Cast, client_of: ClientOf, open_pair: Pair) -> None:
    client, url = client_of("coordinator"), reverse("pairs:withdraw", args=[open_pair.public_id])
    back = reverse("pairs:pairs", args=[cast.programme.slug])
    assert client.post(url, {"form_key": "k1"}).headers["Location"] == back
    assert client.post(url, {"form_key": "k1"}).headers["Location"] == back
    late = client.post(url, {"form_key": "k2"}, follow=True)
    assert "Dit voorstel is ingetrokken" in late.content.decode()
