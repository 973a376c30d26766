"""What leaves the house by mail, calendar and file holds names as text, never as something a program obeys."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.forms import LineField
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import message_of
from jobtwinning.pairs.actions import propose_pair
from jobtwinning.people.models import Organisation, Person
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.twinning.actions import MeetingPlan, plan_meeting
from tests import make, policy

NAME = '<b>Loes</b>"\r\nBcc: iemand@elders.example\r\nATTENDEE:mailto:x@elders.example'


@pytest.fixture
def renamed(cast: Cast) -> Cast:
    """Everybody and every organisation has a hostile name."""
    Person.objects.update(given_name=NAME[:80], surname="=cmd|' /C calc'!A0\t@x")
    for key in Organisation.objects.values_list("pk", flat=True):
        Organisation.objects.filter(pk=key).update(name=f"{NAME[:80]}{key}")
    Programme.objects.update(name_nl="=1+1\r\nBcc: iemand@elders.example", name_en="@SUM(A1)")
    for row in (cast.teacher, cast.professional, cast.pair, cast.programme):
        row.refresh_from_db()
    return cast


def test_mails_and_calendars_hold_hostile_names_as_text(renamed: Cast) -> None:
    pair = renamed.pair
    plan = MeetingPlan(
        starts_at=make.NOW.replace(month=10),
        ends_at=make.NOW.replace(month=10, hour=12),
        place="work",
        where="Hal\r\nATTENDEE:mailto:x@elders.example\r\nEND:VEVENT",
        what="Kijken;BEGIN:VALARM\nX-A:1",
    )
    plan_meeting(pair, plan, person=renamed.teacher.person, by=None, at=make.NOW)
    propose_pair(
        make.make_participation(renamed.programme, person=make.make_person(NAME[:80])),
        make.make_participation(renamed.programme, side=Side.NON_TEACHER, person=make.make_person(NAME[:80])),
        by=None,
        at=make.NOW,
    )
    mails = list(OutboxMail.objects.all())
    assert {mail.template for mail in mails} >= {"meeting_planned", "pair_proposed"}
    for mail in mails:
        message = message_of(mail).message()
        assert message["Bcc"] is None
        assert "\n" not in mail.subject
        assert "<b>Loes" not in mail.body_html
        unfolded = mail.calendar.replace("\r\n ", "")
        assert unfolded.count("\r\nATTENDEE") == (2 if mail.calendar else 0)
        assert unfolded.count("\r\nEND:VEVENT\r\n") == (1 if mail.calendar else 0)
        assert "\r\nBEGIN:VALARM" not in unfolded


def test_files_of_the_report_start_no_cell_with_a_formula(renamed: Cast, client_of: Callable[[str], Client]) -> None:
    body = client_of("coordinator").get(policy.address("reports:report_csv", renamed)).content.decode("utf-8-sig")
    cells = [cell.strip('"') for line in body.splitlines() for cell in line.split(";")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))] == []


def test_a_name_is_one_line_without_invisible_marks() -> None:
    field = LineField(max_length=40)
    assert field.clean(" Loes\r\nBcc: x\u202e \x07 Kamp ") == "Loes Bcc: x Kamp"
    assert field.clean("Zoë 👩\u200d🏫") == "Zoë 👩\u200d🏫"


def test_sign_up_keeps_a_name_on_one_line(cast: Cast) -> None:
    Programme.objects.update(sign_up_until=clock.today())
    sent = {"given_name": "Imke\r\nBcc: x", "surname": "Vos\u202e", "email": "nieuw@voorbeeld.example"}
    url = reverse("intake:sign_up", args=[cast.programme.slug]) + "?kant=docent"
    assert Client().post(url, {**sent, "organisation": "Brugwater", "function": "docent"}).status_code == 302
    person = Person.objects.get(email="nieuw@voorbeeld.example")
    assert (person.given_name, person.surname) == ("Imke Bcc: x", "Vos")
