"""Two people do something else with the same pair at the same moment, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.twinning.tests.life_race_world"
ROUNDS = [4, pytest.param(50, marks=pytest.mark.night)]
TRIES = 20


def post(world: dict[str, Any], who: str, where: str, **fields: str) -> Post:
    return Post(world[who], world[where], fields, look=world["answer"])


RACES = (
    lambda world: (post(world, "teacher", "answer", answer="accept"), post(world, "professional", "exit")),
    lambda world: (post(world, "teacher", "exit"), post(world, "professional", "pause", until=world["until"])),
    lambda world: (post(world, "teacher", "exit"), post(world, "professional", "exit")),
    lambda world: (post(world, "teacher", "erase", sure="on"), post(world, "professional", "exit")),
)


def run_all(race: RaceServer, rounds: int) -> dict[str, Any]:
    """Each kind of race so many times; what the database says afterwards, and the answers by kind."""
    statuses: list[set[int]] = [set() for _ in RACES]
    worlds = race.run(f"{WORLD}:pairs", str(len(RACES) * rounds))
    for number, world in enumerate(worlds):
        kind = number % len(RACES)
        statuses[kind] |= {reply.status for reply in race.at_once(*RACES[kind](world))}
    return {"worlds": worlds, "statuses": statuses, **race.run(f"{WORLD}:outcome")}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_exit_against_yes_pause_exit_and_erasing_has_one_end(rounds: int) -> None:
    with race_server() as race:
        found = run_all(race, rounds)
    assert found["broken"] == []
    assert all(status < 500 for kind in found["statuses"] for status in kind), found["statuses"]
    states = [found["states"][world["pair"]] for world in found["worlds"]]
    assert {*states[0::4]} <= {"trial", "ended"}
    for kind in (1, 2, 3):
        assert {*states[kind::4]} == {"ended"}


def test_control_without_the_state_guard_a_pair_ends_twice() -> None:
    with race_server("jobtwinning.twinning.tests.unguarded_life:application") as race:
        # A race is a matter of luck: tried until it goes wrong, which the guarded site never does.
        assert any(run_all(race, rounds=2)["broken"] for _ in range(TRIES))
