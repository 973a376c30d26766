"""The log of who viewed whose data: complete, survives, and cannot be changed unseen."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction

from jobtwinning.core import viewlog
from jobtwinning.core.models import ViewLog, ViewLogEnds

pytestmark = pytest.mark.django_db


def log(number: int) -> None:
    viewlog.record_view(account_id=number, person_ids=["b", "a", "b"], page="intake:participants", data_class="profile")


def test_record_view_writes_one_row_with_each_person_once() -> None:
    log(1)
    row = ViewLog.objects.get()
    assert (row.account_id, row.person_ids, row.page) == (1, ["a", "b"], "intake:participants")
    assert row.previous_hash == viewlog.START


def test_record_view_without_people_writes_nothing() -> None:
    assert viewlog.record_view(account_id=1, person_ids=[], page="x", data_class="profile") is None
    assert ViewLog.objects.count() == 0


def test_untouched_log_is_whole() -> None:
    for number in range(5):
        log(number)
    assert viewlog.first_broken_row() is None


@pytest.mark.parametrize("changed", [{"account_id": 99}, {"person_ids": ["c"]}, {"page": "elsewhere"}])
def test_a_changed_row_is_found(changed: dict[str, object]) -> None:
    for number in range(5):
        log(number)
    third = ViewLog.objects.order_by("pk")[2]
    ViewLog.objects.filter(pk=third.pk).update(**changed)
    assert viewlog.first_broken_row() == third.pk


def test_a_deleted_row_is_found_at_the_next_one() -> None:
    for number in range(5):
        log(number)
    rows = list(ViewLog.objects.order_by("pk"))
    rows[2].delete()
    assert viewlog.first_broken_row() == rows[3].pk


def test_a_deleted_newest_row_is_found() -> None:
    for number in range(5):
        log(number)
    newest = ViewLog.objects.latest("pk").pk
    ViewLog.objects.filter(pk=newest).delete()
    assert viewlog.first_broken_row() == newest
    ViewLog.objects.all().delete()
    assert viewlog.first_broken_row() == newest


def test_a_row_put_behind_the_newest_is_found_and_so_are_lost_ends() -> None:
    log(1)
    first = ViewLog.objects.get()
    forged = ViewLog(at=first.at, account_id=2, person_ids=["a"], page="x", previous_hash=first.row_hash)
    forged.row_hash = viewlog.row_hash(forged)
    forged.save()
    assert viewlog.first_broken_row() == forged.pk
    forged.delete()
    assert viewlog.first_broken_row() is None
    ViewLogEnds.objects.all().delete()
    assert viewlog.first_broken_row() == first.pk


START = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = {  # every column in turn
    "at": START - timedelta(days=1), "account_id": 999, "person_ids": ["z"], "page": "elsewhere",
    "data_class": "x", "previous_hash": "1" * 64, "row_hash": "2" * 64,
}  # fmt: skip
LONG = 1000


@pytest.fixture
def long_log() -> list[int]:
    """A thousand whole rows, as record_view writes them, without a question per row."""
    rows, previous = [], viewlog.START
    for number in range(LONG):
        row = ViewLog(
            at=START + timedelta(minutes=number), account_id=number % 7, person_ids=[f"p{number}"], page="intake:x",
            data_class="profile", previous_hash=previous,
        )  # fmt: skip
        previous = row.row_hash = viewlog.row_hash(row)
        rows.append(row)
    ViewLog.objects.bulk_create(rows)
    keys = list(ViewLog.objects.order_by("pk").values_list("pk", flat=True))
    ViewLogEnds.objects.create(oldest_hash=viewlog.START, newest_hash=previous, newest_id=keys[-1])
    return keys


def test_any_one_row_of_a_thousand_changed_or_gone_is_found(long_log: list[int]) -> None:
    """First, last and every 29th between them, each column in turn."""
    assert viewlog.first_broken_row() is None
    for turn, place in enumerate(sorted({0, 1, LONG - 2, LONG - 1, *range(0, LONG, 29)})):
        column = list(CHANGES)[turn % len(CHANGES)]
        row, after = ViewLog.objects.filter(pk=long_log[place]), long_log[min(place + 1, LONG - 1)]
        sid = transaction.savepoint()
        row.update(**{column: CHANGES[column]})
        assert viewlog.first_broken_row() == long_log[place], f"{column} of row {place}"
        transaction.savepoint_rollback(sid)
        row.delete()
        assert viewlog.first_broken_row() == after, f"row {place} gone"
        transaction.savepoint_rollback(sid)
        transaction.savepoint_commit(sid)
    assert viewlog.first_broken_row() is None


def test_forget_before_takes_the_oldest_and_leaves_a_whole_log(long_log: list[int]) -> None:
    assert viewlog.forget_before(START) == 0
    assert viewlog.forget_before(START + timedelta(minutes=400)) == 400
    assert viewlog.forget_before(START + timedelta(minutes=400)) == 0
    assert (ViewLog.objects.count(), viewlog.first_broken_row()) == (600, None)
    ViewLog.objects.filter(pk=long_log[400]).delete()  # the control: taken away by hand it is seen
    assert viewlog.first_broken_row() == long_log[401]


def test_forget_everything_leaves_an_empty_whole_log_that_goes_on(long_log: list[int]) -> None:
    assert viewlog.forget_before(START + timedelta(days=9)) == LONG
    assert viewlog.first_broken_row() is None
    log(1)
    assert viewlog.first_broken_row() is None


def test_a_log_from_before_gets_its_ends(long_log: list[int]) -> None:
    known = ViewLogEnds.objects.values("oldest_hash", "newest_hash", "newest_id").get()
    ViewLogEnds.objects.all().delete()
    migration = import_module("jobtwinning.core.migrations.0004_view_log_ends")
    migration.remember(apps, SimpleNamespace(connection=connection))
    assert ViewLogEnds.objects.values("oldest_hash", "newest_hash", "newest_id").get() == known
