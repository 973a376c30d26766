"""Whoever sees data of others gives a second factor, and rights act at once."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from conftest import Cast, forget_chain
from jobtwinning.accounts import actions
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes import middleware
from jobtwinning.programmes.models import RoleGrant
from tests import make

pytestmark = pytest.mark.django_db
STAFF = ["coordinator", "coordinator_elsewhere", "researcher", "admin"]
PAGE = "/onderdelen/"


@pytest.fixture(autouse=True)
def no_used_codes() -> None:
    """A code works once; tests follow each other within half a minute."""
    cache.clear()


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def sign_in_by_code(account: Account, next_url: str = PAGE) -> Client:
    """Through the real pages, as far as the first factor goes."""
    client = Client()
    page = client.post(reverse("account_request_login_code"), {"email": account.email, "next": next_url})
    body = OutboxMail.objects.filter(template="login_code").latest("pk").body_text
    code = re.search(r"\d{4}-\d{4}", body)
    assert code is not None
    client.post(page.headers["Location"], {"code": code[0]})
    return client


def set_up_factor(client: Client) -> str:
    """Through the real page; returns the secret that the app keeps."""
    text = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) in text
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    cache.clear()
    return str(secret)


def account_of(cast: Cast, role: str) -> Account:
    account = cast.accounts[role]
    assert account is not None
    return account


def leads_to(client: Client, url: str = PAGE) -> str:
    """The name of the page one lands on, "page" when it simply opens."""
    response = client.get(url)
    return "page" if response.status_code == 200 else response.headers["Location"].partition("?")[0]


@contextmanager
def guard_off() -> Iterator[None]:
    with patch.object(middleware.SecondFactorMiddleware, "process_view", lambda *args: None):
        forget_chain()
        yield
    forget_chain()


@pytest.mark.parametrize("role", STAFF)
def test_staff_without_factor_gets_no_further_than_setting_it_up(cast: Cast, role: str) -> None:
    client = sign_in_by_code(account_of(cast, role))
    assert client.get(PAGE).headers["Location"] == reverse("mfa_activate_totp") + "?next=%2Fonderdelen%2F"
    for name in ("account_set_password", "mfa_index", "mfa_view_recovery_codes", "core:components"):
        assert leads_to(client, reverse(name)) == reverse("mfa_activate_totp")
    assert client.post(reverse("account_set_password")).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get("/healthz").status_code == 503  # no worker in the tests, but no factor asked either


@pytest.mark.parametrize("role", STAFF)
def test_without_the_middleware_the_page_opens(cast: Cast, role: str) -> None:
    """The control. A client builds its middleware at the first request, so all of it happens with the guard off."""
    with guard_off():
        assert leads_to(sign_in_by_code(account_of(cast, role))) == "page"


@pytest.mark.parametrize("role", ["outsider", "teacher", "professional"])
def test_participants_need_no_factor(cast: Cast, role: str) -> None:
    assert leads_to(sign_in_by_code(account_of(cast, role))) == "page"


def test_staff_can_always_sign_out(cast: Cast) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_setting_up_the_factor_opens_the_pages_shows_recovery_codes_and_tells_the_owner(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    with django_capture_on_commit_callbacks(execute=True):
        set_up_factor(client)
    assert leads_to(client) == "page"
    text = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(set(re.findall(r"\b\d{8}\b", text))) == 10
    assert "Nog 10 codes" in text
    mail = OutboxMail.objects.get(template="account_changed")
    assert "De tweede stap bij het inloggen staat nu aan." in mail.body_text


def test_setting_up_keeps_the_page_one_was_going_to(cast: Cast) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    url = client.get(PAGE).headers["Location"]
    client.get(url)
    done = client.post(url, {"code": code_of(client.session["mfa.totp.secret"])})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes") + "?next=%2Fonderdelen%2F"
    assert 'href="/onderdelen/"' in client.get(done.headers["Location"]).content.decode()


def test_setting_up_with_a_wrong_code_is_422_and_keeps_the_secret(cast: Cast) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    assert client.session["mfa.totp.secret"] == secret
    assert Authenticator.objects.count() == 0


def test_next_sign_in_asks_for_the_factor_before_anything_opens(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    secret = set_up_factor(sign_in_by_code(account))
    client = sign_in_by_code(account)
    assert "_auth_user_id" not in client.session
    assert leads_to(client, reverse("programmes:overview")) == reverse("account_login")
    page = reverse("mfa_authenticate")
    assert client.post(page, {"code": "000000"}).status_code == 422
    done = client.post(page, {"code": code_of(secret)})
    assert done.headers["Location"] == PAGE
    assert leads_to(client) == "page"


def test_factor_code_works_once(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    secret = set_up_factor(sign_in_by_code(account))
    code = code_of(secret)
    first, second = sign_in_by_code(account), sign_in_by_code(account)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_code_that_set_up_the_factor_does_not_sign_in_a_second_browser(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    client = sign_in_by_code(account)
    client.get(reverse("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"])
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert sign_in_by_code(account).post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_recovery_code_opens_once(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    set_up_factor(sign_in_by_code(account))
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = sign_in_by_code(account), sign_in_by_code(account)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == PAGE
    assert leads_to(first) == "page"
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_session_from_before_the_factor_must_give_it(cast: Cast) -> None:
    """Two browsers signed in by mail code; in one the factor is set up, which ends the other. Even a session that was
    forgotten then gets no further than giving it."""
    account = account_of(cast, "coordinator")
    one, other = sign_in_by_code(account), sign_in_by_code(account)
    with patch.object(actions, "drop_sessions"):
        secret = set_up_factor(one)
    assert other.get(PAGE).headers["Location"] == reverse("mfa_reauthenticate") + "?next=%2Fonderdelen%2F"
    url = reverse("mfa_reauthenticate")
    assert other.get(url).status_code == 200
    assert other.post(url, {"code": "000000"}).status_code == 422
    assert other.post(url, {"code": code_of(secret), "next": PAGE}).headers["Location"] == PAGE
    assert leads_to(other) == "page"


def test_factor_replaced_elsewhere_ends_what_the_old_one_opened(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    client = sign_in_by_code(account)
    set_up_factor(client)
    Authenticator.objects.filter(user=account).delete()
    assert leads_to(client) == reverse("mfa_activate_totp")


def test_switching_off_the_factor_is_possible_but_staff_must_set_up_a_new_one(cast: Cast) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    set_up_factor(client)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.count() == 0
    assert leads_to(client) == reverse("mfa_activate_totp")


def test_new_recovery_codes_make_the_old_ones_worthless(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    client = sign_in_by_code(account)
    set_up_factor(client)
    old = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    new = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(old) & set(new)


def test_grant_counts_from_the_next_page_on_and_so_does_taking_it_back(cast: Cast) -> None:
    account = account_of(cast, "outsider")
    client = sign_in_by_code(account)
    assert leads_to(client) == "page"
    grant = make.make_grant(account, RoleGrant.Role.COORDINATOR, region=cast.region)
    assert leads_to(client) == reverse("mfa_activate_totp")
    set_up_factor(client)
    assert leads_to(client, reverse("programmes:programme_new")) == "page"
    grant.revoked_at = clock.now()
    grant.save()
    assert client.get(reverse("programmes:programme_new")).status_code == 404


def test_closed_account_is_out_at_the_next_page(cast: Cast) -> None:
    account = account_of(cast, "teacher")
    client = sign_in_by_code(account)
    assert client.get(reverse("account_set_password")).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert leads_to(client, reverse("account_set_password")) == reverse("account_login")


@pytest.mark.parametrize(("mode", "opens"), [("demo", True), ("test", True), ("production", False)])
def test_flag_in_the_session_counts_only_in_demo_and_tests(
    cast: Cast, settings: Settings, mode: str, opens: bool
) -> None:
    client = sign_in_by_code(account_of(cast, "coordinator"))
    session = client.session
    session["second_factor_done"] = True
    session.save()
    settings.MODE = mode
    assert (leads_to(client) == "page") is opens
