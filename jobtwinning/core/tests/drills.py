"""Drills that kill processes run in a process of their own, on a database of their own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def drill_url(tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind as this test run uses."""
    if connection.vendor == "sqlite":
        memory = Path("/dev/shm")  # noqa: S108  # a killed process needs no disk, and others use the disk
        with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
            yield f"sqlite:///{folder}/drill.sqlite3"
        return
    name, server = f"drill_{uuid.uuid4().hex[:8]}", os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield in_database(server, name)
        finally:
            database.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def in_database(server: str, name: str) -> str:
    """The same server, another database."""
    base, question, options = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{options}"


def run_drill(module: str, url: str, var_dir: Path, *options: str, minutes: int = 4) -> dict[str, Any]:
    """What `python -m module` tells in the last line that it prints."""
    places = {"DATABASE_URL": url, "VAR_DIR": str(var_dir), "MODE": "test"}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *options],
        env=os.environ | places | {"DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings"},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=60 * minutes)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # its servers and workers too
            process.communicate()
    assert process.returncode == 0, errors
    print(output)  # which kill found what
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result
