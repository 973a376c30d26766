"""Two people want the last place of an event at the same moment, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.programmes.tests.event_race_world"
UNGUARDED = "jobtwinning.programmes.tests.unguarded_places:application"
ROUNDS = [4, pytest.param(50, marks=pytest.mark.night)]
TRIES = 20


def run_all(race: RaceServer, rounds: int, kind: str, first_answer: str) -> dict[str, Any]:
    """Both answer at once, in every round; what the database says afterwards."""
    statuses: set[int] = set()
    for world in race.run(f"{WORLD}:events", str(rounds), kind):
        one = Post(world["one"], world["one_url"], {"answer": first_answer})
        other = Post(world["other"], world["other_url"], {"answer": "yes"})
        statuses |= {reply.status for reply in race.at_once(one, other)}
    return {"statuses": statuses, **race.run(f"{WORLD}:outcome")}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_place_is_given_once_and_the_other_waits(rounds: int) -> None:
    with race_server() as race:
        found = run_all(race, rounds, "last place", "yes")
    assert found == {"statuses": {302}, "broken": [], "waiting": rounds, "moved_up": 0}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_place_given_up_while_another_asks_never_stays_empty(rounds: int) -> None:
    with race_server() as race:
        found = run_all(race, rounds, "given up", "no")
    assert (found["statuses"], found["broken"], found["waiting"]) == ({302}, [], 0)
    assert found["moved_up"] <= rounds


def test_control_without_holding_the_event_both_take_the_place_and_only_the_database_refuses() -> None:
    with race_server(UNGUARDED) as race:
        found = run_all(race, TRIES, "last place", "yes")
    assert 500 in found["statuses"]
    assert found["broken"] == []
