"""Do awkward scores or another order of the input make a difference?"""

import random
from collections.abc import Iterator
from dataclasses import replace

from benchmarks import cohorts
from benchmarks.engine_parts import Edges, choose
from benchmarks.instances import SHAPES, dense_random
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds
from jobtwinning.matching.engine import Evidence, Problem, propose
from jobtwinning.matching.engine.codes import OBJECTIVES, Objective


def figures(sizes: Sizes) -> Iterator[Figure]:
    """The worst shape of scores beside random ones, and the same pairs for shuffled input."""
    size = sizes.shapes
    random_edges = dense_random(size, 1)
    aims: tuple[Objective, ...] = ("total", "floor")
    for objective in aims:
        usual = seconds_for(random_edges, objective, sizes.runs)
        taken = {name: seconds_for(shape(size, 1), objective, sizes.runs) for name, shape in SHAPES.items()}
        worst = max(taken, key=lambda name: taken[name])
        told = ", ".join(f"{name} {seconds(value)}" for name, value in taken.items())
        yield Figure(
            f"worst shape of scores, `{objective}`, {size:,} a side",
            "≤ 4 × random scores",
            told,
            f"{seconds(usual)} (random scores)",
            f"{times(taken[worst] / usual)} ({worst})",
        )
    people = cohorts.with_regions(sizes.shuffled)
    changed = sum(different_pairs(people, seed) for seed in range(3))
    yield Figure(
        f"pairs that differ for shuffled input, {sizes.shuffled:,} a side, {len(OBJECTIVES)} objectives, 3 shuffles",
        "0",
        str(changed),
    )


def seconds_for(edges: Edges, objective: Objective, runs: int) -> float:
    """Median seconds of the solve."""
    return median_seconds(lambda: edges, lambda given: choose(given, objective), runs)


def different_pairs(problem: Problem, seed: int) -> int:
    """How many pairs change, over all objectives, when people and ballots come in another order."""
    chance = random.Random(seed)
    ballots = problem.evidence.ballots
    turned = replace(
        problem,
        left=tuple(chance.sample(problem.left, len(problem.left))),
        right=tuple(chance.sample(problem.right, len(problem.right))),
        evidence=Evidence(tuple(chance.sample(ballots, len(ballots)))),
    )
    changed = 0
    for objective in OBJECTIVES:
        first, second = (propose(each, objective=objective).pairs for each in (problem, turned))
        changed += len(set(first) ^ set(second))
    return changed
