"""What stands in a database that a server writes to: rows and versions per table, history per verb, mails per text."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

# Noted for the sake of sending twice, of who is signed in, of who looked, and of trying too often: no effects.
NO_EFFECT = {"core_formkey", "django_session", "core_viewlog", "core_cache", "sqlite_sequence", "django_migrations"}
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
VERSIONED = {
    "sqlite": "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE c.name = 'version'",
    "postgres": "SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'version' AND data_type IN ('integer', 'smallint', 'bigint')",
}
NAMED = {"core_history": "verb", "mail_outboxmail": "template"}
COUNT = "SELECT '{0}', COUNT(*) FROM {0}"
VERSIONS = "SELECT '{0} version', COALESCE(SUM(version), 0) FROM {0}"
BY_NAME = "SELECT '{0} ' || {1}, COUNT(*) FROM {0} GROUP BY 1"
Effects = Counter[str]


class Reader:
    """Counts what is there now."""

    def __init__(self, connection: Any, vendor: str) -> None:
        self.connection = connection
        tables = {name for (name,) in self.rows(TABLES[vendor])} - NO_EFFECT
        versioned = {name for (name,) in self.rows(VERSIONED[vendor])} & tables
        lines = [COUNT.format(name) for name in tables] + [VERSIONS.format(name) for name in versioned]
        named = [BY_NAME.format(name, column) for name, column in NAMED.items()]
        self.statements = [" UNION ALL ".join(sorted(lines)), *named]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(statement)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def now(self) -> Effects:
        return Counter({str(name): int(count) for each in self.statements for name, count in self.rows(each)})


@contextmanager
def reading(url: str) -> Iterator[Reader]:
    """A reader of the database at this address."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            yield Reader(connection, "sqlite")
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        yield Reader(connection, "postgres")


def changes(before: Effects, after: Effects) -> dict[str, int]:
    """What is more or less than before."""
    found = {name: after[name] - before[name] for name in sorted({*before, *after})}
    return {name: change for name, change in found.items() if change}
