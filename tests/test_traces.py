"""What a visit leaves behind: no personal value in an address, in a log line or in the view log."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from conftest import ROLES, Cast
from jobtwinning.core.models import ViewLog
from jobtwinning.intake.models import SavedView
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import send_due_mails
from tests import canaries, policy
from tests.canaries import CANARY
from tests.test_two_regions import furnish, keys
from tests.twice_world import forms, move_to_today

pytestmark = pytest.mark.one_database

ClientOf = Callable[[str], Client]
# Addresses, what the matching pages read by its parts, and what a session rests on.
LEFT = frozenset({"public_id", "result", "reasons", "password"})
TYPED = {"given_name", "surname", "organisation", "function", "text", "what", "contact_name", "name", "organiser"}


class Addresses(HTMLParser):
    """Every address a page may ask for; mail and telephone links ask nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [
            value
            for name, value in attributes
            if name in ("href", "src", "action", "formaction") or name.startswith("hx-")
            if value and not value.startswith(("mailto:", "tel:"))
        ]


def addresses_on(html: str) -> list[str]:
    parser = Addresses()
    parser.feed(html)
    return parser.found


class Lines(logging.Handler):
    """Every line of the log from INFO, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))


@contextmanager
def all_logs() -> Iterator[list[str]]:
    root, lines = logging.getLogger(), Lines()
    before = root.level
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    try:
        yield lines.found
    finally:
        root.removeHandler(lines)
        root.setLevel(before)


@pytest.fixture
def marked(cast: Cast) -> Cast:
    """A canary in every personal text of everybody; whoever signed in keeps their session."""
    furnish(cast)
    move_to_today()
    canaries.fill("a", {model: sorted(found) for model, found in keys().items()}, but=LEFT)
    SavedView.objects.update(query="sort=phone")  # is part of an address: which columns, and what is looked for
    return cast


def visited(cast: Cast, client_of: ClientOf, *, every: bool) -> list[str]:
    """The addresses on and behind every page, by the first role that gets an answer or by `every` such role."""
    found = []
    clients = {role: client_of(role) for role in ROLES}
    for name in sorted(policy.POLICY):
        url = policy.address(name, cast)
        expected = {role: policy.expected(policy.POLICY[name], "GET", role) for role in ROLES}
        answered = sorted((role for role in ROLES if expected[role] not in ("404", "405")), key=lambda r: expected[r])
        for role in answered if every else answered[:1]:
            response: Any = clients[role].get(url)
            assert policy.word(response) == expected[role], f"{name} as {role}"
            found += [url, response.headers.get("Location", "")]
            if response.headers["Content-Type"].startswith("text/html"):
                found += addresses_on(response.content.decode())
    return [unquote(each) for each in found if each]


def typed(cast: Cast, client_of: ClientOf) -> list[str]:
    """Fill in the forms with canaries; the addresses they lead to, and how they were answered."""
    found = []
    signing_in = {"login": f"{CANARY}@voorbeeld.example", "email": f"{CANARY}@voorbeeld.example", "password": CANARY}
    everything = [
        *forms(cast),
        *({"role": "nobody", "path": reverse(name), "fields": signing_in} for name in SIGNING_IN),
    ]
    for form in everything:
        fields = {name: CANARY if name in TYPED else value for name, value in form["fields"].items()}
        fields |= {name: f"{CANARY}@voorbeeld.example" for name in fields if "email" in name}
        response: Any = client_of(form["role"]).post(form["path"], fields, follow=True)
        assert response.status_code in (200, 422), form["path"]
        found += [unquote(url) for url, _status in response.redirect_chain]
    return found


SIGNING_IN = ("account_login", "account_request_login_code")


def personal(lines: list[str]) -> list[str]:
    return [line for line in lines if CANARY in line or "@" in line]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.night)])
def test_no_address_log_line_or_row_of_the_view_log_holds_a_personal_value(
    every: bool, marked: Cast, client_of: ClientOf
) -> None:
    with all_logs() as lines:
        addresses = visited(marked, client_of, every=every) + typed(marked, client_of)
        assert OutboxMail.objects.filter(address__contains=CANARY).exists()
        send_due_mails()
        client_of("nobody").get("/nergens/")
    assert len(set(addresses)) > 100
    assert personal(addresses) == []
    assert any("jobtwinning.mail" in line or "404" in line for line in lines)  # the log is really read
    assert personal(lines) == []
    rows = [str(row) for row in ViewLog.objects.values_list()]
    assert len(rows) >= 4
    assert personal(rows) == []


def test_control_a_name_in_an_address_or_a_log_line_is_seen() -> None:
    html = f'<a href="/x/?q={CANARY}">x</a><form action="/y/"></form><a href="mailto:a@b.example">y</a>'
    assert addresses_on(html) == [f"/x/?q={CANARY}", "/y/"]
    assert personal(addresses_on(html)) == [f"/x/?q={CANARY}"]
    with all_logs() as lines:
        logging.getLogger("jobtwinning.x").info("welcome %s", "noor@voorbeeld.example")
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger("django.request").exception("broken")
    assert len(personal(lines)) == 2
