"""One-click sign-in: only in the demo, only from this machine, and every button leads to its own page."""

import os
import re
import subprocess
import sys
import tempfile
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.choosing.tests.world import open_programme, put_card
from jobtwinning.core import clock
from jobtwinning.demo import staff
from jobtwinning.demo.views import ROLE_NAMES
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme, RoleGrant, Side
from tests import make

START = "/demo/"
HERE = ["127.0.0.1", "::1"]
ELSEWHERE = ["10.0.0.8", "192.168.1.2", "203.0.113.9", "0.0.0.0", "::ffff:10.0.0.8", "fe80::1", ""]  # noqa: S104 — an address to refuse
PAGES = {  # where each button leads, and what stands there
    "coordinator": ("programmes:overview", "Najaar 2026"),
    "teacher": ("twinning:home", "Daan"),
    "non_teacher": ("twinning:home", "Noor"),
    "looks_around": ("twinning:home", "Kijk zelf wie je aanspreekt"),
    "contact": ("intake:contact", "Najaar 2026"),
    "researcher": ("programmes:overview", "Najaar 2026"),
    "admin": ("programmes:administration", "Maasmond"),
}


@pytest.fixture
def demo(cast: Cast, settings: Any) -> Cast:
    """The cast under the names of the demo."""
    settings.DEMO = True
    Programme.objects.filter(pk=cast.programme.pk).update(slug=staff.SHOWN)
    for role, address in (
        ("coordinator", staff.COORDINATOR),
        ("contact", staff.CONTACT),
        ("researcher", staff.RESEARCHER),
        ("admin", staff.ADMIN),
    ):
        account = cast.accounts[role]
        assert account is not None
        Account.objects.filter(pk=account.pk).update(email=address)
    programme = open_programme(make.make_programme(cast.region))
    put_card(make.make_participation(programme), at=clock.now())
    return cast


def press(client: Client, role: str, address: str = "127.0.0.1") -> Any:
    return client.post(reverse("demo:sign_in", args=[role]), follow=True, REMOTE_ADDR=address)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_every_role_of_the_demo_has_a_button_and_a_page(demo: Cast, client: Client) -> None:
    page = client.get(START).content.decode()
    buttons = re.findall(r'action="([^"]+)"', page)
    assert [url for url in buttons if "/demo/" in url] == [reverse("demo:sign_in", args=[role]) for role in ROLE_NAMES]
    assert set(PAGES) == set(ROLE_NAMES) == set(staff.ROLES)


@pytest.mark.parametrize("role", sorted(PAGES))
def test_a_button_leads_to_the_page_of_that_role(role: str, demo: Cast, client: Client) -> None:
    response = press(client, role)
    name, text = PAGES[role]
    assert response.status_code == 200
    assert response.resolver_match.view_name == name
    assert text in response.content.decode()


def test_a_button_of_a_participant_is_somebody_in_a_pair_of_that_side(demo: Cast) -> None:
    other = make.make_participation(demo.programme, person=make.make_person(account=make.make_account()))
    assert other.pk  # takes part, sits in no pair
    for role in (Side.TEACHER, Side.NON_TEACHER):
        account = staff.account_for(role)
        person = Person.objects.get(account=account)
        assert person.seats.get(active=True).side == role


def test_another_button_makes_somebody_else_of_you(demo: Cast, client: Client) -> None:
    press(client, "admin")
    first = client.session.session_key
    press(client, "teacher")
    assert client.session["_auth_user_id"] == str(demo.accounts["teacher"].pk)  # type: ignore[union-attr]  # a real account
    assert client.session.session_key != first
    assert client.get(reverse("programmes:administration")).status_code == 404


@pytest.mark.parametrize("address", HERE)
def test_the_demo_opens_on_this_machine(address: str, demo: Cast, client: Client) -> None:
    assert client.get(START, REMOTE_ADDR=address).status_code == 200
    assert press(client, "teacher", address).status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_demo_does_not_exist_for_another_machine(address: str, demo: Cast, client: Client) -> None:
    assert client.get(START, REMOTE_ADDR=address).status_code == 404
    assert press(client, "admin", address).status_code == 404
    assert not is_signed_in(client)


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_HOST"])
def test_a_header_does_not_make_another_machine_this_one(header: str, demo: Cast, client: Client) -> None:
    named: dict[str, Any] = {header: "127.0.0.1"}
    response = client.post(reverse("demo:sign_in", args=["admin"]), REMOTE_ADDR="203.0.113.9", **named)
    assert response.status_code == 404
    assert not is_signed_in(client)


def test_outside_the_demo_nobody_is_signed_in_from_this_machine_either(
    demo: Cast, client: Client, settings: Any
) -> None:
    settings.DEMO = False
    assert client.get(START).status_code == 404
    assert press(client, "admin").status_code == 404
    assert not is_signed_in(client)


@pytest.mark.parametrize("role", ["", "beheer", "superuser", "ADMIN", "teacher2"])
def test_a_role_that_is_not_there_signs_nobody_in(role: str, demo: Cast, client: Client) -> None:
    assert client.post(f"/demo/inloggen/{role}/", REMOTE_ADDR="127.0.0.1").status_code == 404
    assert not is_signed_in(client)


def test_opening_a_button_in_the_address_bar_signs_nobody_in(demo: Cast, client: Client) -> None:
    assert client.get(reverse("demo:sign_in", args=["admin"])).status_code == 405
    assert not is_signed_in(client)


def test_without_the_sample_programmes_a_button_is_not_there(db: None, client: Client, settings: Any) -> None:
    settings.DEMO = True
    for role in PAGES:
        assert press(client, role).status_code == 404
    assert not is_signed_in(client)


# --- Production ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("load_demo",), ("load_demo", "--if-empty"), ("populate", "x", "--per-side=1")])
def test_production_refuses_invented_people(command: tuple[str, ...], cast: Cast, settings: Any) -> None:
    settings.MODE = "production"
    before = (Programme.objects.count(), Person.objects.count(), RoleGrant.objects.count())
    with pytest.raises(CommandError, match="production"):
        call_command(*command)
    assert (Programme.objects.count(), Person.objects.count(), RoleGrant.objects.count()) == before


def test_control_the_same_command_works_elsewhere(cast: Cast) -> None:
    before = Person.objects.count()
    call_command("populate", cast.programme.slug, "--per-side=1")
    assert Person.objects.count() == before + 2


def in_mode(**environment: str) -> "subprocess.CompletedProcess[str]":
    """`serve` in a process of its own, on a port that is taken at once; it never gets to serving."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
        return subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={
                **kept,
                "VAR_DIR": folder,
                "DATABASE_URL": f"sqlite:///{folder}/x.sqlite3",
                "PORT": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.mark.one_database
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "demo.example.org"])  # noqa: S104 — an address to refuse
def test_the_demo_refuses_to_serve_other_machines(host: str) -> None:
    done = in_mode(MODE="demo", HOST=host)
    assert done.returncode != 0
    assert "this machine only" in done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without_its_own_settings(missing: str) -> None:
    given = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "platform.example.org"}
    done = in_mode(MODE="production", **{key: value for key, value in given.items() if key != missing})
    assert done.returncode != 0
    assert missing in done.stderr
