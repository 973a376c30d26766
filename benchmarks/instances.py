"""Assignment problems on which the solvers are tried: allowed pairs with scores, size people a side."""

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.engine_parts import Edges, edges_between
from jobtwinning.matching.engine.arrays import Floats, Truths

# Part of the pairs that is allowed in `partial`, and of the people who then share a handful of partners.
ALLOWED_PART = 0.18
CROWDED_PART = 0.1
FEW_PARTNERS = 5
SPARSE_PARTNERS = 3


def dense_random(size: int, seed: int) -> Edges:
    """Everybody may with everybody; both directions drawn evenly."""
    chance = np.random.default_rng(seed)
    return _among(np.ones((size, size), dtype=bool), chance.random((size, size)), chance.random((size, size)))


def everybody_agrees(size: int, seed: int) -> Edges:
    """Everybody may with everybody and nearly agrees who is best, on both sides."""
    chance = np.random.default_rng(seed)
    left_quality, right_quality = chance.random((size, 1)), chance.random((1, size))
    near = 0.02 * chance.random((2, size, size))
    return _among(np.ones((size, size), dtype=bool), 0.98 * right_quality + near[0], 0.98 * left_quality + near[1])


def products(size: int, seed: int) -> Edges:
    """The classical hard case: the score is the product of two ranks, so that nearly every choice touches all."""
    ranks = np.arange(1, size + 1) / size
    score = np.outer(ranks, ranks)
    return _among(np.ones((size, size), dtype=bool), score, score)


def two_levels(size: int, seed: int) -> Edges:
    """A pair is either good or not so good, nothing between."""
    chance = np.random.default_rng(seed)
    score = np.where(chance.random((size, size)) < 0.3, 0.8, 0.4)
    return _among(np.ones((size, size), dtype=bool), score, score)


def all_equal(size: int, seed: int) -> Edges:
    """Every pair is as good as every other."""
    score = np.full((size, size), 0.5)
    return _among(np.ones((size, size), dtype=bool), score, score)


def partial(size: int, seed: int) -> Edges:
    """18 % of the pairs allowed, and a tenth of left with the same five possible partners: no full pairing exists."""
    chance = np.random.default_rng(seed)
    allowed = chance.random((size, size)) < ALLOWED_PART
    crowded = max(1, round(CROWDED_PART * size))
    allowed[:crowded, FEW_PARTNERS:] = False
    return _among(allowed, chance.random((size, size)), chance.random((size, size)))


def unbalanced(size: int, seed: int) -> Edges:
    """Two left people for every right one, half of the pairs allowed."""
    chance = np.random.default_rng(seed)
    shape = size, max(1, size // 2)
    return _among(chance.random(shape) < 0.5, chance.random(shape), chance.random(shape))


def sparse(size: int, seed: int) -> Edges:
    """A few possible partners each, so that some people stay alone."""
    chance = np.random.default_rng(seed)
    allowed = chance.random((size, size)) < SPARSE_PARTNERS / size
    return _among(allowed, chance.random((size, size)), chance.random((size, size)))


def many_edges(size: int, partners: int, seed: int) -> Edges:
    """A large one, never made dense: this many random partners for everybody on the left."""
    chance = np.random.default_rng(seed)
    left = np.repeat(np.arange(size), partners)
    right = (chance.integers(0, size, size)[:, None] + _offsets(chance, size, partners)).ravel() % size
    order = np.lexsort((right, left))
    scores = chance.random((2, len(left)))
    return edges_between(left[order], right[order], scores[0], scores[1], (size, size))


def _offsets(chance: np.random.Generator, size: int, partners: int) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Different steps from somebody's own number, for every row."""
    stride = max(1, size // partners)
    return np.arange(partners) * stride + chance.integers(0, stride, (size, partners))


Instance = Callable[[int, int], Edges]
CHECKED: Final[dict[str, Instance]] = {
    "dense, random": dense_random,
    "everybody agrees who is best": everybody_agrees,
    "two score levels": two_levels,
    "partial: 18 % allowed, no full pairing": partial,
    "unbalanced: two to one": unbalanced,
    "sparse": sparse,
}
SHAPES: Final[dict[str, Instance]] = {
    "everybody agrees": everybody_agrees,
    "products of ranks": products,
    "two levels": two_levels,
    "all equal": all_equal,
    "18 % allowed": partial,
}


def _among(allowed: Truths, left_score: Floats, right_score: Floats) -> Edges:
    left, right = (part.astype(np.intp) for part in np.nonzero(allowed))
    return edges_between(left, right, left_score[left, right], right_score[left, right], allowed.shape)
