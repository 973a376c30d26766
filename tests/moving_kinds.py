"""What is killed while a list of running pairs is taken over, and while Start makes its letters and lets them go."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from jobtwinning.core.errors import DomainError
from jobtwinning.core.files import path_of
from jobtwinning.core.models import StoredFile
from jobtwinning.core.uploads import Upload
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.moving import starting
from jobtwinning.moving.actions import begin_move, take_move
from jobtwinning.moving.models import Move, Moved
from jobtwinning.moving.tests.lists import pair_list
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from tests import make
from tests.kills import Kind, State

AT = make.NOW
PORTION = 2  # pairs whose letters are made in one transaction


def build_list(count: int = 2) -> None:
    """A list of pairs that waits to be taken over, and a second name for its file, which goes with it."""
    region = make.make_region()
    upload = Upload("paren.xlsx", pair_list(count, today=AT.date()))
    begin_move(make.make_programme(region), upload, region_ids=[region.pk], by=make.make_account(), at=AT)
    row = StoredFile.objects.get()
    os.link(path_of(row), second_name(row))


def second_name(row: StoredFile) -> Path:
    return Path(os.environ["VAR_DIR"], f"kept-{row.disk_name}")


def take() -> None:
    """The database was put back, the file that goes with its row was not."""
    row = StoredFile.objects.first()
    if row is not None and not path_of(row).exists():
        os.link(second_name(row), path_of(row))
    move = Move.objects.get()
    take_move(move, leave_out=False, by=move.made_by, at=AT)


def take_again() -> None:
    with suppress(DomainError):
        take()


def what_came() -> dict[str, Any]:
    return {
        "state": Move.objects.get().state,
        "people": Person.objects.count(),
        "pairs": Pair.objects.count(),
        "mails": OutboxMail.objects.count(),
        "holds": MailHold.objects.count(),
    }


def is_half_taken(found: State) -> bool:
    return not (found.is_before or found.is_whole)


def build_taken() -> None:
    build_list(2 * PORTION)
    take()
    Move.objects.update(state=Move.State.STARTING, started_at=AT)


def press() -> None:
    starting.BATCH = PORTION
    move = Move.objects.get()
    if move.state == Move.State.STARTING:
        starting.start_move(move, invite=True, ask_managers=True, by=move.made_by, at=AT)


def what_left() -> dict[str, Any]:
    return {
        "state": Move.objects.get().state,
        "letters": OutboxMail.objects.filter(template="moved_in").count(),
        "asked": ManagerPermission.objects.filter(state=ManagerPermission.State.ASKED).count(),
        "links": OutboxMail.objects.filter(template="manager_link").count(),
        "holds": MailHold.objects.count(),
        "unasked": Moved.objects.exclude(manager_email="").count(),
    }


def is_half_started(found: State) -> bool:
    """Letters come by whole portions, a manager is asked with a mail or not at all, nothing is let go before every
    letter is there, and it is called started when nothing is left to do."""
    own, first = found.own, found.first
    is_torn = own["letters"] % (2 * PORTION) or own["asked"] != own["links"]
    is_early = own["holds"] < first["holds"] and own["letters"] < 4 * PORTION
    is_open = own["state"] == Move.State.STARTED and (own["holds"] or own["unasked"])
    return bool(is_torn or is_early or is_open)


MOVING = {
    "take": Kind(build_list, take, take_again, what_came, is_half_taken),
    "start": Kind(build_taken, press, press, what_left, is_half_started),
}
