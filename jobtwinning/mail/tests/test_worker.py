import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django.fixtures import Settings

from jobtwinning.core.models import Heartbeat
from jobtwinning.mail import sending
from jobtwinning.mail.management.commands.worker import PAUSE_SECONDS, POLL_SECONDS, Worker
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.tests.test_sending import make_mail
from tests.migrated import migrated_file

pytestmark = pytest.mark.django_db


def test_worker_once_takes_one_look_and_beats() -> None:
    for number in range(sending.BATCH + 3):
        make_mail(number)
    call_command("worker", once=True)
    assert len(django_mail.outbox) == sending.BATCH
    assert Heartbeat.objects.get().at > timezone.now() - timedelta(seconds=5)


def test_worker_until_empty_sends_everything_that_is_due() -> None:
    for number in range(sending.BATCH + 3):
        make_mail(number)
    call_command("worker", until_empty=True)
    assert len(django_mail.outbox) == sending.BATCH + 3
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {"sent"}


def test_worker_stopped_halfway_finishes_the_mail_in_hand_only() -> None:
    for number in range(5):
        make_mail(number)
    worker = Worker()
    send = sending.send

    def send_and_stop(*args: object) -> bool:
        worker.stop()
        return send(*args)  # type: ignore[arg-type]  # handed on as they came

    with patch.object(sending, "send", send_and_stop):
        worker.run()
    assert len(django_mail.outbox) == 1
    assert sorted(OutboxMail.objects.values_list("state", flat=True)) == ["sent", *["waiting"] * 4]


def test_worker_beats_during_a_long_sending() -> None:
    for number in range(3):
        make_mail(number)
    with (
        patch("jobtwinning.mail.management.commands.worker.BEAT_SECONDS", 0),
        patch("jobtwinning.core.health.beat") as beat,
    ):
        Worker().look()
    assert beat.call_count == 4


def test_worker_survives_a_database_that_is_away_for_a_moment() -> None:
    worker = Worker()
    with (
        patch.object(sending, "send_due_mails", side_effect=OperationalError("gone")),
        patch("django.db.connections.close_all"),
    ):
        assert worker.look_safely() == PAUSE_SECONDS
    assert worker.look_safely() == POLL_SECONDS


def test_worker_waits_longer_when_the_mail_server_is_down(settings: Settings) -> None:
    make_mail()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    assert Worker().look_safely() == PAUSE_SECONDS
    assert OutboxMail.objects.get().state == "waiting"


@pytest.mark.one_database
def test_worker_process_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'w.sqlite3'}",
        "VAR_DIR": str(tmp_path),
        "MODE": "test",
        "DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings",
    }
    manage = [sys.executable, "manage.py"]
    shutil.copy(migrated_file(), tmp_path / "w.sqlite3")
    worker = subprocess.Popen([*manage, "worker"], env=environment, stderr=subprocess.PIPE)
    wait_for_beat(tmp_path / "w.sqlite3")
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    _, errors = worker.communicate(timeout=60)
    assert (worker.returncode, errors) == (0, b"")


def wait_for_beat(database: Path) -> None:
    """Until the worker of another process wrote its first sign of life."""
    for _ in range(600):
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("SELECT count(*) FROM core_heartbeat").fetchone()[0]:
                return
        time.sleep(0.1)
