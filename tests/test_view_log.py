"""Every staff page that shows people writes exactly who was shown, in one row that no rollback takes away."""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from conftest import Cast, build_cast, build_cast_of_two_regions, sign_in
from jobtwinning.core import viewlog
from jobtwinning.core.models import History, ViewLog
from jobtwinning.intake import coordination
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import commit_scenario, make_proposal, pin
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.pairs.actions import accept_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.pairs.tests.race_server import fresh_database, run_here
from jobtwinning.people.models import Employment, Person
from jobtwinning.programmes.models import Participation
from tests import make, policy
from tests.migrated import environment_for

pytestmark = pytest.mark.one_database

SETTINGS = "jobtwinning.config.settings"
STAFF = ("coordinator", "researcher", "admin")
ClientOf = Callable[[str], Client]


@dataclass(frozen=True)
class Shown:
    """What one page did for one role: whom it named, and what the log says."""

    role: str
    named: frozenset[str]
    logged: list[frozenset[str]]
    by: list[int]
    pages: list[str]


@pytest.fixture(scope="module")
def built(standing: None) -> Cast:
    """Made once for all tests of this module."""
    return with_people_in_every_state(build_cast_of_two_regions())


@pytest.fixture
def cast(built: Cast, db: None) -> Cast:
    return deepcopy(built)


@pytest.fixture
def world(cast: Cast) -> Cast:
    return cast


def with_people_in_every_state(cast: Cast) -> Cast:
    """A pair at work, a pair of a sent proposal, two who wait, staff who once took part."""
    at = make.NOW
    make_teacher(cast.programme)
    make_professional(cast.programme)
    commit_scenario(make_proposal(cast.programme, cast.region, by=None, at=at), by=None, at=at)
    pair = Pair.objects.get(state=Pair.State.PROPOSED)
    for seat in pair.seats.select_related("person"):
        accept_pair(pair, person=person_in(seat), by=None, at=at)
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    make_proposal(cast.programme, cast.region, by=None, at=at)
    make.make_participation(cast.programme, state="withdrawn")
    make.make_person(account=cast.accounts["coordinator_elsewhere"])
    make.make_pair(one, other)
    make_teacher(cast.programme)
    make_professional(cast.programme)
    make_proposal(cast.programme, cast.region, by=None, at=at)
    make.make_story(cast.pair)
    make.make_own_pair(cast.region)
    for person in Person.objects.all():  # a name that occurs nowhere else
        names = {"given_name": f"Voornaam{person.pk}x", "surname": f"Achternaam{person.pk}x"}
        Person.objects.filter(pk=person.pk).update(**names)
    assert OutboxMail.objects.exists()
    return cast


def named_in(text: str) -> frozenset[str]:
    """Public ids of the people whose name or address stands in a text."""
    return frozenset(
        person.public_id
        for person in Person.objects.all()
        if any(value and value in text for value in (person.given_name, person.surname, person.email))
    )


def text_of(response: Any) -> str:
    streamed = getattr(response, "streaming_content", None)
    content = b"".join(streamed) if streamed is not None else response.content
    if content.startswith(b"PK"):  # a workbook
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(each) for each in packed.namelist())
    return str(content.decode(errors="replace"))


def look(client: Client, role: str, method: str, url: str, data: dict[str, str] | None = None) -> Shown:
    """Open a page as this role."""
    ViewLog.objects.all().delete()
    response = getattr(client, method.lower())(url, data or {})
    rows = list(ViewLog.objects.order_by("pk"))
    return Shown(
        role,
        named_in(text_of(response)),
        [frozenset(row.person_ids) for row in rows],
        [row.account_id for row in rows],
        [row.page for row in rows],
    )


def staff_cells(name: str) -> list[tuple[str, str]]:
    """Role and method of every cell that answers with a page."""
    return [
        (cell.role, cell.method)
        for cell in policy.cells(name)
        if cell.role in STAFF and cell.method in ("GET", "POST") and cell.expected in ("200", "422")
    ]


def staff_pages() -> list[str]:
    """Pages that staff sees and not everybody."""
    return sorted(
        name
        for name, row in policy.POLICY.items()
        if staff_cells(name) and not any("everyone" in row.get(method, {}) for method in ("GET", "POST"))
    )


