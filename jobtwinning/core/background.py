"""Long computations: asked for by a page, done by another process, watched and stopped by whoever may.

The queue is that of django-tasks. What it lacks stands here: a sign of life per running task, a reaper for what a
killed process left RUNNING, another try, one computation at a time per subject, how far it is, an end that counts once.
Arguments are public ids and codes, never anything about a person.
"""

import logging
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks import task as queue_task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from jobtwinning.core import clock, inside
from jobtwinning.core.errors import DomainError
from jobtwinning.core.history import Actor
from jobtwinning.core.models import LongWork
from jobtwinning.core.schedule import Hold, code_of, place_of

BEAT_LIFE = timedelta(seconds=30)  # a living process beats every few seconds
MAX_ATTEMPTS = 3
PAUSE = timedelta(seconds=10)  # times the attempt
REPORT_SECONDS = 0.5  # how often the page hears how far it is
PLAIN = re.compile(r"[a-z0-9_-]{0,20}")  # a public id, a slug or a code

log = logging.getLogger(__name__)
Queued = DBTaskResult[Any, Any]


class WorkEndedError(Exception):
    """Somebody stopped this computation, or another process finished it."""


class Watch(Protocol):
    """Whoever follows a computation."""

    def step(self, code: str, percent: float) -> None: ...

    def inside(self, percent: float) -> None: ...

    def finish(self, result_id: str = "") -> None: ...


class Unwatched:
    """Nobody: it is done while the page waits."""

    def step(self, code: str, percent: float) -> None: ...

    def inside(self, percent: float) -> None: ...

    def finish(self, result_id: str = "") -> None: ...


UNWATCHED = Unwatched()


class Work:
    """The computation as its task sees it; the page follows it."""

    def __init__(self, row: LongWork) -> None:
        self.public_id = row.public_id
        self.asked_by_id = row.asked_by_id
        self.reported = float("-inf")
        self.code = ""

    def step(self, code: str, percent: float) -> None:
        """Tell how far it is. Raises WorkEndedError when it was stopped."""
        now = time.monotonic()
        if code == self.code and now - self.reported < REPORT_SECONDS:
            return
        self.code, self.reported = code, now
        if not open_work(self.public_id).update(step=code, percent=min(int(percent), 99), beat_at=timezone.now()):
            raise WorkEndedError

    def inside(self, percent: float) -> None:
        """Idem from within a transaction, of which the database shows nobody anything before its end."""
        now = time.monotonic()
        if now - self.reported >= REPORT_SECONDS:
            self.reported = now
            inside.tell(self.public_id, min(int(percent), 99))

    def finish(self, result_id: str = "") -> None:
        """Call it in the transaction of the effect: whoever comes second raises, and its effect is undone."""
        if not end(self.public_id, LongWork.Outcome.DONE, result_id=result_id):
            raise WorkEndedError


TaskFunction = Callable[..., object]
TASKS: dict[str, Task[..., None]] = {}


def task(name: str) -> Callable[[TaskFunction], Task[..., None]]:
    """Register a long computation, `def job(work: Work, *ids: str)`, in `<app>/tasks.py`."""

    def register(function: TaskFunction) -> Task[..., None]:
        if name in TASKS:
            raise ValueError(f"{name} is registered already")

        @wraps(function)
        def run(work_id: str, *ids: str) -> None:
            row = open_work(work_id).first()
            if row is None:
                raise WorkEndedError
            try:
                function(Work(row), *ids)
            finally:
                inside.forget(work_id)
            end(work_id, LongWork.Outcome.DONE)

        TASKS[name] = queue_task(run)
        return TASKS[name]

    return register


# --- Asking -------------------------------------------------------------------------------------


def start(name: str, *ids: str, key: str, by: Actor | None) -> tuple[LongWork, bool]:
    """Put a computation in the queue, or return the one about the same that is on its way; and whether it is new."""
    if not all(PLAIN.fullmatch(each) for each in ids):
        raise ValueError(f"{name}: a task gets ids and codes only")
    with transaction.atomic():
        known = LongWork.objects.filter(task=name, key=key, ended_at__isnull=True)
        if (running := known.first()) is not None:
            return running, False
        try:
            with transaction.atomic():
                work = LongWork.objects.create(
                    task=name, key=key, asked_by_id=by.pk if by is not None else None, asked_at=clock.now()
                )
        except IntegrityError:  # somebody else was a moment earlier
            return known.get(), False
        work.queue_id = TASKS[name].enqueue(work.public_id, *ids).id
        work.save(update_fields=["queue_id"])
    return work, True


