"""How long the matching takes: `python benchmarks/bench_matching.py [people a side ...]`. Medians of some runs."""

import sys
from statistics import median
from time import perf_counter

import numpy as np
from scipy.optimize import linear_sum_assignment

from jobtwinning.matching.engine import propose
from jobtwinning.matching.engine.candidates import Edges
from jobtwinning.matching.engine.flow import best_pairs, most_pairs
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json
from jobtwinning.matching.engine.propose import allowed_edges

RUNS = 5


def whole_run(left: int, right: int) -> None:
    """From people to plan, scoring included; a fresh problem every run, because scores are kept with it."""
    content = generate_cohort(left, right, 1)
    for objective in ("floor", "total", "quality", "stable"):
        seconds, scoring = [], []
        for _ in range(RUNS):
            problem = problem_from_json(content)
            started = perf_counter()
            edges = allowed_edges(problem)
            scoring.append(perf_counter() - started)
            plan = propose(problem, objective=objective)
            seconds.append(perf_counter() - started)
        print(
            f"{left} x {right} {objective:8} {median(seconds):7.3f} s, of which scoring {median(scoring):7.3f} s,"
            f" {len(edges)} allowed, {plan.figures.pairs} pairs, mean {plan.figures.mean}, lowest {plan.figures.lowest}"
        )


def against_independent_solver(size: int) -> None:
    """The solve alone on random scores, beside scipy's dense solver in the same run."""
    score = np.random.default_rng(1).integers(0, 1_000_000, (size, size))
    left, right = (part.ravel() for part in np.indices(score.shape))
    edges = Edges(left, right, score.ravel(), score.ravel(), score.ravel(), size, size)
    started = perf_counter()
    chosen = best_pairs(edges, edges.score)
    own = perf_counter() - started
    started = perf_counter()
    rows, columns = linear_sum_assignment(score, maximize=True)
    other = perf_counter() - started
    gap = int(score[rows, columns].sum()) - int(edges.score[chosen].sum())
    print(f"solve {size} x {size} dense: {own:.3f} s, scipy {other:.3f} s, gap {gap}, pairs {most_pairs(edges)}")


def main(sizes: tuple[int, ...] = (60, 500, 1000)) -> None:
    """All measurements at these sizes."""
    for size in sizes:
        whole_run(size, round(size * 0.92))
    for size in sizes:
        against_independent_solver(size)


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (60, 500, 1000))
