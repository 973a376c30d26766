"""The computing process: it beats, gives back what it cannot finish, dies with its worker and is started again."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from django.conf import settings
from django.db import OperationalError

from jobtwinning.core import computing
from jobtwinning.core.computing import Child, Computing
from jobtwinning.pairs.tests.race_server import fresh_database, run_here
from tests.migrated import environment_for

WORLD = "jobtwinning.core.tests.computing_world"


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A migrated database of its own, of the kind of this test run."""
    with tempfile.TemporaryDirectory(prefix="computing-") as folder, fresh_database(folder) as url:
        yield environment_for(folder, url)


def wait_until(true: Callable[[], object], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@contextmanager
def running(environment: dict[str, str], *command: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that is gone at the end, whatever the test found."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def computing_for(environment: dict[str, str], seconds: int) -> Iterator["subprocess.Popen[str]"]:
    """The computing process with a computation of so many seconds in hand."""
    run_here(environment, f"{WORLD}:ask_slow")
    with running(
        environment, "-c", f"import django; django.setup(); import {WORLD} as w; w.compute({seconds})"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process


@pytest.mark.one_database
def test_term_during_long_work_hands_it_back_within_ten_seconds(environment: dict[str, str]) -> None:
    with computing_for(environment, 300) as process:
        started = time.monotonic()
        process.terminate()
        assert process.wait(timeout=30) == 0
        assert computing.GRACE_SECONDS <= time.monotonic() - started < 10
    assert run_here(environment, f"{WORLD}:state") == ["READY", 0, "waiting", 0]


@pytest.mark.one_database
def test_term_during_short_work_finishes_it(environment: dict[str, str]) -> None:
    with computing_for(environment, 2) as process:
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert run_here(environment, f"{WORLD}:state") == ["SUCCESSFUL", 1, "done", 1]


def test_worker_starts_a_killed_computing_process_again_and_ends_it(environment: dict[str, str]) -> None:
    with running(environment, "manage.py", "worker") as worker:
        wait_until(lambda: children_of(worker.pid))
        (first,) = children_of(worker.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: children_of(worker.pid) not in ([], [first]))
        (second,) = children_of(worker.pid)
        worker.terminate()
        _, errors = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert "ended with -9; it is started again" in errors
    assert not is_alive(second)


@pytest.mark.one_database
def test_computing_process_ends_when_its_worker_was_killed(environment: dict[str, str]) -> None:
    """Even when that happens before it began."""
    with running(environment, "manage.py", "worker") as worker:
        wait_until(lambda: children_of(worker.pid))
        (child,) = children_of(worker.pid)
        worker.kill()
        wait_until(lambda: not is_alive(child))


def test_watching_beats_every_few_seconds_and_survives_a_busy_database() -> None:
    process, claim = Computing(os.getppid()), Mock()
    start = process.last_beat
    process.watch_over(claim, start + computing.BEAT_SECONDS - 1)
    assert claim.beat.call_count == 0
    claim.beat.side_effect = [OperationalError("locked"), None]
    for _ in range(2):
        with patch.object(computing, "connection"):
            process.watch_over(claim, start + computing.BEAT_SECONDS)
    process.watch_over(claim, start + computing.BEAT_SECONDS + 1)
    assert claim.beat.call_count == 2


def test_work_that_hangs_ends_its_process(caplog: pytest.LogCaptureFixture) -> None:
    process, claim = Computing(os.getppid()), Mock()
    with patch.object(process, "leave") as leave:
        process.watch_over(claim, process.held_since + computing.LONGEST_SECONDS + 1)
    leave.assert_called_once_with(1)
    assert [each.levelno for each in caplog.records] == [logging.ERROR]
    claim.hand_back.assert_not_called()


def test_a_database_that_is_away_does_not_end_the_process() -> None:
    with (
        patch.object(computing, "turn", side_effect=OperationalError("gone")),
        patch("django.db.connections.close_all"),
    ):
        assert Computing(os.getppid()).look_safely() == computing.PAUSE_SECONDS


def test_child_that_keeps_dying_is_not_started_over_and_over() -> None:
    with patch("subprocess.Popen") as popen:
        popen.return_value.poll.return_value = 1
        child = Child()
        for _ in range(5):
            child.keep()
        assert popen.call_count == 1
        child.started -= computing.RESTART_SECONDS
        child.keep()
        assert popen.call_count == 2
