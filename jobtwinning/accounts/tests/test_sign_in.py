"""Signing in through the pages: code, password, second step, and the way out."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.mail import sending
from jobtwinning.mail.models import OutboxMail
from tests import make

pytestmark = pytest.mark.django_db
HERE = "/onderdelen/"
PASSWORD = "brug over het water"


@pytest.fixture
def account() -> Account:
    return make.make_account("noor@voorbeeld.example")


def code_in_mail(address: str = "noor@voorbeeld.example") -> str:
    """The code in the newest mail to this address."""
    body = OutboxMail.objects.filter(address=address, template="login_code").latest("pk").body_text
    found = re.search(r"\d{4}-\d{4}", body)
    assert found is not None
    return found[0]


def ask_code(client: Client, address: str = "noor@voorbeeld.example", next_url: str = HERE) -> str:
    """Ask a code through the page; returns the address of the page that wants it."""
    response = client.post(reverse("account_request_login_code"), {"email": address, "next": next_url})
    assert response.status_code == 302
    return response.headers["Location"]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_code_sign_in_without_a_password_works_and_goes_on_to_next(client: Client, account: Account) -> None:
    assert not account.has_usable_password()
    page = ask_code(client)
    assert page == f"/inloggen/code/?next={HERE.replace('/', '%2F')}"
    assert client.get(page).status_code == 200
    response = client.post(page, {"code": code_in_mail()})
    assert (response.status_code, response.headers["Location"]) == (302, HERE)
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("spelling", ["{} ", " {}", "{}."])
def test_code_sign_in_forgives_spaces_and_dashes(client: Client, account: Account, spelling: str) -> None:
    page = ask_code(client)
    client.post(page, {"code": spelling.format(code_in_mail().replace("-", " "))})
    assert is_signed_in(client)


def test_code_sign_in_address_in_capitals_is_the_same_account(client: Client, account: Account) -> None:
    client.post(ask_code(client, "Noor@Voorbeeld.EXAMPLE"), {"code": code_in_mail()})
    assert is_signed_in(client)


def test_a_code_asked_after_five_thousand_invitations_goes_in_the_next_batch(client: Client, account: Account) -> None:
    """Invitations hold a link too: who waits behind the screen goes first, not whoever gets a secret."""
    since = clock.now() - timedelta(hours=1)
    same = {"template": "event_invited", "holds_secret": True, "created_at": since, "not_before": since}
    OutboxMail.objects.bulk_create(
        [
            OutboxMail(address=f"imke{number}@voorbeeld.example", unique_key=f"{number}", **same)
            for number in range(5_000)
        ],
        batch_size=500,
    )
    ask_code(client)
    assert sending.send_due_mails() == sending.Round(sent=sending.BATCH)
    assert django_mail.outbox[0].to == [account.email]


def test_code_mail_goes_through_the_outbox_and_is_blank_afterwards(client: Client, account: Account) -> None:
    ask_code(client)
    mail = OutboxMail.objects.get()
    code = code_in_mail()
    assert (mail.template, mail.holds_secret, mail.language) == ("login_code", True, "nl")
    assert mail.subject == "Je code om in te loggen"
    assert code in mail.body_html
    assert "15 minuten" in mail.body_text
    sending.send_due_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.body_text, mail.body_html) == ("sent", "", "")
    stored = OutboxMail.objects.values()[0]
    assert not [field for field, value in stored.items() if code in str(value)]


def test_code_sign_in_wrong_code_is_422_and_after_five_the_right_one_is_too_late(
    client: Client, account: Account
) -> None:
    page = ask_code(client)
    for _ in range(4):
        response = client.post(page, {"code": "0000-0000"})
        assert response.status_code == 422
        assert "Deze code klopt niet." in response.content.decode()
    assert client.post(page, {"code": "0000-0000"}).status_code == 302
    client.post(page, {"code": code_in_mail()})
    assert not is_signed_in(client)


def test_code_sign_in_code_works_once(client: Client, account: Account) -> None:
    page = ask_code(client)
    code = code_in_mail()
    client.post(page, {"code": code})
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    client.post(page, {"code": code})
    assert not is_signed_in(client)


def test_code_sign_in_code_of_another_browser_does_not_work(client: Client, account: Account) -> None:
    """A code belongs to the browser that asked for it: reading it aloud to somebody else gives nothing."""
    ask_code(client)
    thief = Client()
    page = ask_code(thief, "dief@voorbeeld.example")
    thief.post(page, {"code": code_in_mail()})
    assert not is_signed_in(thief)


def test_code_sign_in_new_code_replaces_the_old(client: Client, account: Account) -> None:
    page = ask_code(client)
    old = code_in_mail()
    response = client.post(page, {"action": "resend"}, follow=True)
    assert "Er is een nieuwe code onderweg." in response.content.decode()
    assert code_in_mail() != old
    assert client.post(page, {"code": old}).status_code == 422
    client.post(page, {"code": code_in_mail()})
    assert is_signed_in(client)


def test_code_page_another_address_goes_back_to_the_start(client: Client, account: Account) -> None:
    page = ask_code(client)
    assert client.get(reverse("account_login")).status_code == 302  # still waiting for the code
    response = client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert response.headers["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200
    assert client.get(page).status_code == 302


def test_code_sign_in_closed_account_gets_no_code_and_the_same_page(client: Client, account: Account) -> None:
    Account.objects.update(is_active=False)
    assert ask_code(client).startswith("/inloggen/code/")
    assert OutboxMail.objects.count() == 0


def test_sign_in_rotates_the_session(client: Client, account: Account) -> None:
    page = ask_code(client)
    before = client.session.session_key
    client.post(page, {"code": code_in_mail()})
    assert client.session.session_key != before


def visible(response_text: str) -> str:
    """The page without what differs each time: the token against forgery, the nonce and the typed address."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", response_text)
    return text.replace("onbekend@voorbeeld.example", "@").replace("noor@voorbeeld.example", "@")


