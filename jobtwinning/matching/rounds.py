"""Rounds of short talks, as the engine plans and repairs them for people of a programme (MAT-06)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from jobtwinning.matching import engine
from jobtwinning.matching.adapter import MatchInput, read_few
from jobtwinning.matching.engine.rounds import INFORMATION, Asked, written_plan
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme


class Placed(NamedTuple):
    """A talk; primary keys of participations."""

    round: int
    table: int
    teacher: int
    non_teacher: int


class Hall(NamedTuple):
    """How many rounds at how many tables."""

    rounds: int
    tables: int


Away = Mapping[int, Collection[int]]  # by participation the rounds in which somebody is not there


def talks_from(
    programme: Programme,
    region: Region,
    away: Away,
    hall: Hall,
    *,
    first: int,
    before: Sequence[Placed],
    apart: Iterable[tuple[int, int]] = (),
) -> list[Placed]:
    """The talks of this round (1..) and all later ones, among everybody in `away` who is ready.

    before: talks that took place, and those planned from `first` on, which stay where they are as far as possible.
    apart: teacher and non-teacher who do not meet here. What people said about each other plays no part: who meets
    whom would tell. Somebody who comes or goes later is planned in from there on.
    """
    given = read_few(programme, region, set(away))
    keys = {*away, *(key for one in before for key in one[2:])}
    ids = dict(Participation.objects.filter(pk__in=keys).values_list("pk", "public_id"))
    there = {ids[key]: rounds for key, rounds in away.items() if ids.get(key) in given.persons}
    if not given.problem.left or not given.problem.right:
        return []
    forbids = _forbids(given, ((ids[one], ids[other]) for one, other in apart if one in ids and other in ids))
    known = [
        engine.Meeting(one.round, one.table, ids[one.teacher], ids[one.non_teacher], 0.0, 0.0)
        for one in before
        if one.teacher in ids and one.non_teacher in ids and (one.round < first or one.table <= hall.tables)
    ]
    done = tuple(one for one in known if one.round < first)
    pauses = _pauses(given, there, done, first)
    stages = steps(there.values(), first, hall.rounds)
    for step, later in zip(stages, [*stages[1:], hall.rounds + 1], strict=True):
        # Only until others are there than now: what is planned beyond that would keep people waiting for each other.
        asked = Asked(later - 1, hall.tables, forbids, INFORMATION, 0)
        absent = [one for one, rounds in there.items() if step in rounds]
        planned = tuple(one for one in known if step <= one.round < later)
        if step == 1 and not absent and not planned:
            plan = engine.plan_rounds(given.problem, asked.rounds, asked.tables, forbids=forbids)
        else:
            plan = engine.repair_rounds(given.problem, written_plan(asked, done + planned, pauses), step, absent).plan
        done, pauses = plan.meetings, plan.pauses
    keys_of = {public_id: key for key, public_id in ids.items()}
    return [Placed(one.round, one.table, keys_of[one.left], keys_of[one.right]) for one in done if one.round >= first]


def steps(away: Iterable[Collection[int]], first: int, last: int) -> list[int]:
    """The first round, and those in which others are there than in the round before."""
    return [
        number
        for number in range(first, last + 1)
        if number == first or any((number in rounds) != (number - 1 in rounds) for rounds in away)
    ]


def _forbids(given: MatchInput, apart: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    left, right = ({person.id for person in side} for side in (given.problem.left, given.problem.right))
    return tuple(sorted({*given.forbids, *((one, other) for one, other in apart if one in left and other in right)}))


def _pauses(
    given: MatchInput, there: Mapping[str, Collection[int]], meetings: Sequence[engine.Meeting], first: int
) -> tuple[engine.Pause, ...]:
    """The rounds before `first` in which somebody was there and spoke nobody."""
    busy = {(person, one.round) for one in meetings for person in (one.left, one.right)}
    lefts = {person.id for person in given.problem.left}
    found = (
        engine.Pause(
            person,
            "left" if person in lefts else "right",
            tuple(each for each in range(1, first) if each not in rounds and (person, each) not in busy),
        )
        for person, rounds in there.items()
    )
    return tuple(pause for pause in found if pause.rounds)
