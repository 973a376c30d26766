"""What every answer carries, whatever its status."""

from collections.abc import Callable

import pytest
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import path

from conftest import ROLES, Cast
from jobtwinning.config.urls import urlpatterns as site_patterns
from jobtwinning.core.views import bad_request, forbidden, not_found, server_error
from tests import policy

POLICY_WORDS = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action")
ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STRICTER = {"Referrer-Policy": "no-referrer"}  # an address with a secret in it

NOTHING_PERSONAL = {"account_logout", "site:favicon"}  # nobody is signed in any more; the same for everybody


def missing(answer: HttpResponseBase, *, signed_in: bool) -> list[str]:
    """What should be there and is not."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) not in (value, STRICTER.get(name))]
    content_policy = answer.headers.get("Content-Security-Policy", "")
    found += [word for word in POLICY_WORDS if word not in content_policy]
    if "unsafe" in content_policy or "*" in content_policy:
        found.append("a strict content policy")
    if "X-Request-ID" not in answer.headers:
        found.append("X-Request-ID")
    kept = answer.headers.get("Cache-Control", "")
    if signed_in and not ("no-store" in kept or "private" in kept):
        found.append("no-store")
    return found


@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_every_answer_carries_the_headers(name: str, cast: Cast, client_of: Callable[[str], Client]) -> None:
    url = policy.address(name, cast)
    for role in ROLES:
        client = client_of(role)
        for method in policy.METHODS:
            answer = policy.answer(client, method, url)
            signed_in = role != "nobody" and name not in NOTHING_PERSONAL
            assert missing(answer, signed_in=signed_in) == [], f"{method} as {role}"


@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_head_is_get_without_a_body(name: str, cast: Cast, client_of: Callable[[str], Client]) -> None:
    url = policy.address(name, cast)
    for role in ("nobody", "teacher", "coordinator"):
        client = client_of(role)
        got, head = policy.answer(client, "GET", url), policy.answer(client, "HEAD", url)
        assert (head.status_code, head.headers.get("Location")) == (got.status_code, got.headers.get("Location"))
        assert getattr(head, "content", b"") == b""


def broken(request: object) -> HttpResponseBase:
    raise RuntimeError("SELECT secret")


urlpatterns = [path("stuk/", broken), *site_patterns]
handler400, handler403, handler404, handler500 = bad_request, forbidden, not_found, server_error


@pytest.mark.urls(__name__)
def test_a_broken_page_tells_nothing_and_carries_the_headers(db: None) -> None:
    answer = Client(raise_request_exception=False).get("/stuk/")
    assert answer.status_code == 500
    assert missing(answer, signed_in=False) == []
    assert "secret" not in answer.content.decode()
    assert "Dat ging bij ons mis" in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "status"), [("/bestaat-niet/", 404), ("/static/bestaat-niet.css", 404), ("/static/core/css/base.css", 200)]
)
def test_files_and_addresses_nobody_has_carry_the_headers(db: None, url: str, status: int) -> None:
    answer = Client().get(url)
    assert answer.status_code == status
    assert missing(answer, signed_in=False) == []


def test_a_form_from_elsewhere_is_refused_with_the_headers(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/uitloggen/", {"a": "b"}, headers={"origin": "https://elders.example"}
    )
    assert answer.status_code in (403, 404)
    assert missing(answer, signed_in=False) == []


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_too_many_fields_are_refused_in_words(cast: Cast, client_of: Callable[[str], Client]) -> None:
    answer = client_of("teacher").post(policy.address("twinning:goal_new", cast), {str(n): "x" for n in range(9)})
    assert answer.status_code == 400
    assert missing(answer, signed_in=True) == []
    assert "Dat kunnen we niet lezen" in answer.content.decode()
    assert "We cannot read that" in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused(db: None) -> None:
    answer = Client().get("/", headers={"host": "elders.example"})
    assert answer.status_code == 400
    assert "elders" not in answer.content.decode()
    assert missing(answer, signed_in=False) == []


def test_an_address_with_a_secret_is_told_to_nobody(cast: Cast) -> None:
    answer = Client().get(policy.address("account_link", cast))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