def test_known_and_unknown_address_get_the_same_pages(account: Account) -> None:
    pages: dict[str, list[tuple[int, str, str]]] = {}
    for address in ("noor@voorbeeld.example", "onbekend@voorbeeld.example"):
        client, seen = Client(), []
        asked = client.post(reverse("account_request_login_code"), {"email": address})
        seen.append(asked)
        page = asked.headers["Location"]
        seen += [client.get(page), client.post(page, {"code": "0000-0000"})]
        seen.append(client.post(page, {"action": "resend"}))
        seen += [client.post(page, {"code": "0000-0000"}) for _ in range(4)]
        other = Client()
        seen.append(other.post(reverse("account_login"), {"login": address, "password": "fout wachtwoord"}))
        pages[address] = [
            (answer.status_code, answer.headers.get("Location", ""), visible(answer.content.decode()))
            for answer in seen
        ]
    known, unknown = pages.values()
    assert known == unknown
    assert [status for status, _, _ in known] == [302, 200, 422, 302, 422, 422, 422, 302, 422]
    assert set(OutboxMail.objects.values_list("address", flat=True)) == {"noor@voorbeeld.example"}


def test_unknown_address_costs_as_many_queries_as_a_known_one(account: Account) -> None:
    """The work is rehearsed for nobody's address; the two differ by the closing of the rehearsal only."""
    statements = []
    for address in ("noor@voorbeeld.example", "onbekend@voorbeeld.example"):
        with CaptureQueriesContext(connection) as captured:
            ask_code(Client(), address)
        words = [query["sql"].split()[0] for query in captured]
        statements.append([word for word in words if word in {"SELECT", "INSERT", "UPDATE"}])
    known, unknown = statements
    assert known.count("INSERT") == unknown.count("INSERT") == 2  # the mail and the session
    assert abs(len(known) - len(unknown)) <= 1


def test_password_sign_in_right_and_wrong(client: Client, account: Account) -> None:
    account.set_password(PASSWORD)
    account.save()
    url = reverse("account_login")
    wrong = client.post(url, {"login": account.email, "password": "fout wachtwoord"})
    assert wrong.status_code == 422
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in wrong.content.decode()
    assert not is_signed_in(client)
    right = client.post(url, {"login": account.email, "password": PASSWORD, "next": HERE})
    assert (right.status_code, right.headers["Location"]) == (302, HERE)
    assert is_signed_in(client)


def test_password_sign_in_account_without_password_never_works(client: Client, account: Account) -> None:
    for attempt in ("", "!", account.password):
        client.post(reverse("account_login"), {"login": account.email, "password": attempt})
    assert not is_signed_in(client)


def test_nobody_signs_up_by_a_bare_form(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "nieuw@voorbeeld.example", "password1": PASSWORD})
    client.post(ask_code(client, "nieuw@voorbeeld.example"), {"code": "0000-0000"})
    assert not Account.objects.filter(email="nieuw@voorbeeld.example").exists()


