"""Two regions side by side: nobody of the one ever sees anything of the other."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse, translate_url

from conftest import ROLES, Cast, build_cast, build_cast_of_two_regions, sign_in
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching import explanations
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.models import Directive
from jobtwinning.people.models import Consent
from jobtwinning.surveys.models import Answer, Draft, Response
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import canaries, make, policy
from tests.policy_objects import OBJECTS, import_file

pytestmark = pytest.mark.one_database

REGIONAL = [role for role in ROLES if role not in ("nobody", "admin")]  # the admin keeps the register of all regions
NO_SUCH_ID = "z" * 12
REFUSED = {"404", "405"}


@dataclass
class Worlds:
    """Region A, where everybody signs in, and region B, full of canaries."""

    a: Cast
    b: Cast
    clients: dict[str, Client]
    b_rows: dict[type[models.Model], list[int]]


def keys() -> dict[type[models.Model], set[int]]:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model, _ in canaries.personal_texts()}


def furnish(cast: Cast) -> None:
    """One of everything that holds personal text."""
    teacher, professional, pair = cast.teacher, cast.professional, cast.pair
    account = cast.accounts["coordinator"]
    assert account is not None
    response = Response.objects.create(response_key=teacher.response_link.response_key, instrument="intake")
    Answer.objects.create(response=response, item="I4", value="reden")
    Draft.objects.create(response=response, item="I11a", typed="veel")
    final = Response.objects.create(response_key=teacher.response_link.response_key, instrument="final_survey")
    Answer.objects.create(response=final, item="N2", value="reden")
    Consent.objects.create(
        person=teacher.person,
        purpose="research",
        given=True,
        text_version="1",
        text_hash="0",
        language="nl",
        at=make.NOW,
    )
    make.make_exit_note(pair.seats.get(person=teacher.person))
    Goal.objects.create(pair=pair, owner=teacher.person, text="doel")
    Meeting.objects.create(
        pair=pair, starts_at=make.NOW, ends_at=make.NOW + timedelta(hours=2), where="hier", what="dit"
    )
    HoursEntry.objects.create(pair=pair, person=teacher.person, on=make.NOW.date(), work_hours=Decimal(2), what="dit")
    Directive.objects.create(
        programme=cast.programme,
        teacher=teacher,
        non_teacher=professional,
        kind="forbid",
        reason="broers",
        made_by=account,
    )
    make.make_interest(cast.region, confirmed=True)
    make.make_own_start(cast.region, confirmed=True)
    make.make_own_pair(cast.region)
    make.make_colleague_list(cast.programme, confirmed=True)
    make.make_invitation(teacher)
    make.make_story(pair)
    proposal = make_proposal(cast.programme, cast.region, by=account, at=make.NOW)
    explanations.keep(proposal, {(teacher.public_id, professional.public_id): {"explained": "reden"}})
    import_file(cast)
    make.make_override(teacher)
    make.make_line(teacher)
    make.make_pair_line(pair)
    make.make_view(account, cast.programme)
    make.make_confidentiality(teacher)
    make.make_request(teacher)
    make.make_dealt(teacher, professional)
    make.make_talk(teacher, professional)
    make.make_employer_letter(cast.programme, cast.region)
    make.make_moved(teacher)
    make.make_link(teacher.person.account)
    OutboxMail.objects.create(
        address=teacher.person.email, language="nl", template="welcome", subject="Welkom", body_text="Dag",
        unique_key=f"welcome-{teacher.public_id}", programme_id=cast.programme.pk, region_id=cast.region.pk,
        person_id=teacher.person.pk, created_at=make.NOW, not_before=make.NOW,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(standing: None) -> Worlds:
    """Both regions, made once for all tests of this module; each test rolls back what it changes."""
    return build_worlds()


@pytest.fixture
def worlds(built: Worlds, db: None) -> Worlds:
    return deepcopy(built)


def build_worlds() -> Worlds:
    cast = build_cast_of_two_regions()
    furnish(cast)
    before = keys()
    other = build_cast("Heuveland", "elders.example")
    furnish(other)
    rows = {model: sorted(now - before[model]) for model, now in keys().items()}
    canaries.fill("b", rows)
    clients = {}
    for role in REGIONAL:
        clients[role] = Client()
        sign_in(clients[role], cast.accounts[role])  # type: ignore[arg-type]  # set for every role but nobody
    return Worlds(cast, other, clients, rows)


def test_every_personal_column_of_region_b_holds_a_canary(worlds: Worlds) -> None:
    """The control: without this the tests below could pass on empty columns."""
    without = [
        f"{model.__name__}.{name}"
        for model, name in canaries.personal_texts()
        if not any(
            canaries.CANARY in str(value)
            for value in model._default_manager.filter(pk__in=worlds.b_rows[model]).values_list(name, flat=True)
        )
    ]
    assert without == []


@pytest.mark.parametrize(
    "every", [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.night)]
)
@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_nobody_of_region_a_sees_or_changes_anything_of_region_b(
    name: str, every: bool, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own page, with an id of region B in the address, and with ids of region B in its form. By day those look
    who may open such a page in their own region, and one who may not; at night everybody, and at the whole page that
    says that there is nothing."""
    if not every:
        monkeypatch.setattr("jobtwinning.config.urls.handler404", policy.not_found)
        worlds.clients = {role: worlds.clients[role] for role in lookers(name)}
    url = policy.address(name, worlds.a)
    for role, client in worlds.clients.items():
        answer = policy.answer(client, "GET", url)
        assert canaries.CANARY not in content(answer), f"{name} shows region B to {role}"
    if name in closed_pages():
        answers_as_if_it_did_not_exist(name, worlds, every=every)
    if "POST" in policy.POLICY[name]:
        form_changes_and_shows_nothing(name, worlds, every=every)


