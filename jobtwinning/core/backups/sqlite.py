"""SQLite: a copy of the whole file as one transaction sees it; never a copy of a file in use."""

import hashlib
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.db import connection

from jobtwinning.core.backups.container import BackupError
from jobtwinning.core.backups.manifest import NOT_KEPT, Contents, Table

ENTRY = "database.sqlite3"
LOCK_SECONDS = 20.0


def write_snapshot(archive: zipfile.ZipFile, work: Path) -> Contents:
    """Put the database of this moment in the archive. Writers wait for the copy, at most a few seconds."""
    path = work / ENTRY
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with connection.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
        leave_out(copy)
        contents = Contents(tables={name: measure(copy, name) for name in names(copy)}, migrations=migrations(copy))
    archive.write(path, ENTRY)
    path.unlink()
    return contents


def leave_out(copy: sqlite3.Connection) -> None:
    """Sessions and counters of attempts do not belong in a backup; their pages go too."""
    for name in NOT_KEPT & set(names(copy)):
        copy.execute(f'DELETE FROM "{name}"')  # noqa: S608  # our own constant
    copy.commit()
    copy.execute("VACUUM")


def names(database: sqlite3.Connection) -> list[str]:
    listed = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in listed]


def measure(database: sqlite3.Connection, name: str) -> Table:
    """Count the rows of a table and take a checksum over them, in the order of the primary key."""
    described = database.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", [name]).fetchall()
    columns = tuple(column for column, _ in described)
    key = [column for column, place in sorted(described, key=lambda each: each[1]) if place] or columns
    digest, rows = hashlib.sha256(), 0
    for row in database.execute(f"SELECT {quoted(columns)} FROM {quoted([name])} ORDER BY {quoted(key)}"):  # noqa: S608
        digest.update(repr(row).encode())
        rows += 1
    return Table(columns, rows, digest.hexdigest())


def quoted(identifiers: Iterable[str]) -> str:
    return ", ".join('"' + each.replace('"', '""') + '"' for each in identifiers)


def migrations(database: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    return tuple(database.execute("SELECT app, name FROM django_migrations ORDER BY id"))


def load_snapshot(archive: zipfile.ZipFile, contents: Contents, work: Path) -> None:
    """Replace the database by the one in the archive, in one transaction: all of it or nothing."""
    path = work / ENTRY
    with archive.open(ENTRY) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    with connection.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
        compare(copy, contents)
        connection.ensure_connection()
        # SQLite copies page by page what was just judged, in one transaction
        copy.backup(connection.connection, pages=-1, progress=patience(LOCK_SECONDS))
    path.unlink()
    connection.close()


def verify(contents: Contents) -> None:
    """Is the database as the manifest has it?"""
    path = connection.settings_dict["NAME"]
    with connection.wrap_database_errors, closing(sqlite3.connect(path)) as database:  # Django's would convert dates
        compare(database, contents)


def patience(seconds: float) -> "Progress":
    return Progress(time.monotonic() + seconds)


class Progress:
    """sqlite3 would try for ever while somebody else writes."""

    def __init__(self, until: float) -> None:
        self.until = until

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > self.until:
            raise BackupError("Somebody else is writing to the database: stop web server and worker first.")


def compare(database: sqlite3.Connection, contents: Contents) -> None:
    """Every table as the manifest has it, the file whole, every foreign key kept."""
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise BackupError("The database in the backup is not whole (PRAGMA integrity_check).")
    if database.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupError("The database in the backup has rows that point nowhere (PRAGMA foreign_key_check).")
    wrong = [name for name, table in contents.tables.items() if measure(database, name) != table]
    if wrong:
        raise BackupError(f"Not as the manifest has it: {', '.join(wrong)}.")
