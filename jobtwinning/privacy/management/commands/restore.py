"""Put a backup back. Stands in this app since whoever was erased after the backup must be erased again."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobtwinning.core import clock
from jobtwinning.core.backups.container import BackupError
from jobtwinning.core.backups.restoring import restore_backup
from jobtwinning.mail import outbox

# Called in this order once the database is back and migrated; each may run twice.
AFTER_RESTORE: tuple[Callable[[datetime], object], ...] = (outbox.hold_due_mails,)


class Command(BaseCommand):
    help = "Put the backup FILE into an empty database; --replace: into one that is not empty."
    requires_system_checks = []  # one of them says that a restore is not finished

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what is in the database now")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            manifest = restore_backup(file, at=clock.now(), replace=replace, after=AFTER_RESTORE)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file.name} of {manifest.made_at} is back: {manifest.rows} rows, {manifest.files} files. Everybody signs "
            "in again; mail that was due is held (manage.py held_mails)."
        )
