"""Interest: asked, confirmed, told, gone; an address is kept no longer than it serves (REC-02)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.intake.actions import SignUp, sign_up
from jobtwinning.mail.models import OutboxMail
from jobtwinning.privacy.retention import Held, interests_past
from jobtwinning.programmes import actions, interest
from jobtwinning.programmes.models import Interest, Participation, Programme
from tests import make
from tests.make import NOW

NEW = "nieuwsgierig@voorbeeld.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def ask(client: Client, cast: Cast, email: str = NEW, query: str = "", **changes: str) -> Any:
    page = client.get(reverse("site:interest") + query)
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"email": email, "region": cast.region.slug}
    return client.post(reverse("site:interest"), sent | changes)


def link_in(mail: OutboxMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body_text)
    assert found
    return found[1]


def test_address_is_confirmed_by_a_button_and_looking_changes_nothing(cast: Cast, client: Client) -> None:
    channel = make.make_channel(cast.programme)
    answer = ask(client, cast, query=f"?regio={cast.region.slug}&via={channel.code}&kant=teacher")
    assert answer.headers["Location"] == reverse("site:interest_asked")
    kept = Interest.objects.get()
    assert (kept.email, kept.region, kept.side, kept.channel) == (NEW, cast.region, "teacher", channel.code)
    assert kept.confirmed_at is None
    mail = OutboxMail.objects.get(template="interest_confirm")
    assert mail.holds_secret
    assert mail.person_id is None
    page = client.get(link_in(mail))
    assert "Mogen we je mailen?" in page.content.decode()
    assert not Interest.objects.filter(confirmed_at__isnull=False).exists()
    client.post(link_in(mail), {"confirm": "1"})
    assert Interest.objects.get().confirmed_at == NOW
    client.post(link_in(mail), {"confirm": "1"})
    assert History.objects.filter(verb="confirm_interest").count() == 1


def test_address_goes_by_the_same_link_and_the_link_with_it(cast: Cast, client: Client) -> None:
    url = reverse("site:interest_link", args=[interest.link_value(make.make_interest(cast.region, confirmed=True))])
    assert "Je adres is weg" in client.post(url, {"stop": "1"}).content.decode()
    assert not Interest.objects.exists()
    assert client.get(url).status_code == 410
    assert client.post(url, {"confirm": "1"}).status_code == 410


@pytest.mark.parametrize("value", ["x", "abc~def", "~", "%00", "..%2F..", "a" * 500])
def test_a_made_up_link_opens_nothing(cast: Cast, client: Client, value: str) -> None:
    kept = make.make_interest(cast.region)
    assert client.get(f"/op-de-hoogte/{value}/").status_code in (404, 410)
    assert client.get(f"/op-de-hoogte/{kept.public_id}~{value}/").status_code in (404, 410)


def test_same_address_in_another_case_or_with_spaces_is_one_and_a_plus_is_another(cast: Cast, client: Client) -> None:
    for email in (NEW, NEW.upper(), f"  {NEW} ", "nieuwsgierig+werk@voorbeeld.example"):
        assert ask(client, cast, email).status_code == 302
    assert sorted(Interest.objects.values_list("email", flat=True)) == [
        "nieuwsgierig+werk@voorbeeld.example",
        NEW,
    ]
    assert OutboxMail.objects.filter(template="interest_confirm", address=NEW).count() == 1


def test_answer_is_the_same_for_who_takes_part_already(cast: Cast, client: Client) -> None:
    known, unknown = ask(client, cast, cast.teacher.person.email), ask(client, cast, NEW)
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert OutboxMail.objects.filter(template="interest_confirm").count() == 2


def test_wrong_address_stands_beside_the_field_and_stays(cast: Cast, client: Client) -> None:
    refused = ask(client, cast, "geen adres")
    assert refused.status_code == 422
    assert "email" in refused.context["form"].errors
    assert 'value="geen adres"' in refused.content.decode()


def test_opening_a_programme_tells_who_confirmed_in_its_regions_once(cast: Cast) -> None:
    told = make.make_interest(cast.region, confirmed=True, email="ja@voorbeeld.example")
    make.make_interest(cast.region, email="nooit-bevestigd@voorbeeld.example")
    make.make_interest(make.make_region("Elders"), confirmed=True, email="elders@voorbeeld.example")
    make.make_interest(cast.region, confirmed=True, email=cast.teacher.person.email)  # takes part already
    Programme.objects.update(state=Programme.State.DRAFT)
    programme = Programme.objects.get(pk=cast.programme.pk)
    for state in ("open", "matching", "open"):
        actions.change_state(programme, state, by=None, at=NOW)
    mails = OutboxMail.objects.filter(template="interest_open")
    assert [mail.address for mail in mails] == ["ja@voorbeeld.example"]
    assert reverse("site:programme", args=[programme.slug]) in mails[0].body_text
    assert interest.link_value(told) in mails[0].body_text


def test_signing_up_takes_the_address_off_the_list_of_that_region(cast: Cast) -> None:
    elsewhere = make.make_interest(make.make_region("Elders"), email=NEW)
    make.make_interest(cast.region, email=NEW, confirmed=True)
    values = {"given_name": "Imke", "surname": "Vos", "organisation": "Brugwater", "function": "docent"}
    wish = SignUp(side="teacher", email=f" {NEW.upper()}", region=cast.region, **values)
    assert isinstance(sign_up(cast.programme, wish, at=NOW), Participation)
    assert list(Interest.objects.all()) == [elsewhere]


def test_terms_fourteen_days_unconfirmed_and_a_year_confirmed(cast: Cast) -> None:
    unconfirmed, confirmed = make.make_interest(cast.region), make.make_interest(cast.region, confirmed=True)
    nobody = Held.at(NOW)
    assert not interests_past(NOW + timedelta(days=13, hours=23), nobody).exists()
    assert list(interests_past(NOW + timedelta(days=14), nobody)) == [unconfirmed]
    assert list(interests_past(NOW.replace(year=2027), nobody).order_by("pk")) == [unconfirmed, confirmed]


def test_english_visitor_gets_english_mail(cast: Cast, client: Client) -> None:
    page = client.get("/en/keep-informed/")
    key = page.context["form"]["form_key"].value()
    client.post("/en/keep-informed/", {"email": NEW, "region": cast.region.slug, "form_key": key})
    mail = OutboxMail.objects.get(template="interest_confirm")
    assert mail.subject == "Confirm that we may email you"
    assert "/en/keep-informed/" in mail.body_text
