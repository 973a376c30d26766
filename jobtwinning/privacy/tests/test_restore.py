"""The drill: back up while others write, restore on an empty machine, and find exactly what the manifest says."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jobtwinning.core.backups.container import checked_archive
from jobtwinning.core.backups.manifest import Manifest, Table, from_json
from jobtwinning.core.tests.test_backups import rewritten
from tests.machines import Machine, machine
from tests.migrated import migrated_url

LEFT = "SELECT verb, subject_id FROM core_history WHERE subject_type = 'drill' ORDER BY verb"
RIGHT = "SELECT key, result_url FROM core_formkey ORDER BY key"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("migrated")
    with machine(folder / "machine", like=Machine(migrated_url(), folder)) as made:
        yield made


@pytest.fixture
def source(tmp_path: Path, migrated: Machine) -> Iterator[Machine]:
    with machine(tmp_path / "source", like=migrated) as made:
        yield made


@contextmanager
def busy(source: Machine, writers: int = 3) -> Iterator[None]:
    """While the block runs, others write."""
    process = source.start("-m", "jobtwinning.privacy.tests.writers", str(writers))
    try:
        while len(source.rows(LEFT)) < 60:
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
        yield
        assert process.poll() is None
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def manifest_of(path: Path) -> Manifest:
    with checked_archive(path) as archive:
        return from_json(archive.read("manifest.json"))


def is_whole(machine: Machine) -> bool:
    """No transaction is there by half."""
    return machine.rows(LEFT) == machine.rows(RIGHT)


def rows_of(manifest: Manifest) -> dict[str, Table]:
    """Every table but the signs of life, which are the machine's own."""
    return {name: table for name, table in manifest.contents.tables.items() if name != "core_heartbeat"}


def drill(source: Machine, folder: Path, rounds: int) -> dict[str, Any]:
    """Back up under load and restore on an empty machine, again and again."""
    bad, grew, seconds = 0, set(), []
    with busy(source):
        for number in range(rounds):
            path = source.backup(folder / "backups")
            told = manifest_of(path)
            with machine(folder / f"empty-{number}") as empty:
                started = time.monotonic()
                empty.manage("restore", str(path))
                seconds.append(time.monotonic() - started)
                again = manifest_of(empty.backup(folder / "again"))
                bad += rows_of(again) != rows_of(told) or not is_whole(empty)
                grew.add(len(empty.rows(LEFT)))
            path.unlink()
    return {"rounds": rounds, "bad": bad, "sizes": len(grew), "restore_seconds": max(seconds), "rows": told.rows}


@pytest.mark.one_database
def test_backup_under_write_load_restores_the_same_everywhere(source: Machine, tmp_path: Path) -> None:
    result = drill(source, tmp_path, 2)
    assert (result["bad"], result["sizes"]) == (0, 2)  # and the load did go on between the two


@pytest.mark.night
def test_sixty_backups_under_write_load(source: Machine, tmp_path: Path) -> None:
    result = drill(source, tmp_path, 60)
    print(json.dumps(result))
    assert (result["bad"], result["sizes"]) == (0, 60)
    assert result["restore_seconds"] < 15 * 60


@pytest.mark.one_database
@pytest.mark.night
def test_copying_the_file_under_write_load_does_go_wrong(source: Machine, tmp_path: Path) -> None:
    """The control, SQLite: `cp`. PostgreSQL: the same backup without its one snapshot."""
    with busy(source):
        bad = 0
        for _ in range(150):
            if connection.vendor == "sqlite":
                copy = Machine(f"sqlite:///{tmp_path}/copy.sqlite3", tmp_path)
                copy_slowly(Path(source.url.removeprefix("sqlite:///")), tmp_path / "copy.sqlite3")
                bad += is_spoiled(copy)
            else:
                bad += half_transactions(source, tmp_path / "torn")
            if bad:
                break
    assert bad


