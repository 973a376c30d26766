"""Put a backup back: judge everything first, touch the database last, check what came of it."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import ModuleType

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from jobtwinning.core import health
from jobtwinning.core.backups import manifest as manifests
from jobtwinning.core.backups import postgres, sqlite
from jobtwinning.core.backups.container import BackupError, checked_archive, sync_folder
from jobtwinning.core.backups.writing import LEDGER, MEDIA
from jobtwinning.core.models import Heartbeat

# What `migrate` and a platform that only started write by themselves.
OWN_TABLES = manifests.NOT_KEPT | {"django_migrations", "django_content_type", "auth_permission", "core_heartbeat"}
WORK_PREFIX = ".restore-"
UNFINISHED = "restore-unfinished"  # in VAR_DIR from the first change until the last step


def restore_backup(
    path: Path, *, at: datetime, replace: bool = False, after: Sequence[Callable[[datetime], object]] = ()
) -> manifests.Manifest:
    """Put the platform back as the file has it, then call each of `after`. Raises BackupError.

    Until everything is judged nothing changes; the database changes in one transaction. What comes after that may be
    interrupted, and then `restore --replace` starts again; until it ended the other commands refuse.
    """
    with checked_archive(path) as archive:
        manifest = manifests.from_json(archive.read("manifest.json"))
        refuse_unfit(manifest, path.name)
        refuse_full(replace=replace)
        refuse_elsewhere()
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        remove_leftovers()
        with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.VAR_DIR) as work:
            with marked(f"{path.name} {at.astimezone(UTC).isoformat()}\n"):
                load(archive, manifest, Path(work))
            vendor_module().verify(manifest.contents)
            put_back_files(archive, Path(work))
            unite_ledger(archive)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    health.remember_backup(datetime.fromisoformat(manifest.made_at))
    for step in after:
        step(at)
    marker().unlink()
    return manifest


def marker() -> Path:
    path: Path = settings.VAR_DIR / UNFINISHED
    return path


@contextmanager
def marked(text: str) -> Iterator[None]:
    """Leave the marker, unless the block fails: then the database is as it was. After kill -9 the marker stays."""
    before = marker().exists()
    marker().write_text(text)
    try:
        yield
    except BaseException:
        if not before:
            marker().unlink()
        raise


def remove_leftovers() -> None:
    """What a killed restore left behind."""
    for path in settings.VAR_DIR.glob(f"{WORK_PREFIX}*"):
        shutil.rmtree(path)


def refuse_unfit(manifest: manifests.Manifest, name: str) -> None:
    """A backup of the other kind of database, or of a version that knows more than this one."""
    if manifest.vendor != connection.vendor:
        raise BackupError(f"{name} was made on {manifest.vendor}, this database is {connection.vendor}.")
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app}.{migration}" for app, migration in manifest.contents.migrations if (app, migration) not in known]
    if unknown:
        raise BackupError(f"{name} was made by a newer version ({manifest.app_version}, {unknown[0]}): upgrade.")


def refuse_full(*, replace: bool) -> None:
    """A database with something in it is only replaced when asked, and never under a running worker."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        full = sorted(name for name in there - OWN_TABLES if has_rows(name))
    if marker().exists():
        full.append(UNFINISHED)
    if full and not replace:
        raise BackupError(f"The database is not empty ({full[0]}): give --replace to lose what is in it.")
    silence = timezone.now() - health.WORKER_SILENCE
    if "core_heartbeat" in there and Heartbeat.objects.filter(name="worker", at__gt=silence).exists():
        raise BackupError("The worker runs: stop web server and worker, wait half a minute.")


def refuse_elsewhere() -> None:
    """The stored files are put back by renaming, which would leave those behind that live in another place."""
    place: Path = settings.VAR_DIR / MEDIA
    if place.is_symlink() or place.is_mount():
        raise BackupError(f"{place} is a link or a disk of its own: let VAR_DIR itself be on that disk.")


def has_rows(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608  # the database's own name
        return cursor.fetchone() is not None


def vendor_module() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite


def load(archive: zipfile.ZipFile, manifest: manifests.Manifest, work: Path) -> None:
    vendor_module().load_snapshot(archive, manifest.contents, work)  # judged before it is committed
    for other in connections.all(initialized_only=True):
        other.close()  # whatever they remember is of the database before


def put_back_files(archive: zipfile.ZipFile, work: Path) -> None:
    """The stored files of the backup in place of those that are there."""
    new, old, place = work / MEDIA, work / "old-media", settings.VAR_DIR / MEDIA
    new.mkdir(mode=0o700)
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        if parts[0] == MEDIA and ".." not in parts:
            archive.extract(name, work)
    if place.exists():
        place.rename(old)
    if any(new.iterdir()):
        new.rename(place)


def unite_ledger(archive: zipfile.ZipFile) -> None:
    """Who was erased stays erased: the lines of the backup, then those this machine has besides."""
    place: Path = settings.VAR_DIR / LEDGER
    packed = archive.read(LEDGER) if LEDGER in archive.namelist() else b""
    lines = dict.fromkeys(line for line in packed.splitlines() if line.strip())
    with suppress(FileNotFoundError):
        lines |= dict.fromkeys(line for line in place.read_bytes().splitlines() if line.strip())
    if not lines:
        return
    new = place.with_suffix(".new")
    with new.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    shutil.move(new, place)
    sync_folder(settings.VAR_DIR)
