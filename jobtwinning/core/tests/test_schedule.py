"""Work at a moment: planned once, periodic, claimed, tried again, given up, left behind by a dead worker."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from jobtwinning.core import clock, schedule
from jobtwinning.core.models import ScheduledWork
from jobtwinning.people.models import Region
from tests import make

pytestmark = pytest.mark.django_db
TASK = "test.planned"
HOURLY = "test.hourly"


class Recorder:
    """What was done with which arguments; `fails` times it raises first."""

    def __init__(self, fails: int = 0) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.fails = fails

    def __call__(self, *arguments: object) -> None:
        self.calls.append(arguments)
        if len(self.calls) <= self.fails:
            raise ValueError("Noor Verbrugge is not here")


@pytest.fixture
def job() -> Iterator[Recorder]:
    """A planned and an hourly job, and no other."""
    recorder = Recorder()
    hourly = schedule.Periodic(recorder, timedelta(hours=1))
    with (
        patch.dict(schedule.PLANNED, {TASK: recorder}, clear=True),
        patch.dict(schedule.PERIODIC, {HOURLY: hourly}, clear=True),
    ):
        yield recorder


@pytest.fixture
def planned_only(job: Recorder) -> Recorder:
    schedule.PERIODIC.clear()
    return job


@pytest.fixture
def region() -> Region:
    return make.make_region()


def plan(region: Region, *, minutes: float = -1, key: str = "a") -> None:
    schedule.plan(TASK, key=key, due_at=clock.now() + timedelta(minutes=minutes), subject=region)


def row(**lookup: object) -> ScheduledWork:
    return ScheduledWork.objects.get(**lookup)


def dead_worker_claims() -> None:
    """Taken a minute ago by a worker that gives no sign of life any more."""
    candidate = schedule.due_work(clock.now()).get()
    claimed = schedule.claim(candidate)
    assert claimed is not None
    ScheduledWork.objects.update(claimed_at=timezone.now() - schedule.CLAIM_LIFE - timedelta(seconds=1))


def test_planned_work_is_done_once_and_not_before_its_time(planned_only: Recorder, region: Region) -> None:
    plan(region, minutes=5, key="later")
    plan(region, key="now")
    assert [schedule.run_due(), schedule.run_due()] == [1, 0]
    assert [call[0] for call in planned_only.calls] == [region.public_id]
    assert row(key="now").done_at is not None
    assert row(key="later").done_at is None


def test_planning_again_moves_and_cancel_forgets(planned_only: Recorder, region: Region) -> None:
    plan(region)
    plan(region, minutes=60)
    assert (ScheduledWork.objects.count(), schedule.run_due()) == (1, 0)
    assert schedule.cancel(TASK, key="a")
    assert not schedule.cancel(TASK, key="a")
    assert not ScheduledWork.objects.exists()


def test_planning_what_was_done_does_nothing_unless_for_later(planned_only: Recorder, region: Region) -> None:
    plan(region)
    schedule.run_due()
    plan(region)
    assert schedule.run_due() == 0
    schedule.plan(TASK, key="a", due_at=clock.now(), subject=region)
    assert schedule.run_due() == 1


def test_planning_an_unknown_task_is_refused(planned_only: Recorder, region: Region) -> None:
    with pytest.raises(ValueError, match="not registered"):
        schedule.plan("test.unknown", key="a", due_at=clock.now(), subject=region)


def test_periodic_job_runs_at_once_and_comes_back_after_its_interval(job: Recorder) -> None:
    assert [schedule.run_due(), schedule.run_due()] == [1, 0]
    due_in = row(task=HOURLY).due_at - clock.now()
    assert timedelta(minutes=59) < due_in <= timedelta(hours=1)
    ScheduledWork.objects.update(due_at=clock.now())
    assert schedule.run_due() == 1


def test_daily_job_keeps_its_hour_when_the_clock_changes() -> None:
    daily = schedule.Periodic(Recorder(), timedelta(days=1), datetime(2026, 1, 1, 8).time())
    moment = datetime(2026, 10, 24, 5, 0, tzinfo=UTC)  # 07:00 in Amsterdam, the day before winter time
    found = []
    for _ in range(3):
        moment = daily.next_due(moment)
        found.append(moment.astimezone(UTC))
    assert [(one.day, one.hour) for one in found] == [(24, 6), (25, 7), (26, 7)]


def test_a_job_that_left_the_code_loses_its_row_and_a_new_interval_counts(job: Recorder) -> None:
    ScheduledWork.objects.create(task="test.gone", due_at=clock.now())
    ScheduledWork.objects.create(task=HOURLY, due_at=clock.now() + timedelta(days=300))
    schedule.keep_periodic_rows(clock.now())
    assert row().due_at <= clock.now() + timedelta(hours=1)


def test_planned_work_of_another_release_is_left_alone(planned_only: Recorder, region: Region) -> None:
    plan(region)
    schedule.PLANNED.clear()
    assert schedule.run_due() == 0
    assert row().done_at is None


def test_two_workers_with_the_same_candidate_do_it_once(planned_only: Recorder, region: Region) -> None:
    plan(region)
    candidate, same = schedule.due_work(clock.now()).get(), schedule.due_work(clock.now()).get()
    claimed = schedule.claim(candidate)
    assert claimed is not None
    assert schedule.claim(same) is None
    assert not schedule.due_work(clock.now()).exists()


def test_a_dead_workers_claim_is_taken_over(planned_only: Recorder, region: Region) -> None:
    plan(region)
    dead_worker_claims()
    assert schedule.run_due() == 1
    assert (row().attempts, row().done_at is not None) == (2, True)


def test_control_without_the_reaper_a_dead_workers_claim_stays(planned_only: Recorder, region: Region) -> None:
    plan(region)
    dead_worker_claims()
    with patch.object(schedule, "CLAIM_LIFE", timedelta(days=9999)):
        assert schedule.run_due() == 0
    assert planned_only.calls == []


def test_a_living_workers_claim_is_not_taken_over(planned_only: Recorder, region: Region) -> None:
    plan(region)
    claimed = schedule.claim(schedule.due_work(clock.now()).get())
    assert claimed is not None
    ScheduledWork.objects.update(claimed_at=timezone.now() - schedule.CLAIM_LIFE - timedelta(seconds=1))
    schedule.RowClaim(claimed).beat()
    assert schedule.run_due() == 0


def test_handed_back_work_is_free_and_the_try_does_not_count(planned_only: Recorder, region: Region) -> None:
    plan(region)
    claimed = schedule.claim(schedule.due_work(clock.now()).get())
    assert claimed is not None
    schedule.RowClaim(claimed).hand_back()
    assert (row().attempts, row().claimed_at) == (0, None)
    assert schedule.run_due() == 1


def test_whoever_lost_its_claim_writes_nothing(planned_only: Recorder, region: Region) -> None:
    """Planned again while it ran: the old run does not close the new plan."""
    plan(region)
    claimed = schedule.claim(schedule.due_work(clock.now()).get())
    assert claimed is not None
    plan(region, minutes=30)
    schedule.run(claimed)
    assert row().done_at is None


def test_failing_work_is_tried_again_with_longer_pauses_and_without_its_words(
    job: Recorder, region: Region, caplog: pytest.LogCaptureFixture
) -> None:
    schedule.PERIODIC.clear()
    job.fails = 2
    plan(region)
    pauses = []
    for _ in range(2):
        schedule.run_due()
        pauses.append(round((row().due_at - clock.now()).total_seconds() / 60))
        assert (row().error_code, row().claimed_at) == ("valueerror", None)
        ScheduledWork.objects.update(due_at=clock.now())
    schedule.run_due()
    assert pauses == [1, 2]
    assert (row().done_at is not None, row().error_code) == (True, "")
    assert "Verbrugge" not in caplog.text
    assert "test_schedule.py" in caplog.text


def test_work_that_keeps_failing_is_given_up_with_an_error(
    job: Recorder, region: Region, caplog: pytest.LogCaptureFixture
) -> None:
    schedule.PERIODIC.clear()
    job.fails = 99
    plan(region)
    for _ in range(schedule.MAX_ATTEMPTS + 3):
        schedule.run_due()
        ScheduledWork.objects.update(due_at=clock.now())
    assert len(job.calls) == schedule.MAX_ATTEMPTS
    assert (row().error_code, row().done_at is not None) == ("valueerror", True)
    assert [each.levelno for each in caplog.records].count(logging.ERROR) == 1


def test_a_periodic_job_that_keeps_failing_comes_back_next_time(job: Recorder) -> None:
    job.fails = 99
    for _ in range(schedule.MAX_ATTEMPTS):
        schedule.run_due()
        ScheduledWork.objects.filter(attempts__gt=0).update(due_at=clock.now())
    assert (row().attempts, row().error_code) == (0, "valueerror")
    assert row().due_at > clock.now() + timedelta(minutes=59)


def test_work_that_kills_its_worker_every_time_is_given_up(planned_only: Recorder, region: Region) -> None:
    plan(region)
    for _ in range(schedule.MAX_ATTEMPTS):
        dead_worker_claims()
    assert schedule.run_due() == 1
    assert planned_only.calls == []
    assert (row().error_code, row().done_at is not None) == ("killed", True)


def test_one_failing_job_does_not_stop_the_others(job: Recorder, region: Region) -> None:
    job.fails = 1
    plan(region)
    assert schedule.run_due() == 2
    assert len(job.calls) == 2


@pytest.mark.parametrize("wrong", [{}, {"hours": 1, "daily_at": "08:00"}])
def test_every_needs_one_way_to_say_when(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="daily_at"):
        schedule.every("test.wrong", **wrong)  # type: ignore[arg-type]  # that is the test


def test_a_name_is_registered_once() -> None:
    name = next(iter(schedule.PERIODIC))
    with pytest.raises(ValueError, match=name):
        schedule.every(name, hours=1)
