"""The process beside the web server: sends the mail in the outbox, and keeps a second process that computes."""

import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections

from jobtwinning.core import clock, computing, health
from jobtwinning.core.computing import Child, Computing, turn
from jobtwinning.core.stopping import Stopping
from jobtwinning.mail import sending
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.queries import BEHIND_MINUTES, minutes_behind

POLL_SECONDS = 0.5
BEAT_SECONDS = 5
PAUSE_SECONDS = 10  # while the mail server or the database does not answer
AGE_SECONDS = 60  # how often to look whether the outbox is behind

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send mail and do scheduled and background work until SIGTERM; --once: one look, --until-empty: until nothing "
        "is due. --computing PID: only the schedule and the background work, as long as that worker lives; it starts "
        "this by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true")
        how.add_argument("--until-empty", action="store_true")
        how.add_argument("--computing", type=int, metavar="PID")

    def handle(
        self, *args: Any, once: bool = False, until_empty: bool = False, computing: int | None = None, **options: Any
    ) -> None:
        if once:
            Worker().look()
            turn()
        elif until_empty:
            Worker().run_until_empty()
        elif computing is not None:
            until_told(Computing(computing))
        else:
            until_told(Worker(Child()))


def until_told(process: "Worker | Computing") -> None:
    signal.signal(signal.SIGTERM, process.stop)
    signal.signal(signal.SIGINT, process.stop)
    process.run()


class Worker:
    """Looks in the outbox, beats, and finishes the mail in hand when it must stop."""

    def __init__(self, child: Child | None = None) -> None:
        self.child = child
        self.stopping = Stopping()
        self.last_beat = float("-inf")
        self.last_age = time.monotonic()

    def stop(self, *_: Any) -> None:
        self.stopping.set()

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                if self.child is not None:
                    self.child.keep()
                self.stopping.wait(self.look_safely())
        finally:
            if self.child is not None:
                self.child.end()

    def run_until_empty(self) -> None:
        """In this process: send and compute until nothing is due."""
        while not self.stopping.is_set():
            pause = self.look_safely()
            worked = turn()
            if not is_work_left():
                return
            self.stopping.wait(0 if worked else pause)

    def look_safely(self) -> float:
        """One look; seconds until the next. A database that is away for a moment does not end the worker."""
        try:
            done = self.look()
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            connections.close_all()
            return PAUSE_SECONDS
        if not done.reachable:
            return PAUSE_SECONDS
        return 0 if done.sent else POLL_SECONDS

    def look(self) -> sending.Round:
        self.beat()
        done = sending.send_due_mails(go_on=self.go_on)
        self.tell_when_behind()
        return done

    def tell_when_behind(self) -> None:
        """A line that an alarm can wait for."""
        if time.monotonic() - self.last_age < AGE_SECONDS:
            return
        self.last_age = time.monotonic()
        if (minutes := minutes_behind(clock.now())) > BEHIND_MINUTES:
            log.error("the outbox is %d minutes behind", minutes)

    def go_on(self) -> bool:
        self.beat()
        return not self.stopping.is_set()

    def beat(self) -> None:
        """A sign of life every few seconds, during a long sending too."""
        if time.monotonic() - self.last_beat >= BEAT_SECONDS:
            health.beat("worker")
            self.last_beat = time.monotonic()


def is_work_left() -> bool:
    """Something is due, or in the hands of a worker."""
    in_hand = OutboxMail.objects.filter(state=OutboxMail.State.SENDING)
    return sending.due_mails(clock.now()).exists() or in_hand.exists() or computing.is_work_left()
