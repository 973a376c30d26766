"""The queue of long computations: one at a time, signs of life, the reaper, another try, stopping, one effect."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobtwinning.core import background
from jobtwinning.core.background import Queued, Work, WorkEndedError
from jobtwinning.core.models import FormKey, LongWork
from jobtwinning.core.tests.jobs import JOBS

pytestmark = pytest.mark.django_db
READY, RUNNING, FAILED, SUCCESSFUL = (
    TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL,
)  # fmt: skip


@pytest.fixture(autouse=True)
def jobs() -> Iterator[None]:
    with patch.dict(background.TASKS, JOBS):
        yield


def start(name: str = "effect", key: str = "a") -> LongWork:
    return background.start(f"test.{name}", "abc", key=key, by=None)[0]


def queued() -> Queued:
    return DBTaskResult.objects.get()


def claim() -> Queued:
    found = background.claim(queued(), "1")
    assert found is not None
    return found


def silence() -> None:
    """As if the process that holds the task died a minute ago."""
    long_ago = timezone.now() - background.BEAT_LIFE - timedelta(seconds=1)
    DBTaskResult.objects.filter(status=RUNNING).update(started_at=long_ago)
    LongWork.objects.filter(beat_at__isnull=False).update(beat_at=long_ago)


def due_now() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())


def test_a_computation_is_done_once_and_its_end_is_told() -> None:
    work = start()
    assert work.state == "waiting"
    assert [background.run_next(), background.run_next()] == [True, False]
    work.refresh_from_db()
    assert (work.state, work.percent, work.ended_at is not None) == ("done", 100, True)
    assert (queued().status, FormKey.objects.count()) == (SUCCESSFUL, 1)


def test_begun_again_after_a_kill_it_counts_from_the_new_beginning() -> None:
    """What was guessed of a night without a process would say days for minutes."""
    work = start()
    claim()
    LongWork.objects.filter(pk=work.pk).update(step="scoring", percent=45)
    silence()
    long_ago = timezone.now() - timedelta(hours=9)
    LongWork.objects.filter(pk=work.pk).update(started_at=long_ago)
    background.reap()
    due_now()
    claim()
    work.refresh_from_db()
    assert (work.step, work.percent) == ("", 0)
    assert work.started_at is not None
    assert work.started_at > long_ago


def test_asking_twice_about_the_same_is_one_computation() -> None:
    first, is_first_new = background.start("test.effect", "abc", key="a", by=None)
    second, is_second_new = background.start("test.effect", "abc", key="a", by=None)
    assert (first.pk, is_first_new, is_second_new) == (second.pk, True, False)
    assert start(key="b").pk != first.pk
    assert DBTaskResult.objects.count() == 2
    background.end(first.public_id, LongWork.Outcome.DONE)
    assert start().pk != first.pk


@pytest.mark.parametrize("value", ["Noor Verbrugge", "noor@voorbeeld.example", "Noor", "06 12345678", "x" * 21])
def test_arguments_are_ids_and_codes_only(value: str) -> None:
    with pytest.raises(ValueError, match="ids and codes"):
        background.start("test.effect", value, key="a", by=None)
    assert not LongWork.objects.exists()


def test_two_processes_with_the_same_task_compute_once() -> None:
    start()
    candidate = queued()
    assert background.claim(candidate, "1") is not None
    assert background.claim(candidate, "2") is None
    assert not background.run_next()


def test_a_killed_process_leaves_its_task_running_until_the_reaper_comes() -> None:
    work = start()
    claim()
    silence()
    with patch.object(background, "reap"):  # the control: for ever without it
        assert not background.run_next()
        assert queued().status == RUNNING
    assert background.run_next()
    work.refresh_from_db()
    assert (work.state, queued().status, FormKey.objects.count()) == ("done", SUCCESSFUL, 1)
    assert len(queued().worker_ids) == 2


def test_a_process_that_beats_keeps_its_task() -> None:
    start()
    held = claim()
    silence()
    background.QueueClaim(held).beat()
    assert background.reap() == 0


def test_a_task_that_kills_its_process_every_time_fails(caplog: pytest.LogCaptureFixture) -> None:
    work = start()
    for _ in range(background.MAX_ATTEMPTS):
        claim()
        silence()
        background.reap()
    work.refresh_from_db()
    assert (work.state, work.error_code, queued().status) == ("failed", "killed", FAILED)
    assert [each.levelno for each in caplog.records].count(logging.ERROR) == 1


def test_a_broken_task_is_tried_again_and_then_fails_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    work = start("broken")
    for _ in range(background.MAX_ATTEMPTS):
        assert background.run_next()
        due_now()
    assert not background.run_next()
    work.refresh_from_db()
    assert (work.state, work.error_code, len(queued().worker_ids)) == ("failed", "valueerror", 3)
    stored = f"{list(DBTaskResult.objects.values())} {list(LongWork.objects.values())}"
    assert "Verbrugge" not in stored + caplog.text
    assert "jobs.py" in caplog.text


def test_a_broken_task_waits_before_its_next_try() -> None:
    start("broken")
    background.run_next()
    assert not background.run_next()
    assert queued().run_after > timezone.now() + timedelta(seconds=5)


def test_a_refusal_of_the_programme_is_not_tried_again() -> None:
    work = start("refused")
    background.run_next()
    due_now()
    assert not background.run_next()
    work.refresh_from_db()
    assert (work.state, work.error_code, queued().status) == ("failed", "pin_refused", FAILED)


def test_stopped_before_it_began_is_never_computed() -> None:
    work = start()
    assert background.end(work.public_id, LongWork.Outcome.STOPPED)
    background.run_next()
    assert (LongWork.objects.get().state, FormKey.objects.count()) == ("stopped", 0)
    assert queued().status == SUCCESSFUL


def test_stopped_while_it_runs_ends_at_the_next_step_and_undoes_the_effect() -> None:
    work = start()
    seen = Work(work)
    seen.step("first", 10)
    background.end(work.public_id, LongWork.Outcome.STOPPED)
    with pytest.raises(WorkEndedError):
        seen.step("second", 50)
    with pytest.raises(WorkEndedError):
        seen.finish()
    assert not background.end(work.public_id, LongWork.Outcome.DONE)


def test_two_processes_that_both_finish_have_one_effect() -> None:
    """A process that only seemed dead comes back after another took over."""
    work = start()
    first = claim()
    silence()
    background.reap()
    second = claim()
    background.run(second)
    background.run(first)
    assert (FormKey.objects.count(), LongWork.objects.get(pk=work.pk).state) == (1, "done")


def test_control_without_the_conditional_end_the_effect_comes_twice() -> None:
    start()
    first = claim()
    silence()
    background.reap()
    second = claim()
    with patch.object(background.Work, "finish"), patch.object(background, "end"):
        background.run(second)
        background.run(first)
    assert FormKey.objects.count() == 2


def test_handed_back_waits_at_once_and_the_try_does_not_count() -> None:
    work = start()
    background.QueueClaim(claim()).hand_back()
    work.refresh_from_db()
    assert (queued().status, queued().worker_ids, work.state) == (READY, [], "waiting")


def test_steps_are_told_at_most_twice_a_second_but_a_new_step_at_once() -> None:
    work = Work(start())
    with patch.object(background, "open_work", wraps=background.open_work) as asked:
        for percent in range(10):
            work.step("first", percent)
        work.step("second", 50)
    assert asked.call_count == 2
    row = LongWork.objects.get()
    assert (row.step, row.percent, row.state) == ("second", 50, "running")


GARBAGE = {
    "no arguments": {"args_kwargs": {"args": [], "kwargs": {}}},
    "nothing at all": {"args_kwargs": {}},
    "a list": {"args_kwargs": []},
    "an id of nobody": {"args_kwargs": {"args": ["of nobody"], "kwargs": {}}},
    "somebody else's module": {"task_path": "os.system"},
    "no module": {"task_path": "jobtwinning.gone.tasks.job"},
    "no path": {"task_path": ""},
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_task_of_garbage_ends_and_the_next_one_is_done(garbage: dict[str, object]) -> None:
    start(key="garbage")
    DBTaskResult.objects.update(**garbage)
    start(key="good")
    for _ in range(background.MAX_ATTEMPTS + 2):
        due_now()
        background.run_next()
    first, second = DBTaskResult.objects.order_by("enqueued_at")
    assert first.status == (FAILED if "of nobody" not in str(garbage) else SUCCESSFUL)
    assert (second.status, FormKey.objects.count()) == (SUCCESSFUL, 1)
    assert first.status == SUCCESSFUL or LongWork.objects.get(key="garbage").outcome == "failed"
