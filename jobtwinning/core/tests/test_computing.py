"""The computing process: it beats, gives back what it cannot finish, dies with its worker and is started again."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from django.conf import settings
from django.db import OperationalError

from jobtwinning.core import computing
from jobtwinning.core.computing import Child, Computing
from jobtwinning.pairs.tests.race_server import environment_for, fresh_database, run_here

ALONE = "import sys, django; django.setup(); from jobtwinning.core.tests import computing_world; computing_world.{}"


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


def test_term_during_long_work_hands_it_back_within_ten_seconds(environment: dict[str, str]) -> None:
    run_here(environment, "jobtwinning.core.tests.computing_world:ask_slow")
    process = subprocess.Popen(
        [sys.executable, "-c", ALONE.format("compute(60)")], env=environment, cwd=settings.BASE_DIR
    )
    state = "jobtwinning.core.tests.computing_world:state"
    wait_until(lambda: run_here(environment, state)[0] == "RUNNING")
    started = time.monotonic()
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - started < 10
    assert run_here(environment, state) == ["READY", 0, "waiting", 0]


def test_term_during_short_work_finishes_it(environment: dict[str, str]) -> None:
    run_here(environment, "jobtwinning.core.tests.computing_world:ask_slow")
    process = subprocess.Popen(
        [sys.executable, "-c", ALONE.format("compute(2)")], env=environment, cwd=settings.BASE_DIR
    )
    state = "jobtwinning.core.tests.computing_world:state"
    wait_until(lambda: run_here(environment, state)[0] == "RUNNING")
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert run_here(environment, state) == ["SUCCESSFUL", 1, "done", 1]


def test_worker_starts_a_killed_computing_process_again_and_ends_it(environment: dict[str, str]) -> None:
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        env=environment,
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: children_of(worker.pid))
        (first,) = children_of(worker.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: children_of(worker.pid) not in ([], [first]))
        (second,) = children_of(worker.pid)
        wait_until(lambda: run_here(environment, "jobtwinning.core.tests.computing_world:jobs_done"))
        worker.terminate()
        _, errors = worker.communicate(timeout=20)
    finally:
        if worker.poll() is None:
            worker.kill()
    assert worker.returncode == 0
    assert "ended with -9; it is started again" in errors
    assert not is_alive(second)


def test_computing_process_ends_when_its_worker_was_killed(environment: dict[str, str]) -> None:
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], env=environment, cwd=settings.BASE_DIR)
    wait_until(lambda: children_of(worker.pid))
    (child,) = children_of(worker.pid)
    worker.kill()
    worker.wait()
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
