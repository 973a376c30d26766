"""The file of the ledger as a bad disk, a careless hand or a full disk leaves it: erasing and restoring go on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from conftest import Cast
from jobtwinning.core import checkup
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions, ledger
from jobtwinning.privacy.checkup import erasure_ledger
from jobtwinning.privacy.models import Erasure
from tests.make import NOW

pytestmark = pytest.mark.django_db
WHOLE = {"person_id": "abc234def567", "at": NOW.isoformat(), "reason": "own", "role": "self"}
GARBAGE = {
    "noise": b"\xff\xfe\x00\x80",
    "half a line": b'{"person_id": "abc',
    "a number": b"17",
    "nothing": b"null",
    "a list": b'["person_id"]',
    "no moment": json.dumps({**WHOLE, "at": None}).encode(),
    "a moment without zone": json.dumps({**WHOLE, "at": "2026-01-01T00:00:00"}).encode(),
    "no reason": json.dumps({"person_id": "x", "at": WHOLE["at"], "role": "self"}).encode(),
    "an unknown reason": json.dumps({**WHOLE, "reason": "because of what they said"}).encode(),
    "an id too long": json.dumps({**WHOLE, "person_id": "x" * 40}).encode(),
    "an id with NUL": json.dumps({**WHOLE, "person_id": "a\x00b"}).encode(),
    "a deep one": b"[" * 100_000,
}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def levels() -> list[str]:
    return [each.level for each in checkup.findings((erasure_ledger,))]


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_line_of_garbage_hides_no_other_line_and_stops_no_erasing(cast: Cast, garbage: bytes) -> None:
    back = json.dumps({**WHOLE, "person_id": cast.professional.person.public_id}).encode()
    ledger.path().write_bytes(json.dumps(WHOLE).encode() + b"\n" + garbage + b"\n" + back + b"\n")
    call_command("erase_person", cast.teacher.person.public_id)
    assert actions.replay_erasures(at=NOW) == 1
    assert not Person.objects.filter(pk__in=[cast.teacher.person_id, cast.professional.person_id]).exists()
    assert Erasure.objects.count() == 3
    assert garbage in ledger.path().read_bytes(), "what a person may still read is kept"


@pytest.fixture
def unwritable() -> None:
    """A folder in its place: nobody can write that, root neither."""
    ledger.path().mkdir()


def test_an_erasing_whose_line_cannot_be_written_is_done_and_told_by_doctor(
    cast: Cast, unwritable: None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        assert actions.erase_person(cast.teacher.person, by=None, at=NOW)
    assert len(callbacks) > 1, "what comes after the file was done too"
    assert levels() == ["fail"]
    ledger.path().rmdir()
    ledger.join()
    assert [line["person_id"] for line in ledger.read()] == [cast.teacher.person.public_id]
    assert levels() == ["ok"]


def test_doctor_tells_of_lines_that_cannot_be_read_and_of_lines_that_are_missing() -> None:
    assert levels() == ["ok"]
    ledger.path().write_bytes(b"\xff\n")
    assert levels() == ["warn"]
    ledger.path().write_bytes(b"")
    Erasure.objects.create(person_id="abc234def567", at=NOW, reason="own", role="self")
    assert levels() == ["warn"]
    ledger.join()
    assert levels() == ["ok"]
