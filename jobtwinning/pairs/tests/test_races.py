"""Two people act on the same proposal at the same moment, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

WORLD = "jobtwinning.pairs.tests.race_world"
TRIES = 20
ROUNDS = [4, pytest.param(50, marks=pytest.mark.night)]
YES, NO = {"answer": "accept"}, {"answer": "decline"}


def answer(world: dict[str, Any], who: str, fields: dict[str, str]) -> Post:
    return Post(world[who], world["answer"], fields, look=world["answer"])


def withdraw(world: dict[str, Any]) -> Post:
    return Post(world["coordinator"], world["withdraw"], {}, look=world["list"])


def told(race: RaceServer, world: dict[str, Any], first: Post, second: Post) -> list[int]:
    """Both at once; what they read stays with the world."""
    replies = race.at_once(first, second)
    world["texts"] = [reply.text for reply in replies]
    return [reply.status for reply in replies]


def run_all(race: RaceServer, rounds: int) -> dict[str, Any]:
    """Each kind of race a few times; what the database says afterwards."""
    worlds = race.run(f"{WORLD}:proposals", str(3 * rounds))
    statuses: list[int] = []
    for world in worlds[:rounds]:  # both say yes
        statuses += told(race, world, answer(world, "teacher", YES), answer(world, "professional", YES))
    for world in worlds[rounds : 2 * rounds]:  # yes and no by the same person in two windows
        statuses += told(race, world, answer(world, "teacher", YES), answer(world, "teacher", NO))
    for world in worlds[2 * rounds :]:  # the last yes while the coordinator withdraws
        race.at_once(answer(world, "professional", YES), answer(world, "professional", YES))
        statuses += told(race, world, answer(world, "teacher", YES), withdraw(world))
    return {"worlds": worlds, "statuses": set(statuses), **race.run(f"{WORLD}:outcome")}


@pytest.mark.on_postgres
@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_answers_at_once_one_wins_and_the_other_is_told(rounds: int) -> None:
    with race_server() as race:
        found = run_all(race, rounds)
    assert found["statuses"] == {302}
    assert found["broken"] == []
    assert found["doubles"] == 0
    worlds, states = found["worlds"], found["states"]
    assert [states[world["pair"]] for world in worlds[:rounds]] == ["trial"] * rounds
    for world in worlds[rounds : 2 * rounds]:
        yes_page, no_page = world["texts"]
        if states[world["pair"]] == "declined":
            assert "Dit voorstel gaat niet door" in yes_page
        else:
            assert states[world["pair"]] == "proposed"
            assert "Je hebt al geantwoord" in no_page
    for world in worlds[2 * rounds :]:
        yes_page, coordinator_page = world["texts"]
        if states[world["pair"]] == "withdrawn":
            assert "Dit voorstel" in yes_page
        else:
            assert states[world["pair"]] == "trial"
            assert "Er is al twee keer ja gezegd" in coordinator_page


@pytest.mark.one_database
@pytest.mark.night
def test_control_without_the_state_guard_answers_contradict_each_other() -> None:
    with race_server("jobtwinning.pairs.tests.unguarded:application") as race:
        # A race is a matter of luck: tried until it goes wrong, which the guarded site never does.
        assert any(run_all(race, rounds=2)["broken"] for _ in range(TRIES))


@pytest.mark.on_postgres
@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_spoken_yes_and_talking_first_against_the_own_no(rounds: int) -> None:
    with race_server() as race:
        worlds = race.run(f"{WORLD}:proposals", str(2 * rounds))
        for world in worlds[:rounds]:  # the coordinator writes down a yes while the same person says no
            yes = Post(world["coordinator"], world["spoken"], {"side": "teacher"}, look=world["list"])
            assert set(told(race, world, yes, answer(world, "teacher", NO))) <= {302, 422}
        for world in worlds[rounds:]:
            assert told(race, world, answer(world, "teacher", {"answer": "talk"}), answer(world, "teacher", NO)) == [
                302, 302
            ]  # fmt: skip
        found = race.run(f"{WORLD}:outcome")
    assert found["broken"] == []
    assert found["doubles"] == 0
    for world in worlds[:rounds]:
        _list, own_page = world["texts"]
        assert found["states"][world["pair"]] in ("declined", "proposed")
        assert found["states"][world["pair"]] == "declined" or "Je hebt al geantwoord" in own_page
    assert {found["states"][world["pair"]] for world in worlds[rounds:]} == {"declined"}
