"""For cron or a timer: says what needs a person now, and fails when something does. `doctor` looks wider and slower."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from jobtwinning.core import checkup, clock
from jobtwinning.core.checkup import FAIL, Finding
from jobtwinning.mail.queries import BEHIND_MINUTES, given_up_since, hard_mails, minutes_behind


class Command(BaseCommand):
    help = "One line per thing that needs a person now; exit status 1 when there is one."
    requires_system_checks = []  # it must be able to say what is wrong

    def handle(self, *args: Any, **options: Any) -> None:
        found = [each for each in checkup.findings(QUICK) if each.level == FAIL]
        for each in found:
            advice = f" → {each.advice}" if each.advice else ""
            self.stdout.write(f"{each.subject}: {each.text}{advice}")
        if found:
            sys.exit(1)


def outbox() -> Iterator[Finding]:
    now = clock.now()
    advice = "Does the worker run, does the mail server answer (EMAIL_URL, the worker's log)?"
    if (minutes := minutes_behind(now)) > BEHIND_MINUTES:
        yield Finding("outbox", FAIL, f"{minutes} minutes behind", advice)
    if count := given_up_since(now - timedelta(hours=1)).count():
        yield Finding(
            "outbox", FAIL, f"{count} given up in the last hour", "The coordinator sees which under Verzonden."
        )
    if count := hard_mails().count():
        yield Finding("outbox", FAIL, f"{count} came back three times or more", advice)


QUICK = (checkup.migrations, checkup.restore, checkup.worker, checkup.disk, checkup.backup, outbox)
