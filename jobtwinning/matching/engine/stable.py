"""Pairs that nobody has a reason to leave for each other."""

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions
from jobtwinning.matching.engine.edges import Edges

ALONE = -1


def stable_pairs(edges: Edges, seed: int) -> Positions:
    """Positions of the pairs of a stable set: no two people would both rather have each other.

    Deferred acceptance over the directional scores, left people proposing; equal scores are decided once by a
    lottery drawn from the seed.
    """
    if not len(edges):
        return np.zeros(0, dtype=np.intp)
    lottery = np.random.default_rng(seed)
    left_lot, right_lot = lottery.permutation(edges.lefts), lottery.permutation(edges.rights)
    wish_list = np.lexsort((right_lot[edges.right], -edges.left_score, edges.left))
    by_right = np.lexsort((left_lot[edges.left], -edges.right_score, edges.right))
    place = np.empty(len(edges), dtype=np.intp)
    place[by_right] = np.arange(len(edges))
    ends = np.cumsum(np.bincount(edges.left, minlength=edges.lefts))
    following = list(ends - np.bincount(edges.left, minlength=edges.lefts))
    wishes, places = wish_list.tolist(), place.tolist()
    lefts, rights, last = edges.left.tolist(), edges.right.tolist(), ends.tolist()
    held = [ALONE] * edges.rights
    waiting = sorted(set(lefts), reverse=True)
    while waiting:
        person = waiting.pop()
        while following[person] < last[person]:
            offer = wishes[following[person]]
            following[person] += 1
            current = held[rights[offer]]
            if current == ALONE or places[offer] < places[current]:
                held[rights[offer]] = offer
                if current != ALONE:
                    waiting.append(lefts[current])
                break
    return np.array(sorted(offer for offer in held if offer != ALONE), dtype=np.intp)


def blocking_pairs(edges: Edges, chosen: Positions) -> int:
    """How many allowed pairs would both rather have each other than whom they got (nobody counts as worst)."""
    own_left = _partner_score(edges.lefts, edges.left[chosen], edges.left_score[chosen])
    own_right = _partner_score(edges.rights, edges.right[chosen], edges.right_score[chosen])
    both = (edges.left_score > own_left[edges.left]) & (edges.right_score > own_right[edges.right])
    return int(both.sum())


def _partner_score(count: int, people: Positions, scores: Integers) -> Integers:
    own = np.full(count, ALONE, dtype=np.int64)
    own[people] = scores
    return own
