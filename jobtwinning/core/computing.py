"""The process that computes, beside the worker that sends mail: a long computation never delays a sign-in code."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections

from jobtwinning.core import background, clock, schedule
from jobtwinning.core.stopping import Stopping

POLL_SECONDS = 0.5
PAUSE_SECONDS = 10  # while the database does not answer
WATCH_SECONDS = 1
BEAT_SECONDS = 5
GRACE_SECONDS = 7  # after a request to stop, work in hand is finished or given back
LONGEST_SECONDS = 3600  # what takes longer hangs
RESTART_SECONDS = 2
END_SECONDS = 9.5

log = logging.getLogger(__name__)


def turn(*, hold: schedule.Hold = nullcontext, go_on: Any = lambda: True) -> bool:
    """Everything that is due by the clock, then one long computation; whether there was anything to do."""
    name = str(os.getpid())
    return bool(schedule.run_due(go_on=go_on, hold=hold)) | (go_on() and background.run_next(worker=name, hold=hold))


def is_work_left() -> bool:
    return schedule.due_work(clock.now()).exists() or background.ready().exists()


class Computing:
    """The loop of the computing process, with a second thread that gives signs of life during long work."""

    def __init__(self, parent: int) -> None:
        self.parent = parent
        self.stopping = Stopping()
        self.stopped_at = float("inf")
        self.claim: schedule.Claim | None = None
        self.held_since = self.last_beat = time.monotonic()

    def stop(self, *_: Any) -> None:
        if not self.stopping.is_set():
            self.stopped_at = time.monotonic()
            self.stopping.set()

    def run(self) -> None:
        os.nice(5)  # pages and mail first
        threading.Thread(target=self.watch, daemon=True).start()
        while not self.stopping.is_set():
            self.stopping.wait(self.look_safely())

    def look_safely(self) -> float:
        """One turn; seconds until the next. A database that is away for a moment does not end the process."""
        try:
            return 0 if turn(hold=self.hold, go_on=self.go_on) else POLL_SECONDS
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            connections.close_all()
            return PAUSE_SECONDS

    def go_on(self) -> bool:
        return not self.stopping.is_set()

    @contextmanager
    def hold(self, claim: schedule.Claim) -> Iterator[None]:
        """The watching thread speaks for the claim as long as the work lasts."""
        self.held_since = self.last_beat = time.monotonic()
        self.claim = claim
        try:
            yield
        finally:
            self.claim = None

    def watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            if os.getppid() != self.parent:  # the worker was killed; the next one starts its own
                self.stop()
            claim = self.claim
            if claim is not None:
                self.watch_over(claim, time.monotonic())

    def watch_over(self, claim: schedule.Claim, now: float) -> None:
        """Beat; give the work back when we must stop; end a process whose work hangs, so that the reaper comes."""
        try:
            if now - self.stopped_at > GRACE_SECONDS:
                claim.hand_back()
                self.leave(0)
            elif now - self.held_since > LONGEST_SECONDS:
                log.error("work takes longer than %d seconds, the process ends", LONGEST_SECONDS)
                self.leave(1)
            elif now - self.last_beat >= BEAT_SECONDS:
                claim.beat()
                self.last_beat = now
        except (DatabaseError, InterfaceError) as error:
            log.info("no beat: %s", type(error).__name__)
            connection.close()

    def leave(self, status: int) -> None:
        """At once: what the other thread did not commit is undone by the database."""
        os._exit(status)


class Child:
    """The computing process as the worker sees it: started again when it dies, ended with the worker."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.started = float("-inf")

    def keep(self) -> None:
        """Start it when it is not there, at most every few seconds."""
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() - self.started < RESTART_SECONDS:
            return
        if self.process is not None:
            log.warning("the computing process ended with %s; it is started again", self.process.returncode)
        self.started = time.monotonic()
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        self.process = subprocess.Popen([*manage, "worker", "--computing", str(os.getpid())])

    def end(self) -> None:
        """Ask it to stop and wait; what does not stop is killed, and its work is found by the reaper."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
