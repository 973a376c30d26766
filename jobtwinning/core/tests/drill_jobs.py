"""The two kinds of work of the kill drill; each leaves a row when it begins and a row as its effect."""

import time
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobtwinning.core import background, schedule
from jobtwinning.core.models import History, LongWork, ScheduledWork

PIECE_SECONDS = 0.004


def note(verb: str, name: str) -> None:
    History.objects.create(at=timezone.now(), verb=verb, subject_type="piece", subject_id=name)


def planned(name: str, at: datetime) -> None:
    """Looks first: the effect is there, or it is made."""
    note("begun", name)
    time.sleep(PIECE_SECONDS)
    if not History.objects.filter(verb="effect", subject_id=name).exists():
        note("effect", name)
    time.sleep(PIECE_SECONDS)


@background.task("drill.queued")
def queued(work: background.Work, name: str) -> None:
    """Effect and end of the work in one transaction."""
    note("begun", name)
    time.sleep(PIECE_SECONDS)
    with transaction.atomic():
        note("effect", name)
        work.finish()
    time.sleep(2 * PIECE_SECONDS)  # the window in which only the end tells that it was done


def register() -> None:
    """Only this work, and as many tries as a drill needs."""
    schedule.PERIODIC.clear()
    schedule.PLANNED["drill.planned"] = planned
    background.MAX_ATTEMPTS = schedule.MAX_ATTEMPTS = 9999


def take_guards_away() -> None:
    """The control: whoever comes takes, and an end is no end."""
    background.Work.finish = lambda self, result_id="": None  # type: ignore[method-assign]
    background.claim = take_task
    schedule.claim = take_row


def take_task(candidate: Any, worker: str) -> Any:
    rows = type(candidate).objects.filter(pk=candidate.pk)
    rows.update(status="RUNNING", started_at=timezone.now(), worker_ids=[*candidate.worker_ids, worker])
    return rows.get()


def take_row(candidate: ScheduledWork) -> ScheduledWork:
    rows = ScheduledWork.objects.filter(pk=candidate.pk)
    rows.update(claimed_at=timezone.now(), attempts=candidate.attempts + 1)
    return rows.get()


def plan_pieces(count: int) -> None:
    """Half of them planned, half in the queue, all due."""
    now = timezone.now()
    for number in range(count):
        schedule.plan("drill.planned", key=str(number), due_at=now, subject=LongWork(public_id=f"p{number}"))
        background.start("drill.queued", f"q{number}", key=str(number), by=None)
