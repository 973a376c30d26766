"""REC-09 through the pages, as the people it names; each clause is an assertion."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Programme
from tests import make

OWN, PARTNER = "fenna@voorbeeld.example", "joris@voorbeeld.example"


def mailed_link(template: str, address: str) -> str:
    mail = OutboxMail.objects.get(template=template, address=address)
    return str(re.findall(r"https?://[^/]+(/samen-beginnen/\S+)", mail.body_text)[0])


def signed_in(address: str) -> Client:
    client = Client()
    sign_in(client, Account.objects.get(email=address))
    return client


@pytest.mark.django_db
def test_two_who_found_each_other_begin_and_a_coordinator_adopts_them(
    cast: Cast, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-09: two people who found each other can start by themselves, and a coordinator may adopt them.

    A visitor who already has a partner (docent + niet-docent) can register the pair and use goals, planner, catalogue
    and surveys without a cohort; a region coordinator sees it and may adopt it. The rule that partners do not know
    each other holds for organised matching only.
    """
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    visitor = Client()
    assert reverse("pairs:own_start") in visitor.get(reverse("site:home")).content.decode()
    both = {"side": "teacher", "given_name": "Fenna", "surname": "Brand", "email": OWN, "organisation": "Het Baken"}
    both |= {"partner_side": "non_teacher", "partner_given_name": "Joris", "partner_surname": "Kuiper"}
    both |= {"partner_email": PARTNER, "partner_organisation": "Brugwater"}
    asked = visitor.post(
        reverse("pairs:own_start"), {**both, "place": "Rotterdam", "region": cast.region.slug}, follow=True
    )
    assert "Kijk in je mail" in asked.content.decode()
    visitor.post(mailed_link("own_start_confirm", OWN), {"confirm": "1"})
    begun = Client().post(mailed_link("own_start_asked", PARTNER), {"yes": "1"}, follow=True)
    assert "Jullie zijn begonnen" in begun.content.decode()

    pair = Pair.objects.get(kind=Pair.Kind.OWN)
    assert pair.state == Pair.State.DEFINITE, "no proposal to answer and no trial: they know each other"
    assert pair.programme.is_standing, "without a cohort"
    teacher, other = signed_in(OWN), signed_in(PARTNER)
    home = teacher.get(reverse("twinning:home")).content.decode()
    assert "Jullie zijn een koppel: jij en Joris" in home
    assert "Maak je intake af" not in home
    own = [pair.public_id]
    teacher.post(reverse("twinning:goal_new", args=own), {"text": "Zien hoe een netplanner werkt", "owner": "own"})
    assert pair.goals.get().text == "Zien hoe een netplanner werkt", "goals"
    day = {"day": "2026-09-17", "start": "14:00", "end": "16:00", "place": "work"}
    other.post(reverse("twinning:meeting_new", args=own), day)
    assert pair.meetings.count() == 1, "planner"
    other.post(reverse("twinning:hours_new", args=own), {"on": "2026-09-15", "work_hours": "2", "what": "Bellen"})
    assert "Zien hoe een netplanner werkt" in other.get(reverse("twinning:pair", args=own)).content.decode()

    coordinator = client_of("coordinator")
    assert "Fenna Brand" in coordinator.get(reverse("pairs:own_pairs")).content.decode(), "the coordinator sees it"
    assert "Fenna Brand" not in client_of("coordinator_elsewhere").get(reverse("pairs:own_pairs")).content.decode()
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.RUNNING)
    chosen = {"programme": cast.programme.public_id}
    adopted = coordinator.post(reverse("pairs:own_adopt", args=own), chosen, follow=True)
    assert "Het koppel is opgenomen in de ronde" in adopted.content.decode()
    assert "Fenna Brand" not in adopted.content.decode()
    assert "Fenna Brand" in coordinator.get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    page = teacher.get(reverse("twinning:pair", args=own)).content.decode()
    assert "Zien hoe een netplanner werkt" in page, "what they did came along"
    assert {mail.address for mail in OutboxMail.objects.filter(template="own_pair_adopted")} == {OWN, PARTNER}

    coordinator.post(reverse("twinning:close", args=own))
    assert "Kijk terug: de nameting" in teacher.get(reverse("twinning:home")).content.decode(), "surveys"


@pytest.mark.django_db
def test_a_coordinator_does_not_adopt_the_own_pair(cast: Cast, client_of: Callable[[str], Client]) -> None:
    """REC-09: who is one of the two is no coordinator of it."""
    pair = make.make_own_pair(cast.region)
    address = reverse("pairs:own_adopt", args=[pair.public_id])
    assert client_of("coordinator").get(address).status_code == 200
    person = pair.seats.get(side="teacher").person
    assert person is not None
    person.account = cast.accounts["coordinator"]
    person.save()
    assert client_of("coordinator").get(address).status_code == 404
    assert "Fenna" not in client_of("coordinator").get(reverse("pairs:own_pairs")).content.decode()
