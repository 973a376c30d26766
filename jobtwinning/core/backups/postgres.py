"""PostgreSQL: every table with COPY inside one REPEATABLE READ transaction, through the driver we use anyway.

No client tools, so no versions to keep alike. The way back makes the tables with the migrations the backup names.
"""

import hashlib
import zipfile
from pathlib import Path
from typing import IO

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from jobtwinning.core.backups.container import CHUNK, BackupError
from jobtwinning.core.backups.manifest import NOT_KEPT, Contents, Table

ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
PLAIN = "SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1"
ALL_TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY relname
"""
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"


def write_snapshot(archive: zipfile.ZipFile, work: Path) -> Contents:
    """Put every table as one moment had it in the archive. Nobody waits for it, except a migration."""
    kept = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - NOT_KEPT)
    kept.append("django_migrations")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(ONE_SNAPSHOT)
        cursor.execute(f"LOCK TABLE {quoted(kept)} IN ACCESS SHARE MODE")
        cursor.execute(PLAIN)
        tables = {}
        for name in kept:
            with archive.open(f"tables/{name}.copy", "w", force_zip64=True) as file:
                tables[name] = copy_out(cursor, name, columns_of(cursor, name), file)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = tuple((app, name) for app, name in cursor.fetchall())
        cursor.execute(SEQUENCES)
        sequences = {name: last for name, last in cursor.fetchall() if last is not None}
    return Contents(tables=tables, migrations=migrations, sequences=sequences)


def columns_of(cursor: CursorWrapper, name: str) -> tuple[str, ...]:
    cursor.execute(COLUMNS, [name])
    return tuple(column for (column,) in cursor.fetchall())


def quoted(identifiers: list[str] | tuple[str, ...]) -> str:
    return ", ".join(connection.ops.quote_name(each) for each in identifiers)


def copy_out(cursor: CursorWrapper, name: str, columns: tuple[str, ...], file: IO[bytes] | None = None) -> Table:
    """Read a table in the order of its primary key; count it, take its checksum, write it when there is a file."""
    key = connection.introspection.get_primary_key_columns(cursor, name) or columns
    order = ", ".join(f'{connection.ops.quote_name(each)}::text COLLATE "C"' for each in key)  # on every server alike
    digest = hashlib.sha256()
    query = f"COPY (SELECT {quoted(columns)} FROM {quoted((name,))} ORDER BY {order}) TO STDOUT"  # noqa: S608
    with connection.wrap_database_errors, cursor.copy(query) as copy:
        for chunk in copy:
            digest.update(chunk)
            if file is not None:
                file.write(chunk)
    return Table(columns, cursor.rowcount, digest.hexdigest())


def load_snapshot(archive: zipfile.ZipFile, contents: Contents, work: Path) -> None:
    """Replace every table by the one in the archive, in one transaction: all of it or nothing."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '20s'")
            cursor.execute(PLAIN)
            drop_tables(cursor)
            make_tables(contents)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # a migration that fills a column makes them immediate
            cursor.execute(f"TRUNCATE {quoted(list(contents.tables))}")  # what migrations wrote is in the backup too
            for name, table in contents.tables.items():
                with archive.open(f"tables/{name}.copy") as file:
                    copy_in(cursor, name, table.columns, file)
            set_sequences(cursor, contents)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            compare(cursor, contents)
    except OperationalError as error:
        if "lock timeout" in str(error):
            raise BackupError("Somebody else uses the database: stop web server and worker first.") from error
        raise


def verify(contents: Contents) -> None:
    """Is the database as the manifest has it?"""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(PLAIN)
        compare(cursor, contents)


def drop_tables(cursor: CursorWrapper) -> None:
    """Everything in our schema that is not part of an extension: the database is the platform's alone."""
    cursor.execute(ALL_TABLES)
    found = [name for (name,) in cursor.fetchall()]
    if found:
        cursor.execute(f"DROP TABLE {quoted(found)} CASCADE")


def make_tables(contents: Contents) -> None:
    """The tables as they were when the backup was made."""
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in contents.migrations if node in executor.loader.graph.nodes])


def copy_in(cursor: CursorWrapper, name: str, columns: tuple[str, ...], file: IO[bytes]) -> None:
    statement = f"COPY {quoted((name,))} ({quoted(columns)}) FROM STDIN"
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)


def set_sequences(cursor: CursorWrapper, contents: Contents) -> None:
    """Go on counting where the backup stopped: a number of somebody erased is not given out again."""
    cursor.execute(SEQUENCES)
    there = {name for name, _ in cursor.fetchall()}
    for name, last in contents.sequences.items():
        if name in there:
            cursor.execute("SELECT setval(%s::regclass, %s)", [connection.ops.quote_name(name), last])


def compare(cursor: CursorWrapper, contents: Contents) -> None:
    wrong = [name for name, table in contents.tables.items() if copy_out(cursor, name, table.columns) != table]
    if wrong:
        raise BackupError(f"Not as the manifest has it: {', '.join(wrong)}.")
