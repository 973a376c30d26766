"""Whether leaving pairs out cost anything: no pair is lost by it, and how much the total can be off at most."""

from collections.abc import Callable
from typing import Any

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Truths
from jobtwinning.matching.engine.candidates import Candidates, edges_between
from jobtwinning.matching.engine.edges import Edges, marked, partners
from jobtwinning.matching.engine.places import meeting_places
from jobtwinning.matching.engine.pruning import key_of, rank_in_group
from jobtwinning.matching.engine.table import Table

NOBODY = np.zeros(0, dtype=np.intp)


def complete(table: Table, candidates: Candidates, edges: Edges, counts: Callable[[Edges], Truths]) -> Edges:
    """The edges, with pairs that were left out put back until as many pairs are possible as with all of them.

    counts: which edges may be chosen at all. From everybody without a partner the people who could still shift are
    looked up (Koenig): only a pair out of that circle could place one person more.
    """
    while True:
        left_in, right_in = _could_shift(edges.only(counts(edges)))
        more = _out_of_circle(table, left_in, right_in | ~candidates.right_any, candidates.best or 0)
        more = more.only(counts(more))
        if not len(more):
            return edges
        edges = joined(edges, more)


def joined(edges: Edges, more: Edges) -> Edges:
    """Both, each pair once, in order."""
    keys = np.concatenate([one.left * one.rights + one.right for one in (edges, more)])
    at = np.unique(keys, return_index=True)[1]

    def both(name: str) -> Any:
        return np.concatenate([getattr(edges, name), getattr(more, name)])[at]

    ends, scores = (both("left"), both("right")), (both("left_score"), both("right_score"), both("score"))
    return Edges(*ends, *scores, edges.lefts, edges.rights)


def _could_shift(edges: Edges) -> tuple[Truths, Truths]:
    """Left people without a partner, and everybody they reach by turns over a pair and over a chosen pair."""
    partner = partners(edges)
    left_in = (partner < 0) & (np.bincount(edges.left, minlength=edges.lefts) > 0)
    right_in = np.zeros(edges.rights, dtype=bool)
    chosen_left = np.full(edges.rights, -1, dtype=np.intp)
    chosen_left[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    while True:
        reached = edges.right[left_in[edges.left]]
        fresh = np.flatnonzero(marked(edges.rights, reached) & ~right_in)
        if not len(fresh):
            return left_in, right_in
        right_in[fresh] = True
        left_in[chosen_left[fresh]] = True


def _out_of_circle(table: Table, left_in: Truths, right_in: Truths, best: int) -> Edges:
    """The best allowed pairs of left people inside with right people outside."""
    found = [edges_between(table, NOBODY, NOBODY)]
    for place in meeting_places(table):
        rows, columns = place.rows[left_in[place.rows]], place.columns[~right_in[place.columns]]
        for row in rows.tolist() if len(columns) else ():
            edges = edges_between(table, np.array([row]), columns)
            key = key_of(edges.score, edges.left, edges.right, aligned=True)
            found.append(edges.only(rank_in_group(edges.left, key) < best))
    whole = found[0]
    for edges in found[1:]:
        whole = joined(whole, edges)
    return whole


def most_lost(table: Table, candidates: Candidates, prices: tuple[Integers, Integers], lowest: int) -> int:
    """How much higher the total could be at most with the pairs that were left out (whole number).

    prices: see `prices.prices_of`: no pair that takes part scores above what its two people cost together, so a
    left-out one adds at most what it scores above that. Its score is below the limits of both its people.
    """
    if candidates.best is None:
        return 0
    left_price, right_price = prices
    lost = 0
    for place in meeting_places(table):
        columns = place.columns[candidates.right_limit[place.columns] >= max(lowest, 1)]
        limits = candidates.left_limit[place.rows]
        rows, limits = place.rows[limits >= max(lowest, 1)], limits[limits >= max(lowest, 1)]
        if not (len(rows) and len(columns)):
            continue
        order = np.argsort(candidates.right_limit[columns], kind="stable")
        limit, price = candidates.right_limit[columns][order], right_price[columns][order]
        below = np.maximum.accumulate(limit - price)
        above = np.maximum.accumulate(-price[::-1])[::-1]
        at = np.searchsorted(limit, limits)
        gain = np.full(len(rows), np.iinfo(np.int64).min // 2)
        gain[at > 0] = below[at[at > 0] - 1]
        here = at < len(limit)
        gain[here] = np.maximum(gain[here], limits[here] + above[at[here]])
        lost += int(np.maximum(gain - left_price[rows], 0).sum())
    return lost
