"""The only door to the engine: programme, people and decisions in, a scenario's content out."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, get_args

from jobtwinning.intake.queries import Profile, matching_profiles
from jobtwinning.matching import confidential, engine
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.models import Directive
from jobtwinning.matching.profiles import engine_person
from jobtwinning.matching.queries import Decision, directives_of
from jobtwinning.matching.waiting import waiting_since
from jobtwinning.pairs.queries import former_partners, seated_person_keys
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.programmes.rules import ProgrammeRules

OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
EXPLAINED_ALONE = 60  # people without a partner whose reasons are worked out; the rest gets the reason in one word
STEPS = ("reading", "scoring", "matching", "explaining")  # what a proposal takes, in this order
IdPair = tuple[str, str]
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class MatchInput:
    """Everybody who can be matched now, and what the coordinator decided. Ids are participations' public ids."""

    problem: engine.Problem
    pins: tuple[IdPair, ...]
    forbids: tuple[IdPair, ...]
    rules: ProgrammeRules

    @property
    def people(self) -> list[str]:
        """Ids of both sides, in a fixed order."""
        return sorted(person.id for person in (*self.problem.left, *self.problem.right))

    @cached_property
    def persons(self) -> dict[str, engine.Person]:
        """Everybody by id."""
        return {person.id: person for person in (*self.problem.left, *self.problem.right)}

    @cached_property
    def possible_pins(self) -> tuple[IdPair, ...]:
        """Pins that no rule refuses by now."""
        return tuple(pin for pin in self.pins if not refusals_of(self, *pin))

    @cached_property
    def hash(self) -> str:
        """Changes when an answer, a rule, a person or a decision changes."""
        ended = sorted(self.problem.existing.ended)
        return _digest([self.answers_hash, asdict(self.problem.rules), ended, self.pins, self.forbids])

    @cached_property
    def answers_hash(self) -> str:
        """Changes when somebody changes an answer, comes or goes."""
        sides = (self.problem.left, self.problem.right)
        return _digest([[asdict(one) for one in sorted(side, key=lambda one: one.id)] for side in sides])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


# --- In -----------------------------------------------------------------------------------------


def read_input(programme: Programme, region: Region, other: Region | None = None) -> MatchInput:
    """The people of this region who have no proposal and no pair, with the programme's rules.

    With another region those of both; whether two people of two regions may, the rules say.
    """
    regions = [region] if other is None or other == region else [region, other]
    profiles = list(matching_profiles(programme, [each.pk for each in regions]))
    seated = seated_person_keys(profile.person_id for profile in profiles)
    free = [profile for profile in profiles if profile.person_id not in seated]
    since = waiting_since(region, (profile.person_id for profile in free))
    newest = max(since.values(), default=None)
    people: dict[str, list[engine.Person]] = {Side.TEACHER: [], Side.NON_TEACHER: []}
    decided = confidential.decisions_of([profile.participation_id for profile in free])
    for profile in free:
        waiting = (newest - since[profile.person_id]).days if newest else 0  # only who waited longer counts
        outcome = confidential.counting(decided.get(profile.participation_id), profile.confidential)
        people[profile.side].append(engine_person(profile, waiting_days=waiting, decided=outcome))
    known = {profile.public_id for profile in free}
    made = [one for each in regions for one in directives_of(programme, each)]
    decisions = [one for one in made if known >= {one.teacher_id, one.non_teacher_id}]
    return MatchInput(
        problem=engine.Problem(
            left=tuple(people[Side.TEACHER]),
            right=tuple(people[Side.NON_TEACHER]),
            rules=engine.Rules(floor=programme.rules.score_floor, cross_region=programme.rules.cross_region),
            existing=engine.Existing(ended=_ended(programme, free)),
        ),
        pins=_of_kind(decisions, Directive.Kind.PIN),
        forbids=_of_kind(decisions, Directive.Kind.FORBID),
        rules=programme.rules,
    )


def _of_kind(decisions: Iterable[Decision], kind: str) -> tuple[IdPair, ...]:
    return tuple(sorted((one.teacher_id, one.non_teacher_id) for one in decisions if one.kind == kind))


