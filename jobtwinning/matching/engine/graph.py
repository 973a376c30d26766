"""The pairs among which is chosen, with what the coordinator decided, and the best set of them."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions, Truths
from jobtwinning.matching.engine.assign import Aim, choose_pairs, raised, usable
from jobtwinning.matching.engine.candidates import Candidates, edges_between
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.coverage import complete, dearer, joined
from jobtwinning.matching.engine.edges import Edges, most_pairs
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.prices import OUT_OF_REACH, prices_of
from jobtwinning.matching.engine.priority import Priority, priority_of
from jobtwinning.matching.engine.problem import InvalidInput
from jobtwinning.matching.engine.rules import codes_of, refusal_mask
from jobtwinning.matching.engine.scores import block_scores
from jobtwinning.matching.engine.solve import best_pairs
from jobtwinning.matching.engine.table import Table

IdPair = tuple[str, str]


class Graph:
    """edges: the pairs that may be chosen; pinned: where the pinned pairs stand among them; bonus: what each counts for
    more because it is preferred. earlier: pairs that take part however low they score.

    Raises ValueError naming every pin that a rule refuses.
    """

    def __init__(
        self,
        table: Table,
        candidates: Candidates,
        pins: Sequence[IdPair],
        forbids: Sequence[IdPair],
        aim: Aim,
        executor: Executor = SERIAL,
        earlier: Sequence[IdPair] = (),
        prefers: Sequence[IdPair] = (),
    ) -> None:
        self._table, self._candidates, self._aim, self._executor = table, candidates, aim, executor
        self._pins = [_positions(table, pair) for pair in sorted(pins)]
        self._forbidden = [_key(table, pair) for pair in forbids]
        self._preferred = [_key(table, pair) for pair in prefers]
        self.edges = candidates.edges
        if candidates.best is not None:
            for left, right in (*self._pins, *(_positions(table, pair) for pair in (*earlier, *prefers))):
                self.edges = joined(self.edges, edges_between(table, np.array([left]), np.array([right])))
            if aim.objective != "stable":
                for lowest in sorted({0, aim.lowest_made}):
                    self._complete(lowest)
        if self._forbidden:
            self.edges = self.edges.only(~np.isin(self.edges.keys, self._forbidden))
        self.pinned = self._find_pins()
        if len(self.pinned) < len(pins):
            found = set(self.edges.keys[self.pinned].tolist())
            refused = [pair for pair in sorted(pins) if _key(table, pair) not in found]
            raise InvalidInput(
                [f"pins: {pair!r} is refused: {', '.join(refusal_codes(table, pair))}" for pair in refused]
            )

    def at(self, pairs: Sequence[IdPair]) -> Positions:
        """Where those of these pairs stand that may be chosen."""
        return np.flatnonzero(np.isin(self.edges.keys, [_key(self._table, pair) for pair in pairs]))

    @property
    def bonus(self) -> Integers:
        """What each pair counts for more in the best total: whole numbers, 0 unless it is preferred."""
        worth = round(self._table.problem.rules.preference_bonus * RESOLUTION)
        return worth * np.isin(self.edges.keys, self._preferred).astype(np.int64)

    def preferred_among(self, chosen: Positions) -> int:
        """How many of these pairs are preferred."""
        return int(np.isin(self.edges.keys[chosen], self._preferred).sum())

    def solve(self, again: int = 0) -> tuple[Positions, float | None]:
        """Where the chosen pairs stand, and how much higher the total could be at most (0..; None where not known).

        again: how often at most the left-out pairs are looked through for one that would raise the total.
        """
        waiting = self._table.left.waiting_days, self._table.right.waiting_days
        while True:
            bonus = self.bonus if self._preferred else None
            chosen = choose_pairs(self.edges, self._aim, self.pinned, *waiting, self._executor, bonus)
            if self._candidates.best is None:
                return chosen, 0.0
            if self._aim.objective == "stable":
                return chosen, None
            lowest = self._lowest(chosen)
            if self._aim.objective == "floor" and self._higher_lowest(lowest):
                continue
            more, gain = self._dearer(chosen, lowest)
            if not gain or not again:
                return chosen, gain / RESOLUTION
            again -= 1
            self._join(more)

    def _lowest(self, chosen: Positions) -> int:
        """Whole-number score below which no pair may be made, given the best guaranteed lowest."""
        free = np.setdiff1d(chosen, self.pinned)
        if self._aim.objective == "floor" and len(free):
            return int(self.edges.score[free].min())
        return self._aim.lowest_made

    def _higher_lowest(self, lowest: int) -> bool:
        """Put back left-out pairs above the lowest score, as far as one of them could raise it."""
        before = len(self.edges)
        self._complete(lowest + 1)
        self.pinned = self._find_pins()
        return len(self.edges) > before

    def least_lost(self, chosen: Positions) -> Integers:
        """Per pair what forcing it takes off the total of this best plan at least, as long as no pair is lost by it.

        Whole numbers, the bonus of preferred pairs counted. Who waited longest is left out of it: a forced pair stands
        outside that.
        """
        rest, at = self._rest(chosen)
        bonus = self.bonus
        rest = raised(rest, bonus[at])
        priority = Priority(most_pairs(rest), None, None)
        best = best_pairs(rest, rest.score, priority)
        left, right = prices_of(rest, best, priority)
        worth = self.edges.score + bonus
        missed = int(rest.score[best].sum()) - int(worth[np.intersect1d(at, chosen)].sum())
        return left[self.edges.left] + right[self.edges.right] - worth - missed

    def _rest(self, chosen: Positions) -> tuple[Edges, Positions]:
        """The pairs that may be chosen beside the pins, given the guaranteed lowest, and where they stand."""
        at = np.flatnonzero(usable(self.edges, self.pinned) & (self.edges.score >= self._lowest(chosen)))
        return self.edges.only(at), at

    def _dearer(self, chosen: Positions, lowest: int) -> tuple[Edges, int]:
        rest, at = self._rest(chosen)
        rest = raised(rest, self.bonus[at])
        priority = priority_of(rest, self._table.left.waiting_days, self._table.right.waiting_days)
        left, right = prices_of(rest, np.flatnonzero(np.isin(at, chosen)), priority)
        # Nobody can have who is pinned.
        left[self.edges.left[self.pinned]] = right[self.edges.right[self.pinned]] = OUT_OF_REACH
        more, gain = dearer(self._table, self._candidates, (left, right), lowest, self._executor)
        return more.only(self._counts(more, lowest)), gain

    def _complete(self, lowest: int) -> None:
        counts = partial(self._counts, lowest=lowest)
        self.edges = complete(self._table, self._candidates, self.edges, counts, lowest, self._executor)

    def _join(self, more: Edges) -> None:
        self.edges = joined(self.edges, more)
        self.pinned = self._find_pins()

    def _counts(self, edges: Edges, lowest: int) -> Truths:
        """Which of these may be chosen, the pins aside."""
        pinned = np.array(self._pins, dtype=np.intp).reshape(-1, 2)
        free = ~np.isin(edges.left, pinned[:, 0]) & ~np.isin(edges.right, pinned[:, 1])
        return free & (edges.score >= lowest) & ~np.isin(edges.keys, self._forbidden)

    def _find_pins(self) -> Positions:
        keys = [left * self.edges.rights + right for left, right in self._pins]
        return np.flatnonzero(np.isin(self.edges.keys, keys)) if keys else np.zeros(0, dtype=np.intp)


def refusal_codes(table: Table, pair: IdPair) -> tuple[str, ...]:
    """The codes of every rule and must that refuses this pair."""
    row, column = (np.array([place]) for place in _positions(table, pair))
    mask = refusal_mask(table, row, column) | block_scores(table, row, column).must
    return codes_of(int(mask[0, 0]))


def _positions(table: Table, pair: IdPair) -> tuple[int, int]:
    return table.left.row_of[pair[0]], table.right.row_of[pair[1]]


def _key(table: Table, pair: IdPair) -> int:
    left, right = _positions(table, pair)
    return left * len(table.right) + right
