"""Work at a moment: periodic jobs and planned pieces of work, each with a row that outlives a killed worker.

A job is claimed by a conditional update. A worker that dies leaves its claim behind; once that is older than CLAIM_LIFE
another worker takes the row. So a job may run twice, and is written to look at the state first and to do nothing twice.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jobtwinning.core import clock
from jobtwinning.core.history import Subject
from jobtwinning.core.models import ScheduledWork

CLAIM_LIFE = timedelta(seconds=30)  # a living worker renews its claim every few seconds
MAX_ATTEMPTS = 6
LONGEST_PAUSE = timedelta(hours=1)

log = logging.getLogger(__name__)
Job = Callable[[datetime], object]
PlannedJob = Callable[[str, datetime], object]
J = TypeVar("J", bound=Job)
P = TypeVar("P", bound=PlannedJob)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that comes back: so long after it was done, or every day at this time in Amsterdam."""

    run: Job
    interval: timedelta
    daily_at: time | None = None

    def next_due(self, now: datetime) -> datetime:
        """When it is due after having been done now."""
        if self.daily_at is None:
            return now + self.interval
        local = now.astimezone(clock.AMSTERDAM)
        moment = datetime.combine(local.date(), self.daily_at, clock.AMSTERDAM)
        if moment <= local:
            moment = datetime.combine(local.date() + timedelta(days=1), self.daily_at, clock.AMSTERDAM)
        return moment

    def first_due(self, now: datetime) -> datetime:
        """When it is due on a platform that never did it."""
        return now if self.daily_at is None else self.next_due(now)


PERIODIC: dict[str, Periodic] = {}
PLANNED: dict[str, PlannedJob] = {}


def every(name: str, *, hours: float = 0, minutes: float = 0, daily_at: str = "") -> Callable[[J], J]:
    """Register a periodic job, `def job(at: datetime)`, in `<app>/tasks.py`; daily_at as "08:00"."""
    interval = timedelta(hours=hours, minutes=minutes)
    if bool(interval) == bool(daily_at) or name in PERIODIC:
        raise ValueError(f"{name}: give hours and minutes, or daily_at, and a name that is free")

    def register(job: J) -> J:
        at = time.fromisoformat(daily_at) if daily_at else None
        PERIODIC[name] = Periodic(job, interval or timedelta(days=1), at)
        return job

    return register


def planned(name: str) -> Callable[[P], P]:
    """Register a job that `plan` asks for once, `def job(subject_id: str, at: datetime)`, in `<app>/tasks.py`."""

    def register(job: P) -> P:
        if name in PLANNED:
            raise ValueError(f"{name} is registered already")
        PLANNED[name] = job
        return job

    return register


# --- Planning -----------------------------------------------------------------------------------


def plan(task: str, *, key: str, due_at: datetime, subject: Subject) -> None:
    """Do this once at that moment; planned again under the same key it moves. Call it inside the action.

    What was done already is done again only when the new moment lies after that.
    """
    if task not in PLANNED:
        raise ValueError(f"{task} is not registered")
    about = {"subject_type": type(subject).__name__.lower(), "subject_id": subject.public_id}
    row, made = ScheduledWork.objects.get_or_create(task=task, key=key, defaults={"due_at": due_at, **about})
    if not made:
        open_again = ScheduledWork.objects.filter(Q(done_at__isnull=True) | Q(done_at__lt=due_at), pk=row.pk)
        open_again.update(due_at=due_at, done_at=None, claimed_at=None, attempts=0, error_code="", **about)


def cancel(task: str, *, key: str) -> bool:
    """Forget planned work that was not done yet; whether there was any."""
    return bool(ScheduledWork.objects.filter(task=task, key=key, done_at__isnull=True).delete()[0])


def keep_periodic_rows(now: datetime) -> None:
    """A row for every periodic job, none for jobs that are gone, and none further away than the job allows.

    The last happens when an interval was made shorter, or the clock of a demonstration was turned back.
    """
    rows = dict(ScheduledWork.objects.filter(key="").values_list("task", "due_at"))
    for name, job in PERIODIC.items():
        if name not in rows:
            ScheduledWork.objects.get_or_create(task=name, key="", defaults={"due_at": job.first_due(now)})
        elif rows[name] > max(job.next_due(now), now + LONGEST_PAUSE):
            waiting = ScheduledWork.objects.filter(task=name, key="", claimed_at__isnull=True)
            waiting.update(due_at=job.next_due(now))
    gone = rows.keys() - PERIODIC.keys()
    if gone:
        ScheduledWork.objects.filter(task__in=gone, key="").delete()


