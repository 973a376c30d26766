"""Is what the engine chooses the true optimum? Against solvers that share no code with it."""

from collections.abc import Iterator

import numpy as np

from benchmarks import peers
from benchmarks.engine_parts import QUALITY_THRESHOLD, Edges, choose, most_pairs
from benchmarks.instances import CHECKED
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import timed
from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.codes import RESOLUTION


def figures(sizes: Sizes) -> Iterator[Figure]:
    """A figure per kind of instance and size; the times are those of the objective "total"."""
    for name, instance in CHECKED.items():
        for size in sizes.checked:
            edges = instance(size, 1)
            own, _ = timed(lambda edges=edges: choose(edges, "total"))  # type: ignore[misc]  # the loop's own value
            peer, _ = timed(lambda edges=edges: peers.exact(edges))  # type: ignore[misc]  # the loop's own value
            yield Figure(
                f"gap to the true optimum, {name}, {size:,} a side",
                "0",
                gaps(edges),
                f"{seconds(peer)} (scipy, dense)",
                f"{times(own / peer)} ({seconds(own)})",
            )


def gaps(edges: Edges) -> str:
    """What each objective leaves on the table, in pairs and in whole numbers of the resolution; all 0 when exact."""
    chosen = {name: choose(edges, name) for name in ("total", "floor", "quality", "stable")}
    best = peers.exact(edges)
    highest = peers.highest_lowest(edges) if len(edges) else 0
    fair = peers.exact(edges, highest)
    good = peers.exact(edges, round(QUALITY_THRESHOLD * RESOLUTION))
    counted = {
        "pairs": best.pairs - len(chosen["total"]),
        "pairs against Hopcroft–Karp": most_pairs(edges) - len(chosen["total"]),
        "total": best.total - _total(edges, chosen["total"]),
        "floor pairs": best.pairs - len(chosen["floor"]),
        "floor lowest": highest_of_lowest(edges, chosen["floor"], highest),
        "floor total": fair.total - _total(edges, chosen["floor"]),
        "quality pairs": good.pairs - len(chosen["quality"]),
        "quality total": good.total - _total(edges, chosen["quality"]),
        "stable: blocking pairs": blocking(edges, chosen["stable"]),
    }
    wrong = {name: gap for name, gap in counted.items() if gap}
    return ", ".join(f"{name} {gap}" for name, gap in wrong.items()) or f"0 on all {len(counted)} counts"


def highest_of_lowest(edges: Edges, chosen: Positions, highest: int) -> int:
    """How far the lowest score made lies below the highest that is possible; 0 too when it lies above by luck."""
    return max(0, highest - int(edges.score[chosen].min(initial=RESOLUTION)))


def blocking(edges: Edges, chosen: Positions) -> int:
    """Pairs that would both rather have each other, counted the plain way: with whole matrices."""
    shape = edges.lefts, edges.rights
    allowed, mine, theirs = np.zeros(shape, dtype=bool), np.full(shape, -1), np.full(shape, -1)
    allowed[edges.left, edges.right] = True
    mine[edges.left, edges.right], theirs[edges.left, edges.right] = edges.left_score, edges.right_score
    own_left, own_right = np.full(edges.lefts, -1), np.full(edges.rights, -1)
    own_left[edges.left[chosen]] = edges.left_score[chosen]
    own_right[edges.right[chosen]] = edges.right_score[chosen]
    return int((allowed & (mine > own_left[:, None]) & (theirs > own_right)).sum())


def _total(edges: Edges, chosen: Positions) -> int:
    return int(edges.score[chosen].sum())