def _ended(programme: Programme, free: Sequence[Profile]) -> tuple[IdPair, ...]:
    """Former partners are not proposed again (MAT-09)."""
    former = former_partners(programme)
    teachers = {one.person_id: one.public_id for one in free if one.side == Side.TEACHER}
    others = {one.person_id: one.public_id for one in free if one.side == Side.NON_TEACHER}
    return tuple(sorted((teachers[one], others[other]) for one, other in former if one in teachers and other in others))


def unreported(step: str, percent: float) -> None:
    """Nobody waits for news."""


# --- Out ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """A proposal as it is stored: all ids, codes and numbers; see Scenario.result."""

    status: str
    engine_version: str
    result: dict[str, Any]


def make_outcome(given: MatchInput, objective: Objective, seed: int, report: Report = unreported) -> Outcome:
    """Solve, explain every pair and everybody alone, and put the other objectives beside it.

    `report` hears what is being done and how far it is, in percents of the whole; reading was the first fifth.
    """
    proposals = {}
    for position, name in enumerate(OBJECTIVES):
        if position:
            report("matching", 45 + 25 * position / len(OBJECTIVES))
        proposals[name] = engine.propose(
            given.problem,
            objective=name,
            pins=given.pins,
            forbids=given.forbids,
            seed=seed,
            progress=lambda done, of: report("scoring", 20 + 25 * done / max(of, 1)),
        )
    proposal = proposals[objective]
    count = max(len(proposal.pairs), 1)
    pairs = []
    for position, pair in enumerate(proposal.pairs):
        report("explaining", 70 + 28 * position / count)
        pairs.append(_pair(given, pair))
    result = {
        "people": given.people,
        "answers_hash": given.answers_hash,
        "pins": [list(pair) for pair in given.pins],
        "forbids": [list(pair) for pair in given.forbids],
        "pairs": pairs,
        "unmatched": [
            _unmatched(given, one, explained=position < EXPLAINED_ALONE)
            for position, one in enumerate(proposal.unmatched)
        ],
        "second_best": [
            {"person": one.person, "partner": one.partner, "band": one.band}
            for one in engine.second_best(given.problem, proposal)
        ],
        "figures": {name: _figures(each.figures) for name, each in proposals.items()},
        "message": proposal.message,
    }
    return Outcome(proposal.status, proposal.engine_version, result)


def _figures(figures: engine.Figures) -> dict[str, Any]:
    return {
        "pairs": figures.pairs,
        "unmatched_left": figures.unmatched_left,
        "unmatched_right": figures.unmatched_right,
        "unavoidable_unmatched": figures.unavoidable_unmatched,
        "total": figures.total,
        "lowest": figures.lowest,
        "mean_weaker": figures.mean_weaker,
        "blocking_pairs": figures.blocking_pairs,
    }


def _pair(given: MatchInput, pair: engine.ProposedPair) -> dict[str, Any]:
    explanation = engine.explain_pair(given.problem, pair.left, pair.right)
    return {
        "left": pair.left,
        "right": pair.right,
        "score": pair.score,
        "left_score": pair.left_score,
        "right_score": pair.right_score,
        "band": pair.band,
        "kind": pair.kind,
        "pinned": pair.pinned,
        "explained": explained(given, explanation),
        "wishes": wishes(explanation),
        "practical": practical(given, explanation),
    }


def wishes(explanation: engine.PairExplanation) -> dict[str, list[dict[str, Any]]]:
    """What each of the two asked for, and whether this pair honours it (MAT-02)."""
    sides = {"teacher": explanation.left_to_right, "non_teacher": explanation.right_to_left}
    return {side: [asdict(one) for one in direction.wishes] for side, direction in sides.items()}


def practical(given: MatchInput, explanation: engine.PairExplanation) -> dict[str, Any]:
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


def explained(given: MatchInput, explanation: engine.PairExplanation) -> dict[str, Any]:
    """As stored with a pair (Pair.reasons), ready for sentences in any language."""
    return {
        "teacher": _direction(given, explanation.left_to_right),
        "non_teacher": _direction(given, explanation.right_to_left),
        "shared": {"day_parts": explanation.shared_day_parts, "weeks": explanation.shared_weeks},
    }


