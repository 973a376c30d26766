"""Who gets what answer, and what it carries: every URL, every role, every method; looking writes nothing; and
every guard does its work."""

import inspect
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from types import FunctionType

import pytest
from django.http import HttpResponseBase
from django.test import Client

from conftest import ROLES, Cast, build_cast_of_two_regions, sign_in
from jobtwinning.accounts.models import AccountSession
from jobtwinning.core import clock
from tests import guards, policy
from tests.headers import wrong_headers
from tests.writes import written

pytestmark = pytest.mark.one_database

VIEWS = policy.views()
LOOKING = ("GET", "HEAD", "OPTIONS")

# A guard behind another one that says the same of the policy's own object: the page with an object of somebody else.
BEHIND = {"may_change_period": ("intake:period_remove", "period_elsewhere")}
# What no text of a view says: who asks this guard gets it from a register.
ASKED_AT = {"may_read_import_file": "programmes:stored_file"}


@dataclass
class World:
    """The cast, and everybody's browser."""

    cast: Cast
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def built(standing: None) -> World:
    """Made once for all tests of this module."""
    cast = build_cast_of_two_regions()
    clients = {role: Client() for role in ROLES}
    for role, account in cast.accounts.items():
        if account is not None:
            sign_in(clients[role], account)
    return World(cast, clients)


@pytest.fixture
def world(built: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Half the answers are "not found"; other tests look at that page (tests/test_headers.py), here it is not drawn."""
    monkeypatch.setattr("jobtwinning.config.urls.handler404", policy.not_found)
    now = clock.now()
    AccountSession.objects.update(last_seen_at=now, proved_at=now)  # of a moment ago, however long the world stands
    return deepcopy(built)


def test_policy_names_exactly_the_urls_of_the_site() -> None:
    assert set(policy.POLICY) == set(VIEWS)


def test_policy_rows_use_known_roles_and_methods() -> None:
    for name, row in policy.POLICY.items():
        assert set(row) <= {"object", "step_up", "GET", "POST"}, name
        for method in set(row) - {"object", "step_up"}:
            assert set(row[method]) <= {*ROLES, "everyone"}, name


@pytest.mark.parametrize(
    "every", [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.night)]
)
@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_every_role_and_method_gets_the_answer_of_the_policy(name: str, every: bool, world: World) -> None:
    """The methods of the page by every role; the others by day as two of them, at night as all."""
    wrong, got_by = [], {}
    for cell, answer, tables in answers(name, world, every=every):
        asked = f"{cell.method} as {cell.role}"
        if cell.method in LOOKING and tables:
            wrong.append(f"{asked} writes to {', '.join(tables)}")
        wrong += [f"{asked}: {each}" for each in wrong_headers(name, answer, signed_in=cell.role != "nobody")]
        if (got := policy.word(answer)) != cell.expected:
            wrong.append(f"{asked}: {got}, policy says {cell.expected}")
        if cell.method == "GET":
            got_by[cell.role] = answer
        if cell.method == "HEAD" and not is_without_its_body(answer, got_by[cell.role]):
            wrong.append(f"{asked} is not GET without its body")
    assert wrong == []


def is_without_its_body(head: HttpResponseBase, got: HttpResponseBase) -> bool:
    same = (head.status_code, head.headers.get("Location")) == (got.status_code, got.headers.get("Location"))
    return same and getattr(head, "content", b"") == b""


Seen = tuple[policy.Cell, HttpResponseBase, list[str]]


def answers(name: str, world: World, *, every: bool) -> Iterator[Seen]:
    """What each role gets with each method, and what that wrote to."""
    url = policy.address(name, world.cast)
    for cell in policy.cells(name, every=every):
        with written() as tables:
            answer = policy.answer(world.clients[cell.role], cell.method, url)
        yield cell, answer, tables


def is_as_told(name: str, world: World) -> bool:
    """Whether every role gets what the policy says; stops at the first that does not."""
    seen = answers(name, world, every=False)
    return all(policy.word(answer) == cell.expected for cell, answer, _tables in seen)


def test_control_a_write_is_seen(world: World) -> None:
    with written() as tables:
        world.cast.region.save()
        world.cast.region.refresh_from_db()
    assert tables == ["people_region"]


@pytest.mark.parametrize("guard", guards.all_guards(), ids=lambda guard: guard.__qualname__)
def test_removing_a_guard_turns_the_policy_red(guard: FunctionType, world: World) -> None:
    """The control of the test above: with any one permission always saying yes, some cell is wrong."""
    for client in world.clients.values():
        client.raise_request_exception = False  # a page that cannot do without its guard
    likely_first = sorted(policy.POLICY, key=lambda name: (-how_likely(name, guard), name))
    with guards.always_yes(guard):
        if guard.__name__ in BEHIND:
            assert not is_closed(*BEHIND[guard.__name__], world)
            return
        assert not all(is_as_told(name, world) for name in likely_first), (
            f"nothing notices that {guard.__qualname__} is gone"
        )


@pytest.mark.parametrize(("name", "elsewhere"), BEHIND.values())
def test_a_thing_of_somebody_else_is_not_there(name: str, elsewhere: str, world: World) -> None:
    assert is_closed(name, elsewhere, world)


def is_closed(name: str, elsewhere: str, world: World) -> bool:
    """Whether nobody who may post to this page finds a thing of somebody else there."""
    url = policy.address(name, world.cast, elsewhere)
    allowed = [cell for cell in policy.cells(name) if cell.method == "POST" and cell.expected.startswith("302:")]
    signed_in = [world.clients[cell.role] for cell in allowed if cell.role != "nobody"]
    return all(policy.answer(client, "POST", url).status_code == 404 for client in signed_in)


source = cache(inspect.getsource)


def how_likely(name: str, guard: FunctionType) -> int:
    """Whether a page asks this guard, as far as the text of its view tells; only which page is looked at first."""
    view = inspect.unwrap(VIEWS[name])
    module = inspect.getmodule(view)
    of_app = name.startswith(f"{guard.__module__.split('.')[1]}:")
    texts = [source(one) for one in (view, module) if one is not None]
    asked = 3 * (ASKED_AT.get(guard.__name__) == name)
    return asked + 2 * sum(guard.__name__ in text for text in texts) + of_app
