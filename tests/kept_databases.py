"""Copies of a database by name, and back again, for tests that begin again and again with the same one."""

import shutil
import time
from pathlib import Path
from typing import Protocol

import psycopg

from tests.migrated import execute, other_database


class Store(Protocol):
    """Copies of the database, by name; nobody may be connected."""

    saved: set[str]

    def save(self, name: str) -> None: ...

    def take(self, url: str, name: str) -> None: ...

    def load(self, name: str) -> None: ...

    def keep_rows(self, name: str) -> None: ...

    def put_back_rows(self) -> None: ...

    def journal_was_left(self) -> bool: ...

    def wait_until_left(self) -> None: ...

    def close(self) -> None: ...


def store_of(url: str) -> Store:
    return FileStore(url) if url.startswith("sqlite") else ServerStore(url)


class FileStore:
    """SQLite: a copy of one file."""

    def __init__(self, url: str) -> None:
        self.path = Path(url.removeprefix("sqlite:///"))
        self.saved: set[str] = set()

    def save(self, name: str) -> None:
        shutil.copyfile(self.path, self.path.with_suffix(f".{name}"))
        self.saved.add(name)

    def take(self, url: str, name: str) -> None:
        """Another database of the same kind, as if it had been saved here."""
        shutil.copyfile(url.removeprefix("sqlite:///"), self.path.with_suffix(f".{name}"))
        self.saved.add(name)

    def load(self, name: str) -> None:
        for path in self.journals():
            path.unlink(missing_ok=True)
        shutil.copyfile(self.path.with_suffix(f".{name}"), self.path)

    def keep_rows(self, name: str) -> None:
        self.kept = name

    def put_back_rows(self) -> None:
        """To copy the file is the quickest, and leaves nothing of the round before."""
        self.load(self.kept)

    def journals(self) -> list[Path]:
        return [self.path.with_name(f"{self.path.name}-{what}") for what in ("journal", "wal", "shm")]

    def journal_was_left(self) -> bool:
        """A journal of a transaction that was open: whoever opens the file next undoes it."""
        return any(path.exists() and path.stat().st_size for path in self.journals())

    def wait_until_left(self) -> None:
        """A dead process holds no lock on a file."""

    def close(self) -> None:
        for name in self.saved:
            self.path.with_suffix(f".{name}").unlink()


class ServerStore:
    """PostgreSQL: a copy of a database, made by the server."""

    def __init__(self, url: str) -> None:
        self.url, self.name = url, url.partition("?")[0].rpartition("/")[2]
        self.admin = other_database(url, "postgres")
        self.saved: set[str] = set()

    def save(self, name: str) -> None:
        execute(self.admin, f'CREATE DATABASE "{self.name}_{name}" TEMPLATE "{self.name}"')
        self.saved.add(name)

    def take(self, url: str, name: str) -> None:
        other = url.partition("?")[0].rpartition("/")[2]
        execute(self.admin, f'CREATE DATABASE "{self.name}_{name}" TEMPLATE "{other}"')
        self.saved.add(name)

    def load(self, name: str) -> None:
        execute(self.admin, f'DROP DATABASE "{self.name}" WITH (FORCE)')
        execute(self.admin, f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_{name}"')

    def keep_rows(self, name: str) -> None:
        """Beside the tables, where Django does not see them: rows are back sooner than a database."""
        with psycopg.connect(self.url) as server:
            tables = [row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            statements = ["CREATE SCHEMA kept", *(f'CREATE TABLE kept."{t}" AS TABLE public."{t}"' for t in tables)]
            server.execute("; ".join(statements).encode())
        away = [f'DELETE FROM public."{t}"' for t in tables]  # noqa: S608  # the database's own names
        back = [f'INSERT INTO public."{t}" SELECT * FROM kept."{t}"' for t in tables]  # noqa: S608
        self.put_back = "; ".join([*away, *back])  # one transaction: references are looked at when it ends

    def put_back_rows(self) -> None:
        with psycopg.connect(self.url) as server:
            server.execute(self.put_back.encode())

    def journal_was_left(self) -> bool:
        """The server undoes what was open by itself."""
        return False

    def wait_until_left(self) -> None:
        """The server may still be busy with the last statement of somebody who is dead."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        with psycopg.connect(self.admin, autocommit=True) as server:
            while server.execute(query, [self.name]).fetchone() != (0,):
                time.sleep(0.002)

    def close(self) -> None:
        for name in self.saved:
            execute(self.admin, f'DROP DATABASE "{self.name}_{name}" WITH (FORCE)')
