"""One migrated database for a whole run: every worker, race and machine begins with a copy of it."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import connection

from tests.once import made_once

ROOT = Path(__file__).parents[1]


def environment_for(folder: str | Path, url: str) -> dict[str, str]:
    return {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}


def migrated_file() -> Path:
    """A migrated SQLite file."""
    return made_once("migrated", lambda folder: migrate(folder, f"sqlite:///{folder}/it.sqlite3")) / "it.sqlite3"


def migrated_name(shared: str) -> str:
    """The name of a migrated database on the PostgreSQL server of this run."""
    name = f"migrated_{sha256(os.environ['VAR_DIR'].encode()).hexdigest()[:12]}"

    def make(_folder: Path) -> None:
        execute(shared, f'CREATE DATABASE "{name}"')
        with tempfile.TemporaryDirectory(prefix="migrated-") as folder:
            migrate(folder, other_database(shared, name))

    made_once("migrated-postgres", make)
    return name


def migrated_url() -> str:
    """The migrated database of the kind that this run uses; only to copy."""
    shared = os.environ.get("DATABASE_URL", "")
    return (
        other_database(shared, migrated_name(shared))
        if connection.vendor == "postgresql"
        else f"sqlite:///{migrated_file()}"
    )


def migrate(folder: str | Path, url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=environment_for(folder, url), check=True, cwd=ROOT)


def other_database(url: str, name: str) -> str:
    return urllib.parse.urlunsplit(urllib.parse.urlsplit(url)._replace(path=f"/{name}"))


def execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement.encode())


def as_test_database() -> None:
    """The test database that is made next is a copy; its own migrate then finds nothing to do."""
    call_command: Callable[..., Any] = management.call_command

    def copy_first(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "migrate":
            patch.undo()
            copy_in_memory()
        return call_command(name, *arguments, **options)

    patch = pytest.MonkeyPatch()
    patch.setattr(management, "call_command", copy_first)
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_name(os.environ["DATABASE_URL"])


def copy_in_memory() -> None:
    """SQLite's; PostgreSQL copies when it makes the database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(migrated_file())) as kept:
            kept.backup(connection.connection)
