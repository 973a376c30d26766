"""Problems too large to keep every pair, and work shared out: nothing is lost, and the answer is the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jobtwinning.matching.engine import InvalidInput, Problem, candidates, places, propose
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.candidates import candidates_of
from jobtwinning.matching.engine.edges import Edges, most_pairs
from jobtwinning.matching.engine.executors import Cluster, Processes
from jobtwinning.matching.engine.prices import prices_of
from jobtwinning.matching.engine.priority import priority_of
from jobtwinning.matching.engine.problem import Evidence
from jobtwinning.matching.engine.table import table_of
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_edges

SEEDS = range(12)


def scarce(seed: int, left: int = 40, right: int = 36) -> Problem:
    """A cohort in which few are allowed together, so that leaving pairs out could cost some."""
    return make_cohort(left, right, seed, cross_region=True, min_shared_day_parts=6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("objective", ["floor", "total", "quality"])
def test_best_of_everybody_never_costs_a_pair(seed: int, objective: Any) -> None:
    every, few = propose(scarce(seed), objective=objective), propose(scarce(seed), objective=objective, best=2)
    assert few.figures.pairs == every.figures.pairs
    assert few.figures.unavoidable_unmatched == every.figures.unavoidable_unmatched


def test_best_of_everybody_alone_would_cost_pairs() -> None:
    """The control of the test above."""
    lost = 0
    for seed in SEEDS:
        table = table_of(scarce(seed))
        lost += most_pairs(candidates_of(table, None).edges) - most_pairs(candidates_of(table, 2).edges)
    assert lost > 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("best", [1, 3, 8])
def test_possible_gain_is_never_less_than_what_is_missed(seed: int, best: int) -> None:
    every = propose(scarce(seed), objective="total")
    few = propose(scarce(seed), objective="total", best=best, again=0)
    gain = few.figures.possible_gain
    assert every.figures.possible_gain == 0.0
    assert gain is not None
    assert every.figures.total <= few.figures.total + gain + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("objective", ["floor", "total", "quality"])
def test_looked_through_again_is_as_good_as_all_pairs(seed: int, objective: Any) -> None:
    every, few = propose(scarce(seed), objective=objective), propose(scarce(seed), objective=objective, best=2, again=9)
    assert few.figures.possible_gain == 0.0
    assert few.figures.lowest == every.figures.lowest
    assert few.figures.total == pytest.approx(every.figures.total, abs=1e-9)


def test_not_looked_through_again_misses_some() -> None:
    """The control of the test above."""
    plans = [propose(scarce(seed), objective="total", best=2, again=0).figures for seed in SEEDS]
    best = [propose(scarce(seed), objective="total").figures for seed in SEEDS]
    assert sum(one.total for one in plans) < sum(one.total for one in best)


def test_possible_gain_of_stable_is_not_known() -> None:
    problem = scarce(1)
    assert propose(problem, objective="stable", best=3).figures.possible_gain is None


def test_best_of_everybody_keeps_what_people_said_and_what_is_pinned() -> None:
    problem = scarce(3)
    edges, people = candidates_of(table_of(problem), None).edges, ids_of(problem)
    worst = edges.score.argsort()[:3].tolist()
    pairs = [(people[0][edges.left[at]], people[1][edges.right[at]]) for at in worst]
    assert propose(problem, best=1, pins=pairs[:1]).pairs
    said: Any = ((*pairs[1], "left_to_right", "maybe"),)
    told = replace(problem, evidence=Evidence(said))
    kept = candidates_of(table_of(told), 1).edges
    assert edges.left[worst[1]] * 1000 + edges.right[worst[1]] in (kept.left * 1000 + kept.right).tolist()
    with pytest.raises(InvalidInput, match="refused"):
        propose(problem, best=1, pins=[(people[0][0], next(iter(refused_by(problem, people[0][0]))))])


def ids_of(problem: Problem) -> tuple[list[str], list[str]]:
    """In the order of the edges."""
    table = table_of(problem)
    return [person.id for person in table.left.people], [person.id for person in table.right.people]


def refused_by(problem: Problem, left: str) -> set[str]:
    pairs = candidates_of(table_of(problem), None).edges
    lefts, rights = ids_of(problem)
    mine = {rights[at] for at in pairs.right[pairs.left == lefts.index(left)].tolist()}
    return set(rights) - mine


def test_kept_pairs_do_not_depend_on_how_the_work_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = candidates_of(table_of(scarce(5)), 3)
    monkeypatch.setattr(places, "PEOPLE", 7)
    monkeypatch.setattr(places, "LOOK_AROUND_FROM", 10)
    monkeypatch.setattr(candidates, "BLOCK_PAIRS", 64)
    cut = candidates_of(table_of(scarce(5)), 3)
    for name in ("left", "right", "score", "left_score", "right_score"):
        assert (getattr(whole.edges, name) == getattr(cut.edges, name)).all()
    assert (whole.right_limit == cut.right_limit).all()
    assert (whole.left_limit == cut.left_limit).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_places_within_reach_lose_no_allowed_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_cohort(60, 50, seed, cross_region=True)
    whole = candidates_of(table_of(problem), None).edges
    monkeypatch.setattr(places, "PEOPLE", 8)
    monkeypatch.setattr(places, "LOOK_AROUND_FROM", 10)
    looked_at = sum(len(one.rows) * len(one.columns) for one in places.meeting_places(table_of(problem)))
    assert looked_at < 60 * 50
    near = candidates_of(table_of(replace(problem)), None).edges
    assert (whole.left == near.left).all()
    assert (whole.right == near.right).all()
    assert (whole.score == near.score).all()


def test_processes_give_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PEOPLE", 20)
    monkeypatch.setattr("jobtwinning.matching.engine.edges.BUNDLE_EDGES", 50)
    here = propose(make_cohort(60, 60, 4))
    there = propose(make_cohort(60, 60, 4), executor=Processes(2))
    assert here == there


def test_a_cluster_gives_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real library, its workers in threads of this process."""
    from distributed import LocalCluster  # takes a second to load, and only this test needs it

    monkeypatch.setattr(places, "PEOPLE", 20)
    monkeypatch.setattr("jobtwinning.matching.engine.edges.BUNDLE_EDGES", 50)
    here = propose(make_cohort(60, 60, 4))
    cluster_here: Any = LocalCluster  # the library has no types for it
    with cluster_here(n_workers=2, processes=False, dashboard_address=None, protocol="tcp") as cluster:
        assert propose(make_cohort(60, 60, 4), executor=Cluster(cluster.scheduler_address)) == here


@pytest.mark.parametrize("seed", range(60))
def test_prices_hold_for_every_pair_and_exactly_for_the_chosen(seed: int) -> None:
    edges = make_edges(seed, most=6)
    if not len(edges):
        pytest.skip("nobody allowed")
    chance = np.random.default_rng(seed)
    waiting = chance.integers(0, 3, edges.lefts), chance.integers(0, 3, edges.rights)
    nobody: Callable[[], Any] = lambda: np.zeros(0, dtype=np.intp)  # noqa: E731
    chosen = choose_pairs(edges, Aim("total"), nobody(), *waiting)
    left, right = prices_of(edges, chosen, priority_of(edges, *waiting))
    slack = left[edges.left] + right[edges.right] - edges.score
    assert (slack >= 0).all()
    assert (slack[chosen] == 0).all()


def test_prices_of_a_worse_plan_do_not_exist() -> None:
    ends = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    score = np.array([900_000, 100_000, 100_000, 900_000])
    edges = Edges(*ends, score, score, score, 2, 2)
    nothing = np.zeros(2, dtype=np.int64)
    with pytest.raises(RuntimeError, match="not optimal"):
        prices_of(edges, np.array([1, 2]), priority_of(edges, nothing, nothing))
