"""How many pairs a second one core looks at and scores, both directions."""

from collections.abc import Callable, Iterator

from benchmarks import cohorts
from benchmarks.engine_parts import prepared, scored
from benchmarks.report import Figure, seconds
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds
from jobtwinning.matching.engine import Problem


def figures(sizes: Sizes) -> Iterator[Figure]:
    """One region where everybody may meet everybody, and the whole country in its regions."""
    yield _figure("one region", cohorts.one_region, sizes.one_region, sizes.runs)
    yield _figure("in regions", cohorts.with_regions, sizes.national, (sizes.runs + 1) // 2)


def _figure(name: str, people: Callable[[int], Problem], size: int, runs: int) -> Figure:
    taken = median_seconds(lambda: prepared(people(size)), scored, runs)
    problem = prepared(people(size))
    looked_at, allowed = cohorts.pairs_to_look_at(problem), len(scored(problem))
    return Figure(
        f"scoring, {size:,} a side, {name}",
        "≥ 10 M pairs/s a core",
        f"{looked_at / taken / 1e6:.1f} M pairs/s ({looked_at:,} in {seconds(taken)}, {allowed:,} allowed)",
    )
