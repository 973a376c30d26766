"""Honest information for employers (REC-06): what it says, who received it, who said that they know."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.accounts.models import Token
from jobtwinning.core import clock
from jobtwinning.intake.honest import employer_hours, employer_lines, manager_lines, range_words
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.rules import ProgrammeRules
from tests import make

pytestmark = pytest.mark.django_db
PROMISES = re.compile(
    r"geen lesuitval|geen les(sen)? vervall?|zonder lesuitval|vervall?en (er )?geen|no lessons? (will|are)|"
    r"gratis|free of charge|garand|guarantee|krijgt een match",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("minutes", "travel", "total"), [(0, (0, 0), (26, 37)), (30, (3, 4), (29, 41)), (45, (5, 6), (31, 43))]
)
def test_hours_are_own_and_travel_and_hosting_rounded_up(
    minutes: int, travel: tuple[int, int], total: tuple[int, int]
) -> None:
    hours = employer_hours(ProgrammeRules(), minutes)
    assert (hours.own, hours.visits, hours.hosting) == ((20, 25), (3, 4), (6, 12))
    assert (hours.travel, hours.total) == (travel, total)


def test_numbers_come_from_the_rules_of_the_programme(cast: Cast, client: Client) -> None:
    rules = ProgrammeRules(hours_minimum=30, hours_advice_maximum=33, meetings_minimum=10, meetings_maximum=12)
    Programme.objects.filter(pk=cast.programme.pk).update(rules_json=rules.to_json())
    page = client.get(reverse("intake:employer", args=[cast.programme.slug])).content.decode()
    for shown in ("30 tot 33 uur", "5 tot 6 keer"):
        assert shown in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_wording_promises_anything(cast: Cast, language: str) -> None:
    with translation.override(language):
        hours = employer_hours(cast.programme.rules, 30)
        shown = [
            *employer_lines(cast.programme, hours).lines,
            *manager_lines(cast.teacher).lines,
            *manager_lines(cast.professional).lines,
        ]
    for line in shown:
        assert not PROMISES.search(line.text), line.text
    assert PROMISES.search("Er vervallen geen lessen")  # the control
    assert PROMISES.search("Deelname is gratis")


def test_a_travel_time_that_makes_no_sense_counts_as_usual_and_is_said(cast: Cast, client: Client) -> None:
    page = reverse("intake:employer", args=[cast.programme.slug])
    assert "5 tot 6 uur" in client.get(page + "?reis=45").content.decode()
    for wrong in ("", "veel", "-1", "99999", "1e9", "\x00"):
        answer = client.get(page, {"reis": wrong})
        assert answer.status_code == 200
        assert "3 tot 4 uur" in answer.content.decode()
        assert 'class="field wrong"' in answer.content.decode() or "error" in answer.content.decode()


def test_a_draft_has_no_page(cast: Cast, client: Client) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(state="draft")
    assert client.get(reverse("intake:employer", args=[cast.programme.slug])).status_code == 404


def send(client: Client, cast: Cast, **values: str) -> Any:
    employment = cast.teacher.employment
    assert employment is not None
    fields = {"organisation": employment.organisation.public_id, "name": "Hanneke Smit", "language": "nl"}
    fields["how"] = "mail"
    fields |= {"email": "hanneke@school.example", **values}
    return client.post(reverse("intake:employers", args=[cast.programme.slug]), fields)


def opened() -> Client:
    body = OutboxMail.objects.filter(template="employer_letter").latest("pk").body_text
    found = re.search(r"https?://[^/]+(/\S*link/\S+)", body)
    assert found is not None
    client = Client()
    client.get(found[1])
    return client


def test_the_coordinator_sends_it_and_sees_who_read_it(cast: Cast, client_of: Any) -> None:
    coordinator, page = client_of("coordinator"), reverse("intake:employer_letter")
    assert send(coordinator, cast, email="geen adres").status_code == 422
    assert send(coordinator, cast).status_code == 302
    letter = EmployerLetter.objects.get()
    assert (letter.contact_name, letter.acknowledged_at) == ("Hanneke Smit", None)
    assert letter.text_hash
    mail = OutboxMail.objects.get(template="employer_letter")
    assert (mail.address, mail.reply_to) == ("hanneke@school.example", cast.region.contact_email)
    assert "Lessen of overleggen kunnen vervallen" in mail.body_text
    reader = opened()
    assert letter.organisation.name in reader.get(page).content.decode()
    assert Token.objects.get(purpose="employer_letter").used_at is None
    for _ in range(2):
        assert reader.post(page).status_code == 302
    letter.refresh_from_db()
    assert letter.acknowledged_at is not None
    listed = coordinator.get(reverse("intake:employers", args=[cast.programme.slug])).content.decode()
    for shown in ("Hanneke Smit", letter.organisation.name, "hanneke@school.example"):
        assert shown in listed
    assert "nog niet</td>" not in listed


def test_a_dead_link_acknowledges_nothing(cast: Cast, client_of: Any) -> None:
    send(client_of("coordinator"), cast)
    reader = opened()
    Token.objects.update(expires_at=clock.now())
    assert reader.post(reverse("intake:employer_letter")).status_code == 410
    assert EmployerLetter.objects.get().acknowledged_at is None


def test_an_organisation_of_another_region_cannot_be_chosen(cast: Cast, client_of: Any) -> None:
    stranger = make.make_organisation("Elders BV")
    assert send(client_of("coordinator"), cast, organisation=stranger.public_id).status_code == 422
    assert not EmployerLetter.objects.exists()


def test_range_words() -> None:
    assert [range_words(each) for each in ((1, 1), (2, 3))] == ["1 uur", "2 tot 3 uur"]
