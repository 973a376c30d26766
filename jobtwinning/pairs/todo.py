"""What a coordinator has to do about pairs: talk, call, before a proposal lapses, and read why somebody said no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jobtwinning.pairs.forms import REASONS
from jobtwinning.pairs.models import RUNNING, Pair, Seat
from jobtwinning.pairs.queries import PairLine, SeatedPerson, answer_until, lapses_soon, lines_of, today_for

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
        """What waits for the coordinator."""
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


def todo_of(pairs: Sequence[Pair], at: datetime) -> Todo:
    """Out of the pairs of a coordinator, at this moment; the people of those that stand on the page are read."""
    lines = lines_of(pair for pair in pairs if _count(pair, at) or _is_declined(pair, at))
    return Todo(
        talks=sorted(_talks(lines, at), key=lambda each: each.until),
        calls=sorted(_calls(lines), key=lambda each: each.since),
        lapses=sorted(_lapses(lines, at), key=lambda each: each.until),
        declined=[
            Declined(line, who, other, str(REASONS.get(who.reason, "")), who.reason_text)
            for line in lines
            if _is_declined(line.pair, at)
            for who, other in _both(line)
            if who.answer == Seat.Answer.DECLINED and (who.reason or who.reason_text)
        ],
    )


def how_many(pairs: Sequence[Pair], at: datetime) -> int:
    """How many talks, calls and proposals that lapse soon these pairs ask for."""
    return sum(_count(pair, at) for pair in pairs)


def _count(pair: Pair, at: datetime) -> int:
    seats = pair.seats.all()
    if _is_open(pair, at):
        return sum(_wants_to_talk(seat) for seat in seats) + lapses_soon(pair, today_for(pair, at))
    return sum(seat.call_asked_at is not None for seat in seats) if pair.state in RUNNING else 0


def _is_open(pair: Pair, at: datetime) -> bool:
    """Its two people were asked and did not both answer."""
    return pair.state == Pair.State.PROPOSED and pair.is_told(at)


def _is_declined(pair: Pair, at: datetime) -> bool:
    since = at - NO_READ_FOR
    return pair.state == Pair.State.DECLINED and (pair.ended_at or since) > since


def _wants_to_talk(who: SeatedPerson | Seat) -> bool:
    return who.talk_asked_at is not None and who.answer == Seat.Answer.OPEN


def _talks(lines: Sequence[PairLine], at: datetime) -> list[Talk]:
    return [
        Talk(line, who, other, answer_until(line.pair))
        for line in lines
        if _is_open(line.pair, at)
        for who, other in _both(line)
        if _wants_to_talk(who)
    ]


def _calls(lines: Sequence[PairLine]) -> list[Call]:
    return [
        Call(line, who, other, who.call_asked_at)
        for line in lines
        if line.is_running
        for who, other in _both(line)
        if who.call_asked_at
    ]


def _lapses(lines: Sequence[PairLine], at: datetime) -> list[Lapse]:
    return [
        Lapse(
            line, tuple(who for who, _other in _both(line) if who.answer == Seat.Answer.OPEN), answer_until(line.pair)
        )
        for line in lines
        if _is_open(line.pair, at) and lapses_soon(line.pair, today_for(line.pair, at))
    ]


def _both(line: PairLine) -> list[tuple[SeatedPerson, SeatedPerson]]:
    return [(line.teacher, line.non_teacher), (line.non_teacher, line.teacher)]
