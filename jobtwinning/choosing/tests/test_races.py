"""The same person in two windows, and a like while they leave the round, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.choosing.tests.race_world"
ROUNDS = [1, pytest.param(30, marks=pytest.mark.night)]


def deck(world: dict[str, Any], **fields: str) -> Post:
    return Post(world["own"], world["deck"], fields)


def run_all(race: RaceServer, rounds: int) -> dict[str, Any]:
    worlds = race.run(f"{WORLD}:cards", str(2 * rounds), "1")
    statuses: set[int] = set()
    for world in worlds:  # new cards, asked for twice
        replies = race.at_once(deck(world, do="deal"), deck(world, do="deal"))
        statuses |= {reply.status for reply in replies}
    for world in worlds[:rounds]:  # the last yes, for two cards
        one, other = world["cards"]
        replies = race.at_once(deck(world, do="yes", card=one), deck(world, do="yes", card=other))
        statuses |= {reply.status for reply in replies}
    for world in worlds[rounds:]:  # a yes that makes it mutual, and out of the round
        out = Post(world["coordinator"], world["withdraw"], {})
        statuses |= {reply.status for reply in race.at_once(deck(world, do="yes", card=world["cards"][0]), out)}
    return {"statuses": statuses, **race.run(f"{WORLD}:outcome")}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_hand_one_last_yes_and_nobody_who_left_is_proposed(rounds: int) -> None:
    with race_server() as race:
        found = run_all(race, rounds)
    assert found["statuses"] <= {302, 404}
    assert (found["most"], found["dealt_twice"], found["miscounted"]) == (1, 0, [])
    assert set(found["hands"]) == {1}
    assert (found["left"], found["pairs_of_who_left"]) == (rounds, 0)


@pytest.mark.night
def test_control_without_counting_under_the_lock_somebody_says_yes_too_often() -> None:
    with race_server("jobtwinning.choosing.tests.unguarded:application") as race:
        assert run_all(race, 1)["most"] == 2
