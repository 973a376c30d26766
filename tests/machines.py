"""A machine of its own for a test: an empty database, a folder, and the command line in processes of their own."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Machine:
    """A database of its own and a folder of its own, used through the command line only."""

    url: str
    var_dir: Path
    more: dict[str, str] = field(default_factory=dict)  # of its environment

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.url, "VAR_DIR": str(self.var_dir), "MODE": "test"}
        return os.environ | own | {"DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings"} | self.more

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def manage(self, *arguments: str, status: int = 0) -> str:
        """What the command printed; its errors when it must end with another status than 0."""
        process = self.start("manage.py", *arguments)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == status, errors
        return output if status == 0 else errors

    def python(self, code: str) -> str:
        process = self.start("-c", f"import django; django.setup()\n{code}")
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return output

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the database, past everything of ours."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
                return list(database.execute(query))
        with psycopg.connect(self.url) as server:
            return list(server.execute(query.encode()))

    def backup(self, folder: Path) -> Path:
        time.sleep(max(0.0, 1.001 - (time.time() % 1)) if list(folder.glob("*.backup")) else 0)  # one per second
        return Path(self.manage("backup", str(folder)).partition(".backup:")[0] + ".backup")


@contextmanager
def machine(folder: Path, like: Machine | None = None) -> Iterator[Machine]:
    """Empty, or with the database of another that nobody uses; of the kind of database that this test run uses."""
    folder.mkdir(parents=True)
    if connection.vendor == "sqlite":
        path = folder / "drill.sqlite3"
        if like is not None:
            shutil.copyfile(like.url.removeprefix("sqlite:///"), path)
        yield Machine(f"sqlite:///{path}", folder / "var")
        shutil.rmtree(folder)
        return
    name, server = f"drill_{uuid.uuid4().hex[:8]}", os.environ["DATABASE_URL"]
    base, question, options = server.partition("?")
    template = like.url.partition("?")[0].rpartition("/")[2] if like else "template1"
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        try:
            yield Machine(f"{base.rsplit('/', 1)[0]}/{name}{question}{options}", folder / "var")
        finally:
            database.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
