"""The fixed cast: the same test persons everywhere, in two regions that may not see each other."""

import gc
import os
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import setting_changed
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import translation
from pytest_django import DjangoDbBlocker

from jobtwinning.accounts import sessions
from jobtwinning.accounts.models import Account
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from tests import make
from tests.migrated import as_test_database

ROLES = (
    "nobody",  # not signed in
    "outsider",  # signed in, takes part in nothing
    "teacher",
    "professional",
    "contact",  # contact person of the school of the teacher
    "coordinator",  # of this programme
    "coordinator_elsewhere",  # of another region
    "researcher",  # of this programme
    "admin",  # platform admin
)

# Files with a test of more than ten seconds. Such tests begin first: a long one that begins last keeps one worker busy
# while the others have nothing left.
LONG = {
    "test_benchmarks", "test_computing", "test_consents", "test_event_races", "test_files", "test_kill", "test_kills",
    "test_life_machine", "test_life_races", "test_manager_races", "test_many", "test_migrations", "test_production",
    "test_races", "test_restore", "test_sending_races", "test_step_up", "test_traces", "test_twice",
}  # fmt: skip


# Files about words, papers, sign-in and pages: no database judges these. Races, kills, terms, erasing, copies and
# everything that counts or stores stay on both.
PAGES_AND_WORDS = {
    "accounts/tests/test_alike.py", "accounts/tests/test_factor_codes.py", "accounts/tests/test_sessions.py",
    "accounts/tests/test_tokens.py", "choosing/tests/test_looking_around.py", "core/tests/test_catalogue.py",
    "core/tests/test_components.py", "core/tests/test_computing.py", "core/tests/test_documents.py",
    "core/tests/test_start.py", "dating/tests/test_evening.py", "dating/tests/test_schedule.py",
    "intake/tests/test_manager_page.py", "intake/tests/test_papers.py", "matching/tests/test_recruiting.py",
    "pairs/tests/test_own.py", "privacy/tests/test_access.py", "privacy/tests/test_other_traces.py",
    "privacy/tests/test_tables.py", "programmes/tests/test_making.py", "programmes/tests/test_second_factor.py",
    "surveys/tests/test_forms.py", "tests/test_texts.py",
}  # fmt: skip


def is_about_pages_or_words(item: pytest.Item) -> bool:
    return "/".join(item.path.parts[-3:]) in PAGES_AND_WORDS or "/".join(item.path.parts[-2:]) in PAGES_AND_WORDS


def is_long(item: pytest.Item) -> bool:
    """Stories too: one after the other, so that their site stands only as long as they last."""
    return item.path.stem in LONG or item.path.parent.name == "journeys"


def pytest_itemcollected(item: pytest.Item) -> None:
    """What goes through a page asks the database what actions and queries ask it too: by day on one of the two. Most
    races are run by day where two can really write at once."""
    if item.get_closest_marker("on_postgres") and os.environ.get("TEST_DATABASE") != "postgres":
        item.add_marker(pytest.mark.night)
    if {"client", "client_of"} & {*getattr(item, "fixturenames", ())} or is_about_pages_or_words(item):
        item.add_marker(pytest.mark.one_database)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every worker is given an equal part of the list: each part begins with its share of the long tests."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if is_long(item)]
    others = [item for item in items if not is_long(item)]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = long[worker::workers]
        size = (len(items) - len(ordered)) // (workers - worker) - len(share)
        ordered += share + others[:size]
        del others[:size]
    items[:] = ordered


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database is a copy of the one that was migrated for this run."""
    as_test_database()


@pytest.fixture(scope="session", autouse=True)
def one_chain_of_middleware() -> Iterator[None]:
    """All test clients share the chain that the first one makes, until a setting changes: making one reads every static
    file from disk, as a server does once when it starts."""
    make_chain = ClientHandler.load_middleware

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if not CHAIN:
            make_chain(handler, is_async)
            CHAIN.update(handler.__dict__)
        handler.__dict__ = {**CHAIN, "enforce_csrf_checks": handler.enforce_csrf_checks}

    setting_changed.connect(forget_chain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_middleware)
        yield
    setting_changed.disconnect(forget_chain)


CHAIN: dict[str, object] = {}


def forget_chain(**named: object) -> None:
    """The next test client makes a chain of its own: a setting changed, or a middleware is another."""
    CHAIN.clear()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What all tests share is never rubbish: the search for rubbish passes it by, and comes less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@dataclass(frozen=True)
class Cast:
    """One region's world: its programme, its people, a pair of the teacher and the professional."""

    region: Region
    programme: Programme
    teacher: Participation
    professional: Participation
    pair: Pair
    accounts: dict[str, Account | None]  # by role


