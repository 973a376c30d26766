"""What every answer carries, whatever its status."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import path
from pytest_django.fixtures import Settings

from conftest import Cast
from jobtwinning.config.urls import urlpatterns as site_patterns
from jobtwinning.core.error_pages import server_error
from jobtwinning.core.views import bad_request, forbidden, not_found
from tests import policy
from tests.headers import ALWAYS, CONTENT_POLICY, missing, nonce_of, refused_by_the_browser


def test_control_what_is_missing_or_would_be_refused_is_found() -> None:
    bare = HttpResponse('<script src="/a.js"></script><p style="color:red" onclick="x()"></p><style>p{}</style>')
    names = [*ALWAYS, *CONTENT_POLICY, "nonce", "camera", "microphone", "geolocation", "X-Request-ID", "no-store"]
    assert missing(bare, signed_in=True) == names
    assert len(refused_by_the_browser(bare)) == 3
    for name, value in ALWAYS.items():
        bare[name] = value
    loose = "; ".join(f"{name} {value}" for name, value in CONTENT_POLICY.items())
    bare["Content-Security-Policy"] = loose + "; script-src 'self' 'unsafe-inline'; worker-src *"
    assert missing(bare, signed_in=False)[:2] == ["worker-src", "nonce"]


def test_every_answer_has_its_own_nonce(db: None) -> None:
    answers = [Client().get("/") for _ in range(20)]
    assert len({nonce_of(answer) for answer in answers}) == 20


def broken(request: object) -> HttpResponseBase:
    raise RuntimeError("SELECT secret")


handler400, handler403, handler404, handler500 = bad_request, forbidden, not_found, server_error


def cut_off(request: object) -> HttpResponseBase:
    raise OperationalError("could not connect to jan@voorbeeld.example")


urlpatterns = [path("stuk/", broken), path("en/weg/", cut_off), path("weg/", cut_off), *site_patterns]


@pytest.mark.urls(__name__)
def test_a_broken_page_tells_nothing_and_carries_the_headers(db: None) -> None:
    answer = Client(raise_request_exception=False).get("/stuk/")
    assert answer.status_code == 500
    assert missing(answer, signed_in=False) == []
    assert "secret" not in answer.content.decode()
    assert "Dat ging bij ons mis" in answer.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("url", "language", "heading"),
    [("/weg/", "nl", "<h1>We zijn zo terug</h1>"), ("/en/weg/", "en", "<h1>We will be right back</h1>")],
)
def test_a_database_that_is_away_is_a_503_in_the_readers_language(
    db: None, url: str, language: str, heading: str
) -> None:
    answer = Client(raise_request_exception=False).get(url)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert missing(answer, signed_in=True) == []
    html = answer.content.decode()
    assert heading in html
    assert f'<html lang="{language}">' in html
    assert "We zijn zo terug" in html
    assert "We will be right back" in html
    assert "jan@" not in html


@pytest.mark.parametrize("url", ["/", "/en/", "/bestaat-niet/", "/werk/"])
def test_a_database_that_is_away_everywhere_is_a_503_for_whoever_is_signed_in(
    cast: Cast, client_of: Callable[[str], Client], url: str
) -> None:
    client = client_of("coordinator")
    client.raise_request_exception = False
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("gone")):
        answer = client.get(url)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert missing(answer, signed_in=True) == []


def test_maintenance_closes_everything_but_healthz(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    assert Client().get("/").status_code == 200
    (tmp_path / "maintenance").touch()
    answer = Client().get("/en/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "900")
    assert "<h1>We will be right back</h1>" in answer.content.decode()
    assert missing(answer, signed_in=True) == []
    assert Client().get("/static/core/css/base.css").status_code == 200
    assert set(Client().get("/healthz").json()) == {"status", "database", "worker", "migrations"}
    (tmp_path / "maintenance").unlink()
    assert Client().get("/en/").status_code == 200


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
