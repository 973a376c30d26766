"""What goes into the matching: people, their wishes, the programme's rules and what is already known about pairs."""

from dataclasses import dataclass, field
from typing import Final

from jobtwinning.matching.engine.codes import (
    Ballot,
    BallotDirection,
    Confidentiality,
    DayPartState,
    Direction,
    FunctionLevel,
    Mode,
    TravelMode,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of the other on one criterion.

    importance: 0 (none) .. 3 (most). must: the pair is refused when the wish scores below `Rules.must_met_from`,
    or cannot be judged. values: with direction "offers", the codes that are sought; empty means the own answers.
    """

    criterion: str
    importance: int
    direction: Direction
    must: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One participant on one side. None always means: not known, never: no.

    latitude, longitude: degrees. max_travel_minutes: minutes one way. hours_per_month: hours. months: whole months.
    open_weeks, busy_weeks: ISO weeks such as "2027-W05". day_parts: cells that are not listed count as "no".
    guide: opens the fields of the whole organisation (R-1.13). wants_to_help: content with any goal of the other
    (R-1.12). waiting_days: who waited longest is placed first when somebody must stay alone.
    """

    id: str
    region: str | None = None
    organisation: str | None = None
    fields: tuple[str, ...] = ()
    education_level: str | None = None
    education_field: str | None = None
    organisation_kind: str | None = None
    education_kind: str | None = None
    target_groups: tuple[str, ...] = ()
    function_level: FunctionLevel | None = None
    age: int | None = None
    goals: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()
    text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    max_travel_minutes: int | None = None
    travel_mode: TravelMode | None = None
    hours_per_month: float | None = None
    months: int | None = None
    open_weeks: tuple[str, ...] | None = None
    busy_weeks: tuple[str, ...] = ()
    day_parts: tuple[tuple[str, DayPartState], ...] | None = None
    confidentiality: Confidentiality | None = None
    mode: Mode | None = None
    match_types: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    knows: tuple[str, ...] = ()
    waiting_days: int = 0
    guide: bool = False
    organisation_fields: tuple[str, ...] = ()
    wants_to_help: bool = False


DEFAULT_WEIGHTS: Final[tuple[tuple[str, float], ...]] = (
    ("subject", 2.0),
    ("motivation", 2.0),
    ("yields", 1.0),
    ("education", 1.0),
    ("target_group", 1.0),
    ("nearness", 1.0),
    ("time", 1.0),
    ("function_type", 0.5),
)
DEFAULT_SPEEDS_KMH: Final[tuple[tuple[TravelMode, float], ...]] = (
    ("car", 50.0),
    ("public_transport", 30.0),
    ("bike", 16.0),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The programme's rules.

    floor: pairs below it are not made (0..1). quality_threshold: the lowest score of the objective "quality" (0..1).
    min_shared_day_parts, min_shared_weeks: only where both are known. weights: what counts for somebody who chose
    nothing; nearness, time and yields count at half this weight for somebody who did choose. speeds_kmh: kilometres
    per hour for each way of travelling. detour: road distance divided by great-circle distance. default_travel_mode:
    where it is not known. good_day_parts, good_weeks: from how many shared ones time is full marks. must_met_from:
    the score (0..1) from which a must is met. preference_bonus: what a preferred pair counts for more in the best total
    (0..0.25); never in a score.
    """

    floor: float = 0.0
    quality_threshold: float = 0.6
    min_shared_day_parts: int = 0
    min_shared_weeks: int = 0
    cross_region: bool = False
    weights: tuple[tuple[str, float], ...] = DEFAULT_WEIGHTS
    speeds_kmh: tuple[tuple[TravelMode, float], ...] = DEFAULT_SPEEDS_KMH
    default_travel_mode: TravelMode = "public_transport"
    detour: float = 1.3
    good_day_parts: int = 4
    good_weeks: int = 12
    must_met_from: float = 0.5
    preference_bonus: float = 0.1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What people said about each other; whatever is missing is no information. One of a kind per pair and direction.

    ballots: (left id, right id, direction, "yes" | "maybe" | "no"); "no" refuses the pair, "yes" outweighs everything
    inferred, "maybe" is mild. likes: (left id, right id, direction). ranks: (left id, right id, direction, place), 1
    for whom somebody likes best. Likes and ranks count only between two who both want it; of others nothing is told.
    """

    ballots: tuple[tuple[str, str, BallotDirection, Ballot], ...] = ()
    likes: tuple[tuple[str, str, BallotDirection], ...] = ()
    ranks: tuple[tuple[str, str, BallotDirection, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """Pairs that exist already. pairs: running, left undisturbed. ended: never proposed again. Both (left, right)."""

    pairs: tuple[tuple[str, str], ...] = ()
    ended: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Two sides to be paired one to one.

    Raises one ValueError that names every person and field that is wrong, not only the first.
    """

    left: tuple[Person, ...]
    right: tuple[Person, ...]
    rules: Rules = Rules()
    evidence: Evidence = Evidence()
    existing: Existing = Existing()
    # Arrays made from this problem, so that explaining sixty pairs prepares them once.
    _memo: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Here and not above: the checks need these classes.
        from jobtwinning.matching.engine.validation import problem_faults

        faults = problem_faults(self)
        if faults:
            raise InvalidInput(faults)


class InvalidInput(ValueError):  # noqa: N818 — the name says what it is, ValueError says the rest
    """Everything that is wrong with the input, one fault a line; `faults` has them apart."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)
