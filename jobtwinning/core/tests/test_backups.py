"""A backup file: what is in it, what is left out, and that a damaged one is never opened."""

import json
import os
import random
import sqlite3
import stat
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from jobtwinning.core import health
from jobtwinning.core.backups import container, manifest, postgres, restoring, sqlite, writing
from jobtwinning.core.backups.container import HEADER_BYTES, BackupError, checked_archive, new_archive
from jobtwinning.core.models import FormKey, Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)  # a snapshot needs a transaction of its own
NOW = datetime(2026, 11, 21, 1, 46, 51, tzinfo=UTC)


@pytest.fixture(autouse=True)
def var_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return tmp_path / "var"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A whole backup of a database with one row."""
    FormKey.objects.create(key="row-in-the-backup", used_at=NOW)
    return writing.make_backup(tmp_path / "out", at=NOW).path


def changed(path: Path, content: bytes) -> Path:
    other = path.with_name("changed.backup")
    other.write_bytes(content)
    return other


def rewritten(path: Path, **changes: object) -> Path:
    """The same backup with something else in its manifest, its checksum right."""
    other = path.with_name("rewritten.backup")
    with checked_archive(path) as old, new_archive(other) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
            new.writestr(name, content)
    return other


def no_database(monkeypatch: pytest.MonkeyPatch, load: Callable[..., object]) -> None:
    """A restore that does everything but change the database."""
    vendor = SimpleNamespace(load_snapshot=load, verify=lambda _: None)
    monkeypatch.setattr(restoring, "vendor_module", lambda: vendor)


def refusal(path: Path, *, replace: bool = True) -> str:
    with pytest.raises(BackupError) as refused:
        restoring.restore_backup(path, at=NOW, replace=replace)
    text = str(refused.value)
    assert "\n" not in text
    return text


# --- What is in it --------------------------------------------------------------------------------------


def test_backup_is_one_private_file_with_the_date_in_its_name(backup: Path) -> None:
    assert backup.name == "jobtwinning-2026-11-21-014651.backup"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_manifest_counts_every_table_and_the_stored_files(backup: Path, var_dir: Path, tmp_path: Path) -> None:
    (var_dir / "media" / "a").mkdir(parents=True)
    (var_dir / "media" / "a" / "letter.pdf").write_bytes(b"%PDF")
    (var_dir / "erasures.jsonl").write_text('{"person": "x"}\n')
    made = writing.make_backup(tmp_path / "second", at=NOW)
    with checked_archive(made.path) as archive:
        told = manifest.from_json(archive.read("manifest.json"))
        assert archive.read("media/a/letter.pdf") == b"%PDF"
        assert archive.read("erasures.jsonl") == b'{"person": "x"}\n'
    assert (told.made_at, told.vendor, told.files) == (NOW.isoformat(), connection.vendor, 1)
    assert ("core", "0001_start") in told.contents.migrations
    names = set(connection.introspection.django_table_names()) | {"django_migrations"}
    assert set(told.contents.tables) - {"core_cache"} == names - (
        {"django_session"} if connection.vendor == "postgresql" else set()
    )
    with connection.cursor() as cursor:
        for name, table in told.contents.tables.items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608
            # the first backup wrote its sign of life after its own snapshot
            assert table.rows == cursor.fetchone()[0], name
    assert told.rows == made.rows


def test_one_changed_value_changes_one_checksum(backup: Path, tmp_path: Path) -> None:
    Heartbeat.objects.all().delete()
    FormKey.objects.update(result_url="/elsewhere/")
    second = writing.make_backup(tmp_path / "second", at=NOW).path
    tables = []
    for path in (backup, second):
        with checked_archive(path) as archive:
            tables.append(manifest.from_json(archive.read("manifest.json")).contents.tables)
    assert [name for name in tables[0] if tables[0][name] != tables[1][name]] == ["core_formkey"]


def test_sessions_stay_out_of_the_backup(tmp_path: Path) -> None:
    key = "sessionkeythatmustnotleave"
    Session.objects.create(session_key=key, session_data="x", expire_date=NOW)
    FormKey.objects.create(key="row-in-the-backup", used_at=NOW)
    path = writing.make_backup(tmp_path / "out", at=NOW).path
    with checked_archive(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"row-in-the-backup" in content
    assert key.encode() not in content
    assert Session.objects.count() == 1  # the running platform keeps its own


def test_backup_leaves_a_sign_of_life(backup: Path) -> None:
    assert Heartbeat.objects.get(name="backup").at > timezone.now() - timedelta(minutes=1)


# --- Made whole or not at all ---------------------------------------------------------------------------


def test_full_disk_leaves_no_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(postgres if connection.vendor == "postgresql" else sqlite, "write_snapshot", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []
    assert not Heartbeat.objects.filter(name="backup").exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's copy is read through Django")
def test_disk_that_fills_while_the_copy_is_worked_on_is_told_in_one_line(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is opened past Django, whose errors the commands know."""

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite, "leave_out", full)
    with pytest.raises(CommandError, match="disk is full"):
        call_command("backup", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.setattr(sqlite, "patience", full)
    with pytest.raises(CommandError, match="disk is full"):
        call_command("restore", backup, replace=True)
    assert FormKey.objects.exists()
    assert not restoring.marker().exists()


def test_leftovers_of_a_killed_backup_go_after_a_day_not_before(tmp_path: Path) -> None:
    old, young = tmp_path / ".backup-old", tmp_path / ".backup-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "database.sqlite3").write_text("half")
    os.utime(old, (1, 1))
    writing.make_backup(tmp_path, at=NOW)
    assert (old.exists(), young.exists()) == (False, True)


def test_backups_are_pruned_only_when_asked_and_only_backups(tmp_path: Path) -> None:
    names = [f"jobtwinning-2026-11-{day:02}-010000.backup" for day in range(1, 6)]
    folder = tmp_path / "out"
    folder.mkdir()
    for name in [*names, "jobtwinning-notes.txt", "other.backup"]:
        (folder / name).write_text("x")
    a_folder = folder / "jobtwinning-2020-01-01-010000.backup"
    a_folder.mkdir()
    writing.make_backup(folder, at=NOW)
    assert len(list(folder.iterdir())) == 9
    assert [path.name for path in writing.prune(folder, keep=2)] == names[:4]
    assert sorted(path.name for path in folder.iterdir()) == [
        a_folder.name,
        names[4],
        "jobtwinning-2026-11-21-014651.backup",
        "jobtwinning-notes.txt",
        "other.backup",
    ]
    with pytest.raises(CommandError, match="1 or more"):
        call_command("backup", str(folder), keep=0)


# --- Refused before anything is touched -----------------------------------------------------------------


def damaged(content: bytes) -> list[bytes]:
    """Every byte of the first line and 200 of the rest flipped, one at a time; cut off at 50 places."""
    chance = random.Random(1)
    places = [*range(HEADER_BYTES), *chance.sample(range(HEADER_BYTES, len(content)), 200)]
    flipped = [content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :] for at in places]
    cuts = [0, HEADER_BYTES, len(content) - 1, *chance.sample(range(1, len(content)), 47)]
    return flipped + [content[:at] for at in cuts]


