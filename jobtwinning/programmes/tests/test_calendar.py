from collections import Counter
from datetime import date, timedelta

import pytest

from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import (
    REGIONS,
    add_working_days,
    is_public_holiday,
    is_school_holiday,
    is_working_day,
    iso_week,
    iso_weeks,
    monday_of,
    peak_periods,
    school_holiday_on,
    school_holidays,
    school_holidays_known,
    working_days_between,
)


@pytest.mark.parametrize("region", REGIONS)
def test_school_holidays_are_six_a_year_from_saturday_to_sunday(region: SchoolRegion) -> None:
    listed = school_holidays(region)
    assert Counter(each.school_year for each in listed) == {"2025-2026": 6, "2026-2027": 6, "2027-2028": 6}
    for each in listed:
        assert (each.first_day.weekday(), each.last_day.weekday()) == (5, 6), each
        assert len({each.label("nl"), each.label("en"), ""}) == 3


@pytest.mark.parametrize(
    ("day", "north", "middle", "south"),
    [
        (date(2026, 10, 14), True, False, False),
        (date(2026, 10, 20), False, True, True),
        (date(2026, 12, 19), True, True, True),
        (date(2027, 1, 4), False, False, False),
        (date(2027, 5, 5), True, True, True),
        (date(2027, 7, 12), True, False, False),
    ],
)
def test_is_school_holiday_differs_per_region(day: date, north: bool, middle: bool, south: bool) -> None:
    assert (is_school_holiday(day, "north"), is_school_holiday(day, "middle"), is_school_holiday(day, "south")) == (
        north,
        middle,
        south,
    )


def test_school_holiday_on_names_the_holiday() -> None:
    found = school_holiday_on(date(2026, 12, 25), "middle")
    assert found is not None
    assert found.label("nl") == "Kerstvakantie"
    assert school_holiday_on(date(2026, 11, 20), "middle") is None


def test_school_holidays_known_only_inside_the_table() -> None:
    assert school_holidays_known(date(2026, 11, 20), "south")
    assert not school_holidays_known(date(2015, 11, 20), "south")
    assert not school_holidays_known(date(2029, 1, 1), "south")


def test_public_holidays_of_2026() -> None:
    weekdays_off = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in weekdays_off if is_public_holiday(day)] == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]
    assert is_public_holiday(date(2025, 5, 5))


def test_working_days_stop_in_the_school_holiday_of_the_region() -> None:
    friday_before, monday_after = date(2026, 10, 9), date(2026, 10, 19)
    assert working_days_between(friday_before, monday_after, "north") == 1
    assert working_days_between(friday_before, monday_after, "south") == 5
    assert working_days_between(friday_before, monday_after, None) == 6


def test_working_days_between_the_same_day_is_none_and_backwards_is_negative() -> None:
    day = date(2026, 11, 18)
    assert working_days_between(day, day, "middle") == 0
    assert working_days_between(date(2026, 11, 20), day, "middle") == -2


def test_add_working_days_jumps_over_christmas() -> None:
    assert add_working_days(date(2026, 12, 17), 3, "middle") == date(2027, 1, 5)
    assert add_working_days(date(2026, 12, 17), 3, None) == date(2026, 12, 22)
    assert add_working_days(date(2026, 12, 17), 0, "middle") == date(2026, 12, 17)
    with pytest.raises(ValueError, match="0 or more"):
        add_working_days(date(2026, 12, 17), -1, None)


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_add_working_days_undoes_working_days_between(region: SchoolRegion | None) -> None:
    for offset in range(0, 400, 7):
        start = date(2026, 8, 1) + timedelta(days=offset)
        for days in (1, 3, 10, 17):
            end = add_working_days(start, days, region)
            assert is_working_day(end, region)
            assert working_days_between(start, end, region) == days


def test_iso_weeks_cross_the_year_of_53_weeks() -> None:
    assert iso_weeks(date(2026, 12, 27), date(2027, 1, 4)) == ("2026-W52", "2026-W53", "2027-W01")
    assert iso_weeks(date(2026, 11, 20), date(2026, 11, 20)) == ("2026-W47",)
    assert iso_weeks(date(2026, 11, 20), date(2026, 11, 1)) == ()
    assert iso_week(date(2027, 1, 3)) == "2026-W53"
    assert monday_of("2026-W53") == date(2026, 12, 28)


def test_peak_periods_have_weeks_and_reasons() -> None:
    assert len(peak_periods()) == 11
    for each in peak_periods():
        assert 1 <= each.first_week <= each.last_week <= 53
        assert len({each.reason_nl, each.reason_en, ""}) == 3
