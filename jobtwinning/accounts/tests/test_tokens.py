"""Links in mails: one purpose, one subject, one address, one use, and never written down."""

import logging
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from jobtwinning.accounts import actions, tokens
from jobtwinning.accounts.models import Account, Token
from jobtwinning.accounts.tests.test_sign_in import ask_code, code_in_mail
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.mail import sending
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
NEW = "noor.nieuw@voorbeeld.example"
CONFIRM = "account_confirm_email"


@pytest.fixture
def account() -> Account:
    return make.make_account("noor@voorbeeld.example")


@pytest.fixture
def browser(account: Account) -> Client:
    client = Client()
    client.post(ask_code(client), {"code": code_in_mail()})
    return client


def ask(browser: Client, email: str = NEW) -> None:
    assert browser.post(reverse("account_change_email"), {"email": email}).status_code == 302


def link_in_mail(address: str = NEW) -> str:
    body = OutboxMail.objects.filter(template="change_email", address=address).latest("pk").body_text
    found = re.search(r"http://[^/]+(/\S+)", body)
    assert found is not None
    return found[1]


def follow(browser: Client, link: str) -> int:
    """Open the link and press the button; the status of the last page."""
    answer = browser.get(link)
    assert answer.status_code == 302
    return browser.post(answer.headers["Location"]).status_code


def test_change_of_address_by_the_link(account: Account, browser: Client) -> None:
    person = make.make_person(account=account)
    ask(browser)
    account.refresh_from_db()
    assert account.email == "noor@voorbeeld.example"
    link = link_in_mail()
    page = browser.get(link).headers["Location"]
    assert page == reverse(CONFIRM)
    assert NEW in browser.get(page).content.decode()
    assert browser.post(page).headers["Location"] == reverse("account_sessions")
    account.refresh_from_db()
    assert account.email == NEW
    assert Person.objects.get(pk=person.pk).email == NEW
    told = OutboxMail.objects.get(template="account_changed")
    assert told.address == "noor@voorbeeld.example"
    assert "Je logt voortaan in met een ander e-mailadres." in told.body_text
    assert list(History.objects.order_by("pk").values_list("verb", flat=True)) == ["ask_email_change", "change_email"]
    old = Client()
    old.post(reverse("account_request_login_code"), {"email": "noor@voorbeeld.example"})
    assert OutboxMail.objects.filter(template="login_code").count() == 1  # the one at the start: no code goes there now


def test_looking_at_the_link_however_often_uses_nothing(account: Account, browser: Client) -> None:
    """As a mail scanner does, without signing in."""
    ask(browser)
    link = link_in_mail()
    for _ in range(20):
        scanner = Client()
        assert scanner.head(link).status_code == 302
        assert scanner.get(scanner.get(link).headers["Location"]).status_code == 302  # to the sign-in page
    assert Token.objects.get().used_at is None
    assert follow(browser, link) == 302


def test_link_works_once(account: Account, browser: Client) -> None:
    ask(browser)
    link = link_in_mail()
    assert follow(browser, link) == 302
    assert follow(browser, link) == 410


def dead_after(what: str, account: Account, browser: Client) -> tuple[Client, str]:
    ask(browser)
    link = link_in_mail()
    if what == "resend":
        ask(browser, "nog.nieuwer@voorbeeld.example")
    elif what == "withdraw":
        tokens.revoke_tokens(Token.Purpose.CHANGE_EMAIL, account.public_id, at=clock.now())
    elif what == "expiry":
        Token.objects.update(expires_at=clock.now())
    elif what == "other account":
        make.make_account("daan@voorbeeld.example")
        browser = Client()
        browser.post(ask_code(browser, "daan@voorbeeld.example"), {"code": code_in_mail("daan@voorbeeld.example")})
    elif what == "address taken":
        make.make_account(NEW)
    elif what == "one letter else":
        link = link[:-2] + ("A" if link[-2] != "A" else "B") + "/"
    return browser, link


@pytest.mark.parametrize("what", ["resend", "withdraw", "expiry", "other account", "address taken", "one letter else"])
def test_dead_link_changes_nothing(what: str, account: Account, browser: Client) -> None:
    browser, link = dead_after(what, account, browser)
    assert follow(browser, link) in (409, 410)
    account.refresh_from_db()
    assert account.email == "noor@voorbeeld.example"


def test_link_of_another_purpose_is_not_found(account: Account) -> None:
    raw = make.make_link(account)
    Token.objects.update(purpose="invitation")
    assert tokens.find_token(tokens.digest_of(raw), Token.Purpose.CHANGE_EMAIL, at=clock.now()) is None


def test_control_a_live_link_is_not_dead(account: Account, browser: Client) -> None:
    browser, link = dead_after("nothing", account, browser)
    assert follow(browser, link) == 302


def test_the_link_has_256_bits_and_is_nowhere_but_in_the_mail_that_is_blanked(
    account: Account, browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(browser)
    link = link_in_mail()
    raw = link.strip("/").rpartition("/")[2]
    assert len(raw) == 43
    sending.send_due_mails()
    answer = browser.get(link)
    assert raw not in str(dict(browser.session))
    assert raw not in answer.headers["Location"]
    browser.get(answer.headers["Location"])
    browser.post(answer.headers["Location"])
    browser.get(link)
    for model in apps.get_models(include_auto_created=True):
        assert raw not in str(list(model._default_manager.values())), model
    assert raw not in caplog.text


def test_asking_for_a_taken_address_looks_the_same_and_mails_nobody(account: Account, browser: Client) -> None:
    make.make_account("daan@voorbeeld.example")
    pages = []
    for email in (NEW, "daan@voorbeeld.example"):
        answer = browser.post(reverse("account_change_email"), {"email": email}, follow=True)
        text = re.sub(r'value="[\w-]{20,}"|nonce="[^"]+"', "", answer.content.decode())
        pages.append((answer.status_code, text))
    assert pages[0] == pages[1]
    assert not OutboxMail.objects.filter(address="daan@voorbeeld.example").exists()


def test_control_a_link_that_is_not_used_up_would_work_twice(account: Account, browser: Client) -> None:
    ask(browser)
    link = link_in_mail()
    with patch.object(tokens, "use_token", return_value=True):
        assert follow(browser, link) == 302
        Account.objects.update(email="noor@voorbeeld.example")
        assert follow(browser, link) == 302
    assert timedelta(hours=24) == actions.EMAIL_LINK_LIFE
