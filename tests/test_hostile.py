"""Whatever somebody sends: never a broken page, nothing as markup, nothing stored that was not asked."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, resolve, reverse

from conftest import ROLES, Cast
from jobtwinning.core import clock
from jobtwinning.intake.steps import STEPS
from jobtwinning.people.models import Organisation
from jobtwinning.programmes.models import Programme
from tests import hostile, make, policy
from tests.hostile import PageForm
from tests.hostile_values import TRIED, VALUES, Value, generated
from tests.writes import written

pytestmark = pytest.mark.one_database

ClientOf = Callable[[str], Client]
Values = Mapping[str, Value]
Rows = dict[str, dict[Any, dict[str, Any]]]

# Where the form of an address stands that has no page of its own.
PAGES = {
    "programmes:change_state": "programmes:overview",
    "programmes:grant_revoke": "programmes:administration",
    "intake:withdraw": "intake:participant",
    "intake:steer": "intake:participant",
    "intake:permission_resend": "intake:permission",
    "intake:motivation": "intake:permission",
    "intake:letter_read": "intake:employers",
    "intake:mail_link": "intake:intake",
    "intake:help_mail": "intake:participant",
    "intake:period_remove": "intake:calendars",
    "intake:view_save": "intake:table",
    "intake:view_remove": "intake:table",
    "intake:table_column_remove": "intake:table_columns",
    "pairs:withdraw": "pairs:pairs",
    "matching:propose": "matching:workspace",
    "matching:decide": "matching:workspace",
    "twinning:meeting_hours": "twinning:pair",
    "twinning:close": "pairs:pairs",
    "account_logout": "twinning:home",
}
QUERIES = {"intake:sign_up": "?kant=docent", "programmes:programme_new": "?start=autumn"}
# Fields of a form that the cast's page does not show at this moment.
FIELDS = {
    "programmes:change_state": {"state": "matching"},
    "twinning:meeting_hours": {"kind": "work"},
    "matching:decide": {"teacher": "", "non_teacher": "", "decision": "pin", "reason": ""},
    "matching:propose": {"objective": ""},
    "pairs:answer": {"answer": "accept"},
    "intake:arrive": {},
    "programmes:programme_new": {"confirm": "1"},
    "intake:manager": {"decision": "yes", "about": "x"},  # with an opened link: jobtwinning/intake/tests
    "intake:permission": {"name": "Henk", "email": "henk@school.example", "send": "1"},
    "intake:permission_resend": {},
    "intake:permission_told": {"how": "paper"},
    "intake:motivation": {"motivation": "1"},
    "intake:employer_letter": {},
    "programmes:event_person": {"note": "present"},
    "programmes:check_in": {},
    "moving:read": {"kind": "people", "sheet": "0", "header_row": "1"},
    "moving:trial": {},
    "moving:start": {},
    "moving:remove": {},
}
SPECIAL = {
    "end": "16:00",
    "ends_on": "2026-12-04",
    "slug": "nieuw-adres",
    "hours": "2",
    "on": "2026-09-15",
    "I13": "Rotterdam",
    "I7": "wiskunde",
    "pasted": "Kim de Groot; kim@school.example",
    "works_at": "teacher",
}
# What a sensible filling-in may not do here: it would end the form under test.
BUTTONS_LEFT = ("remove", "cancel", "later", "stop", "no", "back")


def posting_names() -> list[str]:
    return sorted(name for name, row in policy.POLICY.items() if "POST" in row)


def posting_roles(name: str) -> list[str]:
    """Roles whose POST gets further than the sign-in page."""
    row = policy.POLICY[name]
    refused = ("404", "405", "302:account_login", "302:twinning:start")
    return [role for role in ROLES if policy.expected(row, "POST", role) not in refused]


@pytest.fixture
def open_cast(cast: Cast) -> Cast:
    """The cast, with a programme that takes people today."""
    Programme.objects.filter(pk=cast.programme.pk).update(sign_up_until=clock.today())
    return cast


def form_at(name: str, url: str, client: Client, cast: Cast) -> PageForm:
    """The form that posts to this address, as the page shows it, completed by what the page does not show."""
    page = policy.address(PAGES[name], cast) if name in PAGES else url
    answer = client.get(page)
    found = PageForm("")
    for form in hostile.forms_of(hostile.text_of(answer)):
        target = form.action.partition("?")[0] or page.partition("?")[0]
        if target.startswith("/") and resolve(target).view_name == name:
            found.fields |= form.fields
            found.kinds |= form.kinds
            found.options |= form.options
    for field, value in FIELDS.get(name, {}).items():
        found.fields.setdefault(field, [value])
        found.kinds.setdefault(field, "hidden")
    found.fields.setdefault("form_key", [""])
    found.kinds.setdefault("form_key", "hidden")
    return found


@contextmanager
def undone() -> Iterator[None]:
    sid = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(sid)


def attack(
    client: Client, url: str, form: PageForm, values: Values, *, one_by_one: int, each: int = 1, left_out: int = 1
) -> list[str]:
    """What goes wrong, in words. Every value (of `each` so many one) stands once in every field, always another value
    in every field; then as many of the combinations as one_by_one says, with a sensible value in every other
    field; and the form without one field, of `left_out` so many one."""
    good = hostile.filled(form, SPECIAL)
    for button in BUTTONS_LEFT:
        good.pop(button, None)
    names = [name for name in {**form.fields, **form.kinds} if name != "csrfmiddlewaretoken"]
    tried = tuple(values)[::each]
    sendings = [
        {name: tried[(turn + place) % len(tried)] for place, name in enumerate(names)} for turn in range(len(tried))
    ]
    combinations = [{name: value} for value in tried for name in names]
    sendings += [{name: week} for week in WEEKS for name in names if "I12" in name]
    sendings += combinations[:: max(1, -(-len(combinations) // one_by_one))] if one_by_one else []
    wrong = []
    for chosen in sendings:
        given = {name: {**WEEK_VALUES, **values}[what] for name, what in chosen.items()}
        with undone():
            wrong += [f"{chosen}: {fault}" for fault in sent_once(client, url, form, {**good, **given}, chosen)]
    for name in names[::left_out] if each == 1 else ():
        with undone():
            without = {key: given for key, given in good.items() if key != name}
            wrong += [f"without {name}: {fault}" for fault in hostile.faults(hostile.send(client, url, without))]
    return wrong


def sent_once(
    client: Client, url: str, form: PageForm, given: Mapping[str, Value], chosen: Mapping[str, str]
) -> Iterator[str]:
    """One sending and the page it leads to."""
    answer = hostile.send(client, url, given)
    yield from hostile.faults(answer)
    if answer.status_code == 302 and set(chosen.values()) & {*TYPED, "nul", *WEEKS}:
        for page in [answer.headers["Location"], *LOOKS.get(resolve(url.partition("?")[0]).view_name, [])]:
            looked = client.get(page.format(**resolve(url.partition("?")[0]).kwargs))
            yield from (f"{fault} on {page}" for fault in hostile.faults(looked))
    if answer.status_code == 422:
        body = hostile.text_of(answer)
        for name, what in chosen.items():
            typed = form.kinds.get(name) in ("text", "email") and what in TYPED
            if typed and not hostile.shows_again(body, name, str(given[name])):
                yield f"{what} in {name} is gone after the refusal"


WEEKS = ("no such week", "week of year 0", "week in unicode digits")
WEEK_VALUES = {week: VALUES[week] for week in WEEKS}
LOOKS = {"intake:step": ["/deelname/{public_id}/intake/controleren/"]}  # pages that read back what was stored
TYPED = ("script", "attribute", "template", "sql", "four bytes", "quote")


@dataclass(frozen=True)
class Amount:
    """How much is sent: combinations of one hostile value with sensible ones, for a second role of how many values
    one (0: only the first role sends), and how many values that nobody named."""

    one_by_one: int
    each_for_others: int
    generated: int = 0
    left_out: int = 1  # of how many fields one is left out

    def values(self, name: str) -> Values:
        """By day one of those of the day, the next form another; by night all, and others every night."""
        if not self.generated:
            return {what: VALUES[what] for what in TRIED[posting_names().index(name) % 60 :: 60]}
        return VALUES | generated(date.today().toordinal() * 1_000 + len(name), self.generated)


SOME, ALL = Amount(one_by_one=3, each_for_others=0, left_out=5), Amount(one_by_one=40, each_for_others=4, generated=100)
AMOUNTS = [pytest.param(SOME, id="some"), pytest.param(ALL, id="all", marks=pytest.mark.night)]


def addresses(name: str, cast: Cast) -> list[str]:
    """The address of the policy; of the intake all its pages."""
    if name == "intake:step":
        arguments = {"public_id": cast.teacher.public_id}
        return [reverse(name, kwargs={**arguments, "step": step.slug}) for step in STEPS]
    return [policy.address(name, cast) + QUERIES.get(name, "")]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Refusals are logged; thousands of them are no use to anybody."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize("name", posting_names())
def test_hostile_values_never_break_a_form(name: str, amount: Amount, open_cast: Cast, client_of: ClientOf) -> None:
    wrong, values = [], amount.values(name)
    roles = posting_roles(name)
    for number, role in enumerate(roles if amount.each_for_others else roles[:1]):
        client = client_of(role)
        client.raise_request_exception = False
        for url in addresses(name, open_cast):
            form = form_at(name, url, client, open_cast)
            if number:
                faults = attack(client, url, form, values, one_by_one=0, each=amount.each_for_others)
            else:
                faults = attack(client, url, form, values, one_by_one=amount.one_by_one, left_out=amount.left_out)
            wrong += [f"{role} {url}: {fault}" for fault in faults]
    assert wrong == []


# --- Only what the form asks is stored ---------------------------------------------------------------


def rows(tables: Collection[str] = ()) -> Rows:
    """Everything in the database or in these tables, as the database gives it: that is quicker than as objects."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in stored_models():
            if tables and model._meta.db_table not in tables:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 — our own names
            names = [column[0] for column in cursor.description]
            all_rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
            found[model.__name__] = {row[model._meta.pk.column]: row for row in all_rows}
    return found


