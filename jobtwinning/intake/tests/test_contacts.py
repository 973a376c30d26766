"""Contact persons, invited by a coordinator, see numbers of their organisation and nothing about anybody (REC-02)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.intake.contact_figures import figures
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes import contacts
from jobtwinning.programmes.models import ContactPerson, Event, Participation, Programme
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
ASKED = "marleen@school.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def invite(client: Client, cast: Cast, **changes: str) -> Any:
    url = reverse("intake:contacts", args=[cast.programme.slug])
    form = client.get(url).context["form"]
    assert cast.teacher.employment is not None
    sent = {"form_key": form["form_key"].value(), "organisation": cast.teacher.employment.organisation.public_id}
    return client.post(url, {**sent, "name": "Marleen Bos", "email": ASKED, "language": "nl", **changes})


def link() -> str:
    found = re.search(r"https?://[^/\s]+(/\S+~\S+)", OutboxMail.objects.get(template="contact_invited").body_text)
    assert found
    return found[1]


def test_invited_by_the_coordinator_accepted_by_link_and_taken_back(
    cast: Cast, client: Client, client_of: ClientOf
) -> None:
    coordinator = client_of("coordinator")
    assert invite(coordinator, cast).status_code == 302
    invite(coordinator, cast, email=ASKED.upper())
    contact = ContactPerson.objects.get(email=ASKED)
    assert OutboxMail.objects.filter(template="contact_invited").count() == 1
    assert "Word je contactpersoon?" in client.get(link()).content.decode()
    assert not Account.objects.filter(email=ASKED).exists(), "looking does nothing"
    answer = client.post(link())
    assert answer.headers["Location"].startswith(reverse("account_confirm_login_code"))
    client.post(link())
    own = Client()
    account = Account.objects.get(email=ASKED)
    own.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")  # no second factor
    assert own.get(reverse("intake:contact")).status_code == 200
    assert own.get(reverse("twinning:start")).headers["Location"] == reverse("intake:contact")
    page = reverse("intake:contacts", args=[cast.programme.slug])
    assert "Marleen Bos" in coordinator.get(page).content.decode()
    coordinator.post(reverse("intake:contact_revoke", args=[cast.programme.slug, contact.public_id]))
    assert own.get(reverse("intake:contact")).status_code == 404
    assert client.get(link()).status_code == 410
    assert contact.public_id not in coordinator.get(page).content.decode()
    invite(coordinator, cast)
    assert ContactPerson.objects.filter(email=ASKED, revoked_at=None).count() == 1


def test_sees_two_numbers_and_nothing_personal(cast: Cast, client_of: ClientOf) -> None:
    """Twelve of the school take part besides the teacher; of five the manager said yes."""
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    made = [make.make_participation(cast.programme, organisation=school) for _ in range(12)]
    ManagerPermission.objects.all().delete()
    for one in made[:5]:
        make.make_permission(one, state=ManagerPermission.State.GIVEN)
    gone = make.make_participation(cast.programme, organisation=school)
    Participation.objects.filter(pk=gone.pk).update(state=Participation.State.WITHDRAWN)
    make.make_participation(make.make_programme(cast.region, slug="anders"), organisation=school)
    text = " ".join(client_of("contact").get(reverse("intake:contact")).content.decode().split())
    assert "<dt>Doet mee</dt><dd>13</dd>" in text
    assert "<dt>Leidinggevende gaf nog geen toestemming</dt><dd>8</dd>" in text
    for one in (*made, cast.teacher):
        for personal in (one.person.surname, one.person.email, one.public_id):
            assert personal not in text


def test_sees_what_is_planned_with_how_many_of_its_own_people_come(cast: Cast, client_of: ClientOf) -> None:
    """Of thirteen, six come to the start; four to the interim meeting, and nine to the closing: both tell of four."""
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    made = [cast.teacher, *(make.make_participation(cast.programme, organisation=school) for _ in range(12))]
    stranger = make.make_participation(cast.programme, organisation=make.make_organisation("Verweg College"))
    kinds = Event.Kind
    for days, (kind, coming) in enumerate({kinds.START: 6, kinds.INTERIM: 4, kinds.CLOSING: 9}.items(), 1):
        event = make.make_event(cast.programme, kind=kind, starts_at=NOW + timedelta(days=days))
        for one in (*made[:coming], stranger):
            make.make_invitation(one, event, answer="yes")
        make.make_invitation(made[12], event, answer="no")
    elsewhere = make.make_region("Heuvelrijk")
    unseen = [
        make.make_event(cast.programme, region=elsewhere),
        make.make_event(cast.programme, organisation=make.make_organisation("Stroomwacht")),
        make.make_event(cast.programme, starts_at=NOW - timedelta(days=1)),
        make.make_event(make.make_programme(cast.region, slug="anders")),
    ]
    Event.objects.filter(pk__in=[each.pk for each in unseen]).update(place="Nergens")
    cancelled = make.make_event(cast.programme, kind=kinds.SPEED_DATES)
    Event.objects.filter(pk=cancelled.pk).update(cancelled_at=NOW)
    text = " ".join(client_of("contact").get(reverse("intake:contact")).content.decode().split())
    told = re.findall(r"<b>([\w ]+)</b><br><span class=\"small\">[^<]* · Aula, Havenstraat 1 · ([^<]+)</span>", text)
    few = "hoeveel van jullie komen: te klein om te tonen"
    assert told == [
        ("Startbijeenkomst", "6 van jullie komen"),
        ("Tussentijdse bijeenkomst", few),
        ("Slotbijeenkomst", few),
    ]
    assert "Nergens" not in text
    assert "Korte kennismakingen" not in text


@pytest.mark.parametrize(
    ("participants", "waiting", "told"),
    [
        (4, 4, (None, None)),
        (5, 5, (5, None)),
        (9, 5, (9, None)),
        (10, 5, (10, 5)),
        (10, 4, (10, None)),
        (0, 0, (None, None)),
    ],
)
def test_numbers_about_few_people_are_not_told(
    cast: Cast, participants: int, waiting: int, told: tuple[int | None, int | None]
) -> None:
    found = figures(make.make_contact(cast.teacher), participants, waiting)
    assert (found.participants, found.open_permissions) == told


def test_somebody_elses_invitation_opens_nothing_for_who_is_signed_in(cast: Cast, client_of: ClientOf) -> None:
    invite(client_of("coordinator"), cast)
    outsider = client_of("outsider")
    outsider.post(link())
    assert outsider.get(reverse("intake:contact")).status_code == 404
    assert "Log met dat adres in" in outsider.get(link()).content.decode()


def test_the_owner_who_is_signed_in_goes_straight_to_the_numbers(cast: Cast, client_of: ClientOf) -> None:
    account = cast.accounts["outsider"]
    assert account is not None
    invite(client_of("coordinator"), cast, email=account.email)
    own = Client()
    sign_in(own, account)
    assert own.post(link()).headers["Location"] == reverse("intake:contact")
    assert "Je organisatie" in own.get(reverse("intake:contact")).content.decode()


def test_a_participant_who_is_contact_person_finds_it_in_the_menu(cast: Cast, client_of: ClientOf) -> None:
    before = client_of("professional").get(reverse("twinning:home")).content.decode()
    assert reverse("intake:contact") not in before
    make.make_contact(cast.professional, account=cast.professional.person.account)
    assert reverse("intake:contact") in client_of("professional").get(reverse("twinning:home")).content.decode()


def test_only_organisations_and_regions_of_the_coordinator(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_organisation("Verweg College")
    assert invite(client_of("coordinator"), cast, organisation=elsewhere.public_id).status_code == 422
    made = make.make_contact(cast.teacher)
    url = reverse("intake:contact_revoke", args=[cast.programme.slug, made.public_id])
    assert client_of("coordinator_elsewhere").post(url).status_code == 404
    assert contacts.contact_of_link("x") is None


def test_an_archived_round_takes_no_yes(cast: Cast, client: Client, client_of: ClientOf) -> None:
    invite(client_of("coordinator"), cast)
    Programme.objects.update(state=Programme.State.ARCHIVED)
    assert client.post(link()).status_code == 409
    assert not ContactPerson.objects.exclude(accepted_at=None).filter(email=ASKED).exists()
