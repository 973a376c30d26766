"""The objectives against brute force: every possible set of pairs is looked at."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from jobtwinning.matching.engine import edges as engine_edges
from jobtwinning.matching.engine import solve
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.codes import RESOLUTION, Objective
from jobtwinning.matching.engine.edges import Edges, most_pairs
from jobtwinning.matching.engine.priority import priority_of
from jobtwinning.matching.engine.stable import blocking_pairs
from jobtwinning.matching.engine.tests.cohorts import Outcome, all_matchings, make_edges, outcome

Days = NDArray[np.int64]
NO_PINS = np.zeros(0, dtype=np.intp)
BATCHES = range(8)
PER_BATCH = 40


def nobody_waits(edges: Edges) -> tuple[Days, Days]:
    return np.zeros(edges.lefts, dtype=np.int64), np.zeros(edges.rights, dtype=np.int64)


def best(edges: Edges, gain: Days) -> NDArray[np.intp]:
    return solve.best_pairs(edges, gain, priority_of(edges, *nobody_waits(edges)))


@pytest.fixture(params=["flow", "dense", "sparse", "pieces"], autouse=True)
def solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test of the objectives with every solver, and with a graph cut into all its pieces."""
    if request.param in ("dense", "sparse"):
        monkeypatch.setattr(solve, "HAS_FLOW", False)
    else:
        monkeypatch.setattr(solve, "DENSE_FROM", 2.0 if request.param == "flow" else 0.0)
    if request.param == "sparse":
        monkeypatch.setattr(solve, "DENSE_UP_TO", 0)
    if request.param == "pieces":
        monkeypatch.setattr(engine_edges, "BUNDLE_EDGES", 0)
    return str(request.param)


def cases(batch: int) -> list[Edges]:
    return [
        make_edges(batch * PER_BATCH + number, most=6 if number % 20 == 0 else 4, steps=4 if number % 2 else 1000)
        for number in range(PER_BATCH)
    ]


def best_by_brute_force(edges: Edges, aim: Aim, waiting: tuple[Days, Days], maximin: bool) -> Outcome:
    allowed = [at for at in range(len(edges)) if edges.score[at] >= aim.lowest_made]
    outcomes = [outcome(edges, chosen, waiting) for chosen in all_matchings(edges, allowed)]
    return max(outcomes, key=lambda one: (one.count, one.waited, one.lowest if maximin else 0, one.total))


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("floor", [0.0, 0.45])
def test_choose_floor_small_cases_equals_brute_force(batch: int, floor: float) -> None:
    for edges in cases(batch):
        aim = Aim("floor", floor)
        chosen = choose_pairs(edges, aim, NO_PINS, *nobody_waits(edges))
        found = outcome(edges, tuple(chosen.tolist()), nobody_waits(edges))
        assert found == best_by_brute_force(edges, aim, nobody_waits(edges), maximin=True)


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize(("objective", "bound"), [("total", 0.0), ("quality", 0.5)])
def test_choose_total_and_quality_small_cases_equal_brute_force(batch: int, objective: Objective, bound: float) -> None:
    for edges in cases(batch):
        aim = Aim(objective, quality_threshold=bound)
        chosen = choose_pairs(edges, aim, NO_PINS, *nobody_waits(edges))
        ideal = best_by_brute_force(edges, aim, nobody_waits(edges), maximin=False)
        found = outcome(edges, tuple(chosen.tolist()), nobody_waits(edges))
        assert (found.count, found.total) == (ideal.count, ideal.total)
        assert all(edges.score[chosen] >= bound * RESOLUTION)


@pytest.mark.parametrize("batch", BATCHES)
def test_choose_stable_small_cases_leaves_no_blocking_pair(batch: int) -> None:
    for edges in cases(batch):
        chosen = choose_pairs(edges, Aim("stable", seed=batch), NO_PINS, *nobody_waits(edges))
        assert blocking_pairs(edges, chosen) == 0
        assert len(np.unique(edges.left[chosen])) == len(np.unique(edges.right[chosen])) == len(chosen)


