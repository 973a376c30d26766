"""What may be wrong with the mail; `manage.py doctor` prints it."""

from collections.abc import Iterator
from datetime import timedelta

from jobtwinning.core import clock
from jobtwinning.core.checkup import FAIL, OK, WARN, Finding
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import due_mails

QUEUE_SLOW, QUEUE_STUCK = timedelta(minutes=5), timedelta(minutes=15)
FAILED_LATELY = timedelta(days=7)


def queue() -> Iterator[Finding]:
    """How long the mail that is due has been waiting."""
    now = clock.now()
    first = due_mails(now).order_by("not_before").first()
    age = now - first.not_before if first else timedelta(0)
    number, minutes = due_mails(now).count(), age.total_seconds() / 60
    level = FAIL if age > QUEUE_STUCK else WARN if age > QUEUE_SLOW else OK
    advice = "" if level == OK else "Does the worker run, does the mail server answer (EMAIL_URL, the worker's log)?"
    yield Finding("mail queue", level, f"{number} due, the first for {minutes:.0f} minutes", advice)


def failed() -> Iterator[Finding]:
    """Failures are counted by the time the mail should have left."""
    since = clock.now() - FAILED_LATELY
    number = OutboxMail.objects.filter(state=OutboxMail.State.FAILED, not_before__gt=since).count()
    advice = "The coordinator sees which ones under Verzonden; wrong addresses are mended there." if number else ""
    yield Finding("failed mail", WARN if number else OK, f"{number} in seven days", advice)


def held() -> Iterator[Finding]:
    """Said only after a restore."""
    number = OutboxMail.objects.filter(state=OutboxMail.State.HELD).count()
    if number:
        advice = "They may have left before the restore: manage.py held_mails, then --release or --cancel."
        yield Finding("held mail", WARN, f"{number} since a restore", advice)


CHECKS = (queue, failed, held)
