"""What would change the score of a pair most: an answer, a weight, more time. Numbers and codes, no sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.result import DirectionExplanation, PairExplanation, Reason
from jobtwinning.matching.engine.said import LIKED, MAYBE, NOTHING, YES
from jobtwinning.matching.engine.scores import harmonic, with_evidence

# A change of the pair score smaller than this is not worth a sentence.
WORTH_TELLING = 0.015
# What nobody can answer, and what each side has one of: a teacher has no kind of company.
UNANSWERABLE = frozenset({"personal", "company_type", "education_type"})
# The answers a criterion cannot do without, of the person and of the other; elsewhere any answer will do.
NEEDED = {
    "nearness": (("place",), ("place",)),
    "yields": (("yields", "months", "hours_per_month"), ("months", "hours_per_month")),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would make the pair score come between low and high (0..1).

    code: "answer" (people answer), "let_go" (the first of people lets the criterion not count), "more_time" (the pair
    gets what the reason of the first of people says is needed). Everything else stays as it is.
    """

    code: str
    criterion: str
    people: tuple[str, ...]
    low: float
    high: float


def unanswered(reason: Reason) -> tuple[bool, bool]:
    """Of a reason with the code "unknown": whether an answer of the person and of the other is missing."""
    needed = NEEDED.get(reason.criterion, ((), ()))
    own, other = (
        not answers or any(not answer_given(answers, name) for name in names)
        for answers, names in zip((reason.own_answer, reason.other_answer), needed, strict=True)
    )
    return own, other


def answer_given(answers: Sequence[str], name: str) -> bool:
    """Whether there is an answer to this field among answers such as "months:6"."""
    return any(answer.startswith(f"{name}:") for answer in answers)


def changes_of(pair: PairExplanation) -> tuple[Change, ...]:
    """The changes that could raise the score, those that could raise it most first. Nothing is said of age."""
    found = [*_answers(pair), *_single(pair)]
    kept = [change for change in found if change.high - pair.score >= WORTH_TELLING]
    return tuple(sorted(kept, key=lambda one: (-one.high, one.code, one.criterion, one.people)))


def _answers(pair: PairExplanation) -> Iterator[Change]:
    """A missing answer counts in both directions: at worst 0 in both, at best 1."""
    directions = pair.left_to_right, pair.right_to_left
    missing = {
        reason.criterion: [_of(direction, reason.criterion) for direction in directions]
        for direction in directions
        for reason in direction.reasons
        if reason.code == "unknown" and reason.criterion not in UNANSWERABLE and not reason.sensitive
    }
    for criterion, reasons in missing.items():
        silent = {
            person
            for direction, reason in zip(directions, reasons, strict=True)
            if reason and reason.code == "unknown"
            for person, is_silent in zip((direction.person, direction.other), unanswered(reason), strict=True)
            if is_silent
        }
        unknown = {
            direction.person: reason
            for direction, reason in zip(directions, reasons, strict=True)
            if reason and reason.code == "unknown"
        }
        low, high = (_score(pair, {name: _with(one, at) for name, one in unknown.items()}) for at in (0.0, 1.0))
        if silent:
            yield Change("answer", criterion, tuple(sorted(silent)), low, high)


def _single(pair: PairExplanation) -> Iterator[Change]:
    for direction in (pair.left_to_right, pair.right_to_left):
        for reason in direction.reasons:
            if reason.sensitive or reason.criterion == "evidence":
                continue
            if reason.code == "yields_partly" or reason.code == "yields_do_not_fit":
                if "months_needed" in dict(reason.params):
                    high = _score(pair, {direction.person: _with(reason, 1.0)})
                    yield Change("more_time", reason.criterion, (direction.person,), pair.score, high)
            elif reason.kind == "minus" and reason.weight < 1:
                without = (1 / (1 - reason.weight), -reason.contribution / (1 - reason.weight))
                score = _score(pair, {direction.person: without})
                yield Change("let_go", reason.criterion, (direction.person,), score, score)


def _of(direction: DirectionExplanation, criterion: str) -> Reason | None:
    return next((reason for reason in direction.reasons if reason.criterion == criterion), None)


def _with(reason: Reason, score: float) -> tuple[float, float]:
    """What a direction is multiplied by and what is added when this reason scores otherwise."""
    return 1.0, reason.weight * (score - reason.score)


def _score(pair: PairExplanation, changed: Mapping[str, tuple[float, float]]) -> float:
    """The pair score when what these people see is multiplied and added to so."""
    seen = []
    for direction in (pair.left_to_right, pair.right_to_left):
        times, plus = changed.get(direction.person, (1.0, 0.0))
        inferred = min(max(direction.inferred * times + plus, 0.0), 1.0)
        seen.append(with_evidence(np.array([inferred]), np.array([_said(direction.reasons)], dtype=np.int8)))
    return float(harmonic(seen[0], seen[1])[0])


def _said(reasons: Sequence[Reason]) -> int:
    """The code of what was said, from the reason that tells it."""
    for reason in reasons:
        if reason.criterion == "evidence":
            place = dict(reason.params).get("place")
            return {"said_yes": YES, "said_maybe": MAYBE}.get(
                reason.code, LIKED + (place if isinstance(place, int) else 0)
            )
    return NOTHING
