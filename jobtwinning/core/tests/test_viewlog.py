"""The log of who viewed whose data: complete, survives, and cannot be changed unseen (C9)."""

from datetime import UTC, datetime

import pytest

from jobtwinning.core import viewlog
from jobtwinning.core.models import ViewLog

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


# --- Cut when its term is over ------------------------------------------------------------------------

LONG_AGO, TODAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def log_at(at: datetime) -> None:
    viewlog.record_view(account_id=1, person_ids=["a"], page="x", data_class="profile", at=at)


@pytest.mark.parametrize("newer", [0, 2])
def test_a_log_that_was_cut_is_whole_and_goes_on(newer: int) -> None:
    for at in [LONG_AGO] * 3 + [TODAY] * newer:
        log_at(at)
    assert viewlog.cut_views_before(TODAY, at=TODAY) == 3
    assert (ViewLog.objects.count(), viewlog.first_broken_row()) == (newer, None)
    log_at(TODAY)
    assert (ViewLog.objects.count(), viewlog.first_broken_row()) == (newer + 1, None)
    assert viewlog.cut_views_before(TODAY, at=TODAY) == 0


def test_control_rows_taken_away_without_a_cut_are_found() -> None:
    for at in (LONG_AGO, LONG_AGO, TODAY):
        log_at(at)
    ViewLog.objects.filter(at=LONG_AGO).delete()
    assert viewlog.first_broken_row() == ViewLog.objects.get().pk
