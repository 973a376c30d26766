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
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.round_plan import Meeting, RoundPlan
from jobtwinning.matching.engine.rounds import Asked, People, plan_of, round_faults
from jobtwinning.matching.engine.timetable import Dates, rounds_of, seated

# Scores count to a thousandth here, so that a meeting that stays can outweigh all of them and the numbers still fit.
COARSE = RESOLUTION // 1_000


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
    be (who paused before goes first), most meetings of the plan kept, the highest worth, to a thousandth a meeting.
    Which meetings stay is exact; in their own round stay as many as can, round after round. Raises one ValueError
    naming everything that is wrong.
    """
    started = perf_counter()
    absent = tuple(absent)
    faults = list(_faults(problem, plan, from_round, absent))
    if faults:
        raise InvalidInput(faults)
    past = [one for one in plan.meetings if one.round < from_round]
    there = problem.left, problem.right
    names = [frozenset(person.id for person in side) - frozenset(absent) for side in there]
    planned = {
        (one.left, one.right): one
        for one in plan.meetings
        if one.round >= from_round and one.left in names[0] and one.right in names[1]
    }
    met = {(one.left, one.right) for one in past}
    known = [(left, right) for left, right in (*met, *plan.forbids) if _known(problem, left, right)]
    people = People(problem, known, plan.information, plan.seed, absent)
    before = _pauses_before(people, plan, from_round)
    last = plan.rounds - from_round + 1
    old = np.isin(people.keys, [people.key(pair) for pair in planned])
    worth = people.worth // COARSE
    stays = (int(worth.max(initial=0)) + 1) * min(last * plan.tables, last * min(map(len, names)))
    chosen = choose_dates(people.edges, worth + old * stays, Room(last, plan.tables, *before))
    meetings = [*past, *_placed(people, chosen, planned, from_round, plan)]
    return _repair(people, plan, meetings, planned, from_round, started)


def _known(problem: Problem, left: str, right: str) -> bool:
    return any(one.id == left for one in problem.left) and any(one.id == right for one in problem.right)


def _pauses_before(people: People, plan: RoundPlan, from_round: int) -> tuple[Integers, Integers]:
    """How often everybody paused in the rounds that are over, in the order of the people."""
    counts = {pause.person: sum(number < from_round for number in pause.rounds) for pause in plan.pauses}
    left, right = (
        np.array([counts.get(person.id, 0) for person in side.people], dtype=np.int64)
        for side in (people.table.left, people.table.right)
    )
    return people.drawn(left, right)


def _placed(
    people: People, chosen: Positions, planned: dict[IdPair, Meeting], from_round: int, plan: RoundPlan
) -> list[Meeting]:
    """The chosen pairs in rounds and at tables, where they were as far as possible."""
    blank = np.full(len(chosen), -1)
    olds = [planned.get((one.left, one.right)) for one in people.meetings(chosen, blank, blank)]
    had = np.array([one.round - from_round if one else -1 for one in olds], dtype=np.intp)
    edges = people.edges
    last = plan.rounds - from_round + 1
    number = rounds_of(Dates(edges.left[chosen], edges.right[chosen], had), last, plan.tables)
    tables = np.array([one.table - 1 if one else -1 for one in olds], dtype=np.intp)
    tables[number != had] = -1
    table = seated(people.rows[chosen], number, plan.tables, tables)
    return people.meetings(chosen, number + from_round, table + 1)


def _repair(
    people: People,
    plan: RoundPlan,
    meetings: list[Meeting],
    planned: dict[IdPair, Meeting],
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
