"""Between making and sending: undo against a worker, a colleague, an erasing and an import, each in its own process."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

WORLD = "jobtwinning.matching.tests.race_world"
ROUNDS = [2, pytest.param(50, marks=pytest.mark.night)]
START, GAP = 6.0, 2.0  # seconds: a process needs some to start; one round after the other


def undo(world: dict[str, Any], who: int, key: str) -> Post:
    return Post(world["sessions"][who], world["undo"], {"form_key": f"{key}-{world['programme']}"})


def commit(world: dict[str, Any], who: int, key: str) -> Post:
    return Post(world["sessions"][who], world["commits"][0], {"form_key": f"{key}-{world['programme']}"})


def beside(race: RaceServer, function: str, subjects: list[str], rounds: list[tuple[Post, Post]]) -> set[int]:
    """Run a function of the world in a process of its own, and post each round at the instant of its subject."""
    start, statuses = time.time() + START, set()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(race.run, f"{WORLD}:{function}", ",".join(subjects), str(start), str(GAP))
        for position, posts in enumerate(rounds):
            time.sleep(max(0.0, start + position * GAP - time.time()))
            statuses |= {reply.status for reply in race.at_once(*posts)}
        assert running.result()
    return statuses


@pytest.mark.one_database
@pytest.mark.night
@pytest.mark.parametrize("rounds", ROUNDS[1:])
def test_undo_beside_a_colleague_a_worker_and_an_erasing_leaves_nothing_half(rounds: int) -> None:
    with race_server() as race:
        worlds = race.run(f"{WORLD}:planned", str(4 * rounds))
        twice, again, worker, erased = (worlds[at * rounds : (at + 1) * rounds] for at in range(4))
        statuses = set()
        for world in twice:  # both undo
            statuses |= {reply.status for reply in race.at_once(undo(world, 0, "a"), undo(world, 1, "b"))}
        for world in again:  # one undoes, the other sends once more
            statuses |= {reply.status for reply in race.at_once(undo(world, 0, "a"), commit(world, 1, "b"))}
        posts = [(undo(world, 0, "a"), undo(world, 1, "b")) for world in worker]
        statuses |= beside(race, "claim_all", [world["scenario"] for world in worker], posts)
        posts = [(undo(world, 0, "a"), undo(world, 1, "b")) for world in erased]
        statuses |= beside(race, "erase_all", [world["programme"] for world in erased], posts)
        found = race.run(f"{WORLD}:halves")
    assert statuses == {302}
    assert found["broken"] == []
    assert found["doubles"] == 0
    assert {found["states"][world["scenario"]] for world in twice} == {"open"}
    sent = [world for world in worker if found["states"][world["scenario"]] == "committed"]
    assert found["sent"] == sum(2 * world["pairs"][0] for world in sent)  # all mails of a proposal, or none


@pytest.mark.one_database
@pytest.mark.parametrize("rounds", ROUNDS)
def test_sending_beside_an_erasing_and_an_import_makes_every_pair_whole_or_none(rounds: int) -> None:
    with race_server() as race:
        worlds = race.run(f"{WORLD}:scenarios", str(2 * rounds))
        erased, imported = worlds[:rounds], worlds[rounds:]
        statuses = set()
        for kind, some in (("erase_all", erased), ("import_all", imported)):
            posts = [(commit(world, 0, "a"), commit(world, 1, "b")) for world in some]
            statuses |= beside(race, kind, [world["programme"] for world in some], posts)
        found, pairs = race.run(f"{WORLD}:halves"), race.run(f"{WORLD}:outcome")["pairs"]
    assert statuses <= {302, 404}  # 404: erasing somebody takes an unsent proposal away
    assert found["broken"] == []
    assert found["doubles"] == 0
    assert [pairs[world["programme"]] for world in imported] == [world["pairs"][0] for world in imported]
