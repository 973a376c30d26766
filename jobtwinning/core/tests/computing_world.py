"""What the tests of the computing process do in processes of their own."""

import os
import signal
from unittest.mock import patch

from django_tasks_db.models import DBTaskResult

from jobtwinning.core import background, schedule
from jobtwinning.core.computing import Computing
from jobtwinning.core.models import FormKey, LongWork, ScheduledWork
from jobtwinning.core.tests import jobs


def ask_slow() -> str:
    """Only one slow computation in the queue."""
    for model in (DBTaskResult, LongWork, FormKey):
        model._default_manager.all().delete()
    with patch.dict(background.TASKS, jobs.JOBS):
        return background.start("test.slow", "abc", key="a", by=None)[0].public_id


def compute(seconds: float) -> None:
    """The product's loop, with only the slow computation to do."""
    jobs.PACE["seconds"] = seconds
    schedule.PERIODIC.clear()
    process = Computing(os.getppid())
    signal.signal(signal.SIGTERM, process.stop)
    process.run()


def state() -> list[object]:
    """Status in the queue, tries, state for the page, effects."""
    queued, work = DBTaskResult.objects.get(), LongWork.objects.get()
    return [str(queued.status), len(queued.worker_ids), work.state, FormKey.objects.count()]


def jobs_done() -> bool:
    """The computing process did its first turn: the daily jobs have their next moment."""
    return ScheduledWork.objects.filter(task="core.prune_work", claimed_at=None, attempts=0).exists()
