"""What needs a person is said, and nothing else; the log of sending names the request that queued the mail."""

import logging
import time
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from jobtwinning.core import clock, health, logs
from jobtwinning.core.models import Heartbeat
from jobtwinning.mail.management.commands.worker import AGE_SECONDS, Worker
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import send_due_mails
from jobtwinning.mail.tests.test_sending import make_mail
from tests import make

pytestmark = pytest.mark.django_db


def run() -> tuple[int, list[str]]:
    """Exit status and lines."""
    out = StringIO()
    try:
        call_command("alerts", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def subjects() -> tuple[int, list[str]]:
    """Exit status and lines without the advice."""
    status, lines = run()
    return status, [each.partition(" → ")[0] for each in lines]


def due(minutes: int) -> None:
    OutboxMail.objects.update(not_before=clock.now() - timedelta(minutes=minutes))


def test_alerts_when_all_is_well_says_nothing() -> None:
    health.beat()
    make_mail(1)
    due(4)
    assert run() == (0, [])


def test_alerts_worker_silent() -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=31))
    status, lines = subjects()
    assert status == 1
    assert [each.partition(" since")[0] for each in lines] == ["worker: silent"]


def test_alerts_outbox_behind_counts_the_oldest_only_while_it_is_due() -> None:
    health.beat()
    make_mail(1)
    due(7)
    assert subjects() == (1, ["outbox: 7 minutes behind"])
    OutboxMail.objects.update(state=OutboxMail.State.SENT)
    assert run() == (0, [])


def test_alerts_given_up_and_hard_mails() -> None:
    health.beat()
    make_mail(1)
    make_mail(2)
    first, second = OutboxMail.objects.order_by("pk")
    OutboxMail.objects.filter(pk=first.pk).update(
        state=OutboxMail.State.FAILED, claimed_at=clock.now() - timedelta(minutes=59)
    )
    OutboxMail.objects.filter(pk=second.pk).update(attempts=3, not_before=clock.now() + timedelta(hours=1))
    assert subjects() == (1, ["outbox: 1 given up in the last hour", "outbox: 1 came back three times or more"])
    OutboxMail.objects.filter(pk=first.pk).update(claimed_at=clock.now() - timedelta(minutes=61))
    OutboxMail.objects.filter(pk=second.pk).update(attempts=2)
    assert run() == (0, [])


def test_alerts_database_away() -> None:
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("jan@voorbeeld.example")):
        status, lines = subjects()
    assert status == 1
    assert "worker: the database does not answer this (OperationalError)" in lines
    assert "jan@" not in "".join(lines)


def test_worker_says_that_the_outbox_is_behind_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    make_mail(1)
    due(9)
    worker = Worker()
    worker.last_age = time.monotonic() - AGE_SECONDS
    with patch("jobtwinning.mail.sending.open_connection", return_value=None):
        worker.look()
        worker.look()
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == ["the outbox is 9 minutes behind"]


class Spy(logging.Handler):
    """Keeps under which request id each line was written."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append((logs.request_id.get(), record.getMessage()))


def test_the_line_of_sending_names_the_request_that_queued_the_mail() -> None:
    account = make.make_account()
    answer = Client().post("/inloggen/stuur-code/", {"email": account.email})
    mail = OutboxMail.objects.get()
    assert mail.request_id == answer.headers["X-Request-ID"]
    spy, logger = Spy(), logging.getLogger("jobtwinning.mail.sending")
    logger.addHandler(spy)
    try:
        send_due_mails()
    finally:
        logger.removeHandler(spy)
    assert spy.seen == [(mail.request_id, f"mail {mail.public_id} sent, attempt 1")]
    assert logs.request_id.get() == "-"
