"""Allowed pairs as a graph: who could be with whom, and in how many pieces it falls apart."""

from dataclasses import dataclass

import numpy as np
import scipy

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
        if keep.dtype == bool and len(at) == len(self):
            return self
        scores = self.left_score[at], self.right_score[at], self.score[at]
        return Edges(self.left[at], self.right[at], *scores, self.lefts, self.rights)

    def renumbered(self) -> tuple["Edges", Positions, Positions]:
        """The same pairs among only the people who are in one, and the old numbers of those people per side."""
        there = marked(self.lefts, self.left), marked(self.rights, self.right)
        left, right = ((np.cumsum(one) - 1)[old] for one, old in zip(there, (self.left, self.right), strict=True))
        lefts, rights = (np.flatnonzero(one) for one in there)
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
    return int(
        (scipy.sparse.csgraph.maximum_bipartite_matching(_matrix(left, right, edges.lefts, edges.rights)) >= 0).sum()
    )


def partners(edges: Edges) -> Positions:
    """Per left person the right partner in some largest set of pairs, -1 for nobody."""
    matrix = _matrix(edges.left, edges.right, edges.lefts, edges.rights)
    return scipy.sparse.csgraph.maximum_bipartite_matching(matrix, perm_type="column").astype(np.intp)


def _matrix(left: Positions, right: Positions, lefts: int, rights: int) -> "scipy.sparse.csr_matrix":
    starts = np.zeros(lefts + 1, dtype=np.int32)
    np.cumsum(np.bincount(left, minlength=lefts), out=starts[1:])
    ones = np.ones(len(left), dtype=np.int8)
    return scipy.sparse.csr_matrix((ones, right.astype(np.int32), starts), shape=(lefts, rights))


def bundles(edges: Edges) -> list[Positions]:
    """Positions of the edges in pieces that share nobody, small pieces together; always the same pieces."""
    if len(edges) <= BUNDLE_EDGES:
        return [np.arange(len(edges))] if len(edges) else []
    graph = _matrix(edges.left, edges.lefts + edges.right, edges.lefts + edges.rights, edges.lefts + edges.rights)
    pieces, piece = scipy.sparse.csgraph.connected_components(graph, directed=False)
    sizes = np.bincount(piece[: edges.lefts], np.diff(graph.indptr)[: edges.lefts], pieces).astype(np.intp)
    bundle, held, number = np.zeros(pieces, dtype=np.intp), 0, 0
    for position in np.flatnonzero(sizes).tolist():
        if held and held + sizes[position] > BUNDLE_EDGES:
            number, held = number + 1, 0
        bundle[position] = number
        held += int(sizes[position])
    if not number:
        return [np.arange(len(edges))]
    own = bundle[piece][edges.left]
    order = np.argsort(own, kind="stable")
    return np.split(order, np.cumsum(np.bincount(own))[:-1])