def test_every_damaged_backup_is_refused_and_the_database_untouched(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_database(monkeypatch, lambda *_: pytest.fail("the database was touched"))
    cases = damaged(backup.read_bytes())
    assert len(cases) == HEADER_BYTES + 250
    for content in cases:
        assert refusal(changed(backup, content)).startswith("changed.backup ")
    assert not restoring.marker().exists()
    assert FormKey.objects.get().key == "row-in-the-backup"


@pytest.mark.one_database
def test_without_the_checksum_damage_gets_through(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nothing else would notice all of it."""
    loaded = []
    monkeypatch.setattr(container, "check", lambda *_: None)
    no_database(monkeypatch, lambda *_: loaded.append(1))
    monkeypatch.setattr(restoring, "call_command", lambda *_, **__: None)
    for content in damaged(backup.read_bytes())[::4]:
        try:
            restoring.restore_backup(changed(backup, content), at=NOW, replace=True)
        except (
            ValueError,
            KeyError,
            OSError,
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            zlib.error,
        ):
            continue
    assert loaded


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "no backup of this platform"),
        (b"SQLite format 3\x00" + b"x" * 500, "no backup of this platform"),
        (b"jobtwinning-backup format=002 sha256=" + b"0" * 64 + b" bytes=0000000000000000\n", "newer version"),
    ],
)
def test_another_file_or_a_newer_format_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    assert expected in refusal(changed(tmp_path / "x", content))


def test_header_is_as_long_as_it_says() -> None:
    assert len(container.header("0" * 64, 1)) == HEADER_BYTES


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "nowhere.backup")


def test_backup_of_the_other_kind_of_database_is_refused(backup: Path) -> None:
    assert "was made on oracle, this database is" in refusal(rewritten(backup, vendor="oracle"))


def test_backup_with_a_migration_from_the_future_is_refused(backup: Path) -> None:
    with checked_archive(backup) as archive:
        contents = json.loads(archive.read("manifest.json"))["contents"]
    contents["migrations"].append(["core", "0999_future"])
    assert "newer version (0.1.0, core.0999_future)" in refusal(rewritten(backup, contents=contents))


def test_full_database_is_refused_unless_asked(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not empty (core_formkey): give --replace" in refusal(backup, replace=False)
    FormKey.objects.all().delete()
    reached = []
    no_database(monkeypatch, lambda *_: reached.append(1))
    monkeypatch.setattr(restoring, "call_command", lambda *_, **__: None)
    restoring.restore_backup(backup, at=NOW)
    assert reached == [1]


def test_restore_under_a_running_worker_is_refused(backup: Path) -> None:
    health.beat("worker")
    assert "The worker runs" in refusal(backup)


def test_stored_files_in_another_place_are_refused(backup: Path, var_dir: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (var_dir / "media").symlink_to(elsewhere)
    assert "a link or a disk of its own" in refusal(backup)


# --- The steps around the database ----------------------------------------------------------------------


def test_ledger_keeps_what_either_has(backup: Path, var_dir: Path, tmp_path: Path) -> None:
    ledger = var_dir / "erasures.jsonl"
    ledger.write_text('{"n": 1}\n{"n": 2}\n')
    path = writing.make_backup(tmp_path / "second", at=NOW).path
    ledger.write_text('{"n": 2}\n{"n": 3}')  # the last line was cut off by a crash
    with checked_archive(path) as archive:
        restoring.unite_ledger(archive)
        restoring.unite_ledger(archive)
    assert ledger.read_text() == '{"n": 1}\n{"n": 2}\n{"n": 3}\n'
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    with checked_archive(backup) as older:  # made before there was a ledger
        restoring.unite_ledger(older)
    assert ledger.read_text().count("\n") == 3


def test_stored_files_take_the_place_of_those_that_are_there(var_dir: Path, tmp_path: Path) -> None:
    media = var_dir / "media"
    media.mkdir()
    (media / "kept.txt").write_text("kept")
    path = writing.make_backup(tmp_path / "out", at=NOW).path
    (media / "kept.txt").write_text("changed")
    (media / "later.txt").write_text("later")
    (tmp_path / "work").mkdir()
    with checked_archive(path) as archive:
        restoring.put_back_files(archive, tmp_path / "work")
    assert {each.name: each.read_text() for each in media.iterdir()} == {"kept.txt": "kept"}


def test_a_file_name_never_leads_out_of_the_folder(backup: Path, var_dir: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.backup"
    with new_archive(evil) as archive:
        for name in ("media/../../out.txt", "/media/out.txt", "media/fine.txt"):
            archive.writestr(name, "x")
    (tmp_path / "work").mkdir()
    with checked_archive(evil) as archive:
        restoring.put_back_files(archive, tmp_path / "work")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.txt")] == ["var/media/fine.txt"]


def test_load_that_fails_leaves_no_marker_but_one_of_before_stays(
    backup: Path, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        assert restoring.marker().exists()
        raise OSError(28, "No space left on device")

    no_database(monkeypatch, full)
    (var_dir / ".restore-killed").mkdir()
    for before in (False, True):
        with pytest.raises(CommandError, match=r"Not restored: .* No space left on device"):
            call_command("restore", str(backup), replace=True)
        assert restoring.marker().exists() == before
        assert list(var_dir.glob(".restore-*")) == []
        restoring.marker().touch()


def test_marker_stays_until_the_last_step_went_well(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def step(at: datetime) -> None:
        seen.append(at)
        if len(seen) == 1:
            raise RuntimeError

    no_database(monkeypatch, lambda *_: None)
    monkeypatch.setattr(restoring, "call_command", lambda name, **_: seen or None)
    with pytest.raises(RuntimeError):
        restoring.restore_backup(backup, at=NOW, replace=True, after=[step])
    assert restoring.marker().read_text() == f"{backup.name} {NOW.isoformat()}\n"
    FormKey.objects.all().delete()
    assert "not empty (restore-unfinished)" in refusal(backup, replace=False)
    restoring.restore_backup(backup, at=NOW, replace=True, after=[step])
    assert (seen, restoring.marker().exists()) == ([NOW, NOW], False)