def _direction(given: MatchInput, direction: engine.DirectionExplanation) -> dict[str, Any]:
    asked = {outcome.criterion for outcome in direction.wishes}
    return {
        "score": direction.score,
        "travel_minutes": direction.travel_minutes,
        "is_surprise": given.persons[direction.person].mode == "surprise",
        "reasons": [
            _reason(reason, reason.criterion in asked or reason.direction == "different")
            for reason in direction.reasons
        ],
    }


def _reason(reason: engine.Reason, asked: bool) -> dict[str, Any]:
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
        "asked": asked,
    }


def _unmatched(given: MatchInput, one: engine.Unmatched, *, explained: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"person": one.person, "side": one.side, "reason": one.reason_code}
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


# --- Any two ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """What the engine says about any teacher and any non-teacher, and what pinning them costs the whole."""

    allowed: bool
    refusals: tuple[engine.Refusal, ...]
    band: str
    kind: str
    left_score: float
    right_score: float
    explained: dict[str, Any]
    wishes: dict[str, list[dict[str, Any]]]
    practical: dict[str, Any]
    pairs_lost: int
    total_lost: float  # in whole scores, 0..; below 0 the plan gets better elsewhere
    others_changed: int


def check_two(given: MatchInput, teacher_id: str, non_teacher_id: str, objective: Objective, seed: int) -> TwoPeople:
    """May they, how well, and at what price. Both must be among the people of the input."""
    forbids = tuple(pair for pair in given.forbids if pair != (teacher_id, non_teacher_id))
    explanation = engine.explain_pair(given.problem, teacher_id, non_teacher_id)
    price = (0, 0.0, 0)
    if explanation.allowed:
        pins = tuple(pair for pair in given.possible_pins if not {teacher_id, non_teacher_id} & set(pair))
        before = engine.propose(given.problem, objective=objective, pins=pins, forbids=given.forbids, seed=seed)
        after = engine.propose(
            given.problem,
            objective=objective,
            pins=(*pins, (teacher_id, non_teacher_id)),
            forbids=forbids,
            seed=seed,
        )
        price = _price(before, after, {teacher_id, non_teacher_id})
    return TwoPeople(
        allowed=explanation.allowed,
        refusals=explanation.refusals,
        band=explanation.band,
        kind=explanation.kind,
        left_score=explanation.left_to_right.score,
        right_score=explanation.right_to_left.score,
        explained=explained(given, explanation),
        wishes=wishes(explanation),
        practical=practical(given, explanation),
        pairs_lost=price[0],
        total_lost=price[1],
        others_changed=price[2],
    )


def _price(before: engine.Proposal, after: engine.Proposal, two: set[str]) -> tuple[int, float, int]:
    old, new = ({(pair.left, pair.right) for pair in plan.pairs} for plan in (before, after))
    moved = {person for pair in old ^ new for person in pair} - two
    return len(old) - len(new), before.figures.total - after.figures.total, len(moved)


def best_free(given: MatchInput, objective: Objective) -> dict[str, tuple[str, str]]:
    """With whom each would be paired if only those who are free now were matched, and how well it fits."""
    plan = engine.rematch(given.problem, (), objective=objective, pins=given.pins, forbids=given.forbids).proposal
    found: dict[str, tuple[str, str]] = {pair.left: (pair.right, pair.band) for pair in plan.pairs}
    return found | {pair.right: (pair.left, pair.band) for pair in plan.pairs}


def refusals_of(given: MatchInput, teacher_id: str, non_teacher_id: str) -> tuple[engine.Refusal, ...]:
    """Why these two may not be paired; empty when they may."""
    return engine.explain_pair(given.problem, teacher_id, non_teacher_id).refusals


def changes_for(given: MatchInput, person_id: str) -> tuple[engine.Relaxation, ...]:
    """The smallest changes that would give this person candidates, the easiest first."""
    return engine.explain_unmatched(given.problem, person_id, forbids=given.forbids).relaxations
