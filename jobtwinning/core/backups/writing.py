"""Make a backup while the platform runs."""

import logging
import re
import shutil
import tempfile
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from jobtwinning.core import health
from jobtwinning.core.backups import manifest as manifests
from jobtwinning.core.backups import postgres, sqlite
from jobtwinning.core.backups.container import BackupError, new_archive, sync_folder

FILE_NAME = re.compile(r"jobtwinning-\d{4}-\d\d-\d\d-\d{6}\.backup")
WORK_PREFIX = ".backup-"
LEFTOVER_SECONDS = 24 * 3600
MEDIA = "media"  # stored files, in VAR_DIR and in the archive
LEDGER = "erasures.jsonl"  # who was erased, in VAR_DIR and in the archive

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    rows: int
    files: int
    size_bytes: int


def make_backup(folder: Path, *, at: datetime) -> Backup:
    """One file with the date in its name, whole or not there at all. Raises BackupError."""
    path = folder / f"jobtwinning-{at.astimezone(UTC):%Y-%m-%d-%H%M%S}.backup"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_leftovers(folder)
        if path.exists():
            raise BackupError(f"{path} is there already: one backup per second.")
        with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=folder) as work:  # only its owner may look in
            manifest = write(Path(work), at)
            Path(work, "new").rename(path)
        sync_folder(folder)
    except OSError as error:
        raise BackupError(f"No backup in {folder}: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise BackupError(f"No backup: the database says {str(error).strip().splitlines()[0]}.") from error
    try:
        health.beat("backup")
    except DatabaseError as error:  # the backup is there all the same
        log.warning("the time of this backup was not written down: %s", type(error).__name__)
    return Backup(path, manifest.rows, manifest.files, path.stat().st_size)


def write(work: Path, at: datetime) -> manifests.Manifest:
    """The database first: a file is stored before its row is, so every row of the snapshot finds its file."""
    vendor = postgres if connection.vendor == "postgresql" else sqlite
    with new_archive(work / "new") as archive:
        contents = vendor.write_snapshot(archive, work)
        manifest = manifests.Manifest(
            made_at=at.astimezone(UTC).isoformat(),
            app_version=manifests.app_version(),
            vendor=connection.vendor,
            contents=contents,
            files=add_files(archive),
        )
        archive.writestr("manifest.json", manifests.as_json(manifest))
    return manifest


def add_files(archive: zipfile.ZipFile) -> int:
    """The stored files and, last, the ledger of erasures; returns how many stored files."""
    count = 0
    for path in sorted((settings.VAR_DIR / MEDIA).rglob("*")):
        if path.is_file() and not path.is_symlink():
            try:
                archive.write(path, path.relative_to(settings.VAR_DIR).as_posix())
            except FileNotFoundError:
                continue  # erased while we were at it
            count += 1
    ledger = settings.VAR_DIR / LEDGER
    if ledger.exists():
        archive.write(ledger, LEDGER)
    return count


def remove_leftovers(folder: Path) -> None:
    """What a killed backup left behind; a backup that runs now is left alone."""
    for path in folder.glob(f"{WORK_PREFIX}*"):
        if path.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups in the folder; nothing else is touched. Returns what went."""
    if keep < 1:
        raise BackupError("Keep at least one backup.")
    found = sorted(path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name) and path.is_file())
    for path in found[:-keep]:
        path.unlink()
    return found[:-keep]
