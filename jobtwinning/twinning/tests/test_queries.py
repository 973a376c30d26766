"""Totals of hours, and what a plan adds up to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import Cast
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Side
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.twinning.plan import check_day, check_plan, weeks_between
from jobtwinning.twinning.queries import HoursTotal, hours_by_participation, hours_of
from tests import make


def test_hours_of_a_pair_add_up_per_person_with_nought_for_who_logged_nothing(cast: Cast) -> None:
    make.make_hours(cast.pair, cast.teacher.person, work="2.0", own="0.5")
    make.make_hours(cast.pair, cast.teacher.person, work="1.5")

    assert hours_of(cast.pair) == {
        cast.teacher.person_id: HoursTotal(Decimal("3.5"), Decimal("0.5")),
        cast.professional.person_id: HoursTotal(),
    }


def test_hours_by_participation_add_up_over_pairs_and_leave_out_other_programmes(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.FINISHED)
    cast.pair.seats.update(active=False)
    again = make.make_pair(
        cast.teacher, make.make_participation(cast.programme, side=Side.NON_TEACHER), state=Pair.State.ACCEPTED
    )
    make.make_hours(cast.pair, cast.teacher.person, work="2.0")
    make.make_hours(again, cast.teacher.person, work="0.0", own="1.0")
    elsewhere = make.make_programme(cast.region)
    other = make.make_participation(elsewhere)
    pair = make.make_pair(other, make.make_participation(elsewhere, side=Side.NON_TEACHER), state=Pair.State.FINISHED)
    make.make_hours(pair, other.person)

    with django_assert_num_queries(2):
        totals = hours_by_participation(cast.programme)

    assert totals[cast.teacher.pk] == HoursTotal(Decimal(2), Decimal(1))
    assert totals[cast.professional.pk].total == 0
    assert len(totals) == 3


def test_hours_by_participation_leave_out_who_never_started(cast: Cast) -> None:
    assert len(hours_by_participation(cast.programme)) == 2  # the control
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.DECLINED)
    assert hours_by_participation(cast.programme) == {}


@pytest.mark.parametrize(
    ("meetings", "other", "missing"),
    [([], "0", (6, "20")), (["2.5"] * 6, "5", (0, "0")), (["2.5"] * 6, "4.5", (0, "0.5")), (["4"] * 5, "0", (1, "0"))],
)
def test_check_plan_counts_meetings_and_all_hours(meetings: list[str], other: str, missing: tuple[int, str]) -> None:
    """Six meetings of two to three hours are not twenty hours yet; work besides them counts (R-2.7, R-2.8)."""
    check = check_plan(ProgrammeRules(), [Decimal(hours) for hours in meetings], Decimal(other))

    assert (check.meetings_missing, check.hours_missing) == (missing[0], Decimal(missing[1]))
    assert check.is_enough == (missing == (0, "0"))


def test_check_day_knows_the_holiday_of_the_region_and_the_period() -> None:
    """Autumn 2026: the middle has its holiday a week from the north or south; both days of the period are inside."""
    first, last = date(2026, 9, 15), date(2026, 12, 15)
    inside = check_day(first, first, last, "middle")
    assert (inside.outside_period, inside.holiday) == (False, None)
    assert not check_day(last, first, last, "middle").outside_period
    assert check_day(date(2026, 12, 16), first, last, "middle").outside_period
    holiday = check_day(date(2026, 10, 20), first, last, "middle").holiday
    assert holiday is not None
    assert holiday.label_nl == "Herfstvakantie"


def test_weeks_between_start_at_one_stop_at_the_last_and_leave_out_holidays() -> None:
    first, last = date(2026, 9, 15), date(2026, 12, 15)

    def weeks(today: date) -> tuple[int, int, int]:
        found = weeks_between(first, last, today, "middle")
        return found.count, found.now, found.passed

    assert weeks(date(2026, 9, 14)) == (13, 0, 0)
    assert weeks(date(2026, 9, 15)) == (13, 1, 0)
    assert weeks(date(2026, 9, 22)) == (13, 2, 1)
    assert weeks(date(2027, 2, 1)) == (13, 13, 13)
    found = weeks_between(first, last, date(2026, 9, 22), "middle")
    assert len(found.free) == 1
    assert found.schedule(24) == 2
    assert weeks_between(first, last, last, "middle").schedule(24) == 24
