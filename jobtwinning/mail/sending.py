"""Claim, send, mark: a mail is never lost, and a second copy carries the same Message-ID.

A worker that dies between claim and mark leaves its row in `sending`; after CLAIM_LIFE another worker takes it.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet

from jobtwinning.core import clock, logs
from jobtwinning.mail.holds import is_held
from jobtwinning.mail.models import OutboxMail

State = OutboxMail.State
CLAIM_LIFE = timedelta(seconds=60)
MAX_ATTEMPTS = 14  # with the back-off below: a day and a half
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 20  # few, so that a code that is asked now goes in the next one soon
BLANK = {"body_text": "", "body_html": ""}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the outbox did; `reachable` is False when the mail server did not answer."""

    sent: int = 0
    put_back: int = 0
    reachable: bool = True


def due_mails(now: datetime) -> QuerySet[OutboxMail]:
    """Waiting mails whose time has come and those whose worker died, none that a hold keeps back; what somebody
    waits for first: thousands of invitations do not delay a code."""
    waiting = Q(state=State.WAITING, not_before__lte=now) & ~is_held("programme_id", "held_for_id")
    stuck = Q(state=State.SENDING, claimed_at__lte=now - CLAIM_LIFE)
    return OutboxMail.objects.filter(waiting | stuck).order_by("-is_awaited", "not_before", "pk")


def send_due_mails(*, go_on: Callable[[], bool] = lambda: True) -> Round:
    """Send what is due, at most BATCH mails. `go_on` is asked before each mail.

    The connection opens before the first claim: as long as the server is down no row is touched.
    """
    candidates = list(due_mails(clock.now()).only("pk", "state", "claimed_at", "attempts")[:BATCH])
    sent = put_back = 0
    connection: BaseEmailBackend | None = None
    try:
        for candidate in candidates:
            if not go_on():
                break
            connection = connection or open_connection()
            if connection is None:
                return Round(sent, put_back, reachable=False)
            mail = claim(candidate)
            if mail is None:
                continue
            if send(mail, connection):
                sent += 1
            else:
                put_back += 1
                close(connection)  # the next mail starts on a clean connection
                connection = None
    finally:
        close(connection)
    return Round(sent, put_back)


def open_connection() -> BaseEmailBackend | None:
    """An open connection to the mail server, None when it does not answer."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server does not answer: %s", type(error).__name__)
        return None
    return connection


def close(connection: BaseEmailBackend | None) -> None:
    """Close; that the server is gone already is no news."""
    if connection is not None:
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            log.info("the mail server was gone before we said goodbye")


def claim(candidate: OutboxMail) -> OutboxMail | None:
    """Take the mail for this worker; None when another worker was first or it was cancelled."""
    now = clock.now()
    row = OutboxMail.objects.filter(
        pk=candidate.pk, state=candidate.state, claimed_at=candidate.claimed_at, attempts=candidate.attempts
    )
    if not row.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return None
    mail = OutboxMail.objects.get(pk=candidate.pk)
    if mail.cancelled_at is not None:
        OutboxMail.objects.filter(pk=mail.pk, state=State.SENDING).update(state=State.CANCELLED, **blanked(mail))
        return None
    return mail


def send(mail: OutboxMail, connection: BaseEmailBackend) -> bool:
    """Hand the claimed mail to the server and write down how it went, under the id of the request that queued it."""
    with logs.carried(mail.request_id):
        try:
            connection.send_messages([message_of(mail)])
        except Exception as error:  # noqa: BLE001  # one bad mail never stops the others, whatever is wrong with it
            put_back(mail, error)
            return False
        mark_sent(mail)
        log.info("mail %s sent, attempt %d", mail.public_id, mail.attempts)
        return True


def message_of(mail: OutboxMail) -> EmailMultiAlternatives:
    """The mail as it leaves: text, html and perhaps a calendar part, always with the Message-ID of the row."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        to=[mail.address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
    return message


def mark_sent(mail: OutboxMail) -> None:
    """Only our own claim: a worker that took over marks its own."""
    own_claim(mail).update(state=State.SENT, sent_at=clock.now(), error_code="", **blanked(mail))


def put_back(mail: OutboxMail, error: Exception) -> None:
    """Try again later, or give up: after MAX_ATTEMPTS, or at once when the server refuses the address for good."""
    code = error_code(error)
    log.warning("mail %s not sent, attempt %d: %s", mail.public_id, mail.attempts, code)
    if mail.attempts >= MAX_ATTEMPTS or code == "refused":
        own_claim(mail).update(state=State.FAILED, error_code=code, **blanked(mail))
    else:
        own_claim(mail).update(state=State.WAITING, error_code=code, not_before=clock.now() + pause(mail.attempts))


def own_claim(mail: OutboxMail) -> QuerySet[OutboxMail]:
    return OutboxMail.objects.filter(pk=mail.pk, state=State.SENDING, claimed_at=mail.claimed_at)


def blanked(mail: OutboxMail) -> dict[str, str]:
    """A code or token is worth stealing; nothing needs it once the mail left."""
    return BLANK if mail.holds_secret else {}


def pause(attempts: int) -> timedelta:
    """1, 2, 4 … minutes after the first, second, third attempt, never more than LONGEST_PAUSE."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def error_code(error: Exception) -> str:
    """A word for the list of mails; never the server's answer, which repeats the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
        return "refused" if codes and all(500 <= code < 600 for code in codes) else "postponed"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp-{error.smtp_code}"
    return type(error).__name__.lower()[:60]
