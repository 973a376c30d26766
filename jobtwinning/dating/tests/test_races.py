"""Two coordinators at once, and two answers at once, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.dating.tests.race_world"
UNGUARDED = "jobtwinning.dating.tests.unguarded:application"
ROUNDS = [2, pytest.param(30, marks=pytest.mark.night)]


def lead(world: dict[str, Any], which: int, page: str, **fields: str) -> Post:
    return Post(world["leads"][which], world[page], fields)


def ring(race: RaceServer, worlds: list[dict[str, Any]]) -> set[int]:
    """Both ring the bell for the first round."""
    statuses: set[int] = set()
    for world in worlds:
        both = (lead(world, which, "evening", do="begin", round="1") for which in (0, 1))
        statuses |= {reply.status for reply in race.at_once(*both)}
    return statuses


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_coordinators_who_repair_or_ring_at_once_leave_one_schedule_that_is_right(rounds: int) -> None:
    with race_server() as race:
        worlds = race.run(f"{WORLD}:evenings", str(rounds), str(rounds))
        statuses = ring(race, worlds[:rounds])
        for world in worlds[rounds:]:
            one, other = (
                lead(world, which, "people", people=world["guests"][which], what="absent") for which in (0, 1)
            )
            statuses |= {reply.status for reply in race.at_once(one, other)}
        found = race.run(f"{WORLD}:outcome")
    assert statuses == {302}
    assert (found["wrong"], found["stale"], found["rang"], found["rounds"]) == ([], 0, 1, [1])
    assert found["absent"] == [0] * rounds + [2] * rounds


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_answers_at_once_are_one_each_and_an_answer_beside_the_results_counts_or_is_refused(rounds: int) -> None:
    with race_server() as race:
        worlds = race.run(f"{WORLD}:evenings", "0", str(rounds))
        statuses: set[int] = set()
        for world in worlds:
            yes, no = (Post(world["spoke"][0], world["ballot"], {"answer": answer}) for answer in ("yes", "no"))
            statuses |= {reply.status for reply in race.at_once(yes, no)}
        between = race.run(f"{WORLD}:outcome")
        for world in worlds:
            race.at_once(*(Post(world["spoke"][which], world["ballot"], {"answer": "yes"}) for which in (0, 1)))
            again = Post(world["spoke"][1], world["ballot"], {"answer": "no"})
            statuses |= {reply.status for reply in race.at_once(again, lead(world, 0, "evening", do="tell"))}
        found = race.run(f"{WORLD}:outcome")
    assert statuses == {302}
    assert (between["answers"], found["answers"], found["told"]) == (rounds, 2 * rounds, rounds)
    assert found["open_after_telling"] == 0
    assert found["pairs"] <= rounds


def test_control_without_holding_the_evening_the_bell_rings_twice() -> None:
    with race_server(UNGUARDED) as race:
        ring(race, race.run(f"{WORLD}:evenings", "6", "0"))
        found = race.run(f"{WORLD}:outcome")
    assert found["rang"] == 2
