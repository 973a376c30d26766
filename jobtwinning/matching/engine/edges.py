"""Allowed pairs as a graph: who could be with whom, and in how many pieces it falls apart."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths

# Pieces are solved together until they hold this many pairs: a call of the solver costs about as much as that.
BUNDLE_EDGES = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Allowed pairs in the order of left, then right; scores are whole numbers of the resolution."""

    left: Positions
    right: Positions
    left_score: Integers
    right_score: Integers
    score: Integers
    lefts: int
    rights: int

    def __len__(self) -> int:
        return len(self.left)

    @property
    def keys(self) -> Integers:
        """One number per pair; rising in the order of left, then right."""
        return self.left.astype(np.int64) * self.rights + self.right

    def only(self, keep: Truths | Positions) -> "Edges":
        """The pairs for which keep is true, or at these positions."""
        at = np.flatnonzero(keep) if keep.dtype == bool else keep
        scores = self.left_score[at], self.right_score[at], self.score[at]
        return Edges(self.left[at], self.right[at], *scores, self.lefts, self.rights)

    def renumbered(self) -> tuple["Edges", Positions, Positions]:
        """The same pairs among only the people who are in one, and the old numbers of those people per side."""
        lefts, left = np.unique(self.left, return_inverse=True)
        rights, right = np.unique(self.right, return_inverse=True)
        scores = self.left_score, self.right_score, self.score
        return Edges(left, right, *scores, len(lefts), len(rights)), lefts, rights


def together(some: list[Edges]) -> Edges:
    """All of them, one after the other; they must be of the same people."""
    names = ("left", "right", "left_score", "right_score", "score")
    left, right, *scores = (np.concatenate([getattr(one, name) for one in some]) for name in names)
    return Edges(left, right, scores[0], scores[1], scores[2], some[0].lefts, some[0].rights)


def marked(size: int, positions: Positions) -> Truths:
    """True at these positions."""
    marks = np.zeros(size, dtype=bool)
    marks[positions] = True
    return marks


def most_pairs(edges: Edges, keep: Truths | None = None) -> int:
    """The largest number of pairs there can be among these edges (Hopcroft-Karp)."""
    left, right = (edges.left, edges.right) if keep is None else (edges.left[keep], edges.right[keep])
    if not len(left):
        return 0
    return int((maximum_bipartite_matching(_matrix(left, right, edges.lefts, edges.rights)) >= 0).sum())


def partners(edges: Edges) -> Positions:
    """Per left person the right partner in some largest set of pairs, -1 for nobody."""
    matrix = _matrix(edges.left, edges.right, edges.lefts, edges.rights)
    return maximum_bipartite_matching(matrix, perm_type="column").astype(np.intp)


def _matrix(left: Positions, right: Positions, lefts: int, rights: int) -> sparse.csr_matrix:
    starts = np.zeros(lefts + 1, dtype=np.int32)
    np.cumsum(np.bincount(left, minlength=lefts), out=starts[1:])
    ones = np.ones(len(left), dtype=np.int8)
    return sparse.csr_matrix((ones, right.astype(np.int32), starts), shape=(lefts, rights))


def bundles(edges: Edges) -> list[Positions]:
    """Positions of the edges in pieces that share nobody, small pieces together; always the same pieces."""
    if len(edges) <= BUNDLE_EDGES:
        return [np.arange(len(edges))] if len(edges) else []
    people = edges.lefts + edges.rights
    graph = sparse.coo_matrix(
        (np.ones(len(edges), dtype=np.int8), (edges.left, edges.lefts + edges.right)), (people,) * 2
    )
    _, piece = connected_components(graph, directed=False)
    own = np.unique(piece[edges.left], return_inverse=True)[1]
    sizes = np.bincount(own)
    bundle, held = np.zeros(len(sizes), dtype=np.intp), 0
    number = 0
    for position, size in enumerate(sizes.tolist()):
        if held and held + size > BUNDLE_EDGES:
            number, held = number + 1, 0
        bundle[position] = number
        held += size
    order = np.argsort(bundle[own], kind="stable")
    return np.split(order, np.cumsum(np.bincount(bundle[own]))[:-1])
