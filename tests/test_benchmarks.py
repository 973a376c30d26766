"""The benchmarks run, so that they do not rot, and what they say about the engine can turn out badly."""

from itertools import permutations

import numpy as np
import pytest

from benchmarks import bench_matching, instances, optimality, peer_way, peers, shapes, whole_runs
from benchmarks.cohorts import mixing_regions, one_region, pairs_to_look_at, with_regions
from benchmarks.engine_parts import Edges, allowed_edges, choose, edges_between
from benchmarks.report import figure_row, times
from benchmarks.sizes import FULL, TINY
from benchmarks.taste_methods import WAYS
from jobtwinning.matching.engine import Evidence, Person, Problem, Rules, propose
from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.codes import Objective

EVERY_INSTANCE = sorted({**instances.CHECKED, **instances.SHAPES}.items())


@pytest.mark.night
def test_whole_bench_runs_tiny_and_prints_a_goal_and_a_value_in_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    bench_matching.main(TINY)
    printed = capsys.readouterr().out
    table = printed.split("| --- | --- | --- | --- | --- |\n")[1].split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert {len(row) for row in rows} == {5}
    assert all(name and goal and measured for name, goal, measured, *_ in rows)
    gaps = [measured for name, _, measured, *_ in rows if name.startswith("gap to the true optimum")]
    assert gaps == ["0 on all 9 counts"] * len(instances.CHECKED)
    assert [measured for name, _, measured, *_ in rows if "shuffled" in name] == ["0"]
    assert [measured.split(", ")[1:] for name, goal, measured, *_ in rows if goal == "gap 0"] == [
        ["gap 0 pairs", "0 of the total"]
    ]
    assert sum(way in printed for way in WAYS) == len(WAYS)


def test_every_peer_size_of_the_real_run_is_within_its_limit() -> None:
    assert max(FULL.whole) <= whole_runs.PEER_UP_TO
    assert max(FULL.checked) <= 2000  # as far as scipy's dense solver is exact here


@pytest.mark.parametrize(("name", "instance"), EVERY_INSTANCE, ids=[name for name, _ in EVERY_INSTANCE])
def test_peers_agree_with_one_another_on_every_instance(name: str, instance: instances.Instance) -> None:
    for seed in range(5):
        edges = instance(11, seed)
        found = {solver(edges) for solver in (peers.exact, peers.bare_flow, peers.sparse_scipy, peers.sparse_lapmod)}
        assert len(found) == 1
        assert optimality.gaps(edges) == "0 on all 9 counts"


def test_exact_peer_and_its_floor_are_those_of_trying_everything() -> None:
    for seed in range(8):
        edges = instances.partial(5, seed)
        scores = dict(
            zip(zip(edges.left.tolist(), edges.right.tolist(), strict=True), edges.score.tolist(), strict=True)
        )
        tried = [
            [scores[pair] for pair in enumerate(order) if pair in scores] for order in permutations(range(edges.rights))
        ]
        most = max(map(len, tried))
        assert peers.exact(edges) == peers.Found(most, max(sum(one) for one in tried if len(one) == most))
        if most:
            assert peers.highest_lowest(edges) == max(min(one) for one in tried if len(one) == most)


def test_partial_instance_has_no_full_pairing_and_the_sizes_it_tells() -> None:
    edges = instances.partial(100, 1)
    assert peers.exact(edges).pairs < 100
    assert 0.1 < len(edges) / 100**2 < 0.25
    assert (instances.unbalanced(10, 1).lefts, instances.unbalanced(10, 1).rights) == (10, 5)
    large = instances.many_edges(40, 5, 1)
    assert len(set(zip(large.left.tolist(), large.right.tolist(), strict=True))) == 200


def test_control_a_choice_that_is_not_the_best_has_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(edges: Edges, objective: Objective) -> Positions:
        chosen = choose(edges, objective)
        return chosen[1:] if objective in ("total", "stable") else np.sort(chosen)[::-1][:-2]

    monkeypatch.setattr(optimality, "choose", careless)
    found = optimality.gaps(instances.dense_random(8, 1))
    for count in ("pairs 1", "total ", "floor pairs 2", "quality ", "stable: blocking pairs"):
        assert count in found


def test_control_a_floor_that_is_too_low_has_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    score = np.array([1, 0.5, 0.5, 0.1])
    edges = edges_between(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), score, score, (2, 2))
    monkeypatch.setattr(optimality, "choose", lambda edges, objective: choose(edges, "total"))
    assert optimality.gaps(edges) != "0 on all 9 counts"
    assert "floor lowest 400000" in optimality.gaps(edges)


def test_control_a_plan_that_follows_the_order_of_the_input_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shapes, "propose", lambda problem, objective: propose(_first_half(problem), objective=objective)
    )
    assert shapes.different_pairs(with_regions(20), 1) > 0


def _first_half(problem: Problem) -> Problem:
    left = problem.left[: len(problem.left) // 2]
    return Problem(left, problem.right, problem.rules, Evidence())


def test_cohorts_of_the_bench_are_ever_larger_to_look_at() -> None:
    looked_at = [pairs_to_look_at(people(150)) for people in (with_regions, mixing_regions, one_region)]
    allowed = [len(allowed_edges(people(150))) for people in (with_regions, mixing_regions, one_region)]
    assert looked_at[0] < looked_at[1] == looked_at[2] == 150 * 150
    assert allowed[0] < allowed[1] < allowed[2]


def test_peer_way_leaves_people_alone_although_everybody_could_be_placed() -> None:
    left = (
        Person("a", organisation="school", fields=("natuurkunde",)),
        Person("b", organisation="school", fields=("muziek",)),
    )
    right = (
        Person("x", organisation="firm", fields=("natuurkunde",)),
        Person("y", organisation="shop", fields=("wiskunde",), knows=("b",)),
    )
    problem = Problem(left, right, Rules())
    run = peer_way.run(problem, allowed_edges(problem))
    assert (run.pairs, peers.exact(allowed_edges(problem)).pairs) == (1, 2)


def test_peer_way_makes_only_allowed_pairs_on_uneven_sides() -> None:
    problem = with_regions(15)
    fewer = Problem(problem.left[:9], problem.right, problem.rules)
    assert 0 < peer_way.run(fewer, allowed_edges(fewer)).pairs <= 9


def test_ratio_of_a_much_slower_peer_is_a_fraction() -> None:
    assert (times(1.5), times(0.25), times(1 / 400)) == ("1.5 ×", "0.25 ×", "1/400")


def test_row_of_a_figure_is_markdown() -> None:
    figure = next(optimality.figures(TINY))
    assert figure_row(figure).startswith(
        "| gap to the true optimum, dense, random, 12 a side | 0 | 0 on all 9 counts |"
    )