def copy_slowly(path: Path, to: Path) -> None:
    """What `cp` does, on a disk that needs a moment."""
    with path.open("rb") as file, to.open("wb") as copy:
        while chunk := file.read(1 << 18):
            copy.write(chunk)
            time.sleep(0.02)


def is_spoiled(copy: Machine) -> bool:
    try:
        return copy.rows("PRAGMA integrity_check") != [("ok",)] or not is_whole(copy)
    except sqlite3.DatabaseError:
        return True


def half_transactions(source: Machine, folder: Path) -> bool:
    """A backup in READ COMMITTED: each table at a moment of its own."""
    source.python(
        "from jobtwinning.core.backups import postgres\n"
        "from django.core.management import call_command\n"
        "postgres.ONE_SNAPSHOT = 'SELECT 1'\n"
        f"call_command('backup', {str(folder)!r})"
    )
    (path,) = folder.iterdir()
    with checked_archive(path) as archive:
        history = archive.read("tables/core_history.copy").decode().splitlines()
        keys = archive.read("tables/core_formkey.copy").decode().splitlines()
    path.unlink()
    return {line.split("\t")[3] for line in history} != {line.split("\t")[1] for line in keys}


# --- What comes back, what does not -----------------------------------------------------------------------

SEED = """
from datetime import timedelta
from django.contrib.sessions.models import Session
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.tests.test_sending import make_mail
now = clock.now()
make_mail(1)
make_mail(2, state="sending", claimed_at=now)
make_mail(3, not_before=now + timedelta(days=1))
make_mail(4, state="sent", sent_at=now)
make_mail(5, holds_secret=True)
Session.objects.create(session_key="k", session_data="x", expire_date=now + timedelta(days=1))
"""
MAILS = "SELECT unique_key, state, body_text FROM mail_outboxmail ORDER BY unique_key"


def erased_line(person_id: str) -> str:
    """A line of the ledger."""
    return (
        json.dumps({"person_id": person_id, "at": "2026-09-15T10:00:00+00:00", "reason": "own", "role": "self"}) + "\n"
    )


@pytest.mark.one_database
def test_after_a_restore_nobody_is_signed_in_and_mail_that_was_due_is_held(source: Machine, tmp_path: Path) -> None:
    source.python(SEED)
    (source.var_dir / "media").mkdir(parents=True)
    (source.var_dir / "media" / "a.txt").write_text("stored")
    (source.var_dir / "erasures.jsonl").write_text(erased_line("a"))
    path = source.backup(tmp_path / "backups")
    with machine(tmp_path / "empty") as empty:
        empty.var_dir.mkdir()
        (empty.var_dir / "erasures.jsonl").write_text(erased_line("b"))
        assert "Everybody signs in again" in empty.manage("restore", str(path))
        hello = "Hallo Noor\n"
        expected = [
            ("key-1", "held", hello),
            ("key-2", "held", hello),
            ("key-3", "waiting", hello),
            ("key-4", "sent", hello),
            ("key-5", "cancelled", ""),
        ]
        assert empty.rows(MAILS) == expected
        assert empty.rows("SELECT count(*) FROM django_session") == [(0,)]
        assert (empty.var_dir / "media" / "a.txt").read_text() == "stored"
        assert (empty.var_dir / "erasures.jsonl").read_text() == erased_line("a") + erased_line("b")
        assert empty.rows("SELECT person_id FROM privacy_erasure ORDER BY person_id") == [("a",), ("b",)]
        assert list(empty.var_dir.glob("*restore*")) == []
        assert empty.rows("SELECT name FROM core_heartbeat") == [("backup",)]
        assert "2 held" in empty.manage("held_mails")
        assert empty.manage("held_mails", "--release") == "2 released\n"
        assert [state for _, state, _ in empty.rows(MAILS)] == ["waiting", "waiting", "waiting", "sent", "cancelled"]
    assert source.rows("SELECT count(*) FROM django_session") == [(1,)]


