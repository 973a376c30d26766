"""What the tests of the computing process do in processes of their own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django_tasks_db.models import DBTaskResult

from jobtwinning.core import background, schedule
from jobtwinning.core.computing import Computing
from jobtwinning.core.models import FormKey, LongWork
from jobtwinning.core.tests import jobs


def ask_slow() -> str:
    """Only one slow computation in the queue."""
    for model in (DBTaskResult, LongWork, FormKey):
        model._default_manager.all().delete()
    with patch.dict(background.TASKS, jobs.JOBS):
        return background.start("test.slow", "abc", key="a", by=None)[0].public_id


class Told(Computing):
    """The product's process; says on its output when it takes something in hand."""

    @contextmanager
    def hold(self, claim: schedule.Claim) -> Iterator[None]:
        with super().hold(claim):
            print("taken", flush=True)
            yield


def compute(seconds: float) -> None:
    """The loop, with only the slow computation to do."""
    jobs.PACE["seconds"] = seconds
    schedule.PERIODIC.clear()
    process = Told(os.getppid())
    signal.signal(signal.SIGTERM, process.stop)
    process.run()


def state() -> list[object]:
    """Status in the queue, tries, state for the page, effects."""
    queued, work = DBTaskResult.objects.get(), LongWork.objects.get()
    return [str(queued.status), len(queued.worker_ids), work.state, FormKey.objects.count()]
