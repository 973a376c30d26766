"""The whole country at once: every allowed pair with a floor, beside bare solvers on the same pairs.

`python -m benchmarks.national 10000` prints, for a child process, what one run costs in memory.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks import cohorts, peers
from benchmarks.engine_parts import allowed_edges, choose
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds, peak_megabytes, timed
from jobtwinning.matching.engine import propose

# Above this many allowed pairs the solvers that take minutes are left out.
SLOW_SOLVERS_UP_TO = 2_500_000
ROOT = Path(__file__).parents[1]


def figures(sizes: Sizes) -> Iterator[Figure]:
    """The whole run, the solve alone, other solvers and memory."""
    size = sizes.national
    # The child first: what it inherits from a large parent could be taken for its own.
    memory = memory_of_child(size)
    edges = allowed_edges(cohorts.with_regions(size))
    bare = median_seconds(lambda: edges, peers.bare_flow, sizes.runs)
    solve = median_seconds(lambda: edges, lambda given: choose(given, "floor"), sizes.runs)
    total = median_seconds(lambda: edges, lambda given: choose(given, "total"), sizes.runs)
    whole = median_seconds(lambda: cohorts.with_regions(size), propose, (sizes.runs + 1) // 2)
    chosen, best = choose(edges, "total"), peers.bare_flow(edges)
    gap = f"gap {best.pairs - len(chosen)} pairs, {best.total - int(edges.score[chosen].sum())} of the total"
    where, peer = f"{size:,} a side, {len(edges):,} allowed pairs", f"{seconds(bare)} (bare OR-Tools flow)"
    yield Figure(f"solve `floor`, {where}", "≤ 1.5 ×", seconds(solve), peer, times(solve / bare))
    yield Figure(f"solve `total`, {where}", "gap 0", f"{seconds(total)}, {gap}", peer, times(total / bare))
    yield Figure(f"people to plan (`floor`), {where}", "≤ 1.88 ×", seconds(whole), peer, times(whole / bare))
    if len(edges) <= SLOW_SOLVERS_UP_TO:
        for name, solver in (("lapx lapmod", peers.sparse_lapmod), ("scipy, sparse", peers.sparse_scipy)):
            other, found = timed(lambda solver=solver: solver(edges))  # type: ignore[misc]  # the loop's own value
            peer = f"{seconds(other)} ({name}; {best.pairs - found.pairs} pairs, {best.total - found.total} less)"
            yield Figure(f"solve `total`, {where}", "–", seconds(total), peer, times(total / other))
    yield Figure(
        f"memory, people to plan, {size:,} a side",
        "≤ 3 GB a process at 100,000",
        f"{memory['after']:.0f} MB at most",
        f"{memory['before']:.0f} MB with the people read",
        times(memory["after"] / memory["before"]),
    )


def memory_of_child(size: int) -> dict[str, float]:
    """Peak memory in MB of a process of its own before and after proposing pairs for this many people a side."""
    command = [sys.executable, "-m", "benchmarks.national", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def main(size: int) -> None:
    """What the child does."""
    problem = cohorts.with_regions(size)
    before, started = peak_megabytes(), perf_counter()
    propose(problem)
    print(json.dumps({"before": before, "after": peak_megabytes(), "seconds": perf_counter() - started}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