def stored_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__name__ != "Session"]


def changed(before: Rows, after: Rows) -> dict[str, list[str]]:
    """By model: the columns that changed, and a line per new or deleted row; random and timed columns left out."""
    found: dict[str, list[str]] = {}
    for model, now in after.items():
        then = before[model]
        lines = sorted(
            f"{column}={value}"
            for key, row in now.items()
            for column, value in row.items()
            if key in then and then[key][column] != value and column not in UNSTEADY
        )
        made = [row for key, row in now.items() if key not in then]
        lines += sorted(
            str({column: known(before, column, value) for column, value in row.items() if column not in UNSTEADY})
            for row in made
        )
        lines += [f"{key} is gone" for key in then if key not in now]
        if lines:
            found[model] = lines
    return found


def known(before: Rows, column: str, value: Any) -> Any:
    """The value; of a new row it points to only that it is new, since PostgreSQL gives no number twice."""
    name = POINTS_TO.get(column, column.removesuffix("_id").title().replace("_", ""))
    table = before.get(name)
    return "new" if column.endswith("_id") and table is not None and value not in table else value


POINTS_TO = {"organiser_id": "Organisation", "made_by_id": "Account", "owner_id": "Person", "user_id": "Account"}
UNSTEADY = {
    "id", "pair_ids", "disk_name", "actor_id", "public_id",
    "uid", "check_in_code", "unique_key", "message_id", "key", "subject_id", "password", "body_text", "body_html",
    "calendar", "at", "created_at", "not_before", "made_at", "changed_at", "used_at", "seed", "result", "previous_hash",
    "row_hash", "last_login", "digest", "request_id", "text_id", "code", "newest_id", "queue_id", "args_kwargs",
}  # fmt: skip


