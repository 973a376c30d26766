"""For cron or a timer: says what needs a person, and fails when something does."""

import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from jobtwinning.core import clock, health
from jobtwinning.mail.queries import BEHIND_MINUTES, given_up_since, hard_mails, minutes_behind

FREE_SHARE = 0.05  # of the disk under VAR_DIR


class Command(BaseCommand):
    help = "One line per thing that needs a person; exit status 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(alerts())
        for line in found:
            self.stdout.write(line)
        if found:
            sys.exit(1)


def alerts() -> Iterator[str]:
    """What needs a person, in words without personal values."""
    try:
        yield from database_alerts()
    except (DatabaseError, InterfaceError) as error:
        yield f"the database does not answer ({type(error).__name__})"
    disk = shutil.disk_usage(settings.VAR_DIR)
    if disk.free < FREE_SHARE * disk.total:
        yield f"the disk is full but for {disk.free // 2**20} MB"


def database_alerts() -> Iterator[str]:
    if health.is_database_behind():
        yield "the database waits for manage.py migrate"
    if not health.is_worker_alive():
        yield "the worker is silent"
    now = clock.now()
    if (minutes := minutes_behind(now)) > BEHIND_MINUTES:
        yield f"the outbox is {minutes} minutes behind"
    if count := given_up_since(now - timedelta(hours=1)).count():
        yield f"{count} mail(s) given up in the last hour"
    if count := hard_mails().count():
        yield f"{count} mail(s) came back three times or more"