PEOPLE = {  # the pages that show people; a page that starts to is named here, or the test is red
    "choosing:picture",
    "dating:evening",
    "dating:people",
    "dating:print",
    "community:stories",
    "community:story",
    "community:story_new",
    "intake:override",
    "intake:help",
    "intake:help_step",
    "intake:participant",
    "intake:participants",
    "intake:table",
    "intake:table_row",
    "intake:table_file",
    "intake:permission_reply",
    "intake:permission_told",
    "matching:ask",
    "matching:commit",
    "matching:confidentiality",
    "matching:make_pair",
    "matching:person",
    "matching:compare",
    "matching:scenario",
    "matching:two",
    "matching:waiting",
    "matching:workspace",
    "pairs:own_adopt",
    "pairs:own_pairs",
    "moving:columns",
    "moving:read",
    "moving:trial",
    "pairs:pairs",
    "pairs:spoken",
    "pairs:todo",
    "privacy:erase",
    "programmes:administration",
    "programmes:event",
    "programmes:event_invite",
    "programmes:sent_mail",
    "programmes:stored_file",
    "tables:table",
    "twinning:end",
}
SHOWN_AGAIN = {  # the form comes back with what is wrong, and with the name
    "moving:columns",
    "moving:read",
    "dating:people",
    "community:story",
    "community:story_new",
    "intake:override",
    "intake:permission_reply",
    "intake:permission_told",
    "matching:confidentiality",
    "pairs:own_adopt",
    "pairs:spoken",
    "privacy:erase",
    "programmes:event_invite",
    "twinning:end",
}


@pytest.mark.parametrize("name", staff_pages())
def test_a_staff_page_logs_exactly_the_people_it_names(name: str, world: Cast, client_of: ClientOf) -> None:
    url = policy.address(name, world)
    for role, method in staff_cells(name):
        shown = look(client_of(role), role, method, url)
        account = world.accounts[role]
        assert account is not None
        assert bool(shown.named) == (name in PEOPLE and (method == "GET" or name in SHOWN_AGAIN)), (
            f"{method} as {role} names {shown.named}"
        )
        assert shown.logged == ([shown.named] if shown.named else []), f"{method} as {role}"
        assert shown.by == [account.pk] * len(shown.logged)
        assert shown.pages == [name] * len(shown.logged)


