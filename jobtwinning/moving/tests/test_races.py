"""One list taken over, or started, in two windows at the same moment: over HTTP, with two processes that compute."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.moving.tests.race_world"
ROUNDS = [1, pytest.param(20, marks=pytest.mark.night)]
MOVED_ON = "Deze lijst is intussen aangepast of ingelezen. Kijk wat er nu staat."
STARTED = "Deze lijst is al gestart of weggegooid."
STALE = "Iemand anders heeft dit intussen aangepast"


def press(window: dict[str, str], form: str, **changes: str) -> Post:
    return Post(window["session"], window[form], {"version": window["version"], **changes}, look=window["lists"])


def both(race: RaceServer, world: dict[str, Any], form: str, **changes: str) -> list[str]:
    """Both windows at once; what each then reads."""
    one, other = world["windows"]
    replies = race.at_once(press(one, form, **changes), press(other, form, **changes))
    assert {reply.status for reply in replies} <= {302, 422}
    return [reply.text for reply in replies]


def told(texts: list[str], *messages: str) -> int:
    return sum(any(message in text for message in messages) for text in texts)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_windows_at_once_have_one_effect_and_the_second_is_told(rounds: int) -> None:
    with race_server() as race, ThreadPoolExecutor(2) as processes:
        worlds = race.run(f"{WORLD}:lists", str(rounds))
        for world in worlds:
            is_same = len({window["move"] for window in world["windows"]}) == 1
            assert told(both(race, world, "trial"), MOVED_ON, STALE) == (1 if is_same else 0)
        running = [processes.submit(race.run, f"{WORLD}:work") for _process in range(2)]
        for world in worlds:  # Start while it is being taken over
            assert told(both(race, world, "start"), MOVED_ON, STARTED, STALE) == 2
        assert [each.result()["broken"] for each in running] == [[], []]
        found = race.run(f"{WORLD}:outcome")  # one may end while the other still takes over
        assert found["seats"] == len(worlds) * 4, "nobody twice"
        for world in worlds:
            texts = both(race, world, "start", version="3")
            assert told(texts, MOVED_ON, STARTED, STALE) >= 1
        found = race.run(f"{WORLD}:work")
    assert (found["broken"], found["seats"]) == ([], len(worlds) * 4)
    assert {each["state"] for each in found["states"].values()} == {"started"}
    made = sorted(each["pairs"] for each in found["states"].values())
    assert made == [0] * rounds + [2] * 2 * rounds, "of two files with the same pairs one made them"


@pytest.mark.night
def test_control_without_looking_start_is_pressed_twice() -> None:
    with race_server("jobtwinning.moving.tests.unguarded:application") as race:
        for world in race.run(f"{WORLD}:taken", "1"):
            both(race, world, "start", version="")
        assert "start_move 2 times" in race.run(f"{WORLD}:outcome")["broken"]
