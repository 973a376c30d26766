"""The order in which cards are dealt, without a database (MAT-05)."""

import random

import pytest

from benchmarks.choosing import FAIR, UNFAIR, Crowd, browse
from jobtwinning.choosing.fairness import Candidate, ceiling_of, hand_of


def test_who_was_seen_too_little_comes_first_and_who_was_seen_endlessly_last_whatever_the_order_of_the_input() -> None:
    people = [
        Candidate("loved", 0.99, 40),
        Candidate("usual", 0.90, 8),
        Candidate("unseen", 0.20, 0),
        Candidate("fits", 0.80, 5),
        Candidate("fits-too", 0.81, 2),
    ]
    expected = ("fits-too", "fits", "unseen", "usual", "loved")
    for seed in range(5):
        shuffled = random.Random(seed).sample(people, len(people))
        assert hand_of(shuffled, size=9, floor=6, ceiling=24, seed="x") == expected
        assert hand_of(shuffled, size=2, floor=6, ceiling=24, seed="x") == expected[:2]
    assert [ceiling_of(mean, 6) for mean in (0, 5, 10.4)] == [12, 12, 21]


def test_equals_are_drawn_by_lot_differently_for_every_viewer() -> None:
    people = [Candidate(str(number), 0.5, 0) for number in range(20)]
    hands = {hand_of(people, size=20, floor=6, ceiling=12, seed=str(seed)) for seed in range(10)}
    assert len(hands) == 10


@pytest.mark.parametrize("seed", [1, 2])
def test_of_300_browsers_nobody_is_seen_less_than_the_floor_or_more_than_the_ceiling(seed: int) -> None:
    crowd = Crowd.of(300, seed=seed)
    fair, unfair = browse(crowd, FAIR), browse(crowd, UNFAIR)
    assert min(fair.shown) >= fair.floor
    assert max(fair.shown) <= fair.ceiling
    assert fair.shown == browse(crowd, FAIR).shown, "the same every time"
    assert min(unfair.shown) < fair.floor, "the control: by score alone some are hardly seen"
    assert max(unfair.shown) > 2 * fair.ceiling, "and some by nearly everybody"
