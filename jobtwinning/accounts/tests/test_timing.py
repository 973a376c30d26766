"""How long the page takes does not tell whether an address is known (B8)."""

import statistics
import time
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from jobtwinning.accounts import actions
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.night]
KNOWN, UNKNOWN = "noor@voorbeeld.example", "onbekend@voorbeeld.example"


def difference_ms(tries: int) -> float:
    """Median time for a known address less that for an unknown one, asked in turn."""
    took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for _ in range(tries):
        for address, times in took.items():
            client = Client()
            started = time.perf_counter()
            client.post(reverse("account_request_login_code"), {"email": address})
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(took[KNOWN]) - statistics.median(took[UNKNOWN])


def test_asking_a_code_takes_as_long_for_a_known_as_for_an_unknown_address() -> None:
    make.make_account(KNOWN)
    difference_ms(20)  # warm
    even = difference_ms(500)
    with patch.object(actions, "rehearse_code_mail"):
        uneven = difference_ms(100)
    assert abs(even) < 1
    assert uneven > abs(even) + 0.5  # the control: without the rehearsal it shows