def build_cast(name: str = "Maasmond", domain: str = "voorbeeld.example") -> Cast:
    """A region with one programme and one pair on trial, and an account for every role."""
    region = make.make_region(name, slug=name.lower())
    programme = make.make_programme(region, slug=f"{name.lower()}-najaar-2026")
    accounts = [make.new_account(f"{role}@{domain}", admin=role == "admin") for role in ROLES[1:]]
    made = dict(zip(ROLES[1:], Account.objects.bulk_create(accounts), strict=True))
    make.make_grant(made["coordinator"], RoleGrant.Role.COORDINATOR, region=region, programme=programme)
    make.make_grant(made["researcher"], RoleGrant.Role.RESEARCHER, programme=programme)
    teacher = make.make_participation(
        programme, person=make.make_person("Noor", "Verbrugge", account=made["teacher"]), function="docent natuurkunde"
    )
    professional = make.make_participation(
        programme,
        side=Side.NON_TEACHER,
        person=make.make_person("Daan", "Oosterling", account=made["professional"]),
        function="netplanner",
    )
    make.make_contact(teacher, account=made["contact"])
    pair = make.make_pair(teacher, professional, state=Pair.State.TRIAL)
    return Cast(region, programme, teacher, professional, pair, {"nobody": None, **made})


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts in Dutch, whatever the test before it asked for."""
    with translation.override("nl"):
        yield


@pytest.fixture(autouse=True)
def app_code_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half minute an app code counts for does not end between the making of a code and its sending."""
    begun = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: begun))


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made under this fixture stands for all tests of a module; each test with `db` rolls back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class StandingCast:
    """The cast as it stands for all tests in a row that ask for it: made once, in a transaction around theirs. Each
    gets a copy and rolls back what it does."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self.blocker = blocker
        self.around: transaction.Atomic | None = None
        self.made: Cast | None = None

    def make(self) -> None:
        if self.made is None:
            with self.blocker.unblock():
                self.around = transaction.atomic()
                self.around.__enter__()
                self.made = build_cast_of_two_regions()

    def forget(self) -> None:
        if self.around is not None:
            with self.blocker.unblock():
                transaction.set_rollback(True)
                self.around.__exit__(None, None, None)
            self.around = self.made = None


STANDS: list[StandingCast] = []  # one, from the first test that asks for the cast


def can_stand(item: Any) -> bool:
    """This test asks for the cast of this file, and rolls back what it does."""
    asked = {*getattr(item, "fixturenames", ())}
    if "cast" not in asked or asked & {"standing", "transactional_db", "live_server"}:
        return False
    return len(item._fixtureinfo.name2fixturedefs["cast"]) == 1 and not item.get_closest_marker("django_db")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whoever does not ask for the cast begins without it."""
    if not can_stand(item):
        for standing in STANDS:
            standing.forget()


@pytest.fixture(scope="session")
def standing_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[StandingCast]:
    STANDS.append(StandingCast(django_db_blocker))
    yield STANDS[0]
    STANDS.pop().forget()


@pytest.fixture(autouse=True)
def make_standing_cast(request: pytest.FixtureRequest) -> None:
    """Before the transaction of the test begins."""
    if can_stand(request.node):
        request.getfixturevalue("standing_cast").make()


@pytest.fixture
def cast(db: None) -> Cast:
    """A copy of the one that stands, or the test's own."""
    stands = next((standing.made for standing in STANDS), None)
    return deepcopy(stands) if stands else build_cast_of_two_regions()


def build_cast_of_two_regions() -> Cast:
    """Region Maasmond; the coordinator from elsewhere works in Heuvelrijk."""
    cast = build_cast()
    elsewhere = cast.accounts["coordinator_elsewhere"]
    make.make_grant(
        elsewhere,  # type: ignore[arg-type]  # set for every role but nobody
        RoleGrant.Role.COORDINATOR,
        region=make.make_region("Heuvelrijk", slug="heuvelrijk"),
    )
    return cast


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """A signed-in test client per role, second factor done where it is obliged."""

    def make_client(role: str) -> Client:
        client = Client()
        account = cast.accounts[role]
        if account is not None:
            sign_in(client, account)
        return client

    return make_client


def sign_in(client: Client, account: Account) -> None:
    """Signed in as if both factors were given, in two rows; journeys go through the real pages. What a visitor did
    before stays."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    session = SessionStore(cookie.value if cookie else None)
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[sessions.KEY] = make.make_session(account, browser="other", system="other").public_id
    session["second_factor_done"] = True
    if cookie:
        session.save()
    else:
        session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.teacher.person
