"""Computations for the tests of the queue; in no registry until a test puts them there."""

import time

from django.db import transaction

from jobtwinning.core import background, clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import FormKey

PACE = {"seconds": 0.0}  # how long a slow computation takes


@background.task("test.effect")
def effect(work: background.Work, name: str) -> None:
    """One row and the end of the work, in one transaction."""
    work.step("first", 10)
    with transaction.atomic():
        FormKey.objects.create(key=f"{name}-{time.monotonic_ns()}"[:40], used_at=clock.now())
        work.finish()


@background.task("test.slow")
def slow(work: background.Work, name: str) -> None:
    """Takes its time and tells nobody."""
    until = time.monotonic() + PACE["seconds"]
    while time.monotonic() < until:
        time.sleep(0.02)
    FormKey.objects.create(key=f"{name}-{time.monotonic_ns()}"[:40], used_at=clock.now())


@background.task("test.broken")
def broken(work: background.Work, name: str) -> None:
    raise ValueError("Noor Verbrugge is not here")


@background.task("test.refused")
def refused(work: background.Work, name: str) -> None:
    raise DomainError("pin_refused", "Noor Verbrugge kan niet meer")


JOBS = {name: background.TASKS.pop(name) for name in ("test.effect", "test.slow", "test.broken", "test.refused")}
