"""The check-up says what is wrong and what to do; every fault is made once."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django.fixtures import Settings

from jobtwinning.core import checkup, clock, health, viewlog
from jobtwinning.core.backups.restoring import marker
from jobtwinning.core.checkup import FAIL, OK, WARN
from jobtwinning.core.models import Heartbeat, History, ScheduledWork, ViewLog
from jobtwinning.mail import checkup as mail_checkup
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.tests.test_sending import make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def level(check: checkup.Check) -> str:
    """Of the check's only finding; whatever is not well says what to do."""
    (finding,) = check()
    assert bool(finding.advice) == (finding.level != OK)
    return finding.level


def test_a_healthy_platform_is_ok_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    health.beat("worker")
    health.beat("backup")
    make_mail(state=OutboxMail.State.SENT)
    call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if "disk" not in line] == ["ok"] * (len(lines) - 1)
    assert {line[5:].partition(":")[0] for line in lines} == {
        *("database", "integrity", "migrations", "worker", "view log", "disk", "backup", "clock", "settings"),
        *("static files", "mail queue", "failed mail", "erasure ledger", "schedule"),
    }
    call_command("doctor", json=True)
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_doctor_ends_with_1_when_something_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("doctor", json=True)
    assert refused.value.returncode == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [each["subject"] for each in told["findings"] if each["level"] == FAIL] == ["worker"]


def test_worker_that_is_silent_fails() -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=31))
    assert level(checkup.worker) == FAIL


@pytest.mark.parametrize(("hours", "expected"), [(25, OK), (27, WARN), (73, WARN), (75, FAIL)])
def test_backup_grows_old(hours: int, expected: str) -> None:
    Heartbeat.objects.create(name="backup", at=timezone.now() - timedelta(hours=hours))
    assert level(checkup.backup) == expected


def test_no_backup_at_all_fails_in_production(settings: Settings) -> None:
    assert level(checkup.backup) == WARN
    settings.MODE = "production"
    assert level(checkup.backup) == FAIL


@pytest.mark.parametrize(("minutes", "expected"), [(4, OK), (6, WARN), (16, FAIL)])
def test_mail_that_waits_too_long(minutes: int, expected: str) -> None:
    make_mail(not_before=clock.now() - timedelta(minutes=minutes))
    assert level(mail_checkup.queue) == expected


def test_failed_and_held_mail_are_told() -> None:
    make_mail(1, state=OutboxMail.State.FAILED, not_before=clock.now() - timedelta(days=8))
    assert level(mail_checkup.failed) == OK
    assert list(mail_checkup.held()) == []
    make_mail(2, state=OutboxMail.State.FAILED)
    make_mail(3, state=OutboxMail.State.HELD)
    assert (level(mail_checkup.failed), level(mail_checkup.held)) == (WARN, WARN)


def test_broken_view_log_fails() -> None:
    for page in ("a", "b", "c"):
        viewlog.record_view(account_id=1, person_ids=["x"], page=page, data_class="contact")
    assert level(checkup.view_log) == OK
    ViewLog.objects.filter(page="b").update(account_id=2)
    assert level(checkup.view_log) == FAIL


def test_migrations_behind_or_unknown_fail() -> None:
    assert level(checkup.migrations) == OK
    MigrationRecorder(connection).record_applied("core", "0999_future")
    assert level(checkup.migrations) == FAIL
    MigrationRecorder(connection).record_unapplied("core", "0999_future")
    MigrationRecorder(connection).record_unapplied("privacy", "0001_start")
    assert level(checkup.migrations) == FAIL


@pytest.mark.parametrize(
    ("free", "total", "expected"), [(90, 100, OK), (14, 100, WARN), (4, 100, FAIL), (0.1, 0.12, FAIL)]
)
def test_disk_fills_up(monkeypatch: pytest.MonkeyPatch, free: float, total: float, expected: str) -> None:
    usage = SimpleNamespace(free=free * 1e9, total=total * 1e9)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert level(checkup.disk) == expected


