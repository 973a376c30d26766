"""A stranger does not see whether an address is known: the same words, and the same work for the database.

There is no page to reset a password: who forgot it signs in by a code. Nobody invites by an address either; who is
read in from a list, or gets a role, gets it from somebody who may know.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobtwinning.accounts import actions, views
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions as intake_actions
from jobtwinning.people import views as people_views
from jobtwinning.programmes.models import Programme
from tests import make

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "noor@voorbeeld.example", "niet@voorbeeld.example"
WRITES = ("INSERT", "UPDATE", "DELETE")
Ask = Callable[[str], tuple[Client, str, dict[str, str]]]


def code(address: str) -> tuple[Client, str, dict[str, str]]:
    return Client(), reverse("account_request_login_code"), {"email": address}


def code_again(address: str) -> tuple[Client, str, dict[str, str]]:
    client = Client()
    page = client.post(reverse("account_request_login_code"), {"email": address}).headers["Location"]
    return client, page, {"action": "resend"}


def wrong_code(address: str) -> tuple[Client, str, dict[str, str]]:
    client, page, _ = code_again(address)
    return client, page, {"code": "0000-0000"}


def password(address: str) -> tuple[Client, str, dict[str, str]]:
    return Client(), reverse("account_login"), {"login": address, "password": "fout wachtwoord"}


def sign_up(address: str) -> tuple[Client, str, dict[str, str]]:
    person = {"given_name": "Imke", "surname": "Vos", "organisation": "Brugwater", "function": "docent"}
    page = reverse("intake:sign_up", args=[Programme.objects.get().slug]) + "?kant=docent"
    return Client(), page, {**person, "email": address}


def other_address(address: str) -> tuple[Client, str, dict[str, str]]:
    client = Client()
    client.force_login(make.make_account())
    return client, reverse("account_change_email"), {"email": address}


@pytest.fixture(autouse=True)
def one_account_and_an_open_programme() -> None:
    account = make.make_account(KNOWN)
    account.set_password("brug over het water")
    account.save()
    programme = make.make_programme(make.make_region())
    Programme.objects.filter(pk=programme.pk).update(sign_up_until=clock.today() + timedelta(days=9), matched_by=None)


def answer_and_work(ask: Ask, address: str) -> tuple[tuple[int, str, str], Counter[str]]:
    """What came back, without what differs each time, and what was written where, undone or not."""
    client, page, fields = ask(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(page, fields)
    writes = (re.match(r'(\w+) (?:INTO |FROM )?"(\w+)"', query["sql"]) for query in captured)
    written = Counter(f"{found[1]} {found[2]}" for found in writes if found and found[1] in WRITES)
    return (
        answer.status_code,
        answer.headers.get("Location", ""),
        without_tokens(answer.content.decode(), address),
    ), written


def without_tokens(page: str, address: str) -> str:
    page = re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]+"|nonce="[^"]+"', "", page)
    return page.replace(address, "ADRES")


@pytest.mark.parametrize("ask", [code, code_again, wrong_code, password, sign_up, other_address])
def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work(ask: Ask) -> None:
    known, unknown = answer_and_work(ask, KNOWN), answer_and_work(ask, UNKNOWN)
    assert known == unknown


@pytest.mark.parametrize(
    ("ask", "place", "name"),
    [
        (code, actions, "rehearse_code_mail"),
        (code_again, views, "rehearse_code_mail"),
        (sign_up, intake_actions, "rehearse_sign_up"),
        (other_address, people_views, "ask_email_change"),
    ],
)
def test_control_without_the_rehearsal_the_work_differs(ask: Ask, place: object, name: str) -> None:
    real = getattr(place, name)

    def left_out(*arguments: object, **named: object) -> None:
        if name.startswith("ask") and KNOWN not in arguments:
            real(*arguments, **named)

    with patch.object(place, name, left_out):
        known, unknown = answer_and_work(ask, KNOWN), answer_and_work(ask, UNKNOWN)
    assert known[0] == unknown[0]
    assert known[1] != unknown[1]


def test_control_a_page_that_tells_is_seen() -> None:
    def tells(request: HttpRequest, account: Account | None, email: str) -> None:
        if account is None:
            raise DomainError("unknown", "Dit adres kennen we niet.")

    with patch.object(actions, "begin_code_sign_in", tells):
        assert answer_and_work(code, KNOWN)[0] != answer_and_work(code, UNKNOWN)[0]
