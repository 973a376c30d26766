"""What the report is made of, as plain rows: the only thing that queries deliver and tables count."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Respondent:
    """One pseudonym with the answers of its submitted responses, by item code."""

    key: str
    side: str
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PairPlace:
    """Where a pair works; no persons (T2.1)."""

    region: str
    school: str
    company: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everything the report is made of; the only thing that queries have to deliver."""

    respondents: tuple[Respondent, ...] = ()
    submitted: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (instrument, side) → responses
    pairs: tuple[PairPlace, ...] = ()
    logged_hours: tuple[tuple[str, float], ...] = ()  # side and hours of everybody in a pair
