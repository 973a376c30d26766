"""Whether leaving pairs out cost anything, and putting back those that did.

A very large problem is solved with the best of everybody's pairs. Two searches among the left-out ones make up for it:
from everybody without a partner, for a pair that would place one person more; and past the prices of the plan, for a
pair that would raise the total. Where neither finds anything the plan is the best of all.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.candidates import BLOCK_PAIRS, Candidates, edges_between, edges_of
from jobtwinning.matching.engine.edges import Edges, marked, partners, together
from jobtwinning.matching.engine.executors import Executor
from jobtwinning.matching.engine.places import Place, meeting_places
from jobtwinning.matching.engine.pruning import best_per_row, key_of
from jobtwinning.matching.engine.rules import refusal_mask
from jobtwinning.matching.engine.said import spoken_pairs
from jobtwinning.matching.engine.scores import Block, harmonic, pressed, whole
from jobtwinning.matching.engine.table import Table

NOBODY = np.zeros(0, dtype=np.intp)


class Search(NamedTuple):
    """Where to look, for pairs that reach the lowest score and the sum of a bound per left and per right person."""

    place: Place
    best: int
    lowest: int
    left_bound: Integers
    right_bound: Integers


def look_again(table: Table, search: Search) -> tuple[Edges, Integers]:
    """The best pairs per left person that reach the bounds, and for each one more than the most over them (0: none)."""
    (rows, columns), best = search.place, search.best
    block = Block(table, rows, columns)
    found, excess = [edges_between(table, NOBODY, NOBODY)], np.zeros(len(rows), dtype=np.int64)
    step = max(1, BLOCK_PAIRS // max(len(columns), 1))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        scores = block.scores(part)
        score = whole(harmonic(pressed(scores.left), pressed(scores.right)))
        above = score - search.left_bound[part, None] - search.right_bound
        wanted = (above >= 0) & (score >= search.lowest) & (scores.must == 0)
        if wanted.any():
            wanted &= refusal_mask(table, scores.rows, columns) == 0
            # Whoever said something about the other takes part already, at another score than this.
            wanted &= spoken_pairs(table)[scores.rows][:, columns].toarray() == 0
            excess[part] = np.where(wanted, above + 1, 0).max(axis=1)
            kept, _ = best_per_row(np.where(wanted, key_of(above, scores.rows, columns), -1), best)
            row, column = np.nonzero(kept)
            found.append(edges_of(table, scores.rows[row], columns[column], scores.left[kept], scores.right[kept]))
    return together(found), excess


def complete(
    table: Table, candidates: Candidates, edges: Edges, counts: Callable[[Edges], Truths], lowest: int, work: Executor
) -> Edges:
    """The edges, with left-out pairs put back until as many pairs are possible as with all of them.

    counts: which edges may be chosen at all; lowest: whole-number score below which none may. From everybody without a
    partner the people who could still shift are looked up (Koenig): only a pair out of that circle places one more.
    """
    while True:
        left_in, right_in = _could_shift(edges.only(counts(edges)))
        right_out = ~right_in & candidates.right_any
        searches = [
            Search(
                Place(rows, columns),
                candidates.best or 0,
                lowest,
                np.zeros(len(rows), int),
                np.zeros(len(columns), int),
            )
            for place in meeting_places(table)
            if len(rows := place.rows[left_in[place.rows]]) and len(columns := place.columns[right_out[place.columns]])
        ]
        more = together(
            [edges_between(table, NOBODY, NOBODY), *(one for one, _ in work.map(look_again, table, searches))]
        )
        more = more.only(counts(more))
        if not len(more):
            return edges
        edges = joined(edges, more)


def dearer(
    table: Table, candidates: Candidates, prices: tuple[Integers, Integers], lowest: int, work: Executor
) -> tuple[Edges, int]:
    """Left-out pairs that score above the prices of their two people, and how much they add at most (whole number).

    prices: see `prices.prices_of`. Nobody is looked at whose left-out pairs are known to be too low.
    """
    left_price, right_price = prices
    searches = []
    for place in meeting_places(table):
        columns = place.columns[candidates.right_limit[place.columns] >= max(lowest, 1)]
        rows = place.rows[candidates.left_limit[place.rows] >= max(lowest, 1)]
        if len(rows) and len(columns):
            rows = rows[_could_gain(candidates, rows, columns, prices) > 0]
            bounds = left_price[rows] + 1, right_price[columns]
            searches.append(Search(Place(rows, columns), candidates.best or 0, lowest, *bounds))
    found, gain = [edges_between(table, NOBODY, NOBODY)], 0
    for edges, excess in work.map(look_again, table, searches):
        found.append(edges)
        gain += int(excess.sum())
    return together(found), gain


def _could_gain(
    candidates: Candidates, rows: Positions, columns: Positions, prices: tuple[Integers, Integers]
) -> Integers:
    """How much a left-out pair of each of these left people could add at most.

    A left-out pair does not score above the limit of either of its people.
    """
    order = np.argsort(candidates.right_limit[columns], kind="stable")
    limit, price = candidates.right_limit[columns][order], prices[1][columns][order]
    below = np.maximum.accumulate(limit - price)
    above = np.maximum.accumulate(-price[::-1])[::-1]
    at = np.searchsorted(limit, candidates.left_limit[rows])
    gain = np.full(len(rows), np.iinfo(np.int64).min // 2)
    gain[at > 0] = below[at[at > 0] - 1]
    here = at < len(limit)
    gain[here] = np.maximum(gain[here], candidates.left_limit[rows][here] + above[at[here]])
    return gain - prices[0][rows]


def joined(edges: Edges, more: Edges) -> Edges:
    """Both, each pair once, in order."""
    both = together([edges, more])
    return both.only(np.unique(both.keys, return_index=True)[1])


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
