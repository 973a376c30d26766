"""Lists that two windows take over or start at the same moment, in processes of the race's own database."""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

from django.urls import reverse

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock
from jobtwinning.core.models import History, LongWork
from jobtwinning.core.uploads import Upload
from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.moving.actions import begin_move, take_move, try_move
from jobtwinning.moving.models import Move, Moved
from jobtwinning.moving.tests.lists import pair_list
from jobtwinning.pairs.models import Seat
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, RoleGrant
from tests import make

PAIRS = 2


def lists(rounds: str) -> list[dict[str, Any]]:
    """Per round one list in two windows, and two files with the same pairs, each in a window of its own."""
    found = []
    for number in range(2 * int(rounds)):
        region = make.make_region(f"Regio {number}", slug=f"r{number}")
        programme = make.make_programme(region, slug=f"p{number}")
        programme.starts_on, programme.ends_on = (clock.today() + timedelta(days=days) for days in (-90, 90))
        programme.save()
        account = make.make_account(f"coordinator{number}@voorbeeld.example")
        make.make_grant(account, RoleGrant.Role.COORDINATOR, region=region)
        files = [pair_list(PAIRS, domain=f"r{number}.example", above=above) for above in ((0,), (0, 2))[number % 2]]
        moves = [tried(programme, region, account, content) for content in files]
        windows = sign_in_all([account, account])
        found.append({"windows": [seen(move, window) for move, window in zip(2 * moves, windows, strict=False)]})
    return found


def tried(programme: Programme, region: Region, account: Account, content: bytes) -> Move:
    move = begin_move(programme, Upload("lijst.xlsx", content), region_ids=[region.pk], by=account, at=clock.now())
    try_move(move, by=account, at=clock.now())
    return move


def seen(move: Move, session: str) -> dict[str, str]:
    """One window with the trial, and what its forms carry."""
    pages = ("trial", "start", "progress", "lists")
    urls = {
        name: reverse(f"moving:{name}", args=[move.programme.slug, *([move.public_id] if name != "lists" else [])])
        for name in pages
    }
    return {"move": move.public_id, "session": session, "version": str(move.version), **urls}


def taken(rounds: str) -> list[dict[str, Any]]:
    """Idem, taken over already: what a race for Start begins with."""
    found = lists(rounds)
    for world in found:
        for window in world["windows"]:
            move = Move.objects.get(public_id=window["move"])
            if move.state == Move.State.READING:
                take_move(move, leave_out=False, by=move.made_by, at=clock.now())
    return found


def work() -> dict[str, Any]:
    """One of the processes that compute: everything that waits; and how it stands then."""
    while background.run_next(worker=str(os.getpid())):
        pass
    return outcome()


def outcome() -> dict[str, Any]:
    """State and counts of every list, and everything that is there twice or too early."""
    broken: list[str] = []
    doubles = Counter(Seat.objects.filter(active=True).values_list("person__email", flat=True))
    broken += [f"{email} sits {number} times" for email, number in doubles.items() if number > 1]
    lines = Counter(History.objects.filter(verb__in=("take_move", "start_move")).values_list("verb", "subject_id"))
    broken += [f"{verb} {number} times" for (verb, _move), number in lines.items() if number > 1]
    works = Counter(LongWork.objects.values_list("key", flat=True))
    broken += ["more than taking over and Start" for number in works.values() if number > 2]
    states: dict[str, Any] = {}
    for move in Move.objects.all():
        pairs = Moved.objects.filter(move=move, pair__isnull=False).count()
        letters = OutboxMail.objects.filter(template="moved_in", programme_id=move.programme_id).count()
        holds = MailHold.objects.filter(source=move.public_id).count()
        if pairs and letters != (2 * PAIRS if move.state == Move.State.STARTED else 0):
            broken.append(f"{letters} letters while {move.state}")
        if pairs and holds != (2 * PAIRS if move.state == Move.State.TAKEN else 0):
            broken.append(f"{holds} holds while {move.state}")
        states[move.public_id] = {"state": move.state, "pairs": pairs, "counts": move.counts}
    return {"states": states, "broken": broken, "seats": sum(doubles.values())}