def test_sign_out_needs_a_post(client: Client, account: Account) -> None:
    client.force_login(account)
    assert client.get(reverse("account_logout")).status_code == 405
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_set_password_after_a_code_needs_no_old_one_and_tells_the_owner(client: Client, account: Account) -> None:
    client.post(ask_code(client), {"code": code_in_mail()})
    url = reverse("account_set_password")
    assert client.post(url, {"password": "kort"}).status_code == 422
    response = client.post(url, {"password": PASSWORD})
    assert response.status_code == 302
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert is_signed_in(client)
    mail = OutboxMail.objects.get(template="account_changed")
    assert "Je account heeft een nieuw wachtwoord." in mail.body_text
    assert mail.address == account.email


def test_set_password_after_a_password_sign_in_asks_the_old_one(client: Client, account: Account) -> None:
    account.set_password(PASSWORD)
    account.save()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD, "next": HERE})
    url = reverse("account_set_password")
    assert client.post(url, {"password": "een heel ander wachtwoord"}).status_code == 422
    assert client.post(url, {"password": "een heel ander wachtwoord", "current": "fout"}).status_code == 422
    assert client.post(url, {"password": "een heel ander wachtwoord", "current": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password("een heel ander wachtwoord")


def test_set_password_ends_the_other_sessions(client: Client, account: Account) -> None:
    other = Client()
    for browser in (client, other):
        browser.post(ask_code(browser), {"code": code_in_mail()})
    client.post(reverse("account_set_password"), {"password": PASSWORD})
    assert client.get(reverse("account_set_password")).status_code == 200
    assert other.get(reverse("account_set_password")).status_code == 302


def test_set_password_sent_twice_changes_it_once(client: Client, account: Account) -> None:
    client.post(ask_code(client), {"code": code_in_mail()})
    url = reverse("account_set_password")
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None
    for _ in range(2):
        assert client.post(url, {"password": PASSWORD, "form_key": key[1]}).status_code == 302
    assert OutboxMail.objects.filter(template="account_changed").count() == 1


HOSTILE = ["", "x" * 5000, "a\x00b@x.example", "\u202enoor@x.example", "🌉@x.example", "<script>@x.example"]
HOSTILE += ["a@x\r\nBcc: b@x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_sign_in_forms_hostile_text_is_never_a_crash(client: Client, account: Account, text: str) -> None:
    asked = client.post(reverse("account_request_login_code"), {"email": text, "next": text})
    assert asked.status_code in {302, 422}
    assert Client().post(reverse("account_login"), {"login": text, "password": text}).status_code == 422
    page = ask_code(Client())
    assert Client().post(page, {"code": text}).status_code == 302
    browser = Client()
    assert browser.post(ask_code(browser), {"code": text}).status_code == 422
    assert OutboxMail.objects.exclude(address=account.email).count() == 0


def test_request_code_too_often_is_stopped_per_address(account: Account, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    for _ in range(3):
        assert Client().post(reverse("account_request_login_code"), {"email": account.email}).status_code == 302
    stopped = Client().post(
        reverse("account_request_login_code"), {"email": account.email}, headers={"x-forwarded-for": "10.1.2.3"}
    )
    assert stopped.status_code == 422
    assert "Je hebt het te vaak geprobeerd." in stopped.content.decode()
    assert OutboxMail.objects.count() == 3
    cache.clear()


def test_guessing_a_password_is_stopped_with_the_right_one_too(account: Account, settings: Settings) -> None:
    account.set_password(PASSWORD)
    account.save()
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    for _ in range(5):
        Client().post(reverse("account_login"), {"login": account.email, "password": "fout wachtwoord"})
    browser = Client()
    browser.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert not is_signed_in(browser)
    cache.clear()


def test_sign_in_pages_show_no_english_in_dutch(client: Client, account: Account) -> None:
    """allauth's own English words would show where we forgot to say it ourselves."""
    english = re.compile(r"\b(Sign in|Email|Password|Incorrect|Remember|Code sent|Authenticator|Your|the|you)\b")
    page = ask_code(client)
    answers = [client.get(page), client.post(page, {"code": ""}), client.post(page, {"code": "0"})]
    answers += [Client().get(reverse("account_login"))]
    answers += [Client().post(reverse("account_login"), {"login": "x", "password": ""})]
    answers += [Client().post(reverse("account_request_login_code"), {"email": "x"})]
    for answer in answers:
        text = re.sub(r"<[^>]+>|<script.*?</script>", " ", answer.content.decode().partition("<main")[2])
        assert english.findall(text) == []


def test_code_mail_is_in_the_language_of_the_page(client: Client, account: Account) -> None:
    with translation.override("en"):
        client.post(reverse("account_request_login_code"), {"email": account.email})
    assert OutboxMail.objects.get().language == "en"
