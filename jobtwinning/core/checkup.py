"""What may be wrong with a running platform, each with what to do about it; `manage.py doctor` prints it."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jobtwinning.core import clock, health, viewlog
from jobtwinning.core.backups.restoring import marker
from jobtwinning.core.models import Heartbeat, History, ScheduledWork

OK, WARN, FAIL = "ok", "warn", "fail"
BACKUP_LATE, BACKUP_MISSED = timedelta(hours=26), timedelta(hours=74)  # a daily one, with some slack
DISK_LOW, DISK_FULL = 0.15, 0.05  # of the disk still free
DISK_FULL_BYTES = 200_000_000
CLOCK_SLACK = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up; `advice` says what to do, empty when all is well."""

    subject: str
    level: str
    text: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def database() -> Iterator[Finding]:
    """Which database, and whether SQLite is used in a way that can lose data."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield Finding("database", OK, f"PostgreSQL {cursor.fetchone()[0]}")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    text = f"SQLite {sqlite3.sqlite_version}, journal {journal}"
    if journal == "wal" and sqlite3.sqlite_version_info < settings.SQLITE_WAL_SAFE:
        yield Finding("database", FAIL, text, "This version can corrupt a WAL database: PRAGMA journal_mode=TRUNCATE.")
    elif settings.MODE == "production":
        yield Finding("database", WARN, text, "For small use only, on one machine; PostgreSQL is meant for production.")
    else:
        yield Finding("database", OK, text)


def integrity() -> Iterator[Finding]:
    """Is what is on the disk whole?"""
    advice = "Stop everything, keep a copy of the database as it is, restore the newest backup."
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
            broken = cursor.fetchone()[0]
            text = f"{broken} broken indexes" if broken else "every index valid"
            yield Finding("integrity", FAIL if broken else OK, text, "REINDEX the database." if broken else "")
            return
        cursor.execute("PRAGMA integrity_check(1)")
        verdict = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        lost = len(cursor.fetchall())
    if verdict != "ok":
        yield Finding("integrity", FAIL, "the file is damaged", advice)
    elif lost:
        yield Finding("integrity", FAIL, f"{lost} rows point to a row that is gone", advice)
    else:
        yield Finding("integrity", OK, "the file is whole, every reference too")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if behind:
        yield Finding("migrations", FAIL, f"{len(behind)} not done", "manage.py migrate")
    elif unknown:
        advice = "The database is newer than this version: install the version that made it."
        yield Finding("migrations", FAIL, f"{len(unknown)} that this version does not know", advice)
    else:
        yield Finding("migrations", OK, "all done")


def restore() -> Iterator[Finding]:
    """Said only when there is something to say."""
    if marker().exists():
        advice = "manage.py restore FILE --replace, once more; nothing else until it has ended."
        yield Finding("restore", FAIL, f"began and did not end: {marker().read_text().strip()}", advice)


def worker() -> Iterator[Finding]:
    last = Heartbeat.objects.filter(name="worker").first()
    if last is not None and timezone.now() - last.at < health.WORKER_SILENCE:
        yield Finding("worker", OK, "alive")
    else:
        text = f"silent since {last.at:%Y-%m-%d %H:%M} UTC" if last else "never seen"
        yield Finding("worker", FAIL, text, "Start it: manage.py worker, or its service. No mail leaves until then.")


def scheduled() -> Iterator[Finding]:
    """Work at a moment whose last attempt failed: nobody sees it fail, and the terms of the registers hang on it."""
    failing = ScheduledWork.objects.filter(done_at__isnull=True).exclude(error_code="").order_by("task", "pk")
    names = ", ".join(dict.fromkeys(f"{row.task} ({row.error_code})" for row in failing[:20]))
    if names:
        yield Finding(
            "schedule", WARN, f"failed the last time: {names}", "The worker's log says where; it tries again."
        )
    else:
        yield Finding("schedule", OK, "nothing failed the last time")


def view_log() -> Iterator[Finding]:
    broken = viewlog.first_broken_row()
    if broken is None:
        yield Finding("view log", OK, "every row follows the one before")
    else:
        advice = "A row was changed or removed past the platform: compare with a backup, tell the security officer."
        yield Finding("view log", FAIL, f"the chain breaks at row {broken}", advice)


def disk() -> Iterator[Finding]:
    place: Path = settings.VAR_DIR
    if not os.access(place, os.W_OK):
        yield Finding("disk", FAIL, f"{place} cannot be written", "Give the folder to the user that runs the platform.")
        return
    usage = shutil.disk_usage(place)
    share, text = usage.free / usage.total, f"{usage.free / 1e9:.1f} GB free for {place}"
    if share < DISK_FULL or usage.free < DISK_FULL_BYTES:
        yield Finding("disk", FAIL, text, "Make room now: a full disk stops every change.")
    elif share < DISK_LOW:
        yield Finding("disk", WARN, text, "Make room; old backups go with manage.py backup FOLDER --keep N.")
    else:
        yield Finding("disk", OK, text)


def backup() -> Iterator[Finding]:
    last = Heartbeat.objects.filter(name="backup").first()
    if last is None:
        level = FAIL if settings.MODE == "production" else WARN
        yield Finding("backup", level, "none was ever made", "manage.py backup FOLDER, every day, off this machine.")
        return
    age = timezone.now() - last.at
    level = FAIL if age > BACKUP_MISSED else WARN if age > BACKUP_LATE else OK
    advice = "" if level == OK else "See why the daily backup did not run; manage.py backup FOLDER makes one now."
    yield Finding("backup", level, f"the last one {age.total_seconds() / 3600:.0f} hours ago", advice)


def time_of_day() -> Iterator[Finding]:
    """Our clock beside the database's, and beside the last thing that was written down."""
    if settings.CLOCK_OFFSET_SECONDS:
        yield Finding("clock", WARN, f"moved by {settings.CLOCK_OFFSET_SECONDS} seconds", "Unset CLOCK_OFFSET_SECONDS.")
        return
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - now)
        if apart > CLOCK_SLACK:
            text = f"{apart.total_seconds():.0f} seconds from the database's"
            yield Finding("clock", FAIL, text, "Set both by NTP.")
            return
    if not settings.DEMO and History.objects.filter(at__gt=clock.now() + CLOCK_SLACK).exists():
        advice = "The clock was ahead or is behind: set it by NTP."
        yield Finding("clock", WARN, "something was written down in the future", advice)
    else:
        yield Finding("clock", OK, "agrees with the database")


