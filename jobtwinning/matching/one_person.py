"""What the engine says about one person: other partners with their price, and why there is nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobtwinning.matching import engine
from jobtwinning.matching.adapter import MatchInput
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.stored import explained, practical, wishes

SHOWN = 5  # alternatives


@dataclass(frozen=True, slots=True)
class Choice:
    """Another partner, and what it costs the whole."""

    teacher: str
    non_teacher: str
    partner: str
    stored: dict[str, Any]  # as a pair in a scenario: scores, band, kind, explained, wishes, practical
    pairs_lost: int
    others_changed: int


@dataclass(frozen=True, slots=True)
class OnePerson:
    """choices: the cheapest first, empty for who is pinned. partner_now: in a plan that would be made this moment."""

    choices: tuple[Choice, ...]
    partner_now: str
    pinned_with: str
    why: engine.UnmatchedExplanation


def look_at(given: MatchInput, person_id: str, objective: Objective, seed: int) -> OnePerson:
    """Somebody among the people of the input, with the objective and seed of the proposal that is looked at."""
    problem, pins = given.problem, given.possible_pins
    plan = engine.propose(
        problem, objective=objective, pins=pins, forbids=given.forbids, prefers=given.prefers, seed=seed
    )
    pinned_with = partner_in(pins, person_id)
    found = () if pinned_with else engine.alternatives(problem, plan, person_id, k=SHOWN)
    return OnePerson(
        choices=tuple(_choice(given, person_id, one) for one in found),
        partner_now=partner_in([(pair.left, pair.right) for pair in plan.pairs], person_id),
        pinned_with=pinned_with,
        why=engine.explain_unmatched(problem, person_id, forbids=given.forbids),
    )


def as_stored(given: MatchInput, person_id: str, stored: Mapping[str, Any], partner: str, pinned: bool) -> OnePerson:
    """Without computing: what the newest proposal says, and nobody else who fits.

    stored: of who has no partner in it (see `stored.unmatched`).
    """
    why = engine.UnmatchedExplanation(
        person=person_id,
        side="left" if any(person.id == person_id for person in given.problem.left) else "right",
        others=stored.get("others", 0),
        allowed=stored.get("allowed", 0),
        above_floor=0,
        refusals=tuple((code, count) for code, count in stored.get("refusals", ())),
        relaxations=tuple(
            engine.Relaxation(one["code"], tuple(one["params"].items()), one["candidates"])
            for one in stored.get("relaxations", ())
        ),
    )
    return OnePerson(choices=(), partner_now=partner, pinned_with=partner if pinned else "", why=why)


def partner_in(pairs: tuple[tuple[str, str], ...] | list[tuple[str, str]], person_id: str) -> str:
    """With whom somebody is, or nobody."""
    return next((one if other == person_id else other for one, other in pairs if person_id in (one, other)), "")


def _choice(given: MatchInput, person_id: str, found: engine.Alternative) -> Choice:
    on_left = any(person.id == person_id for person in given.problem.left)
    left, right = (person_id, found.partner) if on_left else (found.partner, person_id)
    explanation = engine.explain_pair(given.problem, left, right)
    return Choice(
        teacher=left,
        non_teacher=right,
        partner=found.partner,
        stored={
            "left": left,
            "right": right,
            "left_score": explanation.left_to_right.score,
            "right_score": explanation.right_to_left.score,
            "band": explanation.band,
            "kind": explanation.kind,
            "explained": explained(given, explanation),
            "wishes": wishes(explanation),
            "practical": practical(given, explanation),
        },
        pairs_lost=found.pairs_lost,
        others_changed=found.changed,
    )