# --- Doing --------------------------------------------------------------------------------------


class Claim(Protocol):
    """Work in hand: whoever holds it gives signs of life, or gives it back."""

    def beat(self) -> None: ...

    def hand_back(self) -> None: ...


Hold = Callable[[Claim], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class RowClaim:
    """A claimed row."""

    row: ScheduledWork

    def beat(self) -> None:
        own_claim(self.row).update(claimed_at=timezone.now())

    def hand_back(self) -> None:
        """As if we never took it."""
        own_claim(self.row).update(claimed_at=None, attempts=F("attempts") - 1)


def due_work(now: datetime) -> QuerySet[ScheduledWork]:
    """What is due, free or left behind by a dead worker, and known to this release; the longest due first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=timezone.now() - CLAIM_LIFE)
    known = Q(task__in=PERIODIC, key="") | (Q(task__in=PLANNED) & ~Q(key=""))
    return ScheduledWork.objects.filter(free, known, done_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")


def run_due(*, go_on: Callable[[], bool] = lambda: True, hold: Hold = nullcontext) -> int:
    """Do everything that is due now, one by one; how many were taken in hand."""
    keep_periodic_rows(clock.now())
    taken = 0
    for candidate in list(due_work(clock.now())):
        if not go_on():
            break
        row = claim(candidate)
        if row is not None:
            taken += 1
            run(row, hold)
    return taken


def claim(candidate: ScheduledWork) -> ScheduledWork | None:
    """Take the row for this worker; None when another was first, or it moved meanwhile."""
    taken = own_claim(candidate).filter(claimed_at=candidate.claimed_at)
    if not taken.update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return None
    return ScheduledWork.objects.filter(pk=candidate.pk).first()


def own_claim(row: ScheduledWork) -> QuerySet[ScheduledWork]:
    """The row, as long as nobody moved it or took it over."""
    return ScheduledWork.objects.filter(pk=row.pk, due_at=row.due_at, attempts=row.attempts, done_at__isnull=True)


def run(row: ScheduledWork, hold: Hold = nullcontext) -> None:
    """Do the claimed work and write down how it went."""
    if row.attempts > MAX_ATTEMPTS:
        give_up(row, "killed")  # it took its worker along every time
        return
    at = clock.now()
    try:
        with hold(RowClaim(row)):
            done = PLANNED[row.task](row.subject_id, at) if row.key else PERIODIC[row.task].run(at)
    except Exception as error:  # noqa: BLE001  # one broken job never stops the others
        put_back(row, error)
        return
    if done:
        log.info("%s: %s", row.task, done)
    close(row, error_code="")


def close(row: ScheduledWork, *, error_code: str) -> None:
    """Planned work is over; a periodic job waits for its next time."""
    now = clock.now()
    if row.key:
        own_claim(row).update(done_at=now, claimed_at=None, error_code=error_code)
    else:
        due_at = PERIODIC[row.task].next_due(now)
        own_claim(row).update(due_at=due_at, attempts=0, claimed_at=None, error_code=error_code)


def put_back(row: ScheduledWork, error: Exception) -> None:
    """Again after a pause that doubles, or no more."""
    code = code_of(error)
    log.warning("%s, attempt %d: %s at %s", row, row.attempts, code, place_of(error))
    if row.attempts >= MAX_ATTEMPTS:
        give_up(row, code)
    else:
        own_claim(row).update(due_at=clock.now() + pause(row.attempts), claimed_at=None, error_code=code)


def give_up(row: ScheduledWork, code: str) -> None:
    log.error("%s gave up after %d attempts: %s", row, row.attempts, code)
    close(row, error_code=code)


def pause(attempts: int) -> timedelta:
    """1, 2, 4 … minutes after the first, second, third attempt."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def code_of(error: BaseException) -> str:
    """The kind of error; never its text, which may name somebody."""
    return type(error).__name__.lower()[:60]


def place_of(error: BaseException) -> str:
    """File and line where it went wrong, for the log."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
