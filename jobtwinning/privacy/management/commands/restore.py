"""Put a backup back. Stands in this app since whoever was erased after the backup must be erased again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from jobtwinning.core import clock
from jobtwinning.core.backups.container import BackupError
from jobtwinning.core.backups.restoring import restore_backup
from jobtwinning.mail import outbox
from jobtwinning.privacy import actions, ledger
from jobtwinning.privacy.models import Erasure

# Called in this order once the database is back and migrated; each may run twice.
AFTER_RESTORE: tuple[Callable[[datetime], object], ...] = (
    outbox.hold_due_mails,
    lambda at: actions.replay_erasures(at=at),
)


def remember_erasures() -> None:
    """Somebody may have been erased by a process that was killed before it wrote the line in the file of the ledger."""
    with suppress(DatabaseError):  # empty, older or damaged: then the file is all there is
        ledger.append(Erasure.objects.order_by("at", "pk"))


class Command(BaseCommand):
    help = "Put the backup FILE into an empty database; --replace: into one that is not empty."
    requires_system_checks = []  # one of them says that a restore is not finished

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what is in the database now")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            remember_erasures()
            manifest = restore_backup(file, at=clock.now(), replace=replace, after=AFTER_RESTORE)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Not restored: {' '.join(str(error).split())} (--traceback tells where).") from error
        self.stdout.write(
            f"{file.name} of {manifest.made_at} is back: {manifest.rows} rows, {manifest.files} files. Everybody signs "
            "in again; mail that was due is held (manage.py held_mails)."
        )