def test_folder_that_is_gone_fails(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "gone"
    assert level(checkup.disk) == FAIL


def test_clock_that_is_moved_or_was_ahead_is_told(settings: Settings) -> None:
    assert level(checkup.time_of_day) == OK
    History.objects.create(at=clock.now() + timedelta(hours=1), verb="x", subject_type="x", subject_id="x")
    assert level(checkup.time_of_day) == WARN
    settings.CLOCK_OFFSET_SECONDS = 60
    assert level(checkup.time_of_day) == WARN


def test_production_without_https_or_with_a_short_key_fails(settings: Settings) -> None:
    assert level(checkup.production_settings) == OK
    settings.MODE, settings.SECRET_KEY, settings.ALLOWED_HOSTS = "production", "short", ["*"]
    found = list(checkup.production_settings())
    assert {each.level for each in found} == {FAIL}
    texts = " | ".join(each.text for each in found)
    for word in ("SITE_URL is not https", "ALLOWED_HOSTS allows every host", "SECRET_KEY", "SESSION_COOKIE_SECURE"):
        assert word in texts


def test_static_files_without_a_manifest_fail(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert level(checkup.static_files) == FAIL
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {"a.css": "a.1.css"}, "hash": ""}')
    settings.STORAGES = dict(settings.STORAGES)
    assert level(checkup.static_files) == OK


def test_sqlite_that_can_corrupt_a_wal_database_fails(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    if connection.vendor == "postgresql":
        assert [each.text.partition(" ")[0] for each in checkup.database()] == ["PostgreSQL"]
        return
    assert level(checkup.database) == OK
    answers(monkeypatch, "wal")
    settings.SQLITE_WAL_SAFE = (99, 0, 0)
    assert level(checkup.database) == FAIL


def answers(monkeypatch: pytest.MonkeyPatch, *values: object) -> None:
    """The database gives these answers, whatever is asked."""

    class Cursor:
        given = list(values)

        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, *_: object) -> None: ...

        def fetchone(self) -> tuple[object]:
            return (self.given.pop(0),)

        def fetchall(self) -> object:
            return self.given.pop(0)

    monkeypatch.setattr(checkup, "connection", SimpleNamespace(vendor=connection.vendor, cursor=Cursor))


def test_damage_in_the_database_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level(checkup.integrity) == OK
    for given in [(2,)] if connection.vendor == "postgresql" else [("page 7 is torn", []), ("ok", [("pairs_pair", 3)])]:
        answers(monkeypatch, *given)
        assert level(checkup.integrity) == FAIL


def test_database_that_is_down_is_said_once_with_advice() -> None:
    def down() -> "Callable[..., None]":
        raise OperationalError

    found = list(checkup.findings((down, down)))  # type: ignore[arg-type]
    assert [each.level for each in found] == [FAIL, FAIL]
    assert [bool(each.advice) for each in found] == [True, False]


def test_restore_that_did_not_end_stops_every_other_command() -> None:
    assert list(checkup.restore()) == []
    assert [each.id for each in run_checks() if each.id == "jobtwinning.E001"] == []
    marker().write_text("a.backup")
    assert level(checkup.restore) == FAIL
    with pytest.raises(CommandError, match="A restore began and did not end"):
        call_command("worker", once=True, skip_checks=False)


def test_scheduled_work_that_failed_the_last_time_is_told() -> None:
    row = ScheduledWork.objects.create(task="privacy.run_retention", due_at=clock.now(), error_code="")
    assert level(checkup.scheduled) == OK
    ScheduledWork.objects.filter(pk=row.pk).update(error_code="valueerror")
    (finding,) = checkup.scheduled()
    assert (finding.level, finding.text) == (WARN, "failed the last time: privacy.run_retention (valueerror)")
    ScheduledWork.objects.filter(pk=row.pk).update(done_at=clock.now())  # planned work that was given up is over
    assert level(checkup.scheduled) == OK
