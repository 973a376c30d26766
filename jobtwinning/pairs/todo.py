"""What a coordinator has to do about pairs: talk, call, before a proposal lapses, and read why somebody said no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jobtwinning.pairs.forms import REASONS
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import PairLine, SeatedPerson, answer_until, lapses_soon, today_for

NO_READ_FOR = timedelta(days=30)  # so long a no stands on the list, with its reason


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody wants to talk first and has not answered since."""

    line: PairLine
    who: SeatedPerson
    other: SeatedPerson
    until: date


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody ticked that the coordinator may call about the click."""

    line: PairLine
    who: SeatedPerson
    other: SeatedPerson
    since: datetime


@dataclass(frozen=True, slots=True)
class Lapse:
    """A proposal that is over soon, unless who did not answer does."""

    line: PairLine
    waiting: tuple[SeatedPerson, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Declined:
    """Why somebody said no, if they said."""

    line: PairLine
    who: SeatedPerson
    other: SeatedPerson
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Todo:
    """Everything on the page, the most urgent first."""

    talks: list[Talk]
    calls: list[Call]
    lapses: list[Lapse]
    declined: list[Declined]

    @property
    def count(self) -> int:
        return len(self.talks) + len(self.calls) + len(self.lapses)

    @property
    def people(self) -> list[SeatedPerson]:
        """Everybody the page names."""
        lines = [
            *(each.line for each in self.talks),
            *(each.line for each in self.calls),
            *(each.line for each in self.lapses),
            *(each.line for each in self.declined),
        ]
        return [half for line in lines for half in (line.teacher, line.non_teacher)]


def todo_of(lines: Sequence[PairLine], at: datetime) -> Todo:
    """Out of the pairs of a coordinator, at this moment."""
    proposed = [line for line in lines if line.pair.state == Pair.State.PROPOSED and line.pair.is_told(at)]
    since = at - NO_READ_FOR
    over = [line for line in lines if line.pair.state == Pair.State.DECLINED and (line.pair.ended_at or since) > since]
    return Todo(
        talks=sorted(_talks(proposed), key=lambda each: each.until),
        calls=sorted(_calls(lines), key=lambda each: each.since),
        lapses=sorted(_lapses(proposed, at), key=lambda each: each.until),
        declined=[
            Declined(line, who, other, str(REASONS.get(who.reason, "")), who.reason_text)
            for line in over
            for who, other in _both(line)
            if who.answer == Seat.Answer.DECLINED and (who.reason or who.reason_text)
        ],
    )


def _talks(proposed: Sequence[PairLine]) -> list[Talk]:
    return [
        Talk(line, who, other, answer_until(line.pair))
        for line in proposed
        for who, other in _both(line)
        if who.talk_asked_at and who.answer == Seat.Answer.OPEN
    ]


def _calls(lines: Sequence[PairLine]) -> list[Call]:
    return [
        Call(line, who, other, who.call_asked_at)
        for line in lines
        if line.is_running
        for who, other in _both(line)
        if who.call_asked_at
    ]


def _lapses(proposed: Sequence[PairLine], at: datetime) -> list[Lapse]:
    return [
        Lapse(
            line, tuple(who for who, _other in _both(line) if who.answer == Seat.Answer.OPEN), answer_until(line.pair)
        )
        for line in proposed
        if lapses_soon(line.pair, today_for(line.pair, at))
    ]


def _both(line: PairLine) -> list[tuple[SeatedPerson, SeatedPerson]]:
    return [(line.teacher, line.non_teacher), (line.non_teacher, line.teacher)]
