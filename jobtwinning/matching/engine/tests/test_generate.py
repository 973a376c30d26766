"""Made-up cohorts look like a country: people live in regions, write different texts and leave answers out."""

import math
from collections import Counter
from typing import Any

import pytest

from jobtwinning.matching.engine.dutch_places import regions
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json

OPTIONAL = ("education_level", "education_field", "target_groups", "function_level", "age", "hours_per_month", "months")


def everybody(cohort: dict[str, Any]) -> list[dict[str, Any]]:
    return [*cohort["left"], *cohort["right"]]


def region_sizes(cohort: dict[str, Any]) -> Counter[str]:
    return Counter(person["region"] for person in cohort["left"])


def km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Flat and good enough inside one country."""
    return math.hypot(111.2 * (first[0] - second[0]), 68.5 * (first[1] - second[1]))


def test_generate_same_numbers_give_the_same_cohort_and_another_seed_another() -> None:
    assert generate_cohort(30, 20, 1) == generate_cohort(30, 20, 1)
    assert generate_cohort(30, 20, 1)["left"] != generate_cohort(30, 20, 2)["left"]


@pytest.mark.parametrize("size", [20, 60, 100])
def test_generate_few_people_live_in_one_or_two_regions(size: int) -> None:
    found = {len(region_sizes(generate_cohort(size, size, seed))) for seed in range(20)}
    assert found == {1, 2}


@pytest.mark.parametrize("size", [500, 1000, 3000])
def test_generate_more_people_live_in_more_regions_of_about_a_hundred(size: int) -> None:
    assert 80 <= size / len(region_sizes(generate_cohort(size, size, 1))) <= 150


def test_generate_ten_thousand_people_live_in_every_region_and_no_region_is_most_of_them() -> None:
    sizes = region_sizes(generate_cohort(10_000, 10, 1))
    assert set(sizes) == {region.name for region in regions()}
    assert len(sizes) == 45
    assert max(sizes.values()) < 600
    assert min(sizes.values()) > 80


def test_generate_regions_of_one_cohort_lie_together() -> None:
    centres = {region.name: region.centre for region in regions()}
    for seed in range(20):
        two = region_sizes(generate_cohort(20, 20, seed))
        assert max(km(centres[one], centres[other]) for one in two for other in two) < 60


def test_generate_people_live_near_a_place_of_their_region() -> None:
    towns = {region.name: [(place.latitude, place.longitude) for place in region.places] for region in regions()}
    away = [
        min(km((person["latitude"], person["longitude"]), town) for town in towns[person["region"]])
        for person in everybody(generate_cohort(1000, 1000, 1))
    ]
    assert max(away) < 20
    assert sum(away) / len(away) < 5


def test_generate_texts_differ_are_partly_english_and_about_one_in_ten_wrote_none() -> None:
    people = everybody(generate_cohort(2000, 2000, 1))
    texts = [person["text"] for person in people if "text" in person]
    assert 0.08 < 1 - len(texts) / len(people) < 0.15
    assert len(set(texts)) > 2500
    assert 0.1 < sum(text.startswith(("I ", "My ", "It ", "This ")) for text in texts) / len(texts) < 0.2


def test_generate_without_missing_answers_is_the_same_people_with_every_answer() -> None:
    some, every = generate_cohort(60, 50, 3), generate_cohort(60, 50, 3, missing=0)
    assert some["evidence"] == every["evidence"]
    left_out = 0
    for person, whole in zip(everybody(some), everybody(every), strict=True):
        assert set(OPTIONAL) <= set(whole)
        assert person == {name: whole[name] for name in person}
        left_out += len(whole) - len(person)
    assert left_out > 50


def test_generate_any_size_is_a_problem_without_faults() -> None:
    for left, right in ((0, 0), (1, 0), (0, 3), (1, 40), (130, 7)):
        problem = problem_from_json(generate_cohort(left, right, 5))
        assert (len(problem.left), len(problem.right)) == (left, right)


def test_regions_have_names_of_their_own_and_their_places_lie_together() -> None:
    names = [region.name for region in regions()]
    assert len(set(names)) == len(names)
    for region in regions():
        for place in region.places:
            assert km(region.centre, (place.latitude, place.longitude)) < 40, place.name
