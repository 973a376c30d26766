"""The pages: what is said before, what is gone after, who is told what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core.models import ViewLog
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions
from jobtwinning.privacy.models import Erasure
from tests import make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def own_url(cast: Cast) -> str:
    return reverse("privacy:erase_own", args=[cast.teacher.person.public_id])


def staff_url(cast: Cast) -> str:
    return reverse("privacy:erase", args=[cast.programme.slug, cast.teacher.public_id])


def is_there(cast: Cast) -> bool:
    return Person.objects.filter(pk=cast.teacher.person_id).exists()


# --- By oneself ---------------------------------------------------------------------------------------


def test_my_data_leads_to_the_page_that_says_what_goes_and_what_stays(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert own_url(cast) in client.get(reverse("privacy:my_data")).content.decode()
    page = client.get(own_url(cast)).content.decode()
    for text in ("Dit gaat weg", "Dit blijft", "iemand die niet meer meedoet", "Het koppel stopt."):
        assert text in page
    assert "moeten nu bewaard blijven" not in page


def test_without_the_tick_nothing_goes(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("teacher").post(own_url(cast), {})
    assert answer.status_code == 422
    assert "Zet het vinkje" in answer.content.decode()
    assert is_there(cast)


def test_with_the_tick_everything_goes_and_nobody_is_signed_in(cast: Cast, client_of: ClientOf) -> None:
    client, elsewhere = client_of("teacher"), client_of("teacher")
    answer = client.post(own_url(cast), {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("privacy:erased"))
    assert "Je gegevens zijn gewist" in client.get(answer["Location"]).content.decode()
    assert not is_there(cast)
    assert not Account.objects.filter(email="teacher@voorbeeld.example").exists()
    assert Session.objects.count() == 0
    line = Erasure.objects.get()
    assert (line.reason, line.role) == ("own", "self")
    for one in (client, elsewhere):  # also the other browser, at once
        assert one.get(reverse("twinning:home")).status_code == 302
        assert one.post(own_url(cast), {"sure": "on"}).status_code == 302
    assert Erasure.objects.count() == 1


def test_a_hold_is_told_and_refused_in_words(cast: Cast, client_of: ClientOf) -> None:
    admin = cast.accounts["admin"]
    assert admin is not None
    actions.set_hold(cast.programme, reason="complaint", until=None, by=admin, at=make.NOW)
    client = client_of("teacher")
    assert "moeten nu bewaard blijven, bijvoorbeeld" in client.get(own_url(cast)).content.decode()
    answer = client.post(own_url(cast), {"sure": "on"})
    assert answer.status_code == 422
    assert "Zodra die plicht voorbij is" in answer.content.decode()
    assert is_there(cast)


# --- By the coordinator -------------------------------------------------------------------------------


def test_coordinator_erases_on_request_with_a_reason(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    participant = reverse("intake:participant", args=[cast.programme.slug, cast.teacher.public_id])
    assert staff_url(cast) in client.get(participant).content.decode()
    assert client.post(staff_url(cast), {"sure": "on"}).status_code == 422
    assert is_there(cast)
    form = {"sure": "on", "reason": "request", "form_key": "one"}
    answer = client.post(staff_url(cast), form)
    assert (answer.status_code, is_there(cast)) == (302, False)
    assert client.post(staff_url(cast), form)["Location"] == answer["Location"]
    line = Erasure.objects.get()
    assert (line.reason, line.role) == ("request", "coordinator")
    shown = client.get(answer["Location"]).content.decode()
    assert "De gegevens zijn gewist." in shown
    assert "Verbrugge" not in shown
    assert ViewLog.objects.filter(page="privacy:erase", person_ids=[cast.teacher.person.public_id]).exists()


def test_coordinator_does_not_erase_who_takes_part_elsewhere_too(cast: Cast, client_of: ClientOf) -> None:
    region = make.make_region("Verweg")
    make.make_participation(make.make_programme(region), person=cast.teacher.person)
    answer = client_of("coordinator").post(staff_url(cast), {"sure": "on", "reason": "request"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dat kan de persoon zelf doen" in page
    assert "Verweg" not in page
    assert is_there(cast)


# --- What the others see ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "iemand die niet meer meedoet"), ("en", "someone who no longer")]
)
def test_the_partner_keeps_the_page_of_the_pair(cast: Cast, client_of: ClientOf, language: str, words: str) -> None:
    partner = cast.professional.person
    make.make_goal(cast.pair, text="Zien hoe een school werkt", owner=partner)
    make.make_goal(cast.pair, text="Samen een gastles", owner=None)
    make.make_goal(cast.pair, text="Een doel van Noor", owner=cast.teacher.person)
    make.make_meeting(cast.pair)
    make.make_hours(cast.pair, partner)
    actions.erase_person(cast.teacher.person, by=None, at=make.NOW)
    client = client_of("professional")
    with translation.override(language):
        page = client.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    for text in (words, "Zien hoe een school werkt", "Samen een gastles"):
        assert text in page
    assert "Noor" not in page
    assert page.count("Samen een gastles") == 1
    for url in (reverse("twinning:home"), reverse("pairs:answer", args=[cast.pair.public_id])):
        answer = client.get(url)
        assert (answer.status_code, "Noor" in answer.content.decode()) == (200, False)


def test_the_coordinator_keeps_a_pair_with_one_name(cast: Cast, client_of: ClientOf) -> None:
    actions.erase_person(cast.teacher.person, by=None, at=make.NOW)
    client = client_of("coordinator")
    page = client.get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert "iemand die niet meer meedoet" in page
    assert "Oosterling" in page
    assert ViewLog.objects.get(page="pairs:pairs").person_ids == [cast.professional.person.public_id]
    for name in ("reports:report", "programmes:sent_mail", "intake:participants"):
        assert client.get(reverse(name, args=[cast.programme.slug])).status_code == 200


def test_a_pair_of_which_both_are_gone_is_shown_without_names(cast: Cast, client_of: ClientOf) -> None:
    for one in (cast.teacher, cast.professional):
        actions.erase_person(one.person, by=None, at=make.NOW)
    page = client_of("coordinator").get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert page.count("iemand die niet meer meedoet") >= 2
    assert Pair.objects.get().state == Pair.State.ENDED
