"""`next` never leads off the site."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from conftest import sign_in
from jobtwinning.accounts import views
from jobtwinning.accounts.adapter import AccountAdapter, is_own_path
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.tests.test_sign_in import PASSWORD, code_in_mail
from jobtwinning.core.errors import DomainError
from jobtwinning.core.middleware import DomainErrorMiddleware
from jobtwinning.programmes.tests.test_second_factor import code_of
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

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
    "/%5Cevil.example/\\",
    "\\/\\/evil.example/",
    "/\\/evil.example/",
    "//evil.example:443/",
    "//evil.example@testserver/",
    "///\\evil.example",
    "////\\evil.example",
    "https://",
    "https://evil.example\\@testserver/",
    "https://testserver\\.evil.example/",
    "https:\\\\evil.example/",
    "http:evil.example",
    "//[::1]/",
    "//0x7f.1/",
    "//evil%E3%80%82example/",
    "//evil。example/",
    "\u00a0//evil.example/",
    "\ufeff//evil.example/",
    "/\u2029/evil.example/",
    "/\x0b/evil.example/",
    "/\x85/evil.example/",
    "/\u202e/evil.example/",
    "\r\n//evil.example/",
    "/\r/evil.example/",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "about:blank",
    "mailto:evil@evil.example",
    "@evil.example/",
]


# Every payload is judged by day; by day one in six goes through the pages too.
BY_PAGE = [
    pytest.param(payload, marks=() if place % 6 == 0 else pytest.mark.night) for place, payload in enumerate(PAYLOADS)
]


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def stays(location: str) -> bool:
    """Where a browser that strips tabs and reads a backslash as a slash would go."""
    seen = location.replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    return seen.startswith("/") and not seen.startswith("//")


@pytest.mark.parametrize("payload", BY_PAGE)
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

    again_by_code = reverse("account_reauthenticate_code")
    for fields in ({"send": "1"}, {"code": "0000-0000"}):
        answer = by_password.post(again_by_code, {**fields, "next": payload})
        locations.append(answer.headers.get("Location", "/"))
        assert "evil.example" not in re.sub(r'hreflang="\w\w" href="[^"]*"', "", answer.content.decode())
    proved = by_password.post(again_by_code, {"code": code_in_mail(), "next": payload})
    locations.append(proved.headers["Location"])

    assert [place for place in locations if not stays(place)] == []
    assert not any("evil" in place or "Set-Cookie" in place for place in locations)
    assert Account.objects.get().last_login is not None


def places_after_the_factor_pages(payload: str) -> list[str]:
    """Where setting up an app leads, and giving its code or a recovery code, first and once more, with `next`."""
    account = make.make_account("noor@voorbeeld.example")
    account.set_password(PASSWORD)
    account.save()
    browser = Client()
    sign_in(browser, account)
    locations = []

    def send(page: str, client: Client, **fields: str) -> None:
        answer = client.post(reverse(page, query={"next": payload}), {**fields, "next": payload})
        assert answer.status_code == 302, (page, answer.status_code)
        locations.append(answer.headers["Location"])

    page = browser.get(reverse("mfa_activate_totp"))
    send("mfa_activate_totp", browser, code=code_of(page.context["form"].secret))
    shown = browser.get(reverse("mfa_view_recovery_codes"), {"next": payload})
    locations.append(shown.context["next_url"])
    send("mfa_generate_recovery_codes", browser)
    send("mfa_deactivate_totp", browser)

    TOTP.activate(account, generate_totp_secret())
    recovery = iter(RecoveryCodes.activate(account).get_unused_codes())
    by_password = Client()
    credentials = {"login": account.email, "password": PASSWORD, "next": payload}
    locations.append(by_password.post(reverse("account_login"), credentials).headers["Location"])
    send("mfa_authenticate", by_password, code=next(recovery))
    send("mfa_reauthenticate", by_password, code=next(recovery))
    return locations


@pytest.mark.parametrize("payload", BY_PAGE)
def test_next_off_site_is_not_followed_by_the_pages_of_the_second_factor(payload: str) -> None:
    found = places_after_the_factor_pages(payload)
    assert [place for place in found if not stays(place)] == []
    assert not any("evil" in place or "Set-Cookie" in place for place in found)


def test_control_without_the_check_the_pages_of_the_second_factor_lead_off_the_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "is_own_path", lambda url: True)
    monkeypatch.setattr(AccountAdapter, "is_safe_url", lambda self, url: True)
    assert [place for place in places_after_the_factor_pages("https://evil.example/") if not stays(place)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_where_a_refusal_leads_back_and_the_other_language_stay_on_the_site(payload: str) -> None:
    """A refusal goes back to the page one came from, which the browser tells; the language link keeps the query."""
    refused = DomainErrorMiddleware(lambda request: HttpResponse())
    referer = payload.encode("unicode_escape").decode() if not payload.isprintable() else payload
    request = RequestFactory().post("/x/", headers={"referer": referer})
    request.user = AnonymousUser()
    SessionMiddleware(lambda each: HttpResponse()).process_request(request)
    MessageMiddleware(lambda each: HttpResponse()).process_request(request)
    answer = refused.process_exception(request, DomainError("no", "nee"))
    assert answer is not None
    assert stays_or_is_here(answer.headers.get("Location", "/")), answer.headers
    page = Client().get(reverse("account_login"), {"next": payload}).content.decode()
    found = re.findall(r'<a href="([^"]*)" lang="en"', page)
    assert found
    assert all(place.startswith("/en/") for place in found)


def stays_or_is_here(location: str) -> bool:
    """Where a browser that is at our site goes, by its own reading of a relative address."""
    seen = location.replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    return urlsplit(urljoin("http://testserver/x/", seen))[:2] == ("http", "testserver")


def test_control_a_refusal_without_the_check_would_lead_off_the_site() -> None:
    assert not stays_or_is_here("https://evil.example/")
    request = RequestFactory().post("/x/", headers={"referer": "http://testserver/onderdelen/"})
    SessionMiddleware(lambda each: HttpResponse()).process_request(request)
    MessageMiddleware(lambda each: HttpResponse()).process_request(request)
    answer = DomainErrorMiddleware(lambda each: HttpResponse()).process_exception(request, DomainError("no", "nee"))
    assert answer is not None
    assert answer.headers["Location"] == "http://testserver/onderdelen/"


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
