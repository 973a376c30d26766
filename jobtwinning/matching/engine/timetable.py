"""Meetings in rounds and at tables: a round at a time, each a matching that leaves the rest possible."""

from typing import NamedTuple

import numpy as np
import scipy

from jobtwinning.matching.engine.arrays import Floats, Positions, Truths

# What it is worth that a meeting stays in the round it had, that a new one is soon, that one is moved.
STAYS, NEW, MOVED = 4.0, 1.0, -2.0
IMPOSSIBLE = -1e6


class Dates(NamedTuple):
    """Meetings to be put in rounds. had: the round each had before, -1 for a new one; None when all are new."""

    left: Positions
    right: Positions
    had: Positions | None = None


def rounds_of(dates: Dates, rounds: int, tables: int) -> Positions:
    """Per meeting its round, from 0. Nobody is in two meetings of a round, and no round has more than the tables.

    Nobody may be in more meetings than there are rounds, nor may there be more than fit on the tables of all rounds.
    New meetings are spread evenly: rounds differ by at most one. Where meetings had a round, as many as possible stay
    in the first one, then in the second, and so on. Whoever is in as many meetings as rounds remain must be in the next
    one; that is always possible (König; de Werra).
    """
    found = np.full(len(dates.left), -1, dtype=np.intp)
    _, left = np.unique(dates.left, return_inverse=True)
    _, right = np.unique(dates.right, return_inverse=True)
    for number in range(rounds):
        open_ = np.flatnonzero(found < 0)
        if not len(open_):
            break
        remaining = rounds - number
        if dates.had is None:
            least, most = len(open_) // remaining, -(-len(open_) // remaining)
            worth = None
        else:
            least, most = max(0, len(open_) - (remaining - 1) * tables), min(tables, len(open_))
            had = dates.had[open_]
            worth = np.select([had == number, had < 0], [STAYS, NEW], MOVED)
        graph = _Round(left[open_], right[open_], remaining, least, most)
        found[open_[graph.all_new() if worth is None else graph.best(worth)]] = number
    return found


class _Round:
    """One round as a full matching. Beside the people there are seats in the corridor, for who pauses; as many as keep
    the meetings between least and most. Who must be in this round may not sit there."""

    def __init__(self, left: Positions, right: Positions, remaining: int, least: int, most: int) -> None:
        self._left, self._right = left, right
        busy_left, busy_right = np.bincount(left), np.bincount(right)
        self._lefts, self._rights = len(busy_left), len(busy_right)
        self._seats_left, self._seats_right = self._rights - least, self._lefts - least
        self._may_pause: tuple[Truths, Truths] = busy_left < remaining, busy_right < remaining
        # Two seats that face each other leave room for one more meeting.
        self._more = most - least
        self._size = self._lefts + self._seats_left

    def all_new(self) -> Positions:
        """Positions of the meetings of some such round."""
        corridor = self._corridor()
        rows = np.concatenate([self._left, corridor[0]])
        columns = np.concatenate([self._right, corridor[1]])
        ones = np.ones(len(rows), dtype=np.int8)
        matrix = scipy.sparse.csr_matrix((ones, (rows, columns)), shape=(self._size, self._size))
        partner = scipy.sparse.csgraph.maximum_bipartite_matching(matrix, perm_type="column")
        if (partner < 0).any():
            raise RuntimeError("the meetings do not fit in the rounds")
        return self._meetings(partner.astype(np.intp))

    def best(self, worth: Floats) -> Positions:
        """Positions of the meetings of the round that is worth most."""
        matrix = np.full((self._size, self._size), IMPOSSIBLE)
        matrix[self._corridor()] = 0.0
        matrix[self._left, self._right] = worth
        rows, columns = scipy.optimize.linear_sum_assignment(matrix, maximize=True)
        if (matrix[rows, columns] == IMPOSSIBLE).any():
            raise RuntimeError("the meetings do not fit in the rounds")
        return self._meetings(columns)

    def _corridor(self) -> tuple[Positions, Positions]:
        pausing_left, pausing_right = (np.flatnonzero(one) for one in self._may_pause)
        seats_left = self._lefts + np.arange(self._seats_left)
        seats_right = self._rights + np.arange(self._seats_right)
        blocks = ((pausing_left, seats_right), (seats_left, pausing_right), (seats_left[: self._more], seats_right))
        rows = np.concatenate([np.repeat(own, len(other)) for own, other in blocks])
        return rows, np.concatenate([np.tile(other, len(own)) for own, other in blocks])

    def _meetings(self, partner: Positions) -> Positions:
        return np.flatnonzero(partner[self._left] == self._right)


def seated(left: Positions, rounds: Positions, tables: int, had: Positions) -> Positions:
    """Per meeting its table, from 0. left: who sits; had: the table it had before, -1 for none.

    A meeting keeps its table; left people stay where they sat as far as that is free, and right people walk.
    """
    found = had.copy()
    sat: dict[int, int] = {}
    for number in np.unique(rounds).tolist():
        here = np.flatnonzero(rounds == number)
        here = here[np.argsort(left[here], kind="stable")]
        taken = set(had[here][had[here] >= 0].tolist())
        walking = []
        for at, person in zip(here.tolist(), left[here].tolist(), strict=True):
            table = sat.get(person, -1)
            if had[at] < 0 and table >= 0 and table not in taken:
                found[at] = table
                taken.add(table)
            elif had[at] < 0:
                walking.append(at)
        homes = set(sat.values()) - taken
        free = [table for table in range(min(tables, len(here) + len(taken | homes))) if table not in taken]
        # First where nobody is used to sit.
        free.sort(key=homes.__contains__)
        found[walking] = free[: len(walking)]
        sat.update(zip(left[here].tolist(), found[here].tolist(), strict=True))
    return found