COUNTS_SESSIONS = {
    "account_end_other_sessions",
    "privacy:erase_own",
    "privacy:erase",
    "programmes:end_sessions",
}  # each client here signs in anew


def forbidden_fields(form: PageForm) -> dict[str, Value]:
    """Every column of every model with a tempting value, except the form's own fields."""
    columns = {
        name: field
        for model in stored_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    tempting = {"state": "finished", "role": "coordinator", "is_platform_admin": "on", "side": "non_teacher"}
    left_out = {*form.fields, *form.kinds, "kind"}  # `kind` chooses between two forms for hours
    return {name: tempting.get(name, "1") for name in columns if name not in left_out}


def stored(client: Client, url: str, values: Mapping[str, Value], before: Rows) -> dict[str, list[str]]:
    """What a sending changes; undone afterwards."""
    with undone():
        with written() as tables:
            answer = hostile.send(client, url, values)
        assert answer.status_code < 500
        return changed(before, rows(tables)) if tables else {}


def test_forms_store_only_their_own_fields(open_cast: Cast, client_of: ClientOf) -> None:
    with time_machine.travel(make.NOW, tick=False):
        effects = 0
        for name in posting_names():
            role = posting_roles(name)[0] if posting_roles(name) else "nobody"
            client = client_of(role)
            for url in addresses(name, open_cast):
                form = form_at(name, url, client, open_cast)
                good = hostile.filled(form, SPECIAL)
                for button in BUTTONS_LEFT:
                    good.pop(button, None)
                one, other = client_of(role), client_of(role)  # a new client each time: one form signs out
                before = rows()
                plain = stored(one, url, good, before)
                told = stored(other, url, {**forbidden_fields(form), **good}, before)
                if name in COUNTS_SESSIONS:
                    told, plain = {model: [] for model in told}, {model: [] for model in plain}
                assert told == plain, name
                effects += bool(plain)
    assert effects >= 18  # the forms were filled in well enough to do something


# --- Hostile addresses -------------------------------------------------------------------------------

QUERY_NAMES = (
    "kant", "via", "toon", "zoek", "page", "ontmoeting", "next", "teacher", "non_teacher", "text", "side", "state",
    "region", "opgeslagen", "regio", "start", "first_day", "organisatie", "wie",
)  # fmt: skip


def reading_names() -> list[str]:
    return sorted(name for name, row in policy.POLICY.items() if "GET" in row and name != "healthz")


def reader(name: str) -> str:
    """Somebody who sees this page."""
    return next((role for role in ROLES if policy.expected(policy.POLICY[name], "GET", role) == "200"), "nobody")


@pytest.mark.parametrize("each", [pytest.param(60, id="some"), pytest.param(1, id="all", marks=pytest.mark.night)])
@pytest.mark.parametrize("name", reading_names())
def test_hostile_addresses_never_break_a_page(
    name: str, each: int, open_cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every value in some argument or question of some page; by day a page gets one of them, the next another."""
    if each > 1:
        monkeypatch.setattr("jobtwinning.config.urls.handler404", policy.not_found)
    client = client_of(reader(name))
    client.raise_request_exception = False
    url = policy.address(name, open_cast)
    values = [(what, VALUES[what]) for what in TRIED]
    wrong = []
    for turn, (what, value) in list(enumerate(values))[reading_names().index(name) % each :: each]:
        query = {asked: values[(turn + place) % len(values)][1] for place, asked in enumerate(QUERY_NAMES)}
        for asked in (url + "?" + hostile.encoded(query)[:60_000], *with_hostile_argument(url, open_cast, value)):
            wrong += [f"{what} in {asked[:80]}: {fault}" for fault in hostile.faults(client.get(asked))]
    assert wrong == []


@pytest.mark.parametrize("what", TRIED)
def test_the_page_that_is_not_there_bears_every_value(what: str, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    client.raise_request_exception = False
    url = policy.address("intake:participant", cast)
    for asked in with_hostile_argument(url, cast, VALUES[what]):
        assert list(hostile.faults(client.get(asked))) == []


def with_hostile_argument(url: str, cast: Cast, value: Value) -> Iterator[str]:
    """The address with something else in the place of each argument."""
    sent = value[0] if isinstance(value, list) else value
    for argument in resolve(url).kwargs.values():
        yield url.replace(argument, quote(sent[:3000], safe=""))


# --- The control: what these tests must see ----------------------------------------------------------


def careless(request: HttpRequest) -> HttpResponse:
    """A view with every fault at once."""
    typed = request.POST.get("text", "")
    if "\x00" in typed:
        raise ValueError("Traceback (most recent call last)")
    organisation = Organisation.objects.order_by("pk")[0]
    for column in request.POST:
        if column in {"name", "kind"}:
            Organisation.objects.filter(pk=organisation.pk).update(**{column: request.POST[column][:10]})
    if "//" in typed:
        return HttpResponse(status=302, headers={"Location": typed})
    if typed:
        return HttpResponse(f'<form method="post"><input name="text" value=""></form>{typed}', status=422)
    return HttpResponse('<form method="post"><input name="text"></form>')


urlpatterns = [path("slordig/", careless, name="careless")]


@pytest.mark.urls(__name__)
def test_control_a_careless_view_is_seen(db: None, cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    form = hostile.forms_of(hostile.text_of(client.get("/slordig/")))[0]
    found = "\n".join(attack(client, "/slordig/", form, {what: VALUES[what] for what in TRIED}, one_by_one=100))
    for fault in ("status 500", "shows what was typed as markup", "is gone after the refusal", "leads to"):
        assert fault in found
    good = hostile.filled(form)
    before = rows()
    told = stored(client, "/slordig/", {**forbidden_fields(form), **good}, before)
    assert told != stored(client, "/slordig/", good, before)


# --- Cookies ------------------------------------------------------------------------------------------

COOKIES = (r'"aaaaaaaa\000bbbb"', "aaaaaaaa\x00bbbb", r'"aaaaaaaa\377\200bbbb"', "x" * 6000, "é" * 32, "a'b\"c", "..")


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language"])
def test_hostile_cookies_never_break_a_page(db: None, name: str) -> None:
    """Between quotes a cookie may hold any byte, NUL included."""
    for value in COOKIES:
        for url in (reverse("site:home"), reverse("account_login"), reverse("privacy:my_data"), "/en/nope"):
            for send in (Client().get, Client().post):
                response = send(url, headers={"cookie": f"{name}={value}"})
                assert response.status_code < 500, (value, url)
