"""Why these two: both directions, criterion by criterion, and why not where a rule refuses."""

import math
from collections.abc import Sequence

import numpy as np

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.codes import CRITERIA, DIRECTIONS, RESOLUTION, Side
from jobtwinning.matching.engine.figures import HONOURED_FROM, affinities, band_of, kind_of, stated_wishes
from jobtwinning.matching.engine.problem import InvalidInput, Person, Problem, Wish
from jobtwinning.matching.engine.reasons import Meeting, meeting, reason_for
from jobtwinning.matching.engine.result import (
    DirectionExplanation,
    PairExplanation,
    Param,
    Reason,
    Refusal,
    WishOutcome,
)
from jobtwinning.matching.engine.rules import codes_of, refusal_mask
from jobtwinning.matching.engine.rules import distance_km as km_between
from jobtwinning.matching.engine.said import LIKED, MAYBE, YES, said_codes
from jobtwinning.matching.engine.scores import (
    SIDES,
    CriterionScore,
    block_scores,
    criterion_scores,
    harmonic,
    whole,
    with_evidence,
)
from jobtwinning.matching.engine.table import Table, table_of
from jobtwinning.matching.engine.validation import pair_faults

SAID_CODES = {YES: "said_yes", MAYBE: "said_maybe"}


def explain_pair(
    problem: Problem, left_id: str, right_id: str, *, forbids: Sequence[tuple[str, str]] = ()
) -> PairExplanation:
    """Both directions of one pair, with reasons that add up to the score; a refused pair is explained too.

    Raises ValueError for unknown ids.
    """
    faults = list(pair_faults("pair", (left_id, right_id), problem))
    if faults:
        raise InvalidInput(faults)
    table = table_of(problem)
    row, column = np.array([table.left.row_of[left_id]]), np.array([table.right.row_of[right_id]])
    parts = list(criterion_scores(table, row, column))
    inferred = block_scores(table, row, column)
    said = said_codes(table, row, column)
    exact = [
        with_evidence(values[0], ballot) for values, ballot in ((inferred.left, said[0]), (inferred.right, said[1]))
    ]
    scores = [whole(score) for score in exact]
    left_score, right_score = (int(score[0]) / RESOLUTION for score in scores)
    directions = {}
    for side, score, found, ballot in zip(SIDES, scores, (inferred.left, inferred.right), said, strict=True):
        seen = meeting(table, row, column, side)
        own = [part for part in parts if part.side == side]
        final = int(score[0]) / RESOLUTION
        place = int(row[0] if side == "left" else column[0])
        directions[side] = _direction(table, side, place, seen, own, final, float(found[0, 0]), int(ballot[0]))
    refusals = _refusals(table, row, column, parts, (left_id, right_id) in forbids)
    pair_seen = meeting(table, row, column, "left")
    return PairExplanation(
        left=left_id,
        right=right_id,
        allowed=not refusals,
        refusals=refusals,
        score=int(whole(harmonic(exact[0], exact[1]))[0]) / RESOLUTION,
        band=band_of(left_score, right_score),
        kind=kind_of(affinities(table, row, column)[0], pair_seen.own, pair_seen.other),
        left_to_right=directions["left"],
        right_to_left=directions["right"],
        shared_day_parts=pair_seen.day_parts,
        shared_weeks=pair_seen.weeks,
    )


def _direction(
    table: Table,
    side: Side,
    place: int,
    seen: Meeting,
    parts: Sequence[CriterionScore],
    final: float,
    inferred: float,
    said: int,
) -> DirectionExplanation:
    wants = (table.left if side == "left" else table.right).wants
    wishes = {wish.criterion: wish for wish in seen.own.wishes}
    reasons = []
    for part in parts:
        position = CRITERIA.index(part.criterion)
        wish = wishes.get(part.criterion)
        weight = float(np.ravel(part.weight)[0])
        if weight:
            reasons.append(
                reason_for(
                    seen,
                    part.criterion,
                    DIRECTIONS[wants.direction[place, position]],
                    wish.values if wish else (),
                    score=float(part.value[0, 0]),
                    weight=weight,
                    known=bool(part.known[0, 0]),
                    judged=bool(wants.judged[place, position]),
                )
            )
    if said:
        reasons.append(_evidence(said, final, inferred))
    return DirectionExplanation(
        person=seen.own.id,
        other=seen.other.id,
        score=final,
        inferred=round(inferred, 6),
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.contribution, reason.criterion))),
        wishes=_outcomes(seen.own, parts),
        travel_minutes=seen.travel_minutes,
    )


