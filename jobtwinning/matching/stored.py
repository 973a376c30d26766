"""A proposal as it is kept: ids, codes and numbers only, so that sentences can be made of it in any language."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jobtwinning.matching import engine

if TYPE_CHECKING:
    from jobtwinning.matching.adapter import MatchInput


def pair(one: engine.ProposedPair) -> dict[str, Any]:
    """A proposed pair, without why."""
    return {
        "left": one.left,
        "right": one.right,
        "score": one.score,
        "left_score": one.left_score,
        "right_score": one.right_score,
        "band": one.band,
        "kind": one.kind,
        "pinned": one.pinned,
    }


def told(given: "MatchInput", one: engine.ProposedPair) -> dict[str, Any]:
    """Why these two, as kept in an `Explanation`."""
    explanation = engine.explain_pair(given.problem, one.left, one.right)
    return {
        "explained": explained(given, explanation),
        "wishes": wishes(explanation),
        "practical": practical(given, explanation),
    }


def wishes(explanation: engine.PairExplanation) -> dict[str, list[dict[str, Any]]]:
    """What each of the two asked for, and whether this pair honours it (MAT-02)."""
    sides = {"teacher": explanation.left_to_right, "non_teacher": explanation.right_to_left}
    return {side: [asdict(one) for one in direction.wishes] for side, direction in sides.items()}


def practical(given: "MatchInput", explanation: engine.PairExplanation) -> dict[str, Any]:
    """Travel, period and hours of the two, each teacher first, and whether it is enough (MAT-10); None is not known."""
    both = (given.persons[explanation.left], given.persons[explanation.right])
    hours = [one.hours_per_month for one in both]
    weeks, norm = explanation.shared_weeks, given.rules.hours_per_month_minimum
    return {
        "travel": [explanation.left_to_right.travel_minutes, explanation.right_to_left.travel_minutes],
        "day_parts": explanation.shared_day_parts,
        "weeks": weeks,
        "enough_weeks": weeks is None or weeks >= given.rules.meetings_minimum,
        "both_busy": len(set(both[0].busy_weeks) & set(both[1].busy_weeks)),
        "hours": hours,
        "hours_norm": norm,
        "enough_hours": all(one is None or one >= norm for one in hours),
    }


def explained(given: "MatchInput", explanation: engine.PairExplanation) -> dict[str, Any]:
    """As stored with a pair (Pair.reasons), ready for sentences in any language."""
    return {
        "teacher": _direction(given, explanation.left_to_right),
        "non_teacher": _direction(given, explanation.right_to_left),
        "shared": {"day_parts": explanation.shared_day_parts, "weeks": explanation.shared_weeks},
    }


def _direction(given: "MatchInput", direction: engine.DirectionExplanation) -> dict[str, Any]:
    asked = {outcome.criterion for outcome in direction.wishes}
    is_surprise = given.persons[direction.person].mode == "surprise"
    return {
        "score": direction.score,
        "travel_minutes": direction.travel_minutes,
        "is_surprise": is_surprise,
        "reasons": [_reason(reason, reason.criterion in asked, is_surprise) for reason in direction.reasons],
    }


def _reason(reason: engine.Reason, asked: bool, is_surprise: bool) -> dict[str, Any]:
    """asked: this person named it; who wants a surprise is given what differs without naming it."""
    differs = reason.direction == "different"
    return {
        "criterion": reason.criterion,
        "direction": reason.direction,
        "code": reason.code,
        "params": dict(reason.params),
        "kind": reason.kind,
        "score": reason.score,
        "weight": reason.weight,
        "contribution": reason.contribution,
        "fields": list(reason.fields),
        "own": list(reason.own_answer),
        "other": list(reason.other_answer),
        "sensitive": reason.sensitive,
        "asked": asked or differs,
        "surprise": is_surprise and differs and not asked,
    }


def unmatched(
    given: "MatchInput", one: engine.Unmatched, told: Mapping[str, Any] | None, *, explained: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {"person": one.person, "side": one.side, "reason": one.reason_code}
    if told:
        return {**told, **found}
    if explained:
        why = engine.explain_unmatched(given.problem, one.person, forbids=given.forbids)
        found |= {
            "others": why.others,
            "allowed": why.allowed,
            "refusals": [list(refusal) for refusal in why.refusals],
            "relaxations": [
                {"code": each.code, "params": dict(each.params), "candidates": each.candidates}
                for each in why.relaxations
            ],
        }
    return found


def figures(found: engine.Figures) -> dict[str, Any]:
    return {
        "pairs": found.pairs,
        "unmatched_left": found.unmatched_left,
        "unmatched_right": found.unmatched_right,
        "unavoidable_unmatched": found.unavoidable_unmatched,
        "total": found.total,
        "lowest": found.lowest,
        "mean_weaker": found.mean_weaker,
        "gap": found.gap,
        "blocking_pairs": found.blocking_pairs,
        "wishes": sum(one.stated for one in found.honoured_wishes),
        "wishes_honoured": sum(one.honoured for one in found.honoured_wishes),
        "preferred": found.preferred,
    }
