"""Two answers to one question at the same moment, over HTTP, from two processes: one of them counts."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.intake.tests.manager_races"
ROUNDS = [4, pytest.param(50, marks=pytest.mark.night)]


def say(world: dict[str, Any], browser: int, decision: str, **fields: str) -> Post:
    about = {"decision": decision, "about": world["permission"], **fields}
    return Post(world["browsers"][browser], world["page"], about, look=world["page"])


def colleague(world: dict[str, Any], browser: int) -> Post:
    return say(world, browser, "pass_on", name="Marleen", email="marleen@z.example")


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_answers_at_once_one_counts(rounds: int) -> None:
    statuses: set[int] = set()
    with race_server() as race:
        worlds = race.run(f"{WORLD}:links", str(3 * rounds))
        for world in worlds[:rounds]:  # yes and no
            statuses |= {reply.status for reply in race.at_once(say(world, 0, "yes"), say(world, 1, "no"))}
        for world in worlds[rounds : 2 * rounds]:  # yes while it is passed on
            statuses |= {reply.status for reply in race.at_once(say(world, 0, "yes"), colleague(world, 1))}
        for world in worlds[2 * rounds :]:  # yes while the participant is withdrawn
            leave = Post(world["coordinator"], world["withdraw"], {}, look=world["page"])
            statuses |= {reply.status for reply in race.at_once(say(world, 0, "yes"), leave)}
        found = race.run(f"{WORLD}:outcome")
    assert statuses <= {302, 409, 410}
    assert found["broken"] == []
    states = [found["states"][world["participation"]] for world in worlds]
    assert all(state in (["ready", "given"], ["intake_complete", "refused"]) for state in states[:rounds])
    passed = (["ready", "given"], ["intake_complete", "asked", "passed_on"])
    assert all(state in passed for state in states[rounds : 2 * rounds])
    assert all(state[0] == "withdrawn" and state[1] in ("given", "withdrawn") for state in states[2 * rounds :])
