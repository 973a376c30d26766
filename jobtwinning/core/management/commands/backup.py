"""A backup of database, stored files and ledger of erasures in one file, while the platform runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from jobtwinning.core.backups.container import BackupError
from jobtwinning.core.backups.writing import make_backup, prune


class Command(BaseCommand):
    help = "Write one file with everything of this moment to FOLDER, while the platform runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep", type=int, metavar="N", help="afterwards remove all but the newest N backups there"
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more.")
        try:
            made = make_backup(folder, at=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        gone = f", {len(prune(folder, keep=keep))} older removed" if keep else ""
        self.stdout.write(f"{made.path}: {made.rows} rows, {made.files} files, {made.size_bytes} bytes{gone}")
