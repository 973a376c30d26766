from collections import Counter

import pytest

from jobtwinning.people.places import (
    PROVINCE_SCHOOL_REGION,
    TravelMode,
    distance_km,
    find_places,
    nearest_place,
    place,
    places,
    school_region,
    travel_minutes,
)

ROTTERDAM = 2747891
AMSTERDAM = 2759794


def test_places_are_the_1966_of_the_table_with_unique_ids_and_labels() -> None:
    assert len(places()) == 1966
    assert len({each.id for each in places()}) == 1966
    assert len({each.label for each in places()}) == 1966
    assert {each.province for each in places()} == set(PROVINCE_SCHOOL_REGION)


def test_places_with_a_double_name_carry_their_province() -> None:
    doubles = {name for name, count in Counter(each.name for each in places()).items() if count > 1}
    assert len(doubles) == 31
    assert all((each.label != each.name) == (each.name in doubles) for each in places())
    assert [each.label for each in find_places("nes")][:2] == [
        "Nes (Friesland, bij Dokkum)",
        "Nes (Friesland, bij Akkrum)",
    ]


def test_all_places_lie_in_the_european_netherlands() -> None:
    assert all(50.7 < each.latitude < 53.6 and 3.3 < each.longitude < 7.3 for each in places())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rotterdam", "Rotterdam"),
        ("ROTT", "Rotterdam"),
        ("den haag", "Den Haag"),
        ("'s-gravenhage", "Den Haag"),
        ("den bosch", "'s-Hertogenbosch"),
        ("s hertogen", "'s-Hertogenbosch"),
        ("Ijmuid", "IJmuiden"),
        ("hertogenbosch", "'s-Hertogenbosch"),
    ],
)
def test_find_places_ignores_case_accents_and_punctuation(text: str, first: str) -> None:
    assert find_places(text)[0].name == first


def test_find_places_puts_prefix_before_contains_and_keeps_the_limit() -> None:
    found = find_places("dam", limit=5)
    assert len(found) == 5
    starts = [each.name.casefold().startswith("dam") for each in found]
    assert starts == sorted(starts, reverse=True)
    assert find_places("  ") == ()
    assert find_places("qqqq") == ()


def test_distance_and_travel_time_follow_the_documented_speeds() -> None:
    a, b = place(ROTTERDAM), place(AMSTERDAM)
    assert round(distance_km(a, b), 1) == round(distance_km(b, a), 1) == 57.5
    assert travel_minutes(a, b, "car") == 90
    assert travel_minutes(a, b, "public_transport") == 150
    modes: tuple[TravelMode, ...] = ("car", "public_transport", "bicycle", "walking")
    assert [travel_minutes(a, a, mode) for mode in modes] == [5, 5, 5, 5]


def test_nearest_place_is_the_place_itself_at_its_own_point() -> None:
    home = place(ROTTERDAM)
    assert nearest_place(home.latitude, home.longitude) == home


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Amsterdam", "north"),
        ("Rotterdam", "middle"),
        ("Eindhoven", "south"),
        ("Nijmegen", "south"),
        ("Apeldoorn", "middle"),
        ("Hattem", "north"),
        ("Zeewolde", "middle"),
        ("Eemnes", "north"),
        ("Werkendam", "middle"),
    ],
)
def test_school_region_of_place(name: str, region: str) -> None:
    assert school_region(find_places(name)[0]) == region


def test_school_region_of_province() -> None:
    assert school_region("Zeeland") == "south"
