"""The simulation of hidden taste: its ground is fair, and what it says follows from it."""

import numpy as np
import pytest

from benchmarks.engine_parts import allowed_edges
from benchmarks.hidden_taste import Taste, World, make_world

SIZE = 40


def told(worlds: list[World]) -> float:
    """Correlation of the engine's directional scores with the true liking, over all allowed pairs."""
    scores, likings = [], []
    for world in worlds:
        edges = allowed_edges(world.problem)
        scores += [edges.left_score, edges.right_score]
        likings += [world.left_liking[edges.left, edges.right], world.right_liking[edges.left, edges.right]]
    return float(np.corrcoef(np.concatenate(scores), np.concatenate(likings))[0, 1])


def worlds(taste: Taste) -> list[World]:
    return [make_world(SIZE, seed, taste) for seed in range(12)]


def test_world_same_seed_is_the_same_and_another_seed_another() -> None:
    first, again, other = make_world(SIZE, 1), make_world(SIZE, 1), make_world(SIZE, 2)
    assert np.array_equal(first.left_liking, again.left_liking)
    assert np.array_equal(first.right_liking, again.right_liking)
    assert not np.array_equal(first.left_liking, other.left_liking)
    assert not np.array_equal(first.left_liking, first.right_liking)


@pytest.mark.parametrize("information", [0.0, 0.5, 1.0])
def test_world_liking_is_evenly_spread_whatever_the_answers_tell(information: float) -> None:
    liking = np.concatenate([world.left_liking[world.allowed] for world in worlds(Taste(information))])
    deciles = np.percentile(liking, range(10, 100, 10))
    assert np.abs(deciles - np.arange(0.1, 1, 0.1)).max() < 0.04


def test_world_without_information_liking_has_nothing_to_do_with_the_answers() -> None:
    assert abs(told(worlds(Taste(information=0)))) < 0.02


def test_world_more_information_and_less_drift_make_answers_tell_more() -> None:
    nothing, half, whole = (told(worlds(Taste(information))) for information in (0.0, 0.5, 1.0))
    assert nothing < half - 0.2 < whole - 0.3
    assert told(worlds(Taste(1.0, drift=0))) > whole + 0.1
    # Even then not everything: some answers are missing, and a surprise is left to a prior.
    assert told(worlds(Taste(1.0, drift=0))) < 0.98


def test_world_with_charm_everybody_likes_the_same_people() -> None:
    def agreement(charm: float) -> float:
        """How much of the spread of the liking is about the person who is liked."""
        found = [make_world(SIZE, seed, Taste(0, charm=charm)) for seed in range(12)]
        return float(np.mean([world.left_liking.mean(axis=0).var() / world.left_liking.var() for world in found]))

    assert agreement(0) < 0.05 < 0.2 < agreement(0.25) < 0.4 < 0.95 < agreement(1)


def test_world_hides_answers_and_ballots_from_the_engine() -> None:
    world = make_world(SIZE, 1)
    assert world.problem.evidence.ballots == ()
    assert any(person.age is None for person in world.problem.left)
