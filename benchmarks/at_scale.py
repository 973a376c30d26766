"""What is done when everything at once is too much: the best pairs only, more processes; and small questions to a plan.

`python -m benchmarks.at_scale 100000` prints, for a child process, what such a run takes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks import cohorts
from benchmarks.engine_parts import allowed_edges
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds, peak_megabytes, timed
from jobtwinning.matching.engine import Problem, Proposal, alternatives, propose, rematch
from jobtwinning.matching.engine.executors import Processes

ROOT = Path(__file__).parents[1]
# Of everybody so many of the best pairs take part in a run that leaves pairs out.
BEST = 25
# A person's alternatives are asked of so many people.
ASKED = 10


def figures(sizes: Sizes) -> Iterator[Figure]:
    """The best pairs beside all, a second look, a match again, alternatives, and the largest run."""
    yield from _best_of_everybody(sizes.national)
    yield _again(sizes.national, sizes.runs)
    yield _other_partners(sizes.whole[0])
    yield _largest(sizes.country)


def _best_of_everybody(size: int) -> Iterator[Figure]:
    every_seconds, every = timed(lambda: propose(cohorts.with_regions(size)))
    for again, goal in ((0, "≥ 99.99 % of the total, as many pairs"), (3, "the same total")):
        own, few = timed(partial(_looked_through, size, again))
        share = few.figures.total / every.figures.total if every.figures.total else 1.0
        yield Figure(
            f"the best {BEST} of everybody, looked through again at most {again} times, {size:,} a side",
            goal,
            f"{seconds(own)}, {share:.5%} of the total, {every.figures.pairs - few.figures.pairs} pairs fewer,"
            f" possible gain {few.figures.possible_gain:.4f}",
            f"{seconds(every_seconds)} (all pairs)",
            times(own / every_seconds),
        )


def _looked_through(size: int, again: int) -> Proposal:
    return propose(cohorts.with_regions(size), best=BEST, again=again)


def _again(size: int, runs: int) -> Figure:
    problem = cohorts.with_regions(size)
    plan = propose(problem)
    earlier = [(pair.left, pair.right) for pair in islice(plan.pairs, len(plan.pairs) - size // 100)]
    allowed_edges(problem)
    whole = median_seconds(lambda: problem, propose, runs)
    own = median_seconds(lambda: problem, lambda given: rematch(given, earlier), runs)
    undone = len(rematch(problem, earlier).undone)
    return Figure(
        f"again for {size // 100:,} free pairs of {size:,} a side, scored already",
        "0 undone",
        f"{seconds(own)}, {undone} undone",
        f"{seconds(whole)} (the whole plan again)",
        times(own / whole),
    )


def _other_partners(size: int) -> Figure:
    problem = cohorts.with_regions(size)
    plan = propose(problem)
    people = [pair.left for pair in plan.pairs[:ASKED]]
    own, _ = timed(lambda: [alternatives(problem, plan, person) for person in people])
    every, _ = timed(lambda: [alternatives(problem, plan, person, k=size) for person in people])
    name, asked = f"five cheapest other partners of one person, {size:,} a side", max(len(people), 1)
    peer = f"{seconds(every / asked)} (all of them solved)"
    return Figure(name, "–", f"{seconds(own / asked)} a person", peer, times(own / every))


def _largest(size: int) -> Figure:
    command = [sys.executable, "-m", "benchmarks.at_scale", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found = json.loads(done.stdout)
    return Figure(
        f"people to plan, {size:,} a side, {found['workers']} processes, the best {BEST} of everybody",
        "≤ 40 s, ≤ 3 GB a process",
        f"{seconds(found['seconds'])}, {found['pairs']:,} pairs of {found['possible']:,}, {found['megabytes']:.0f} MB",
    )


def main(size: int) -> None:
    """What the child does."""
    problem: Problem = cohorts.with_regions(size)
    workers, started = os.cpu_count() or 1, perf_counter()
    plan = propose(problem, best=BEST, again=0, executor=Processes(workers))
    figures = plan.figures
    alone = figures.unmatched_left + figures.unmatched_right - figures.unavoidable_unmatched
    told = {"workers": workers, "seconds": perf_counter() - started, "pairs": figures.pairs}
    print(json.dumps(told | {"possible": figures.pairs + alone // 2, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