def test_pages_that_show_people_are_staff_pages_of_the_policy() -> None:
    assert set(staff_pages()) > PEOPLE


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_control_without_the_log_every_page_is_caught(
    name: str, world: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names are really on these pages: with the log off, the test above would see it."""
    monkeypatch.setattr(viewlog, "record_view", lambda **_values: None)
    role = "admin" if name in ("programmes:administration", "tables:table") else "coordinator"
    method = "GET" if "GET" in policy.POLICY[name] else "POST"
    shown = look(client_of(role), role, method, policy.address(name, world))
    assert shown.named
    assert shown.logged == []


def test_the_page_about_two_logs_them_too(world: Cast, client_of: ClientOf) -> None:
    free = list(world.programme.participations.order_by("-pk")[:2])
    sides = {one.side: one.public_id for one in free}
    url = reverse("matching:two", args=[world.programme.slug, world.region.slug])
    shown = look(client_of("coordinator"), "coordinator", "GET", url, sides)
    assert shown.logged == [shown.named]
    assert {one.person.public_id for one in free} <= shown.named


@pytest.mark.parametrize("decision", ["pin", "forbid", "none"])
def test_a_message_that_names_people_is_logged_too(world: Cast, client_of: ClientOf, decision: str) -> None:
    """The cast's pair is in no proposal: only the message on the next page names them."""
    client, place = client_of("coordinator"), [world.programme.slug, world.region.slug]
    two = {"teacher": world.teacher.public_id, "non_teacher": world.professional.public_id, "decision": decision}
    ViewLog.objects.all().delete()
    text = text_of(client.post(reverse("matching:decide", args=place), two, follow=True))
    rows = {row.page: frozenset(row.person_ids) for row in ViewLog.objects.all()}
    assert rows["matching:decide"] == {one.person.public_id for one in (world.teacher, world.professional)}
    assert named_in(text) - rows["matching:workspace"] <= rows["matching:decide"]
    assert named_in(text) - rows["matching:workspace"]  # the control: they are named


def all_logged() -> frozenset[str]:
    return frozenset[str]().union(*(row.person_ids for row in ViewLog.objects.all()))


def test_a_proposal_that_cannot_be_sent_any_more_logs_whom_it_names(world: Cast, client_of: ClientOf) -> None:
    scenario = make_proposal(world.programme, world.region, by=None, at=make.NOW)
    gone = scenario.pairs[0]["left"]
    Participation.objects.filter(public_id=gone).update(state="withdrawn")
    ViewLog.objects.all().delete()
    text = text_of(client_of("coordinator").post(commit_url(world, scenario.public_id), {"form_key": "1"}, follow=True))
    assert "Dit voorstel klopt niet meer" in text
    assert Participation.objects.get(public_id=gone).person.public_id in named_in(text) <= all_logged()


def test_a_pin_that_is_refused_logs_whom_it_names(world: Cast, client_of: ClientOf) -> None:
    one, other = world.programme.participations.order_by("-pk")[:2][::-1]
    coordinator = world.accounts["coordinator"]
    assert coordinator is not None
    assert other.employment is not None
    pin(one, other, by=coordinator, at=make.NOW)
    Employment.objects.filter(person=one.person).update(organisation=other.employment.organisation)
    ViewLog.objects.all().delete()
    place = [world.programme.slug, world.region.slug]
    text = text_of(client_of("coordinator").post(reverse("matching:propose", args=place), follow=True))
    assert "liggen vast, maar dat kan niet meer" in text
    assert {one.person.public_id, other.person.public_id} <= named_in(text) <= all_logged()
    assert ViewLog.objects.filter(page="matching:propose").count() == 1


def commit_url(world: Cast, public_id: str) -> str:
    return reverse("matching:commit", args=[world.programme.slug, world.region.slug, public_id])


def test_looking_twice_is_two_rows(world: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), policy.address("intake:participants", world)
    before = ViewLog.objects.count()
    client.get(url)
    client.get(url)
    assert ViewLog.objects.count() == before + 2


def test_participants_leave_no_row(world: Cast, client_of: ClientOf) -> None:
    """The log is about staff: your own page and your partner's name on it are not in it."""
    for role in ("teacher", "professional"):
        for name in ("twinning:home", "twinning:pair", "pairs:answer", "intake:check"):
            if policy.expected(policy.POLICY[name], "GET", role) == "200":
                assert look(client_of(role), role, "GET", policy.address(name, world)).logged == []


# --- The row stays when the page's own work is undone ------------------------------------------------


class UndoneError(Exception):
    """What goes wrong at the end of the page."""


def page_that_fails(around: str) -> dict[str, object]:
    """Runs in a process of its own: a list of people whose page writes something and then fails.

    "around": one transaction around the whole page; "after": only around its own work, as our pages do it.
    """
    cast = build_cast()
    account = cast.accounts["coordinator"]
    assert account is not None
    client = Client()
    sign_in(client, account)
    inside: list[int] = []

    def fail(*_arguments: object, **_named: object) -> None:
        with transaction.atomic():
            History.objects.create(at=make.NOW, verb="undone", subject_type="x", subject_id="x")
            inside.append(History.objects.filter(verb="undone").count())
            raise UndoneError

    vars(coordination)["render"] = fail  # this process ends with it
    connections.settings["default"]["ATOMIC_REQUESTS"] = around == "around"
    with suppress(UndoneError):
        client.get(reverse("intake:participants", args=[cast.programme.slug]))
    rows = list(ViewLog.objects.all())
    return {
        "alias": settings.VIEW_LOG_DATABASE,
        "inside": inside,
        "undone": History.objects.filter(verb="undone").count(),
        "logged": [sorted(row.person_ids) for row in rows],
        "shown": sorted(one.person.public_id for one in (cast.teacher, cast.professional)),
        "whole": viewlog.first_broken_row() is None,
    }


def run_failing(mode: str, around: str) -> dict[str, Any]:
    """The page in a fresh database of the same kind as this test run's."""
    with tempfile.TemporaryDirectory(prefix="view-log-") as folder, fresh_database(folder) as url:
        environment = {**environment_for(folder, url), "MODE": mode, "DJANGO_SETTINGS_MODULE": SETTINGS}
        found: dict[str, Any] = run_here(environment, "tests.test_view_log:page_that_fails", around)
    assert found["inside"] == [1]  # the page did its work
    assert found["undone"] == 0  # and lost it
    return found


# SQLite has one writer at a time: there a page opens its transaction after the log, never around it.
AROUND = ["after", "around"] if os.environ.get("TEST_DATABASE") == "postgres" else ["after"]


@pytest.mark.parametrize("around", AROUND)
def test_the_row_stays_when_the_work_of_the_page_is_undone(around: str) -> None:
    found = run_failing("demo", around)
    assert found["alias"] == "view_log"
    assert found["logged"] == [found["shown"]]
    assert found["whole"]


def test_control_on_one_connection_the_row_goes_with_the_work() -> None:
    """Tests have no second connection; with a transaction around the page the row is lost, as it would be without."""
    found = run_failing("test", "around")
    assert found["alias"] == "default"
    assert found["logged"] == []
