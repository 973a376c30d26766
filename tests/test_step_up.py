"""What is sensitive asks a factor when the last proof is a quarter of an hour old, and nothing else does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from conftest import ROLES, Cast
from jobtwinning.accounts import sessions
from jobtwinning.accounts.models import AccountSession
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.models import RoleGrant
from tests import policy

pytestmark = pytest.mark.one_database

ClientOf = Callable[[str], Client]
PROOF = ("account_reauthenticate", "mfa_reauthenticate")
# Every page that changes how one signs in, gives or takes a role, erases, carries data away, mails many, opens tables.
SENSITIVE = {
    "account_set_password", "account_change_email", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "programmes:grant_new", "programmes:grant_revoke",
    "programmes:end_sessions",
    "moving:lists", "moving:trial", "privacy:erase_own", "privacy:erase", "privacy:own_data_file", "matching:commit",
    "tables:index", "tables:table",
}  # fmt: skip
# Sensitive ones of other floors name themselves in policy.toml; what is marked there is asked below all the same.


def marked() -> set[str]:
    return {name for name, row in policy.POLICY.items() if row.get("step_up")}


def test_the_sensitive_pages_are_marked() -> None:
    assert marked() >= SENSITIVE


def make_old(minutes: int = 15) -> None:
    AccountSession.objects.update(proved_at=clock.now() - timedelta(minutes=minutes))


@pytest.mark.parametrize("name", sorted(marked()))
def test_marked_page_asks_a_factor_of_everybody_with_an_old_proof(name: str, cast: Cast, client_of: ClientOf) -> None:
    url = policy.address(name, cast)
    clients = {role: client_of(role) for role in ROLES if role != "nobody"}
    make_old()
    for method in ("GET", "POST"):
        if method in policy.POLICY[name]:
            for role, client in clients.items():
                got = policy.word(policy.answer(client, method, url))
                assert got == "302:account_reauthenticate", f"{method} as {role}"


@pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.night)])
def test_pages_that_are_not_marked_ask_nothing_and_without_the_guard_nothing_asks(
    each: int, cast: Cast, client_of: ClientOf
) -> None:
    clients = {role: client_of(role) for role in ("teacher", "coordinator")}
    make_old()

    def asks(name: str) -> bool:
        url = policy.address(name, cast)
        allowed = {cell.role for cell in policy.cells(name) if cell.expected not in ("404", "405")}
        return any(
            policy.word(policy.answer(clients[role], method, url)) == f"302:{PROOF[0]}"
            for role in sorted(clients.keys() & allowed) or ["coordinator"]
            for method in ("GET", "POST")
            if method in policy.POLICY[name]
        )

    def asking(names: set[str]) -> set[str]:
        return {name for name in sorted(names) if asks(name)}

    some = set(sorted(policy.POLICY)[::each]) | marked()
    assert asking(some) == marked()
    with patch.object(sessions, "is_fresh", return_value=True):
        assert asking(marked()) == set()


def test_fourteen_minutes_and_59_seconds_is_fresh(cast: Cast, client_of: ClientOf) -> None:
    start = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as now:
        client = client_of("teacher")
        for seconds, status in ((15 * 60 - 1, 200), (15 * 60, 302)):
            now.move_to(start + timedelta(seconds=seconds))
            assert client.get(reverse("account_set_password")).status_code == status


def code_in_mail() -> str:
    body = OutboxMail.objects.filter(template="login_code").latest("pk").body_text
    return next(word for word in body.replace(".", " ").split() if word[:4].isdigit() and "-" in word)


def test_what_was_typed_goes_on_after_the_proof(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    make_old()
    fields = {"email": "nieuw@voorbeeld.example", "role": "coordinator", "region": cast.region.public_id}
    asked = admin.post(reverse("programmes:grant_new"), fields)
    page = asked.headers["Location"]
    assert page == reverse("account_reauthenticate") + "?next=" + reverse("account_send_again").replace("/", "%2F")
    assert not RoleGrant.objects.filter(account__email="nieuw@voorbeeld.example").exists()
    page = admin.get(page).headers["Location"]
    admin.post(page, {"send": "1"})
    assert admin.post(page, {"code": "0000-0000"}).status_code == 422
    done = admin.post(page, {"code": code_in_mail()})
    assert done.headers["Location"] == reverse("account_send_again")
    text = admin.get(done.headers["Location"]).content.decode()
    assert f'action="{reverse("programmes:grant_new")}"' in text
    assert all(f'name="{name}" value="{value}"' in text for name, value in fields.items())
    assert admin.post(reverse("programmes:grant_new"), fields).status_code == 302
    assert RoleGrant.objects.filter(account__email="nieuw@voorbeeld.example").count() == 1


def test_a_page_that_was_opened_comes_back_after_the_proof(cast: Cast, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    make_old()
    page = teacher.get(teacher.get(reverse("account_change_email")).headers["Location"]).headers["Location"]
    teacher.post(page, {"send": "1"})
    done = teacher.post(page, {"code": code_in_mail()})
    assert done.headers["Location"] == reverse("account_change_email")
    assert teacher.get(done.headers["Location"]).status_code == 200


def test_the_code_of_a_proof_works_once_and_not_of_another_browser(cast: Cast, client_of: ClientOf) -> None:
    one, other = client_of("teacher"), client_of("teacher")
    url = reverse("account_reauthenticate_code")
    one.post(url, {"send": "1"})
    code = code_in_mail()
    assert other.post(url, {"code": code}).status_code == 422
    assert one.post(url, {"code": code}).status_code == 302
    assert one.post(url, {"code": code}).status_code == 422