@pytest.mark.on_postgres
def test_numbers_go_on_where_the_backup_stopped(source: Machine, tmp_path: Path) -> None:
    """The number of a row that was deleted is not given out again, so an old link never points to somebody new."""
    make = "from jobtwinning.core.models import Heartbeat\n"
    source.python(f"{make}Heartbeat.objects.create(name='x', at='2026-01-01T00:00Z').delete()")
    path = source.backup(tmp_path / "backups")
    with machine(tmp_path / "empty") as empty:
        empty.manage("restore", str(path))
        made = empty.python(f"{make}print(Heartbeat.objects.create(name='y', at='2026-01-01T00:00Z').pk)")
    assert made == "3\n"  # 2 is the sign of life of the backup itself


@pytest.mark.one_database
@pytest.mark.night
def test_refused_restore_leaves_the_database_as_it_was(source: Machine, tmp_path: Path) -> None:
    path = source.backup(tmp_path / "backups")
    source.python(SEED)
    before = source.rows(MAILS)
    assert "is not empty" in source.manage("restore", str(path), status=1)
    broken = tmp_path / "broken.backup"
    broken.write_bytes(path.read_bytes()[:-1])
    errors = source.manage("restore", str(broken), "--replace", status=1)
    assert errors.count("\n") == 1
    assert errors.startswith("CommandError: broken.backup is damaged")
    with checked_archive(path) as archive:
        contents = json.loads(archive.read("manifest.json"))["contents"]
    contents["tables"]["core_history"]["rows"] += 1  # whole, but not what it says
    errors = source.manage("restore", str(rewritten(path, contents=contents)), "--replace", status=1)
    assert errors == "CommandError: Not as the manifest has it: core_history.\n"
    assert source.rows(MAILS) == before
    assert not (source.var_dir / "restore-unfinished").exists()
    source.manage("restore", str(path), "--replace")
    assert source.rows(MAILS) == []


ERASED = "from jobtwinning.privacy.models import Erasure\n"


@pytest.mark.night
def test_erasing_killed_before_its_line_in_the_file_outlives_a_restore(source: Machine, tmp_path: Path) -> None:
    path = source.backup(tmp_path / "backups")
    source.python(f"{ERASED}Erasure(person_id='p1', at='2026-01-01T00:00Z', reason='own', role='self').save()")
    assert not (source.var_dir / "erasures.jsonl").exists(), "the table only, as a kill leaves it"
    source.manage("restore", str(path), "--replace")
    assert source.rows("SELECT person_id FROM privacy_erasure") == [("p1",)]
    assert '"p1"' in (source.var_dir / "erasures.jsonl").read_text()


# --- Killed on the way --------------------------------------------------------------------------------------


def kill_restores(source: Machine, folder: Path, kills: int) -> set[str]:
    """Kill a restore over a full database at a random moment; what is left is the old or the new, and it can go on."""
    source.python("from jobtwinning.core.models import FormKey\nFormKey(key='new', used_at='2026-01-01T00:00Z').save()")
    path = source.backup(folder / "backups")
    chance, left = random.Random(1), set()
    with machine(folder / "other") as other:
        other.manage("restore", str(path))
        old = "from jobtwinning.core.models import FormKey\nFormKey.objects.update(key='old')"
        other.python(old)
        started = time.monotonic()
        other.manage("restore", str(path), "--replace")
        usual = time.monotonic() - started
        for _ in range(kills):
            other.python(old)
            process = other.start("manage.py", "restore", str(path), "--replace")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.3 * usual, usual))
            with contextlib.suppress(ProcessLookupError):  # it was quicker
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            ((key,),) = other.rows("SELECT key FROM core_formkey")
            left.add(key)
            if (other.var_dir / "restore-unfinished").exists():
                assert "did not end" in other.manage("worker", "--once", status=1)
            other.manage("restore", str(path), "--replace")
            assert other.rows("SELECT key FROM core_formkey") == [("new",)]
    return left


@pytest.mark.night
def test_restore_killed_on_the_way_leaves_the_old_or_the_new_and_goes_again(source: Machine, tmp_path: Path) -> None:
    assert kill_restores(source, tmp_path, 20) == {"old", "new"}
