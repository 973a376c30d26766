"""Rounds of short talks: who meets whom, when and where, so that most is promised and most is learnt."""

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Integers, Positions, Truths
from jobtwinning.matching.engine.certainty import uncertainty
from jobtwinning.matching.engine.checks import Check, Number
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.dates import Room, choose_dates
from jobtwinning.matching.engine.edges import Edges, marked
from jobtwinning.matching.engine.graph import IdPair
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.round_plan import Meeting, Pause, RoundFigures, RoundPlan
from jobtwinning.matching.engine.table import SideTable, Table, table_of
from jobtwinning.matching.engine.timetable import Dates, rounds_of, seated
from jobtwinning.matching.engine.validation import pair_faults
from jobtwinning.matching.engine.version import ENGINE_VERSION

# What a pair of which nothing is known is worth beside its score.
INFORMATION = 0.25
MOST_ROUNDS, MOST_TABLES = 200, 1_000_000


def plan_rounds(
    problem: Problem,
    rounds: int,
    tables: int,
    seed: int = 0,
    *,
    forbids: Iterable[IdPair] = (),
    information: float = INFORMATION,
) -> RoundPlan:
    """The best so many rounds at so many tables; always the same for the same input in any order.

    Everybody meets one of the other side a round, or pauses; nobody the same one twice, nor somebody whom a rule, a
    must, a "no" or `forbids` (left id, right id) refuses. As many meetings as there can be, then pauses as even as can
    be on both sides, then the highest total of score + information × uncertainty: the promise of a pair, and what a
    talk would tell where its score is least certain. information: 0..1. seed decides between equals. Who is in a
    running pair takes no part. Raises one ValueError naming everything that is wrong. "Not possible" is a status.
    """
    started = perf_counter()
    forbids = tuple(forbids)
    faults = list(round_faults(problem, rounds, tables, seed, forbids, information))
    if faults:
        raise InvalidInput(faults)
    people = People(problem, forbids, information, seed)
    nobody = [np.zeros(size, dtype=np.int64) for size in (people.edges.lefts, people.edges.rights)]
    chosen = choose_dates(people.edges, people.worth, Room(rounds, tables, *nobody))
    edges = people.edges
    number = rounds_of(Dates(edges.left[chosen], edges.right[chosen]), rounds, tables)
    table = seated(people.rows[chosen], number, tables, np.full(len(chosen), -1))
    meetings = people.meetings(chosen, number + 1, table + 1)
    asked = Asked(rounds, tables, tuple(sorted(forbids)), information, seed)
    return plan_of(people, asked, meetings, people.pauses(meetings, range(1, rounds + 1)), started)


def round_faults(
    problem: Problem, rounds: object, tables: object, seed: object, forbids: Sequence[IdPair], information: object
) -> Iterator[str]:
    """What is wrong with what is asked."""
    for name, value in (("rounds", rounds), ("tables", tables), ("seed", seed), ("information", information)):
        fault = ASKED_CHECKS[name].fault(value)
        if fault:
            yield f"{name}: {fault}"
    for position, pair in enumerate(forbids):
        yield from pair_faults(f"forbids[{position}]", pair, problem)


ASKED_CHECKS: dict[str, Check] = {
    "rounds": Number(1, MOST_ROUNDS, whole=True),
    "tables": Number(1, MOST_TABLES, whole=True),
    "seed": Number(0, 10**18, whole=True),
    "information": Number(0, 1),
}


class Asked(NamedTuple):
    """What was asked of the plan."""

    rounds: int
    tables: int
    forbids: tuple[IdPair, ...]
    information: float
    seed: int


