"""Two coordinators send at the same moment, over HTTP, from two processes."""

from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

WORLD = "jobtwinning.matching.tests.race_world"
ROUNDS = [2, pytest.param(50, marks=pytest.mark.night)]


def send_all(race: RaceServer, rounds: int) -> list[dict[str, Any]]:
    """The same proposal by two people, and two proposals about the same people."""
    worlds = race.run(f"{WORLD}:scenarios", str(2 * rounds))
    for position, world in enumerate(worlds):
        first, second = world["commits"] if position % 2 else [world["commits"][0]] * 2
        replies = race.at_once(
            Post(world["sessions"][0], first, {"form_key": f"one-{position}"}, look=world["workspace"]),
            Post(world["sessions"][1], second, {"form_key": f"two-{position}"}, look=world["workspace"]),
        )
        assert [reply.status for reply in replies] == [302, 302]
        world["replies"] = [(reply.location, reply.text) for reply in replies]
    return list(worlds)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_coordinators_send_at_once_one_wins_and_the_other_is_told(rounds: int) -> None:
    with race_server() as race:
        worlds = send_all(race, rounds)
        found = race.run(f"{WORLD}:outcome")
    assert found["doubles"] == 0
    expected_mails = 0
    for position, world in enumerate(worlds):
        assert found["pairs"][world["programme"]] in (world["pairs"] if position % 2 else world["pairs"][:1])
        expected_mails += 2 * found["pairs"][world["programme"]]
        lost = [text for location, text in world["replies"] if location == world["workspace"]]
        assert len(lost) == 1
        told = "Dit voorstel klopt niet meer" if position % 2 else "Dit voorstel staat al klaar"
        assert told in lost[0] or "heeft intussen een ander voorstel" in lost[0] or "hebben intussen" in lost[0]
    assert found["mails"] == expected_mails


@pytest.mark.one_database
def test_control_without_the_unique_index_people_sit_twice() -> None:
    with race_server("jobtwinning.matching.tests.unguarded:application") as race:
        race.run(f"{WORLD}:drop_the_index")
        send_all(race, rounds=1)
        found = race.run(f"{WORLD}:outcome")
    assert found["doubles"] > 0
