from io import StringIO

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django.fixtures import Settings

from jobtwinning.accounts.actions import get_or_create_account, make_platform_admin, start_code_sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.tests.test_sign_in import code_in_mail
from jobtwinning.config.urls import urlpatterns as site_urls
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from tests import make

pytestmark = pytest.mark.django_db


def sign_up(request: HttpRequest) -> HttpResponse:
    """A page that ends as a sign-up does."""
    account, _ = get_or_create_account(request.POST["email"], language="nl")
    return start_code_sign_in(request, account.email, next_url=request.POST.get("to", ""))


urlpatterns = [path("proef-aanmelden/", sign_up), *site_urls]


@pytest.fixture
def sign_up_page(settings: Settings) -> str:
    settings.ROOT_URLCONF = __name__
    return "/proef-aanmelden/"


def test_get_or_create_account_twice_is_one_account_without_password() -> None:
    first, made = get_or_create_account(" Noor@Voorbeeld.example ", language="en")
    second, made_again = get_or_create_account("noor@voorbeeld.example", language="nl")
    assert (made, made_again) == (True, False)
    assert first == second
    assert (second.email, second.language, second.has_usable_password()) == ("noor@voorbeeld.example", "en", False)


def test_start_code_sign_in_after_a_sign_up_lands_on_the_code_page_and_then_on_next(
    client: Client, sign_up_page: str
) -> None:
    response = client.post(sign_up_page, {"email": "noor@voorbeeld.example", "to": "/onderdelen/"})
    assert response.headers["Location"] == reverse("account_confirm_login_code") + "?next=%2Fonderdelen%2F"
    page = response.headers["Location"]
    assert "We mailden een code naar <b>noor@voorbeeld.example</b>" in client.get(page).content.decode()
    stranger = Client()
    asked = stranger.post(reverse("account_request_login_code"), {"email": "iemand@voorbeeld.example"})
    assert "Kennen we het adres" in stranger.get(asked.headers["Location"]).content.decode(), "nobody said who that is"
    assert client.post(page, {"code": code_in_mail()}).headers["Location"] == "/onderdelen/"
    assert client.session["_auth_user_id"] == str(Account.objects.get().pk)


def test_start_code_sign_in_keeps_the_next_of_the_request_and_drops_an_unsafe_one(
    client: Client, sign_up_page: str
) -> None:
    kept = client.post(sign_up_page, {"email": "noor@voorbeeld.example", "next": "/onderdelen/"})
    assert kept.headers["Location"].endswith("?next=%2Fonderdelen%2F")
    dropped = client.post(sign_up_page, {"email": "noor@voorbeeld.example", "next": "//evil.example"})
    assert dropped.headers["Location"] == reverse("account_confirm_login_code")


def test_start_code_sign_in_somebody_elses_address_does_not_sign_in(client: Client, sign_up_page: str) -> None:
    """Signing up with the address of an existing account proves nothing: only the mailbox does."""
    make.make_account("saskia@voorbeeld.example", admin=True)
    client.post(sign_up_page, {"email": "saskia@voorbeeld.example"})
    assert "_auth_user_id" not in client.session


def test_start_code_sign_in_too_often_sends_no_mail_and_says_so(
    client: Client, sign_up_page: str, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    for _ in range(3):
        client.post(sign_up_page, {"email": "noor@voorbeeld.example"})
    response = Client().post(sign_up_page, {"email": "noor@voorbeeld.example"})
    assert response.headers["Location"] == reverse("account_login")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Je hebt het te vaak geprobeerd. Wacht een paar minuten en probeer het dan opnieuw."
    ]
    assert OutboxMail.objects.count() == 3
    cache.clear()


def test_create_admin_makes_and_promotes_once() -> None:
    teacher = make.make_account("noor@voorbeeld.example")
    for address in ("baas@voorbeeld.example", "Noor@voorbeeld.example", "noor@voorbeeld.example"):
        call_command("create_admin", address, stdout=StringIO())
    admins = Account.objects.filter(is_platform_admin=True)
    assert sorted(admins.values_list("email", flat=True)) == ["baas@voorbeeld.example", "noor@voorbeeld.example"]
    assert History.objects.filter(verb="make_platform_admin").count() == 2
    assert History.objects.filter(subject_id=teacher.public_id).count() == 1


def test_create_admin_no_address_is_a_clear_error() -> None:
    with pytest.raises(CommandError, match="'baas' is not an e-mail address"):
        call_command("create_admin", "baas")
    assert Account.objects.count() == 0


def test_make_platform_admin_writes_who_did_it() -> None:
    boss = make.make_account(admin=True)
    make_platform_admin("nieuw@voorbeeld.example", by=boss, at=make.NOW)
    row = History.objects.get(verb="make_platform_admin")
    assert (row.actor_id, row.at) == (boss.pk, make.NOW)