def lookers(name: str) -> list[str]:
    """Of the roles with a region: all that this page answers, opened or sent, and the first it refuses."""
    row, methods = policy.POLICY[name], ("GET", "POST")
    answered = [role for role in REGIONAL if {policy.expected(row, method, role) for method in methods} - REFUSED]
    return answered + [role for role in REGIONAL if role not in answered][:1]


def content(answer: object) -> str:
    """The body, also of a file that is streamed."""
    streamed = getattr(answer, "streaming_content", None)
    raw = b"".join(streamed) if streamed is not None else getattr(answer, "content", b"")
    return raw.decode(errors="replace")


def closed_pages() -> set[str]:
    """Pages with an object that not everybody may open."""
    return {
        name
        for name, row in policy.POLICY.items()
        if "object" in row and not any("everyone" in row.get(method, {}) for method in ("GET", "POST"))
    }


def answers_as_if_it_did_not_exist(name: str, worlds: Worlds, *, every: bool) -> None:
    """By day to two: the first of those with a page of their own like it, and one without."""
    theirs = policy.address(name, worlds.b)
    arguments = OBJECTS[policy.POLICY[name]["object"]](worlds.b)
    last = list(arguments)[-1]
    nobodys = reverse(name, kwargs={**arguments, last: NO_SUCH_ID})
    roles = list(worlds.clients)
    for role in roles if every else sorted({roles[0], roles[-1]}):
        client = worlds.clients[role]
        for method in ("GET", "POST"):
            answer, missing = policy.answer(client, method, theirs), policy.answer(client, method, nobodys)
            assert answer.status_code == missing.status_code, f"{method} {name} as {role}"
            assert answer.status_code in (404, 405), f"{method} {name} as {role}"
            assert without_address(answer, theirs) == without_address(missing, nobodys), f"{method} {name} as {role}"


def without_address(answer: object, url: str) -> str:
    """The body without the address itself (in the link to the other language), the form token and the nonce."""
    body = re.sub(r"\b\w{64}\b|nonce=\"[^\"]+\"", "", content(answer))
    return body.replace(translate_url(url, "en"), "").replace(url, "")


OWNERS_OF_IDS = {
    "teacher": "teacher",
    "non_teacher": "professional",
    "participation": "teacher",
    "person": "teacher",
    "pair": "pair",
    "region": "region",
    "programme": "programme",
    "scenario": "pair",
    "public_id": "teacher",
}


def foreign_ids(theirs: Cast, *, every: bool) -> list[dict[str, str]]:
    """What is sent: in each field an id of region B of its own kind; at night every id in every field too."""
    own_kind = {name: getattr(theirs, owner).public_id for name, owner in OWNERS_OF_IDS.items()}
    owners = sorted(set(OWNERS_OF_IDS.values())) if every else []
    return [own_kind, *(dict.fromkeys(OWNERS_OF_IDS, getattr(theirs, owner).public_id) for owner in owners)]


def snapshot(worlds: Worlds) -> dict[str, list[tuple[object, ...]]]:
    """Every row of region B as it stands, as the database gives it: that is quicker than as objects."""
    found = {}
    with connection.cursor() as cursor:
        for model, pks in worlds.b_rows.items():
            table, key = (
                connection.ops.quote_name(str(name)) for name in (model._meta.db_table, model._meta.pk.column)
            )
            places = ", ".join(["%s"] * len(pks)) or "NULL"
            cursor.execute(f"SELECT * FROM {table} WHERE {key} IN ({places}) ORDER BY {key}", [*pks])  # noqa: S608 — our own names
            found[model.__name__] = cursor.fetchall()
    return found


def form_changes_and_shows_nothing(name: str, worlds: Worlds, *, every: bool) -> None:
    """By whoever may send it; the others are refused before anybody looks at what they sent."""
    before = snapshot(worlds)
    url = policy.address(name, worlds.a)
    senders = [role for role in worlds.clients if policy.expected(policy.POLICY[name], "POST", role) not in REFUSED]
    for fields, role in product(foreign_ids(worlds.b, every=every), senders):
        answer = worlds.clients[role].post(url, fields)
        assert answer.status_code < 500
        assert canaries.CANARY not in content(answer), f"{name} shows region B to {role}"
    assert snapshot(worlds) == before
