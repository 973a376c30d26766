"""A process that waits ends when it is told to, at whatever moment the signals come."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.one_database

# Waits again and again, each time until a signal tells it to stop, whatever it is doing.
WAITS = """
import os, random, signal, sys
from threading import Event
from jobtwinning.core.stopping import Stopping

now = {"event": Event, "stopping": Stopping}[sys.argv[1]]
told = now()
signal.signal(signal.SIGALRM, lambda *_: told.set())
for number in range(4_000):
    told = now()
    signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-6, 2e-4))
    while not told.is_set():
        told.wait(0.0001)
os.write(1, b"ended")
os._exit(0)
"""


def waiting(kind: str, *, seconds: int) -> str:
    """What it says at its end."""
    command = [sys.executable, "-c", WAITS, kind]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True).stdout.strip()


def test_signals_at_any_moment_end_the_waiting() -> None:
    assert waiting("stopping", seconds=60) == "ended"


def test_control_an_event_waits_for_its_own_lock() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        waiting("event", seconds=6)