def _evidence(said: int, final: float, inferred: float) -> Reason:
    """The reason of what this person said. That both want it is the same reason on either side, however it was said."""
    code = SAID_CODES.get(said, "both_like")
    return Reason(
        criterion="evidence",
        direction="alike",
        own_answer=(f"ballot:{code.removeprefix('said_')}",),
        other_answer=(),
        score=final,
        weight=0.0,
        contribution=round(final - inferred, 6),
        kind="plus" if final >= inferred else "minus",
        code=code,
        params=() if said in SAID_CODES else (("place", said - LIKED),),
        field="ballot",
        fields=("ballot",),
    )


def _outcomes(person: Person, parts: Sequence[CriterionScore]) -> tuple[WishOutcome, ...]:
    """Every wish and match choice of the person with whether the pair honours it."""
    wishes: dict[str, Wish] = {wish.criterion: wish for wish in person.wishes}
    by_criterion = {part.criterion: part for part in parts}
    found = []
    for criterion, must in stated_wishes(person).items():
        part, wish = by_criterion[criterion], wishes.get(criterion)
        score = float(part.value[0, 0])
        rank = person.match_types.index(criterion) if wish is None else 0
        found.append(
            WishOutcome(
                criterion=criterion,
                direction=wish.direction if wish else "alike",
                importance=wish.importance if wish else max(3 - rank, 1),
                must=must,
                honoured=score >= HONOURED_FROM if part.known[0, 0] else None,
                score=round(score, 6),
            )
        )
    return tuple(sorted(found, key=lambda outcome: outcome.criterion))


def _refusals(
    table: Table, row: Positions, column: Positions, parts: Sequence[CriterionScore], forbidden: bool
) -> tuple[Refusal, ...]:
    left, right = table.left.people[int(row[0])], table.right.people[int(column[0])]
    found = []
    for code in codes_of(int(refusal_mask(table, row, column)[0, 0])):
        found.extend(_refusal(table, row, column, code))
    for part in parts:
        person = left.id if part.side == "left" else right.id
        if part.must.any() and not part.known[0, 0]:
            found.append(Refusal("must_unknown", person, (("criterion", part.criterion),)))
        elif part.must.any() and part.value[0, 0] < table.problem.rules.must_met_from:
            found.append(Refusal("must_not_met", person, (("criterion", part.criterion),)))
    if forbidden:
        found.append(Refusal("forbidden", ""))
    return tuple(found)


def _refusal(table: Table, row: Positions, column: Positions, code: str) -> list[Refusal]:
    """One refusal, or one for each of the two on whose account it is."""
    left, right = table.left.people[int(row[0])], table.right.people[int(column[0])]
    rules = table.problem.rules
    seen = meeting(table, row, column, "left")
    if code == "too_far":
        return _too_far(table, row, column, left, right)
    both: dict[str, tuple[tuple[str, Param], ...]] = {
        "too_few_weeks": (("shared", seen.weeks), ("needed", rules.min_shared_weeks)),
        "too_few_day_parts": (("shared", seen.day_parts), ("needed", rules.min_shared_day_parts)),
        "other_region": (("left_region", left.region), ("right_region", right.region)),
    }
    accounts = {
        "confidentiality": [person.id for person in (left, right) if person.confidentiality == "not_suitable"],
        "veto": [
            left.id if direction == "left_to_right" else right.id
            for first, second, direction, value in table.problem.evidence.ballots
            if (first, second, value) == (left.id, right.id, "no")
        ],
        "already_paired": [
            person.id for person in (left, right) if any(person.id in pair for pair in table.problem.existing.pairs)
        ],
    }
    return [Refusal(code, person, both.get(code, ())) for person in accounts.get(code, [""])]


def _too_far(table: Table, row: Positions, column: Positions, left: Person, right: Person) -> list[Refusal]:
    km = km_between(table, row, column)
    found = []
    for side, person, place in ((table.left, left, row), (table.right, right, column)):
        if km[0, 0] > side.limit_km[place[0]]:
            minutes = float(km[0, 0] * side.minutes_per_km[place[0]])
            params: tuple[tuple[str, Param], ...] = (
                ("limit", person.max_travel_minutes),
                ("minutes", math.ceil(minutes)),
            )
            found.append(Refusal("too_far", person.id, params))
    return found
