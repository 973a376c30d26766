"""An app code and a recovery code are used up together with what they open, or not at all."""

from contextlib import nullcontext
from unittest.mock import Mock, patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from conftest import sign_in
from jobtwinning.accounts import views
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.tests.test_sign_in import PASSWORD
from jobtwinning.programmes.tests.test_second_factor import code_of
from tests import make

pytestmark = pytest.mark.django_db
AWAY, GOES_ON, WRONG = 503, 302, 422


@pytest.fixture(autouse=True)
def cache_in_the_database(settings: Settings) -> None:
    """As in production, where it remembers which app codes were used."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    }
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture
def account() -> Account:
    account = make.make_account("noor@voorbeeld.example")
    account.set_password(PASSWORD)
    account.save()
    return account


def at_the_page(account: Account, page: str) -> Client:
    """A browser that is asked for a code: while signing in, or once more."""
    client = Client(raise_request_exception=False)
    if page == "mfa_reauthenticate":
        sign_in(client, account)
    else:
        asked = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
        assert asked.headers["Location"] == reverse(page)
    return client


def statuses(account: Account, page: str, kind: str) -> list[int]:
    """The database is away after the code was found right; then the same code twice more."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    code = code_of(secret) if kind == "app" else RecoveryCodes.activate(account).get_unused_codes()[0]
    first, second = at_the_page(account, page), at_the_page(account, page)
    with patch.object(Authenticator, "record_usage", side_effect=OperationalError("database is locked")):
        found = [first.post(reverse(page), {"code": code}).status_code]
    return found + [browser.post(reverse(page), {"code": code}).status_code for browser in (first, second)]


@pytest.mark.parametrize("kind", ["app", "recovery"])
@pytest.mark.parametrize("page", ["mfa_authenticate", "mfa_reauthenticate"])
def test_a_code_still_works_once_when_the_database_was_away_half_way(account: Account, page: str, kind: str) -> None:
    assert statuses(account, page, kind) == [AWAY, GOES_ON, WRONG]


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_control_without_the_transaction_the_code_is_lost(account: Account, kind: str) -> None:
    with patch.object(views, "transaction", Mock(atomic=nullcontext)):
        assert statuses(account, "mfa_reauthenticate", kind) == [AWAY, WRONG, WRONG]