def open_work(public_id: str) -> QuerySet[LongWork]:
    return LongWork.objects.filter(public_id=public_id, ended_at__isnull=True)


def end(public_id: str, outcome: str, *, error_code: str = "", result_id: str = "") -> bool:
    """Close a computation; False when it was closed before. One that is being computed notices at its next step."""
    changes = {"outcome": outcome, "error_code": error_code, "result_id": result_id, "ended_at": clock.now()}
    if outcome == LongWork.Outcome.DONE:
        changes["percent"] = 100
    return bool(open_work(public_id).update(**changes))


# --- Doing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueClaim:
    """A task in hand."""

    queued: Queued

    def beat(self) -> None:
        LongWork.objects.filter(queue_id=self.queued.pk, ended_at__isnull=True).update(beat_at=timezone.now())

    def hand_back(self) -> None:
        """As if we never took it."""
        wait(self.queued, worker_ids=self.queued.worker_ids[:-1])


def ready() -> QuerySet[Queued]:
    """What waits for a process, the oldest first."""
    return DBTaskResult.objects.ready()


def run_next(*, worker: str = "", hold: Hold = nullcontext) -> bool:
    """Do one task; whether there was any."""
    reap()
    candidate = ready().first()
    if candidate is None:
        return False
    queued = claim(candidate, worker)
    if queued is not None:
        run(queued, hold)
    return True


def reap() -> int:
    """Tasks whose process gives no sign of life any more wait again, or give up; how many."""
    silent = timezone.now() - BEAT_LIFE
    reaped = 0
    for queued in DBTaskResult.objects.running().filter(started_at__lte=silent):
        beats = LongWork.objects.filter(queue_id=queued.pk, beat_at__gt=silent, ended_at__isnull=True)
        if not beats.exists():
            put_back(queued, "killed")
            reaped += 1
    return reaped


def claim(candidate: Queued, worker: str) -> Queued | None:
    """Take the task for this process; None when another was first."""
    now = timezone.now()
    with transaction.atomic():
        taken = DBTaskResult.objects.filter(pk=candidate.pk, status=TaskResultStatus.READY).update(
            status=TaskResultStatus.RUNNING, started_at=now, worker_ids=[*candidate.worker_ids, worker]
        )
        if not taken:
            return None
        # Begun again after a kill it starts anew, and so does the guess how long it takes.
        works = LongWork.objects.filter(queue_id=candidate.pk, ended_at__isnull=True)
        works.update(beat_at=now, started_at=now, step="", percent=0)
    return DBTaskResult.objects.get(pk=candidate.pk)


def own_claim(queued: Queued) -> QuerySet[Queued]:
    """The task, as long as nobody took it over."""
    return DBTaskResult.objects.filter(pk=queued.pk, status=TaskResultStatus.RUNNING, started_at=queued.started_at)


def run(queued: Queued, hold: Hold = nullcontext) -> None:
    """Compute, and write down how it went."""
    try:
        with hold(QueueClaim(queued)):
            queued.task.call(*queued.args_kwargs["args"])
    except WorkEndedError:
        log.info("task %s had ended", queued.pk)
    except DomainError as error:  # the programme says no; trying again would not help
        fail(queued, error.code)
        return
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one task, the others go on
        log.warning("task %s, attempt %d: %s at %s", queued.pk, len(queued.worker_ids), code_of(error), place_of(error))
        put_back(queued, code_of(error))
        return
    own_claim(queued).update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())


def put_back(queued: Queued, code: str) -> None:
    """Another try after a pause, or none."""
    attempts = len(queued.worker_ids)
    if attempts >= MAX_ATTEMPTS:
        log.error("task %s gave up after %d attempts: %s", queued.pk, attempts, code)
        fail(queued, code)
    else:
        pause = PAUSE * attempts if code != "killed" else timedelta(0)
        wait(queued, run_after=timezone.now() + pause, exception_class_path=code)


def wait(queued: Queued, **changes: object) -> None:
    with transaction.atomic():
        if own_claim(queued).update(status=TaskResultStatus.READY, **changes):
            LongWork.objects.filter(queue_id=queued.pk, ended_at__isnull=True).update(beat_at=None)


def fail(queued: Queued, code: str) -> None:
    """No more tries; the page says what to do. Neither text nor trace of an error is kept: they may name somebody."""
    with transaction.atomic():
        failed = own_claim(queued).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path=code
        )
        work = LongWork.objects.filter(queue_id=queued.pk).first() if failed else None  # its arguments may be the fault
        if work is not None:
            end(work.public_id, LongWork.Outcome.FAILED, error_code=code[:60])
