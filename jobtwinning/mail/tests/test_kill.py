"""A worker is killed with -9 two hundred times: no mail may be lost, and a second copy is the same mail."""

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


def drill(url: str, var_dir: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "jobtwinning.mail.tests.kill_drill", *options]
    environment = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(var_dir),
        "MODE": "test",
        "DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings",
    }
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=240)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # its server and workers too
            process.communicate()
    assert process.returncode == 0, errors
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def test_worker_killed_200_times_loses_no_mail(drill_url: str, tmp_path: Path) -> None:
    result = drill(drill_url, tmp_path, "--kills", "200")
    assert result["kills"] == 200
    assert result["inside_call"] >= 30
    assert (result["lost"], result["unknown"], result["not_marked_sent"]) == (0, 0, 0)
    assert result["sent_again"] >= 1  # the kills did hit the window in which nobody can know
    assert result["sent_again"] <= result["kills"]


def test_worker_that_marks_before_it_sends_does_lose_mail(drill_url: str, tmp_path: Path) -> None:
    """The control: without the right order the same kills lose mail, so the test above can fail."""
    result = drill(drill_url, tmp_path, "--kills", "20", "--order", "mark-then-send")
    assert result["lost"] >= 1


def test_four_workers_at_once_send_every_mail_exactly_once(drill_url: str, tmp_path: Path) -> None:
    result = drill(drill_url, tmp_path, "--race", "4")
    assert result["mails"] == 40
    assert (result["lost"], result["sent_again"], result["not_marked_sent"], result["workers_failed"]) == (0, 0, 0, 0)


def test_four_workers_without_the_conditional_claim_send_mails_twice(drill_url: str, tmp_path: Path) -> None:
    """The control."""
    assert drill(drill_url, tmp_path, "--race", "4", "--no-guard")["sent_again"] >= 1


@pytest.mark.night
@pytest.mark.parametrize("seed", range(2, 7))
def test_worker_killed_2000_times_loses_no_mail(drill_url: str, tmp_path: Path, seed: int) -> None:
    result = drill(drill_url, tmp_path, "--kills", "400", "--seed", str(seed))
    assert (result["kills"], result["lost"], result["not_marked_sent"]) == (400, 0, 0)
    assert result["inside_call"] >= 60
