"""Pairs for the races about pause, exit and erasing, made in a process of the race's own database."""

import time
from datetime import timedelta
from typing import Any

from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import RUNNING, SEATED, Pair, Seat
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import Programme, Side
from tests import make


def pairs(rounds: str) -> list[dict[str, Any]]:
    """One pair per round, proposed with one yes or on trial, with a meeting to come and a session for both."""
    region = make.make_region()
    programme = make.make_programme(region)
    today = clock.today()
    Programme.objects.update(starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=80))
    return [world(programme, proposed=number % 4 == 0) for number in range(int(rounds))]


def world(programme: Programme, *, proposed: bool) -> dict[str, Any]:
    accounts = [make.make_account(f"leven{time.monotonic_ns()}@voorbeeld.example") for _ in range(2)]
    people = [make.make_person(account=account) for account in accounts]
    pair = make.make_pair(
        make.make_participation(programme, person=people[0]),
        make.make_participation(programme, side=Side.NON_TEACHER, person=people[1]),
        state=Pair.State.PROPOSED if proposed else Pair.State.TRIAL,
    )
    if proposed:
        Seat.objects.filter(pair=pair, person=people[1]).update(answer=Seat.Answer.ACCEPTED)
    else:
        make.make_meeting(pair, starts_at=clock.now() + timedelta(days=3))
    teacher, professional = sign_in_all(accounts)
    urls = {name: reverse(f"twinning:{name}", args=[pair.public_id]) for name in ("exit", "pause")}
    return {
        "pair": pair.public_id,
        "teacher": teacher,
        "professional": professional,
        "until": str(clock.today() + timedelta(days=14)),
        "answer": reverse("pairs:answer", args=[pair.public_id]),
        "erase": reverse("privacy:erase_own", args=[people[0].public_id]),
        **urls,
    }


def outcome() -> dict[str, Any]:
    """States, and everything that contradicts itself."""
    states: dict[str, str] = {}
    broken: list[str] = []
    for pair in Pair.objects.prefetch_related("seats", "meetings"):
        states[pair.public_id] = pair.state
        seated = {seat.active for seat in pair.seats.all()}
        if seated != {pair.state in SEATED}:
            broken.append(f"{pair.state} with seats {seated}")
        ends = History.objects.filter(subject_id=pair.public_id, verb="end_pair").count()
        if ends != (pair.state == Pair.State.ENDED):
            broken.append(f"{pair.state} ended {ends} times")
        told = OutboxMail.objects.filter(template="pair_ended", unique_key__contains=pair.public_id).count()
        if told > ends:
            broken.append(f"{pair.state} told {told} times")
        if pair.state not in RUNNING and any(meeting.cancelled_at is None for meeting in pair.meetings.all()):
            broken.append(f"{pair.state} with a meeting to come")
    return {"states": states, "broken": broken}