class People:
    """The pairs that may meet, among people in an order drawn from the seed. absent: who takes no part.

    edges: the pairs; worth: whole number per pair; rows, columns: where the two stand in the table.
    """

    def __init__(
        self, problem: Problem, forbids: Sequence[IdPair], information: float, seed: int, absent: Iterable[str] = ()
    ) -> None:
        self.table = table_of(problem)
        self.there = tuple(_there(side, frozenset(absent)) for side in (self.table.left, self.table.right))
        allowed, unsure = _allowed(self.table)
        refused = [self.key(pair) for pair in forbids]
        at = np.flatnonzero(
            self.there[0][allowed.left] & self.there[1][allowed.right] & ~np.isin(allowed.keys, refused)
        )
        chance = np.random.default_rng(seed)
        place = chance.permutation(allowed.lefts), chance.permutation(allowed.rights)
        at = at[np.argsort(place[0][allowed.left[at]] * allowed.rights + place[1][allowed.right[at]])]
        kept = allowed.only(at)
        self.rows, self.columns, self.uncertainty = kept.left, kept.right, unsure[at]
        scores = kept.left_score, kept.right_score, kept.score
        self.edges = Edges(place[0][kept.left], place[1][kept.right], *scores, kept.lefts, kept.rights)
        self.worth: Integers = kept.score + np.rint(information * RESOLUTION * self.uncertainty).astype(np.int64)
        self._place = place

    def key(self, pair: IdPair) -> int:
        """One number per pair of people of the problem; rising in the order of the table."""
        return self.table.left.row_of[pair[0]] * len(self.table.right) + self.table.right.row_of[pair[1]]

    @property
    def keys(self) -> Integers:
        """The number (see `key`) of every pair that may meet."""
        return self.rows.astype(np.int64) * len(self.table.right) + self.columns

    def drawn(self, left: Integers, right: Integers) -> tuple[Integers, Integers]:
        """Values per person of the table, in the order that was drawn."""
        found = np.zeros_like(left), np.zeros_like(right)
        for values, own, place in zip(found, (left, right), self._place, strict=True):
            values[place] = own
        return found

    def meetings(self, chosen: Positions, rounds: Positions, tables: Positions) -> list[Meeting]:
        """The chosen pairs as meetings."""
        left, right = self.table.left.people, self.table.right.people
        values = (
            rounds.tolist(),
            tables.tolist(),
            self.rows[chosen].tolist(),
            self.columns[chosen].tolist(),
            (self.edges.score[chosen] / RESOLUTION).tolist(),
            self.uncertainty[chosen].round(6).tolist(),
        )
        return [
            Meeting(number, table, left[row].id, right[column].id, score, unsure)
            for number, table, row, column, score, unsure in zip(*values, strict=True)
        ]

    def pauses(self, meetings: Iterable[Meeting], rounds: Iterable[int]) -> dict[str, tuple[int, ...]]:
        """Per person who is there the rounds, of these, without a meeting."""
        busy = {(person, one.round) for one in meetings for person in (one.left, one.right)}
        numbers = tuple(rounds)
        return {
            people[row].id: tuple(number for number in numbers if (people[row].id, number) not in busy)
            for people, there in zip((self.table.left.people, self.table.right.people), self.there, strict=True)
            for row in np.flatnonzero(there).tolist()
        }


def _there(side: SideTable, absent: frozenset[str]) -> Truths:
    present: Truths = np.array([person.id not in absent for person in side.people], dtype=bool)
    return present & ~side.taken


def _allowed(table: Table) -> tuple[Edges, Floats]:
    """The allowed pairs of a problem and how uncertain each is; worked out once and kept with it."""
    edges = candidates_for(table.problem).edges
    known = table.problem._memo.get("uncertainty")
    if not isinstance(known, np.ndarray):
        known = table.problem._memo["uncertainty"] = uncertainty(table, edges)
    return edges, known


def plan_of(
    people: People, asked: Asked, meetings: Sequence[Meeting], pauses: dict[str, tuple[int, ...]], started: float
) -> RoundPlan:
    """The plan of these meetings; pauses: per person the rounds, also of who has none."""
    right = people.table.right.row_of
    found = [
        Pause(person, "right" if person in right else "left", rounds) for person, rounds in pauses.items() if rounds
    ]
    return RoundPlan(
        status="solved" if meetings else "no_pair_possible",
        rounds=asked.rounds,
        tables=asked.tables,
        meetings=tuple(sorted(meetings, key=lambda one: (one.round, one.table))),
        pauses=tuple(sorted(found, key=lambda one: (one.side, one.person))),
        figures=_figures(people, meetings, pauses, started),
        forbids=asked.forbids,
        information=asked.information,
        seed=asked.seed,
        engine_version=ENGINE_VERSION,
    )


def written_plan(asked: Asked, meetings: tuple[Meeting, ...], pauses: tuple[Pause, ...]) -> RoundPlan:
    """A plan that was written down; of its figures only what the meetings tell."""
    promise, information = (round(sum(getattr(one, name) for one in meetings), 6) for name in ("score", "uncertainty"))
    return RoundPlan(
        status="solved" if meetings else "no_pair_possible",
        rounds=asked.rounds,
        tables=asked.tables,
        meetings=meetings,
        pauses=pauses,
        figures=RoundFigures(len(meetings), promise, information, 0, 0, 0, 0, 0, 0.0),
        forbids=asked.forbids,
        information=asked.information,
        seed=asked.seed,
        engine_version=ENGINE_VERSION,
    )


def _figures(
    people: People, meetings: Sequence[Meeting], pauses: dict[str, tuple[int, ...]], started: float
) -> RoundFigures:
    table, bounds, stuck = people.table, list[tuple[int, int]](), 0
    met = {person for one in meetings for person in (one.left, one.right)}
    for side, own, there in zip((table.left, table.right), (people.rows, people.columns), people.there, strict=True):
        can = marked(len(side), own) | np.array([person.id in met for person in side.people], dtype=bool)
        stuck += int((there & ~can).sum())
        counts = [len(pauses[side.people[row].id]) for row in np.flatnonzero(there & can).tolist()]
        bounds.append((min(counts, default=0), max(counts, default=0)))
    return RoundFigures(
        meetings=len(meetings),
        promise=round(sum(one.score for one in meetings), 6),
        information=round(sum(one.uncertainty for one in meetings), 6),
        fewest_pauses_left=bounds[0][0],
        most_pauses_left=bounds[0][1],
        fewest_pauses_right=bounds[1][0],
        most_pauses_right=bounds[1][1],
        nobody_to_meet=stuck,
        seconds=perf_counter() - started,
    )
