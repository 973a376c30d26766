"""Production: Django's own list finds nothing, every answer is guarded, files carry a hash, the log tells no value."""

import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from conftest import Cast
from jobtwinning.core.logs import JsonFormatter
from tests import policy, production
from tests.headers import missing, refused_by_the_browser
from tests.production import HOST, Server

pytestmark = pytest.mark.one_database

CANARY = "kanarie"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with production.serving(tmp_path_factory.mktemp("production")) as server:
        yield server


# --- Settings -----------------------------------------------------------------------------------------


def test_djangos_list_for_production_finds_nothing(tmp_path: Path) -> None:
    done = production.manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_control_djangos_list_sees_a_site_without_https(tmp_path: Path) -> None:
    done = production.manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SITE_URL=f"http://{HOST}")
    assert done.returncode == 1
    assert "security.W012" in done.stderr


# --- The proxy ----------------------------------------------------------------------------------------


def client_address(proxies: int, settings: Settings, forwarded: str | None) -> str:
    """Whom the limits count, as allauth sees it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    with request_context(request):
        return str(get_adapter().get_client_ip(request))


SPOOFS = ["203.0.113.7", "1.2.3.4, 203.0.113.7", "1.2.3.4,5.6.7.8,203.0.113.7", "::1, 203.0.113.7"]


@pytest.mark.parametrize("forwarded", SPOOFS)
def test_behind_the_proxy_only_its_own_word_counts(forwarded: str, settings: Settings) -> None:
    assert client_address(1, settings, forwarded) == "203.0.113.7"


@pytest.mark.parametrize("forwarded", [*SPOOFS, None, "", "nonsense"])
def test_without_a_proxy_the_header_counts_for_nothing(forwarded: str | None, settings: Settings) -> None:
    assert client_address(0, settings, forwarded) == "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "counted"), [("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8::7", "2001:db8::7")]
)
def test_an_older_address_written_as_a_new_one_is_itself(forwarded: str, counted: str, settings: Settings) -> None:
    assert client_address(1, settings, forwarded) == counted


def test_control_trusting_two_would_be_fooled(settings: Settings) -> None:
    assert client_address(2, settings, "1.2.3.4, 203.0.113.7") == "1.2.3.4"


# --- Every answer -------------------------------------------------------------------------------------

ANSWERS: list[tuple[str, int, dict[str, str]]] = [
    ("/", 200, {}),
    ("/en/", 200, {}),
    ("/healthz", 503, {}),  # no worker runs here
    ("/favicon.ico", 200, {}),
    ("/bestaat-niet/", 404, {}),
    ("/static/bestaat-niet.css", 404, {}),
    ("/coordinator/", 302, {}),  # to signing in
    ("/", 200, {"SCRIPT_NAME": "/elders"}),  # where the site begins is not for a stranger to say
    ("/", 400, {"Host": "elders.example"}),
    ("/", 301, {"X-Forwarded-Proto": "http"}),
    ("/", 400, {"X-Forwarded-Proto": "http", "Host": "elders.example"}),
]


@pytest.mark.parametrize(("path", "status", "headers"), ANSWERS)
def test_every_answer_is_guarded(server: Server, path: str, status: int, headers: dict[str, str]) -> None:
    answer = server.ask(path, headers=headers)
    assert answer.status_code == status
    assert missing(answer, signed_in=False) == []
    assert refused_by_the_browser(answer) == []
    if "X-Forwarded-Proto" not in headers:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Server"] == "gunicorn"  # and no version


def test_a_form_without_its_token_is_refused_and_guarded(server: Server) -> None:
    answer = server.ask("/uitloggen/", method="POST", body="a=b")
    assert answer.status_code == 403
    assert missing(answer, signed_in=False) == []


def test_cookies_belong_to_this_host_alone(server: Server) -> None:
    answer = server.ask("/inloggen/")
    assert answer.status_code == 200
    assert set(answer.cookies) == {"__Host-csrftoken"}
    for morsel in answer.cookies.values():
        assert (morsel["secure"], morsel["path"], morsel["domain"], morsel["httponly"]) == (True, "/", "", True)
        assert morsel["samesite"] == "Lax"


# --- Static files -------------------------------------------------------------------------------------

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def static_addresses(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', html)


@pytest.mark.parametrize("path", ["/", "/en/", "/inloggen/"])
def test_every_file_of_a_page_carries_a_hash_and_is_kept_for_ever(server: Server, path: str) -> None:
    found = static_addresses(server.ask(path).content.decode())
    assert len(found) >= 10
    for address in found:
        assert HASHED.search(address), address
        answer = server.ask(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_files_that_a_stylesheet_calls_carry_a_hash_too(server: Server) -> None:
    tokens = next(each for each in static_addresses(server.ask("/").content.decode()) if "tokens" in each)
    fonts = re.findall(r'url\("([^"]+)"\)', server.ask(tokens).content.decode())
    assert len(fonts) == 3
    assert all(HASHED.search(font) for font in fonts)


def test_control_a_name_without_a_hash_is_seen_and_not_kept_for_ever(server: Server) -> None:
    assert HASHED.search("/static/core/css/base.css") is None
    assert "immutable" not in server.ask("/static/core/css/base.css").headers.get("Cache-Control", "")


# --- The log ------------------------------------------------------------------------------------------


def sendings(server: Server) -> list[HttpResponse]:
    """Canaries in everything that a stranger can send."""
    words = {name: f"{CANARY}-{name.lower()}" for name in ("User-Agent", "Referer", "Authorization", "X-Request-ID")}
    words |= {"Cookie": f"__Host-sessionid={CANARY}; a={CANARY}", "Accept-Language": f"{CANARY}", "Origin": CANARY}
    words["X-Forwarded-For"] = f"{CANARY}, 203.0.113.7"
    fields = urlencode({"email": f"{CANARY}@voorbeeld.example", "password": CANARY, "csrfmiddlewaretoken": CANARY})
    asked = [
        server.ask(f"/{CANARY}/?q={CANARY}", headers=words),
        server.ask(f"/?naam={CANARY}", headers=words),
        server.ask(f"/en/{CANARY}", headers=words),
        server.ask(f"/static/{CANARY}.css", headers=words),
        server.ask("/", headers=words | {"Host": f"{CANARY}.example"}),
        server.ask("/", headers=words | {"Host": f"{CANARY}_!"}),
        server.ask("/", headers=words | {"X-Forwarded-Proto": CANARY}),
        server.ask("/inloggen/", method="POST", body=fields, headers=words),
        server.ask(
            "/inloggen/", method="POST", body=CANARY, headers={"Content-Type": f"multipart/form-data; {CANARY}"}
        ),
        server.ask("/", method=CANARY.upper(), headers=words),
        server.ask(f"/%00{CANARY}/%ff", headers=words),
    ]
    server.raw(f"{CANARY} {CANARY}\r\n\r\n".encode())
    server.raw(f"GET /{CANARY * 1000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    server.raw(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n{CANARY} x: y\r\n\r\n".encode())
    return asked


def test_the_log_is_json_with_one_line_per_request_and_no_value_in_it(server: Server) -> None:
    before = len(server.lines())
    answers = sendings(server)
    lines = server.lines()[before:]
    assert CANARY not in server.text().lower()
    asked = [line for line in lines if line["logger"] == "jobtwinning.access"]
    assert [line["request_id"] for line in asked] == [answer.headers["X-Request-ID"] for answer in answers]
    assert [line["status"] for line in asked] == [answer.status_code for answer in answers]
    first = asked[0]
    assert set(first) == {
        *("time", "level", "logger", "request_id", "message"),
        *("method", "url", "status", "ms", "account"),
    }
    assert (first["level"], first["message"], first["method"], first["account"]) == ("INFO", "request", "GET", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", first["time"])
    assert {line["url"] for line in asked} >= {"-", "site:home"}
    assert asked[9]["method"] == "OTHER"
    assert {line["request_id"] for line in lines if line["logger"].startswith("django.")} <= {
        line["request_id"] for line in asked
    }
    assert {line["logger"] for line in lines} >= {"django.security.DisallowedHost", "gunicorn.error"}


@pytest.mark.parametrize("each", [4, pytest.param(1, marks=pytest.mark.night)])
def test_the_log_of_every_page_holds_nothing_that_was_sent(
    each: int, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    lines = log_of_the_crawl(JsonFormatter(), cast, client_of, each)
    assert lines.count("\n") > 2 * (len(policy.POLICY) - 1) // each
    assert CANARY not in lines.lower()


def test_control_a_plain_log_would_hold_it(cast: Cast, client_of: Callable[[str], Client]) -> None:
    assert CANARY in log_of_the_crawl(logging.Formatter("%(message)s"), cast, client_of, each=20).lower()


def log_of_the_crawl(
    formatter: logging.Formatter, cast: Cast, client_of: Callable[[str], Client], each: int = 1
) -> str:
    """Every page got and posted to with canaries, by somebody who may much, at the lowest level of every logger."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    loggers = [
        logging.getLogger(name) for name in ("", "django", "django.request", "jobtwinning", "jobtwinning.access")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(handler)
    try:
        client = client_of("coordinator")
        client.raise_request_exception = False
        for name in sorted(set(policy.POLICY) - {"account_logout"})[::each]:
            address = policy.address(name, cast)
            client.get(f"{address}?q={CANARY}", headers={"referer": f"http://testserver/{CANARY}"})
            client.post(address, dict.fromkeys(("email", "code", "text", "name", "form_key"), CANARY))
        client.get(f"/{CANARY}/")
    finally:
        loggers[0].removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    return stream.getvalue()