def test_blocking_pairs_best_total_can_be_above_zero() -> None:
    counts = []
    for edges in cases(0):
        chosen = choose_pairs(edges, Aim("total"), NO_PINS, *nobody_waits(edges))
        own = {int(edges.left[at]): int(edges.left_score[at]) for at in chosen}
        other = {int(edges.right[at]): int(edges.right_score[at]) for at in chosen}
        slow = sum(
            int(edges.left_score[at]) > own.get(int(edges.left[at]), -1)
            and int(edges.right_score[at]) > other.get(int(edges.right[at]), -1)
            for at in range(len(edges))
        )
        assert blocking_pairs(edges, chosen) == slow
        counts.append(slow)
    assert max(counts) > 0


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("objective", ["floor", "total"])
def test_choose_with_waiting_places_who_waited_longest(batch: int, objective: Objective) -> None:
    for number, edges in enumerate(cases(batch)):
        chance = np.random.default_rng(number)
        waiting = chance.integers(0, 3, edges.lefts) * 30, chance.integers(0, 3, edges.rights) * 30
        chosen = choose_pairs(edges, Aim(objective), NO_PINS, *waiting)
        ideal = best_by_brute_force(edges, Aim(objective), waiting, maximin=objective == "floor")
        found = outcome(edges, tuple(chosen.tolist()), waiting)
        assert (found.count, found.waited, found.total) == (ideal.count, ideal.waited, ideal.total)
        assert objective == "total" or found.lowest == ideal.lowest


@pytest.mark.parametrize("batch", BATCHES)
def test_choose_with_pin_keeps_it_and_is_best_for_the_rest(batch: int) -> None:
    for edges in cases(batch):
        if not len(edges):
            continue
        pin = len(edges) // 2
        chosen = choose_pairs(edges, Aim("total"), np.array([pin]), *nobody_waits(edges))
        sets = [found for found in all_matchings(edges, list(range(len(edges)))) if pin in found]
        ideal = max((len(found), int(edges.score[list(found)].sum())) for found in sets)
        assert pin in chosen
        assert (len(chosen), int(edges.score[chosen].sum())) == ideal


def test_choose_nobody_allowed_gives_nothing() -> None:
    empty = make_edges(0).only(np.zeros(len(make_edges(0)), dtype=bool))
    for objective in ("floor", "total", "quality", "stable"):
        assert len(choose_pairs(empty, Aim(objective), NO_PINS, *nobody_waits(empty))) == 0


def test_best_pairs_dense_equals_independent_solver() -> None:
    chance = np.random.default_rng(5)
    score = chance.integers(0, RESOLUTION, (120, 120))
    left, right = (part.ravel() for part in np.indices(score.shape))
    edges = Edges(left, right, score.ravel(), score.ravel(), score.ravel(), 120, 120)
    rows, columns = linear_sum_assignment(score, maximize=True)
    chosen = best(edges, edges.score)
    assert int(edges.score[chosen].sum()) == int(score[rows, columns].sum())
    assert len(chosen) == most_pairs(edges) == 120


def test_best_pairs_scores_beyond_64_bits_are_refused() -> None:
    edges = make_edges(3)
    with pytest.raises(RuntimeError, match="too large"):
        best(edges, edges.score * 0 + np.arange(len(edges)) * 2**57)


def test_best_pairs_equal_totals_follow_the_order_of_the_edges(solver: str) -> None:
    """The control for "same plan in any order": it holds because the edges are put in order, not by itself."""
    if solver != "flow":
        pytest.skip("the others look the pairs up in order")
    differs = 0
    for seed in range(40):
        edges = make_edges(seed, most=6, steps=2)
        if len(edges):
            order = np.lexsort((-edges.right, -edges.left))
            turned = Edges(
                edges.left[order],
                edges.right[order],
                edges.left_score[order],
                edges.right_score[order],
                edges.score[order],
                edges.lefts,
                edges.rights,
            )
            found = {(int(edges.left[at]), int(edges.right[at])) for at in best(edges, edges.score)}
            other = {(int(turned.left[at]), int(turned.right[at])) for at in best(turned, turned.score)}
            differs += found != other
    assert differs > 0
