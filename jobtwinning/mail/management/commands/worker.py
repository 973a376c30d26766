"""The process beside the web server: sends the mail that waits in the outbox."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections

from jobtwinning.core import clock, health
from jobtwinning.mail import sending
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.queries import BEHIND_MINUTES, minutes_behind

POLL_SECONDS = 0.5
BEAT_SECONDS = 5
PAUSE_SECONDS = 10  # while the mail server or the database does not answer
AGE_SECONDS = 60  # how often to look whether the outbox is behind

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the mail in the outbox until SIGTERM; --once: one look, --until-empty: until nothing is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true")
        how.add_argument("--until-empty", action="store_true")

    def handle(self, *args: Any, once: bool = False, until_empty: bool = False, **options: Any) -> None:
        worker = Worker()
        if once:
            worker.look()
            return
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.run(until_empty=until_empty)


class Worker:
    """Looks in the outbox, beats, and finishes the mail in hand when it must stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.last_beat = float("-inf")
        self.last_age = time.monotonic()

    def stop(self, *_: Any) -> None:
        self.stopping.set()

    def run(self, *, until_empty: bool = False) -> None:
        while not self.stopping.is_set():
            pause = self.look_safely()
            if until_empty and not is_work_left():
                return
            self.stopping.wait(pause)

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
    return sending.due_mails(clock.now()).exists() or OutboxMail.objects.filter(state=OutboxMail.State.SENDING).exists()
