"""How long an answer takes does not tell whether an address is known, nor how its owner signs in (B8)."""

import statistics
import time
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from jobtwinning.accounts import actions
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.sessions import KEY
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.night]
KNOWN, UNKNOWN, NO_PASSWORD = "noor@voorbeeld.example", "onbekend@voorbeeld.example", "daan@voorbeeld.example"
MOST_MS = 5.0


class SlowEnough(PBKDF2PasswordHasher):
    """As in production, but some ten milliseconds: a hash that is left out shows beside 5 ms."""

    iterations = 30_000


def difference_ms(tries: int, send: Callable[[str], object], one: str, other: str) -> float:
    """Median time for the one address less that for the other, asked in turn."""
    took: dict[str, list[float]] = {one: [], other: []}
    for _ in range(tries):
        for address, times in took.items():
            started = time.perf_counter()
            send(address)
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(took[one]) - statistics.median(took[other])


def ask_code(address: str) -> object:
    return Client().post(reverse("account_request_login_code"), {"email": address})


def give_password(address: str) -> object:
    return Client().post(reverse("account_login"), {"login": address, "password": "fout wachtwoord"})


@pytest.fixture
def known(settings: Settings) -> Account:
    settings.PASSWORD_HASHERS = [f"{__name__}.SlowEnough"]
    account = make.make_account(KNOWN)
    account.set_password("brug over het water")
    account.save()
    make.make_account(NO_PASSWORD)
    return account


def test_asking_a_code_takes_as_long_for_a_known_as_for_an_unknown_address(known: Account) -> None:
    difference_ms(20, ask_code, KNOWN, UNKNOWN)  # warm
    even = difference_ms(500, ask_code, KNOWN, UNKNOWN)
    with patch.object(actions, "rehearse_code_mail"):
        uneven = difference_ms(100, ask_code, KNOWN, UNKNOWN)
    assert abs(even) < 1
    assert uneven > abs(even) + 0.5  # the control: without the rehearsal it shows


@pytest.mark.parametrize("other", [UNKNOWN, NO_PASSWORD])
def test_a_wrong_password_takes_as_long_for_any_address(known: Account, other: str) -> None:
    difference_ms(10, give_password, KNOWN, other)
    even = difference_ms(500, give_password, KNOWN, other)
    with patch.object(Account, "set_password"), patch.object(Account, "check_password", fast_when_none):
        uneven = difference_ms(100, give_password, KNOWN, other)
    assert abs(even) < MOST_MS
    assert uneven > MOST_MS  # the control: no hash for who has none


real_check = Account.check_password


def fast_when_none(account: Account, raw_password: str) -> bool:
    return account.has_usable_password() and real_check(account, raw_password)


def test_asking_for_a_taken_address_takes_as_long_as_for_a_free_one(known: Account) -> None:
    client = Client()
    client.force_login(known)
    assert KEY in client.session

    def ask(address: str) -> object:
        return client.post(reverse("account_change_email"), {"email": address})

    difference_ms(20, ask, NO_PASSWORD, UNKNOWN)
    assert abs(difference_ms(500, ask, NO_PASSWORD, UNKNOWN)) < MOST_MS
