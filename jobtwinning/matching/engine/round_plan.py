"""What comes out of planning rounds of short talks."""

from dataclasses import dataclass, field

from jobtwinning.matching.engine.codes import Side, Status


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people at a table in a round; rounds and tables count from 1.

    score: the pair's, 0..1. uncertainty: the part (0..1) of what both let count that no answer is known of.
    """

    round: int
    table: int
    left: str
    right: str
    score: float
    uncertainty: float


@dataclass(frozen=True, slots=True)
class Pause:
    """The rounds in which somebody who is there meets nobody."""

    person: str
    side: Side
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Totals over all meetings. promise: scores added up; information: uncertainties added up.

    fewest_pauses_…, most_pauses_…: among the people who can meet somebody at all. nobody_to_meet: how many cannot.
    seconds: not compared.
    """

    meetings: int
    promise: float
    information: float
    fewest_pauses_left: int
    most_pauses_left: int
    fewest_pauses_right: int
    most_pauses_right: int
    nobody_to_meet: int
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Who meets whom in which round, in the order of round and table, with what it was made from."""

    status: Status
    rounds: int
    tables: int
    meetings: tuple[Meeting, ...]
    pauses: tuple[Pause, ...]
    figures: RoundFigures
    forbids: tuple[tuple[str, str], ...]
    information: float
    seed: int
    engine_version: str
