import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from conftest import Cast, build_cast, sign_in
from jobtwinning.core import files
from jobtwinning.core.errors import DomainError
from jobtwinning.core.files import Belonging, FilePurpose, file_answer, path_of, read_content, store_file, sweep_orphans
from jobtwinning.core.models import StoredFile
from jobtwinning.core.tasks import sweep_files
from tests import make
from tests.policy_objects import import_file

ClientOf = Callable[[str], Client]
TEXT = b"naam;uren\nNoor;2\n"


@pytest.fixture(autouse=True)
def purpose(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A purpose for which anything may be kept, in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    kinds = frozenset({"text", "png", "pdf"})
    files.register_purpose(
        FilePurpose("test", kinds, 1_000_000, timedelta(days=7), lambda viewer, row: True, lambda row: [])
    )
    yield
    del files.PURPOSES["test"]


def keep(name: str = "lijst.csv", content: bytes = TEXT, owner: int = 1) -> StoredFile:
    return store_file(name, content, "test", belongs_to=Belonging(owner, 1), at=make.NOW)


HOSTILE_NAMES = {
    "../../etc/passwd.csv": "../../etc/passwd.csv",
    "/etc/cron.d/x.csv": "/etc/cron.d/x.csv",
    "a\r\nSet-Cookie: x=1\r\n.csv": "a Set-Cookie: x=1 .csv",
    "\u202evsc.exe.csv": "vsc.exe.csv",
    "👩\u200d🏫🦄.csv": "👩\u200d🏫🦄.csv",
    'a"; filename="b.html.csv': 'a"; filename="b.html.csv',
    "a\x00b.csv": "ab.csv",
    "x" * 400 + ".csv": "x" * 116 + ".csv",
    "<script>alert(7)</script>.csv": "<script>alert(7)</script>.csv",
}


@pytest.mark.parametrize("name", sorted(HOSTILE_NAMES))
def test_a_hostile_name_reaches_neither_the_disk_nor_a_header(db: None, name: str) -> None:
    row = keep(name)
    assert row.name == HOSTILE_NAMES[name]
    assert [path.name for path in files.folder().iterdir()] == [row.disk_name]
    assert (len(row.disk_name), row.disk_name.isalnum()) == (40, True)
    header = file_answer(row)["Content-Disposition"]
    assert header.startswith("attachment")
    assert header.isascii()
    assert header.isprintable()


def test_content_is_kept_for_nobody_else_and_read_back_unchanged(db: None) -> None:
    row = keep()
    assert (path_of(row).stat().st_mode & 0o777, files.folder().stat().st_mode & 0o777) == (0o600, 0o700)
    assert (read_content(row), row.kind, row.size_bytes) == (TEXT, "text", len(TEXT))
    path_of(row).write_bytes(b"iets anders")
    with pytest.raises(DomainError, match="Dit bestand is er niet meer"):
        read_content(row)
    path_of(row).unlink()
    with pytest.raises(DomainError, match="Dit bestand is er niet meer"):
        read_content(row)


def test_the_same_file_of_the_same_owner_is_kept_once(db: None) -> None:
    assert keep() == keep("anders.csv")
    assert keep() != keep(owner=2)
    assert len(list(files.folder().iterdir())) == StoredFile.objects.count() == 2


def test_a_row_whose_content_is_gone_gets_it_back_with_the_next_upload(db: None) -> None:
    row = keep()
    path_of(row).unlink()
    assert read_content(keep()) == TEXT


def test_the_same_file_sent_again_while_it_is_being_kept_is_kept_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second sending comes through between the look and the row of the first."""
    write, others = files.write_content, []

    def write_late(path: Path, content: bytes, *, at: datetime) -> None:
        monkeypatch.setattr(files, "write_content", write)
        others.append(keep())
        write(path, content, at=at)

    monkeypatch.setattr(files, "write_content", write_late)
    assert [keep()] == others
    assert [path.name for path in files.folder().iterdir()] == [others[0].disk_name]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads share one connection to a database in memory")
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_eight_times_at_once_is_kept_once() -> None:
    def send(_number: int) -> int:
        try:
            return keep().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(send, range(8)))
    assert len(found) == StoredFile.objects.count() == len(list(files.folder().iterdir())) == 1


def test_deleting_a_row_by_any_way_deletes_the_file_after_the_commit(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    one, two = keep(), keep(owner=2)
    with django_capture_on_commit_callbacks() as callbacks:
        one.delete()
        StoredFile.objects.filter(pk=two.pk).delete()
    assert (path_of(one).exists(), path_of(two).exists(), len(callbacks)) == (True, True, 2)
    for callback in callbacks:
        callback()
    assert list(files.folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_undone_keeps_the_file() -> None:
    row = keep()
    with transaction.atomic():
        StoredFile.objects.all().delete()
        transaction.set_rollback(True)
    assert read_content(StoredFile.objects.get(pk=row.pk)) == TEXT


def test_a_crash_between_file_and_row_leaves_nothing_for_ever(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep()

    def die(*_args: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(StoredFile, "save", die)
        with pytest.raises(KeyboardInterrupt):
            keep(owner=2)
    assert (StoredFile.objects.count(), len(list(files.folder().iterdir()))) == (1, 2)
    assert sweep_orphans(make.NOW + timedelta(hours=23)) == 0  # perhaps its row is on the way
    assert sweep_orphans(make.NOW + timedelta(hours=25)) == 1
    assert [path.name for path in files.folder().iterdir()] == [kept.disk_name]
    assert sweep_orphans(make.NOW + timedelta(hours=26)) == 0


def test_files_go_when_their_term_is_over(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = keep()
    assert sweep_files(make.NOW + timedelta(days=7, seconds=-1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert files.delete_expired(make.NOW + timedelta(days=7)) == 1
    assert path_of(row).exists() is False
    assert sweep_files(make.NOW + timedelta(days=9)) == 0


def test_only_pictures_are_shown_and_nothing_is_kept_by_a_cache(db: None) -> None:
    from jobtwinning.core.tests.test_file_kinds import PDF, PNG

    shown = {name: file_answer(keep(name, body)) for name, body in {"a.png": PNG, "a.pdf": PDF, "a.csv": TEXT}.items()}
    assert {name: answer["Content-Disposition"].split(";")[0] for name, answer in shown.items()} == {
        "a.png": "inline", "a.pdf": "attachment", "a.csv": "attachment",
    }  # fmt: skip
    assert {(answer["Cache-Control"], answer.has_header("ETag")) for answer in shown.values()} == {("no-store", False)}


def test_a_file_is_served_in_a_sandbox_to_whom_the_purpose_lets_in(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("programmes:stored_file", args=[import_file(cast)])
    answer = client_of("coordinator").get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert "sandbox" in answer["Content-Security-Policy"].split("; ")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert answer.has_header("ETag") is False


def test_a_file_of_another_region_is_as_one_that_does_not_exist(cast: Cast, client_of: ClientOf) -> None:
    other = build_cast("Heuveland", "elders.example")
    theirs = reverse("programmes:stored_file", args=[import_file(other)])
    nobodys = reverse("programmes:stored_file", args=["z" * 12])
    client = client_of("coordinator")
    answer, missing = client.get(theirs), client.get(nobodys)
    assert (answer.status_code, missing.status_code) == (404, 404)
    bodies = [
        re.sub(r"\b\w{64}\b|nonce=\"[^\"]+\"", "", each.content.decode()) for each in (answer, missing)
    ]  # without form tokens
    assert bodies[0].replace(theirs[-13:], "") == bodies[1].replace(nobodys[-13:], "")
    own = Client()
    account = other.accounts["coordinator"]
    assert account is not None
    sign_in(own, account)
    assert own.get(theirs).status_code == 200  # the control
    account.grants.update(revoked_at=make.NOW)
    assert own.get(theirs).status_code == 404


def test_a_purpose_that_nobody_registered_is_read_by_nobody(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("programmes:stored_file", args=[import_file(cast)])
    StoredFile.objects.update(purpose="unknown")
    assert client_of("coordinator").get(url).status_code == 404
