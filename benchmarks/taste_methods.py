"""Ways to choose pairs that are compared on hidden taste; all but the last see only what the engine sees."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.engine_parts import allowed_edges, proposed_rows
from benchmarks.hidden_taste import World
from jobtwinning.matching.engine.arrays import Floats, Integers, Positions
from jobtwinning.matching.engine.codes import Objective

# Rows of the left and of the right people of the chosen pairs.
Chosen = tuple[Positions, Positions]
Way = Callable[[World, int], Chosen]


def ours(objective: Objective) -> Way:
    """One of the engine's own objectives, through its front door."""
    return lambda world, seed: proposed_rows(world.problem, objective, seed)


def one_sided_optimum(world: World, seed: int) -> Chosen:
    """The peer's way: the best total of what right offers left; a forbidden pair is a score of 0, and then not made."""
    edges = allowed_edges(world.problem)
    worth = np.zeros(world.allowed.shape)
    worth[edges.left, edges.right] = edges.left_score
    return _only_allowed(world, *linear_sum_assignment(worth, maximize=True))


def greedy(world: World, seed: int) -> Chosen:
    """The best pair first, then the best of what is left."""
    edges = allowed_edges(world.problem)
    return _first_come(edges.left, edges.right, np.argsort(-edges.score, kind="stable"))


def random_allowed(world: World, seed: int) -> Chosen:
    """Allowed pairs in random order, each made when both are still free."""
    edges = allowed_edges(world.problem)
    return _first_come(edges.left, edges.right, np.random.default_rng(seed).permutation(len(edges)))


def deferred_acceptance(world: World, seed: int) -> Chosen:
    """The textbook's (Gale and Shapley, 1962): professionals ask, a teacher keeps the best offer so far."""
    edges = allowed_edges(world.problem)
    liked = _matrix(world, edges.left, edges.right, edges.left_score)
    asks = {
        person: sorted(
            np.flatnonzero(edges.right == person).tolist(), key=lambda at: (-edges.right_score[at], edges.left[at])
        )
        for person in range(edges.rights)
    }
    holds: dict[int, int] = {}
    free = sorted(asks, reverse=True)
    while free:
        asker = free.pop()
        while asks[asker]:
            asked = int(edges.left[asks[asker].pop(0)])
            held = holds.get(asked)
            if held is None or liked[asked, asker] > liked[asked, held]:
                holds[asked] = asker
                if held is not None:
                    free.append(held)
                break
    return _arrays(sorted(holds.items()))


def mind_reading(world: World, seed: int) -> Chosen:
    """Out of reach: the most pairs and then the best total of the weaker side's true liking."""
    weaker = np.minimum(world.left_liking, world.right_liking)
    worth = np.where(world.allowed, 2.0 * min(world.allowed.shape) + weaker, 0.0)
    return _only_allowed(world, *linear_sum_assignment(worth, maximize=True))


WAYS: Final[dict[str, Way]] = {
    "ours: floor": ours("floor"),
    "ours: total": ours("total"),
    "ours: quality": ours("quality"),
    "ours: stable (teachers ask)": ours("stable"),
    "deferred acceptance (professionals ask)": deferred_acceptance,
    "the peer's way: one-sided optimum": one_sided_optimum,
    "greedy from the top": greedy,
    "random allowed pairs": random_allowed,
    "reading minds (out of reach)": mind_reading,
}


def _matrix(world: World, left: Positions, right: Positions, values: Integers) -> Floats:
    matrix = np.zeros(world.allowed.shape)
    matrix[left, right] = values
    return matrix


def _only_allowed(world: World, rows: Positions, columns: Positions) -> Chosen:
    kept = world.allowed[rows, columns]
    return rows[kept], columns[kept]


def _first_come(left: Positions, right: Positions, order: Positions) -> Chosen:
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    found = []
    for first, second in zip(left[order].tolist(), right[order].tolist(), strict=True):
        if first not in taken_left and second not in taken_right:
            taken_left.add(first)
            taken_right.add(second)
            found.append((first, second))
    return _arrays(found)


def _arrays(pairs: Iterable[tuple[int, int]]) -> Chosen:
    both = np.array(list(pairs), dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]
