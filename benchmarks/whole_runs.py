"""From people to plan in one process, scoring included, beside the peer's way."""

from collections.abc import Callable, Iterator

from benchmarks import cohorts, peer_way
from benchmarks.engine_parts import allowed_edges, most_pairs
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds
from jobtwinning.matching.engine import Problem, propose

KINDS: dict[str, Callable[[int], Problem]] = {
    "in regions": cohorts.with_regions,
    "regions mix": cohorts.mixing_regions,
    "one region": cohorts.one_region,
}
GOALS = {500: "≤ .05 s", 1000: "≤ .15 s and ≤ 1/250, no fewer pairs"}
# The peer's way takes 3 s for 1,000 a side; growing with the third power it stays below a minute up to this size.
PEER_UP_TO = 2000


def figures(sizes: Sizes) -> Iterator[Figure]:
    """A figure per size for people in their regions, for the same people across regions, and all in one region."""
    for size in sizes.whole:
        for name, people in KINDS.items():
            yield _figure(name, size, people, sizes.runs)


def _figure(name: str, size: int, people: Callable[[int], Problem], runs: int) -> Figure:
    own = median_seconds(lambda: people(size), propose, runs)
    problem = people(size)
    plan = propose(problem)
    possible = most_pairs(allowed_edges(problem))
    measured = f"{seconds(own)}, {plan.figures.pairs} of {possible} pairs"
    title, goal = f"people to plan (`floor`), {size:,} a side, {name}", GOALS.get(size, "–")
    if size > PEER_UP_TO:
        return Figure(title, goal, measured)
    peer = peer_way.run(problem, allowed_edges(problem))
    told = (
        f"{seconds(peer.seconds)} (scoring {seconds(peer.scoring)}, munkres {seconds(peer.solving)}),"
        f" {peer.pairs} pairs, {possible - peer.pairs} lost"
    )
    return Figure(title, goal, measured, told, times(own / peer.seconds))
