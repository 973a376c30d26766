"""What is killed: the world of each kind, what is done in it, and which states are half."""

import hashlib
import io
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db import connection

from conftest import build_cast
from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.core.spreadsheets import read_table
from jobtwinning.intake.imports import import_participants
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import commit_scenario, make_proposal
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import programme_with
from jobtwinning.pairs.models import Seat
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions, ledger
from jobtwinning.privacy.models import Erasure
from jobtwinning.privacy.tests import world
from jobtwinning.programmes.models import Participation, Programme
from tests import make, migrating
from tests.kills import Kind, State
from tests.moving_kinds import MOVING

AT = make.NOW
LATER = datetime.fromisoformat("2028-12-06T00:00+01:00")  # two years and a day after the last day of the programmes


def all_or_nothing(found: State) -> bool:
    return not (found.is_before or found.is_whole)


# --- A proposal is sent: pairs, seats, mails ------------------------------------------------------------------


def build_proposal() -> None:
    programme, region = programme_with(6, 6)
    make_proposal(programme, region, by=None, at=AT)


def commit() -> None:
    commit_scenario(Scenario.objects.get(), by=None, at=AT)


def commit_again() -> None:
    with suppress(DomainError):
        commit()


def mails_and_seats() -> dict[str, int]:
    return {"seats": Seat.objects.filter(active=True).count(), "mails": OutboxMail.objects.count()}


# --- Participants from a file, with their answers and a mail to each -----------------------------------------


HEADER = "given_name;surname;email;side;organisation;function;region;I5;I6;I7;I19\n"
ROWS = "".join(
    f"Imke{number};Vos;imke{number}@voorbeeld.example;docent;School {number};docent;;a|b;Y01|Y02;duits;ja\n"
    f"Bram{number};Kok;bram{number}@voorbeeld.example;niet-docent;Bedrijf {number};planner;;;;;\n"
    for number in range(4)
)


def build_programme() -> None:
    make.make_programme(make.make_region())


def bring_in() -> None:
    table = read_table(io.BytesIO((HEADER + ROWS).encode()))
    import_participants(Programme.objects.get(), table, by=None, at=AT, invite=True)


def mails_and_people() -> dict[str, int]:
    return {"people": Participation.objects.count(), "mails": OutboxMail.objects.count()}


# --- A person is erased ---------------------------------------------------------------------------------------


def build_pair() -> None:
    world.build(build_cast())


def erase() -> None:
    for person in Person.objects.filter(email__startswith=world.canary(world.GONE, "")):
        actions.erase_person(person, by=None, at=AT)


def erase_again() -> None:
    """Asked again, and the daily round, which makes the table of the ledger and its file say the same."""
    erase()
    ledger.join()


def of_both() -> dict[str, Any]:
    return {"gone": world.places(world.GONE), "stays": world.places(world.STAYS), **ledger_lines()}


def ledger_lines() -> dict[str, Any]:
    return {
        "table": sorted(Erasure.objects.values_list("person_id", flat=True)),
        "file": sorted(line["person_id"] for line in ledger.read()),
    }


def is_half_erased(found: State) -> bool:
    """Whoever is gone stands in the table of the ledger, and the file never names anybody who is still there."""
    own = found.own
    is_told = bool(own["table"]) == (not own["gone"]) and set(own["file"]) <= set(own["table"])
    is_one = own["gone"] in ([], found.first["gone"]) and own["stays"] == found.first["stays"]
    return not (is_told and is_one) or all_or_nothing(found)


# --- Terms: everybody of two programmes goes, one by one ------------------------------------------------------


OWNERS = ("een", "twee", "drie", "vier")
ANSWERS = {"surveys_answer", "surveys_draft"}
TAKING_PART = ANSWERS | {
    "programmes_participation", "intake_managerpermission", "intake_readinessoverride", "intake_participantline",
    "twinning_goal", "twinning_hoursentry", "twinning_meeting", "matching_request", "matching_confidentialitydecision",
    "pairs_seat", "moving_moved", "choosing_card",
}  # fmt: skip
NOBODY_LEFT = TAKING_PART | {"intake_savedview"}  # the views of a programme go with the last who took part


def build_past_programmes() -> None:
    for number, region in enumerate(("Maasmond", "Heuvelrijk")):
        cast = build_cast(region, f"{region.lower()}.example")
        pair = (cast.teacher, cast.professional)
        for one, owner in zip(pair, OWNERS[2 * number :], strict=False):
            world.fill(owner, world.furnish(cast, one))
            world.name_by_hand(one.person, owner)
    Account.objects.update(date_joined=AT)


def let_go() -> None:
    actions.run_retention(LATER)


def of_everybody() -> dict[str, Any]:
    return {**{owner: world.places(owner) for owner in OWNERS}, **ledger_lines()}


def is_half_let_go(found: State) -> bool:
    """Everybody is whole, or loose from their answers, or out of the programme, or gone; nothing in between."""
    stages: tuple[set[str], ...] = (set(), ANSWERS, TAKING_PART, NOBODY_LEFT)
    own, gone = found.own, {owner: set(found.first[owner]) - set(found.own[owner]) for owner in OWNERS}
    is_between = any(gone[owner] not in (*stages, set(found.first[owner])) for owner in OWNERS)
    is_told = len(own["table"]) == sum(not own[owner] for owner in OWNERS) and set(own["file"]) <= set(own["table"])
    return is_between or not is_told


# --- An older version's database becomes this version's, and an empty one becomes ours --------------------------


def build_older() -> None:
    migrating.start(migrating.SEEDS / "0001.json")


def build_nothing() -> None:
    """An empty database is where it begins."""


def migrate() -> None:
    call_command("migrate", verbosity=0)


def schema() -> str:
    """A checksum of every table, column, index and constraint."""
    statements = SCHEMA[connection.vendor]
    with connection.cursor() as cursor:
        found = []
        for statement in statements:
            cursor.execute(statement)
            found.append(sorted(repr(row) for row in cursor.fetchall()))
    return hashlib.sha256(repr(found).encode()).hexdigest()


SCHEMA = {
    "sqlite": ["SELECT type, tbl_name, name, sql FROM sqlite_master"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0",
    ],
}


def never_half(found: State) -> bool:
    """Migrations are many transactions: to be in between is no fault if the next run ends where it should."""
    return False


KINDS = {
    "commit": Kind(build_proposal, commit, commit_again, mails_and_seats, all_or_nothing),
    "import": Kind(build_programme, bring_in, bring_in, mails_and_people, all_or_nothing),
    "erase": Kind(build_pair, erase, erase_again, of_both, is_half_erased),
    **MOVING,
    "retention": Kind(build_past_programmes, let_go, let_go, of_everybody, is_half_let_go),
    "migrate": Kind(build_older, migrate, migrate, schema, never_half, start="empty"),
    "install": Kind(build_nothing, migrate, migrate, schema, never_half, start="empty"),
}
