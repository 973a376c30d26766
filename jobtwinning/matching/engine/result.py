"""What comes out of the matching: only ids, codes and numbers, no sentences."""

from dataclasses import dataclass, field

from jobtwinning.matching.engine.codes import Band, Objective, PairKind, ReasonKind, Side, Status

Param = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """One pair. Scores 0..1: the pair's own, what left sees in right, what right sees in left."""

    left: str
    right: str
    score: float
    left_score: float
    right_score: float
    band: Band
    kind: PairKind
    pinned: bool


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Somebody without a partner. reason_code: one of `codes.UNMATCHED_REASONS`."""

    person: str
    side: Side
    reason_code: str


@dataclass(frozen=True, slots=True)
class HonouredWishes:
    """Of one person's own wishes and match choices, how many the pair honours (score 0.5 or more).

    unknown: how many cannot be told, because an answer is missing.
    """

    person: str
    honoured: int
    stated: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The same figures for every objective. Scores 0..1; None where there are no pairs.

    unavoidable_unmatched: people on both sides who stay alone in any set of allowed pairs. p10_weaker: a tenth of
    the pairs has a weaker direction below it. blocking_pairs: allowed pairs above the floor who would both rather
    have each other. gap: mean of left minus mean of right. possible_gain: how much higher the total could be at most,
    because in a very large problem only the best of everybody's pairs take part; 0 when the plan is optimal, None where
    that is not worked out (objective "stable" in such a problem). preferred: how many pairs the coordinator preferred.
    seconds: not compared.
    """

    pairs: int
    unmatched_left: int
    unmatched_right: int
    unavoidable_unmatched: int
    total: float
    mean: float | None
    lowest: float | None
    mean_weaker: float | None
    p10_weaker: float | None
    mean_left: float | None
    mean_right: float | None
    gap: float | None
    blocking_pairs: int
    possible_gain: float | None
    honoured_wishes: tuple[HonouredWishes, ...]
    preferred: int
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with what it was made from. message: a code that says why nothing was possible, else empty."""

    status: Status
    pairs: tuple[ProposedPair, ...]
    unmatched: tuple[Unmatched, ...]
    figures: Figures
    message: str
    objective: Objective
    pins: tuple[tuple[str, str], ...]
    forbids: tuple[tuple[str, str], ...]
    prefers: tuple[tuple[str, str], ...]
    seed: int
    engine_version: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one criterion raises or lowers what one person sees in the other.

    criterion: a criterion, or "evidence". direction: what was asked. own_answer, other_answer: the answers it rests
    on. score: 0..1. weight: 0..1, adds up to 1 per person. contribution: score times weight (for evidence: what it
    adds, possibly below 0). field: the first, `fields` all profile fields it uses; show the reason only to those
    who may see all of them. sensitive: rests on age, never to be named. code and params: for the sentence.
    """

    criterion: str
    direction: str
    own_answer: tuple[str, ...]
    other_answer: tuple[str, ...]
    score: float
    weight: float
    contribution: float
    kind: ReasonKind
    code: str
    params: tuple[tuple[str, Param], ...]
    field: str
    fields: tuple[str, ...]
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class WishOutcome:
    """One wish or match choice of a person; honoured is None when a missing answer leaves it open."""

    criterion: str
    direction: str
    importance: int
    must: bool
    honoured: bool | None
    score: float


@dataclass(frozen=True, slots=True)
class DirectionExplanation:
    """What one person sees in the other. inferred: before ballots. reasons: the largest contribution first."""

    person: str
    other: str
    score: float
    inferred: float
    reasons: tuple[Reason, ...]
    wishes: tuple[WishOutcome, ...]
    travel_minutes: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why these two may not be paired. person: on whose account; empty when it is of both."""

    code: str
    person: str
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """Both directions of one pair. refusals is empty when it is allowed; the scores are there either way."""

    left: str
    right: str
    allowed: bool
    refusals: tuple[Refusal, ...]
    score: float
    band: Band
    kind: PairKind
    left_to_right: DirectionExplanation
    right_to_left: DirectionExplanation
    shared_day_parts: int | None
    shared_weeks: int | None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The smallest change of one kind that gives candidates. code and params say which; candidates: how many."""

    code: str
    params: tuple[tuple[str, Param], ...]
    candidates: int


@dataclass(frozen=True, slots=True)
class UnmatchedExplanation:
    """Why one person has few or no candidates.

    refusals: (code, number of people of the other side refused for it), a person may count under several codes.
    relaxations: easiest first.
    """

    person: str
    side: Side
    others: int
    allowed: int
    above_floor: int
    refusals: tuple[tuple[str, int], ...]
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another partner for one person and what choosing it costs the whole plan, solved again with it pinned.

    pairs_lost, total_lost, lowest_lost: the plan's figure minus the new one; below 0 is a gain. changed: how many
    other people get another partner or none.
    """

    partner: str
    score: float
    own_score: float
    partner_score: float
    band: Band
    pairs_lost: int
    total_lost: float
    lowest_lost: float
    changed: int
