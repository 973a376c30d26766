"""`next` never leads off the site (B5)."""

import pytest
from django.test import Client
from django.urls import reverse

from jobtwinning.accounts.adapter import is_own_path
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.tests.test_sign_in import PASSWORD, code_in_mail
from tests import make

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "//testserver@evil.example/",
    "http://localhost/",
    "//localhost/",
    "/\u2028/evil.example/",
    "/\x00/evil.example",
    "/onderdelen/\r\nSet-Cookie: a=b",
    "／／evil.example",
    "evil.example",
]


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 20


def stays(location: str) -> bool:
    """Where a browser that strips tabs and reads a backslash as a slash would go."""
    seen = location.replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    return seen.startswith("/") and not seen.startswith("//")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_next_off_site_is_not_followed_anywhere(payload: str) -> None:
    account = make.make_account("noor@voorbeeld.example")
    account.set_password(PASSWORD)
    account.save()
    locations = []

    by_code = Client()
    asked = by_code.post(reverse("account_request_login_code"), {"email": account.email, "next": payload})
    locations.append(asked.headers["Location"])
    signed_in = by_code.post(reverse("account_confirm_login_code"), {"code": code_in_mail(), "next": payload})
    locations.append(signed_in.headers["Location"])
    locations.append(by_code.get(reverse("account_login"), {"next": payload}).headers["Location"])
    locations.append(by_code.post(reverse("account_logout"), {"next": payload}).headers["Location"])

    by_password = Client()
    credentials = {"login": account.email, "password": PASSWORD, "next": payload}
    locations.append(by_password.post(reverse("account_login"), credentials).headers["Location"])
    again = by_password.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": payload})
    locations.append(again.headers["Location"])

    assert [place for place in locations if not stays(place)] == []
    assert not any("evil" in place or "Set-Cookie" in place for place in locations)
    assert Account.objects.get().last_login is not None


def test_next_on_the_site_is_followed() -> None:
    """The control: the guard does not simply throw everything away."""
    account = make.make_account("noor@voorbeeld.example")
    account.set_password(PASSWORD)
    account.save()
    credentials = {"login": account.email, "password": PASSWORD, "next": "/onderdelen/?a=b&c=é"}
    assert Client().post(reverse("account_login"), credentials).headers["Location"] == "/onderdelen/?a=b&c=%C3%A9"


@pytest.mark.parametrize(("url", "own"), [("/", True), ("/en/x/?a=//b", True), ("", False), ("/" + "a" * 3000, False)])
def test_is_own_path(url: str, own: bool) -> None:
    assert is_own_path(url) is own
