"""The simulation of hidden taste: its ground is fair, and what it says follows from it."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from benchmarks.engine_parts import allowed_edges
from benchmarks.hidden_taste import Taste, World, make_world
from benchmarks.taste import Outcome, error_of_mean, outcome, simulate
from benchmarks.taste_methods import WAYS
from jobtwinning.matching.engine.arrays import Floats

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


@pytest.mark.night
def test_world_more_information_and_less_drift_make_answers_tell_more() -> None:
    nothing, half, whole = (told(worlds(Taste(information))) for information in (0.0, 0.5, 1.0))
    assert nothing < half - 0.2 < whole - 0.3
    assert told(worlds(Taste(1.0, drift=0))) > whole + 0.1
    # Even then not everything: some answers are missing, and a surprise is left to a prior.
    assert told(worlds(Taste(1.0, drift=0))) < 0.98


@pytest.mark.night
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


# --- The comparison -----------------------------------------------------------------------------------

FAIR = [name for name in WAYS if not name.startswith("reading minds")]


def difference(results: dict[str, Floats], name: str, figure: int) -> float:
    """How far a way is from "floor" on one figure, in standard errors of the paired difference."""
    apart = results[name][:, figure] - results["ours: floor"][:, figure]
    apart = apart[~np.isnan(apart)]
    error = error_of_mean(apart)
    return float(apart.mean() / error) if error else 0.0


@pytest.mark.night
def test_simulation_where_answers_tell_nothing_all_ways_are_equal() -> None:
    results = simulate(12, 100, Taste(information=0), FAIR)
    for name in FAIR:
        liking = results[name][:, 0]
        assert abs(np.nanmean(liking) - 1 / 3) < 4 * error_of_mean(liking), name
        for figure in (0, 2):
            assert abs(difference(results, name, figure)) < 4, name


@pytest.mark.night
def test_control_where_answers_tell_everything_ways_are_not_equal() -> None:
    results = simulate(12, 60, Taste(information=1, drift=0), ["ours: floor", "random allowed pairs"])
    assert difference(results, "random allowed pairs", 0) < -8


@pytest.mark.parametrize("name", list(WAYS))
def test_way_makes_allowed_pairs_of_people_who_occur_once(name: str) -> None:
    for seed in range(4):
        world = make_world(25, seed)
        left, right = WAYS[name](world, seed)
        assert len(left) > 5
        assert world.allowed[left, right].all()
        assert len(set(left.tolist())) == len(set(right.tolist())) == len(left)


def test_deferred_acceptance_of_the_textbook_leaves_no_blocking_pair() -> None:
    for seed in range(4):
        world = make_world(25, seed)
        edges = allowed_edges(world.problem)
        scores = replace(world, left_liking=world.left_liking.copy(), right_liking=world.right_liking.copy())
        scores.left_liking[edges.left, edges.right] = edges.left_score
        scores.right_liking[edges.left, edges.right] = edges.right_score
        assert outcome(scores, WAYS["deferred acceptance (professionals ask)"](world, seed)).blocking == 0


def test_outcome_of_two_pairs_is_what_one_counts_by_hand() -> None:
    world = World(
        make_world(3, 1).problem,
        allowed=np.array([[1, 1, 0], [1, 1, 1], [0, 0, 0]], dtype=bool),
        left_liking=np.array([[0.9, 0.4, 0.5], [0.8, 0.6, 0.7], [0.5, 0.5, 0.5]]),
        right_liking=np.array([[0.5, 0.8, 0.5], [0.9, 0.2, 0.5], [0.5, 0.5, 0.5]]),
    )
    rows, columns = np.array([0, 1]), np.array([0, 1])
    # 0-0 likes .9 and .5, 1-1 likes .6 and .2; 1 and 0 would both rather have each other, and 1 and 2 (who is alone).
    both = outcome(world, (rows, columns))
    assert astuple(both) == pytest.approx(astuple(Outcome(0.35, 0.2, 0.5, 2.0, 1.0, 0.35)))
    alone = outcome(world, (rows[:1], columns[:1]))
    assert (alone.coverage, alone.per_place) == (0.5, 0.25)


def test_outcome_without_a_pair_is_not_a_number() -> None:
    world = make_world(12, 1)
    nobody = np.zeros(0, dtype=np.intp)
    result = outcome(world, (nobody, nobody))
    assert np.isnan(result.weaker)
    assert (result.coverage, result.per_place, result.blocking) == (0.0, 0.0, world.allowed.sum())
