"""Rounds again while they run, for who came late and who is not there: what was stays, and little changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from jobtwinning.matching.engine.arrays import Integers, Positions
from jobtwinning.matching.engine.checks import Number, shown
from jobtwinning.matching.engine.codes import RESOLUTION
from jobtwinning.matching.engine.dates import Room, choose_dates
from jobtwinning.matching.engine.graph import IdPair
from jobtwinning.matching.engine.holes import holes_filled
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.round_plan import Meeting, RoundPlan
from jobtwinning.matching.engine.rounds import Asked, People, plan_of, round_faults
from jobtwinning.matching.engine.timetable import Dates, rounds_of, seated

# Scores count to a thousandth here, so that a meeting that stays can outweigh all of them and the numbers still fit.
COARSE = RESOLUTION // 1_000
LOOK_TWICE = 2


@dataclass(frozen=True, slots=True)
class Repair:
    """The plan as it goes on. Of the meetings still to come: kept in their round, moved to another, dropped, added."""

    plan: RoundPlan
    kept: tuple[IdPair, ...]
    moved: tuple[IdPair, ...]
    dropped: tuple[IdPair, ...]
    added: tuple[IdPair, ...]


def repair_rounds(problem: Problem, plan: RoundPlan, from_round: int, absent: Iterable[str] = ()) -> Repair:
    """The plan from this round (1..) on, with everybody of the problem but the absent; earlier rounds stay as they are.

    Whoever is in the problem and was not in the plan comes in now. In this order: most meetings, pauses as even as can
    be (who paused before goes first), most meetings of the plan kept, new ones for two who are free in the same round,
    the highest worth, to a thousandth a meeting. Which meetings stay is exact; in their own round stay as many as can,
    round after round. Raises one ValueError naming everything that is wrong.
    """
    started = perf_counter()
    absent = tuple(absent)
    faults = list(_faults(problem, plan, from_round, absent))
    if faults:
        raise InvalidInput(faults)
    past = [one for one in plan.meetings if one.round < from_round]
    names = [frozenset(person.id for person in side) - frozenset(absent) for side in (problem.left, problem.right)]
    planned = [
        one for one in plan.meetings if one.round >= from_round and one.left in names[0] and one.right in names[1]
    ]
    not_again = {(one.left, one.right) for one in past} | set(plan.forbids)
    known = [pair for pair in not_again if pair[0] in names[0] and pair[1] in names[1]]
    people = People(problem, known, plan.information, plan.seed, absent)
    room = Room(plan.rounds - from_round + 1, plan.tables, *_pauses_before(people, plan, from_round))
    meetings = [*past, *_coming(people, planned, room, from_round)]
    return _repair(people, plan, meetings, from_round, started)


def _pauses_before(people: People, plan: RoundPlan, from_round: int) -> tuple[Integers, Integers]:
    """How often everybody paused in the rounds that are over, in the order of the people."""
    counts = {pause.person: sum(number < from_round for number in pause.rounds) for pause in plan.pauses}
    left, right = (
        np.array([counts.get(person.id, 0) for person in side.people], dtype=np.int64)
        for side in (people.table.left, people.table.right)
    )
    return people.drawn(left, right)


def _coming(people: People, planned: list[Meeting], room: Room, from_round: int) -> list[Meeting]:
    """The meetings from this round on, where they were as far as possible."""
    had, sat = np.full(len(people.edges), -1), np.full(len(people.edges), -1)
    keys, order = people.keys, np.argsort(people.keys)
    wanted = np.array([people.key((one.left, one.right)) for one in planned], dtype=np.int64)
    place = np.searchsorted(keys, wanted, sorter=order)
    for one, key, at in zip(planned, wanted.tolist(), place.tolist(), strict=True):
        # A pair that is refused by now is not among them.
        if at < len(order) and keys[order[at]] == key:
            had[order[at]], sat[order[at]] = one.round - from_round, one.table - 1
    chosen, wished = _chosen(people, had, room)
    edges = people.edges
    number = rounds_of(Dates(edges.left[chosen], edges.right[chosen], wished[chosen]), room.rounds, room.tables)
    stays = np.where(number == had[chosen], sat[chosen], -1)
    table = seated(people.rows[chosen], number, room.tables, stays)
    return people.meetings(chosen, number + from_round, table + 1)


def _chosen(people: People, had: Positions, room: Room) -> tuple[Positions, Positions]:
    """Positions of the pairs that meet, and per pair the round in which it is best placed, -1 where any will do.

    Beside what is kept those are preferred that fill a hole, so that nothing need move; holes are looked for again
    after it is known what is dropped for even pauses.
    """
    edges, worth, old = people.edges, people.worth // COARSE, had >= 0
    fits = (int(worth.max(initial=0)) + 1) * room.rounds * min(room.tables, edges.lefts, edges.rights)
    kept, wished, chosen = had, had, np.zeros(0, dtype=np.intp)
    for _ in range(LOOK_TWICE):
        hole = holes_filled(edges, worth, kept, ~old, room)
        filling = hole >= 0
        stays = (int(filling.sum()) + 1) * fits
        chosen = choose_dates(edges, worth + fits * filling + stays * old, room)
        wished = np.where(old, had, hole)
        if (wished[chosen] >= 0).all():
            break
        kept = np.full(len(edges), -1)
        kept[chosen] = had[chosen]
    return chosen, wished


def _repair(
    people: People,
    plan: RoundPlan,
    meetings: list[Meeting],
    from_round: int,
    started: float,
) -> Repair:
    pauses = people.pauses(meetings, range(from_round, plan.rounds + 1))
    for pause in plan.pauses:
        earlier = tuple(number for number in pause.rounds if number < from_round)
        if earlier:
            pauses[pause.person] = (*earlier, *pauses.get(pause.person, ()))
    asked = Asked(plan.rounds, plan.tables, plan.forbids, plan.information, plan.seed)
    coming = {(one.left, one.right): one.round for one in meetings if one.round >= from_round}
    were = {(one.left, one.right): one.round for one in plan.meetings if one.round >= from_round}
    return Repair(
        plan=plan_of(people, asked, meetings, pauses, started),
        kept=tuple(sorted(pair for pair in coming if were.get(pair) == coming[pair])),
        moved=tuple(sorted(pair for pair in coming if pair in were and were[pair] != coming[pair])),
        dropped=tuple(sorted(were.keys() - coming.keys())),
        added=tuple(sorted(coming.keys() - were.keys())),
    )


def _faults(problem: Problem, plan: RoundPlan, from_round: object, absent: tuple[str, ...]) -> Iterator[str]:
    yield from round_faults(problem, plan.rounds, plan.tables, plan.seed, (), plan.information)
    fault = Number(1, plan.rounds, whole=True).fault(from_round)
    if fault:
        yield f"from_round: {fault}"
    everybody = {person.id for side in (problem.left, problem.right) for person in side}
    everybody |= {person for one in plan.meetings for person in (one.left, one.right)}
    yield from (f"absent: {shown(person)} is on neither side" for person in absent if person not in everybody)