def production_settings() -> Iterator[Finding]:
    if settings.MODE != "production":
        yield Finding("settings", OK, f"MODE={settings.MODE}: not for production")
        return
    wrong = []
    if not settings.HTTPS:
        wrong.append("SITE_URL is not https")
    if "*" in settings.ALLOWED_HOSTS:
        wrong.append("ALLOWED_HOSTS allows every host")
    wrong += [
        str(each.msg).partition(". ")[0]
        for each in checks.run_checks(tags=["security"], include_deployment_checks=True)
    ]
    for text in wrong:
        yield Finding("settings", FAIL, text, "docs/settings.md")
    if not wrong:
        yield Finding("settings", OK, "https, a long secret key, named hosts")


def static_files() -> Iterator[Finding]:
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        yield Finding("static files", OK, "served without a manifest")
    elif staticfiles_storage.hashed_files:
        yield Finding("static files", OK, f"{len(staticfiles_storage.hashed_files)} collected")
    else:
        yield Finding(
            "static files", FAIL, "not collected", "python -m jobtwinning.core.assets, manage.py collectstatic"
        )


CHECKS: tuple[Check, ...] = (
    database,
    integrity,
    migrations,
    restore,
    worker,
    scheduled,
    view_log,
    disk,
    backup,
    time_of_day,
    production_settings,
    static_files,
)


def findings(every: tuple[Check, ...]) -> Iterator[Finding]:
    """Ask each; what the database does not answer is a finding too, with the advice said once."""
    advice = "Is the server up, is DATABASE_URL right, are the migrations done (manage.py migrate)?"
    for check in every:
        try:
            yield from check()
        except DatabaseError as error:
            subject = check.__name__.replace("_", " ")
            yield Finding(subject, FAIL, f"the database does not answer this ({type(error).__name__})", advice)
            advice = ""


@checks.register
def restore_has_ended(**_: object) -> list[checks.CheckMessage]:
    """Until a restore has ended people who were erased may be back: every command that starts something refuses."""
    if not marker().exists():
        return []
    hint = "manage.py restore FILE --replace, once more."
    return [checks.Error("A restore began and did not end.", hint=hint, id="jobtwinning.E001")]
