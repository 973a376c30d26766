"""The only door to the engine: programme, people and decisions in, a scenario's content out."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any, cast, get_args

from jobtwinning.core import clock
from jobtwinning.intake.queries import Profile, matching_profiles
from jobtwinning.matching import confidential, engine, explanations, stored
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.evidence import NOTHING as NOTHING_SAID
from jobtwinning.matching.evidence import evidence_of, restored
from jobtwinning.matching.evidence import stored as stored_evidence
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.profiles import engine_person
from jobtwinning.matching.queries import Decision, directives_of
from jobtwinning.matching.waiting import waiting_since
from jobtwinning.matching.weighing import Weighing
from jobtwinning.pairs.queries import former_partners, seated_person_keys
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.programmes.rules import ProgrammeRules

OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
EXPLAINED_ALONE = 60  # people without a partner whose reasons are worked out; the rest gets the reason in one word
STEPS = ("reading", "scoring", "matching", "explaining")  # what a proposal takes, in this order
IdPair = tuple[str, str]
ENGINE_VERSION = engine.ENGINE_VERSION
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class MatchInput:
    """Everybody who can be matched now, and what the coordinator decided. Ids are participations' public ids."""

    problem: engine.Problem
    pins: tuple[IdPair, ...]
    forbids: tuple[IdPair, ...]
    rules: ProgrammeRules
    prefers: tuple[IdPair, ...] = ()

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
        decided = [self.pins, self.forbids, self.prefers, stored_evidence(self.problem.evidence)]
        return _digest([self.answers_hash, asdict(self.problem.rules), ended, *decided])

    @cached_property
    def answers_hash(self) -> str:
        """Changes when somebody changes an answer, comes or goes."""
        sides = (self.problem.left, self.problem.right)
        return _digest([[_answers(one) for one in sorted(side, key=lambda one: one.id)] for side in sides])


def _answers(person: engine.Person) -> dict[str, Any]:
    """One level deep: the wishes below are written when they are met."""
    return {field.name: getattr(person, field.name) for field in fields(person)}


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=asdict).encode()).hexdigest()


# --- In -----------------------------------------------------------------------------------------


def read_input(
    programme: Programme, region: Region, weighing: Weighing | None = None, *, other: Region | None = None
) -> MatchInput:
    """The people of this region who have no proposal and no pair, with the programme's rules or another weighing.

    With another region those of both; whether two people of two regions may, the rules say.
    """
    regions = [region] if other is None or other == region else [region, other]
    profiles = list(matching_profiles(programme, [each.pk for each in regions]))
    seated = seated_person_keys(profile.person_id for profile in profiles)
    free = [profile for profile in profiles if profile.person_id not in seated]
    known = {profile.public_id for profile in free}
    made = [one for each in regions for one in directives_of(programme, each)]
    decisions = [one for one in made if known >= {one.teacher_id, one.non_teacher_id}]
    return MatchInput(
        problem=_problem(
            programme,
            region,
            free,
            weighing,
            _ended(programme, free),
            evidence_of(free, programme.rules, clock.now()),
        ),
        pins=_of_kind(decisions, Directive.Kind.PIN),
        forbids=_of_kind(decisions, Directive.Kind.FORBID),
        prefers=_of_kind(decisions, Directive.Kind.PREFER),
        rules=programme.rules,
    )


def read_few(
    programme: Programme,
    region: Region,
    participation_keys: Collection[int],
    *,
    said_by: datetime | None = None,
    other: Region | None = None,
) -> MatchInput:
    """Some people of a region, or of two, as they are now; what they said about each other only as of a moment."""
    regions = {each.pk for each in (region, other) if each is not None}
    profiles = matching_profiles(programme, regions, only=participation_keys)
    ended = _ended(programme, profiles)
    evidence = evidence_of(profiles, programme.rules, said_by) if said_by else NOTHING_SAID
    known = {profile.public_id for profile in profiles}
    decisions = [one for one in directives_of(programme, region) if known >= {one.teacher_id, one.non_teacher_id}]
    problem = _problem(programme, region, profiles, None, ended, evidence)
    return MatchInput(problem, (), _of_kind(decisions, Directive.Kind.FORBID), programme.rules)


def read_again(scenario: Scenario) -> MatchInput | None:
    """What a stored proposal was made from, with today's answers; None when somebody of then is gone."""
    then, weighing = set(scenario.result.get("people", ())), Weighing.from_code(scenario.weighing)
    profiles = matching_profiles(scenario.programme, [scenario.region_id])
    people = [profile for profile in profiles if profile.public_id in then]
    if weighing is None or len(people) != len(then):
        return None
    decided = {name: _stored_pairs(scenario, name) for name in ("ended", "pins", "forbids", "prefers")}
    ended, said = decided.pop("ended"), restored(scenario.result.get("said", {}))
    problem = _problem(scenario.programme, scenario.region, people, weighing, ended, said)
    return MatchInput(problem=problem, rules=scenario.programme.rules, **decided)


def _stored_pairs(scenario: Scenario, name: str) -> tuple[IdPair, ...]:
    return tuple((one, other) for one, other in scenario.result.get(name, ()))


def _problem(
    programme: Programme,
    region: Region,
    free: Sequence[Profile],
    weighing: Weighing | None,
    ended: tuple[IdPair, ...],
    said: engine.Evidence = NOTHING_SAID,
) -> engine.Problem:
    weighing = weighing or Weighing.of_rules(programme.rules)
    since = waiting_since(region, (profile.person_id for profile in free))
    newest = max(since.values(), default=None)
    decided = confidential.decisions_of([profile.participation_id for profile in free])
    people: dict[str, list[engine.Person]] = {Side.TEACHER: [], Side.NON_TEACHER: []}
    for profile in free:
        waiting = (newest - since.get(profile.person_id, newest)).days if newest else 0  # only who waited longer counts
        outcome = confidential.counting(decided.get(profile.participation_id), profile.confidential)
        people[profile.side].append(engine_person(profile, waiting_days=waiting, decided=outcome))
    rules = engine.Rules(
        floor=weighing.score_floor, weights=weighing.weights, cross_region=programme.rules.cross_region
    )
    return engine.Problem(
        left=tuple(people[Side.TEACHER]),
        right=tuple(people[Side.NON_TEACHER]),
        rules=rules,
        evidence=said,
        existing=engine.Existing(ended=ended),
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
    """A proposal as it is stored: all ids, codes and numbers; see Scenario.result. told: why, by pair."""

    status: str
    engine_version: str
    result: dict[str, Any]
    told: dict[IdPair, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """Explanations of an earlier proposal that still hold, so that only what is new is worked out."""

    pairs: Mapping[IdPair, dict[str, Any]] = field(default_factory=dict)
    alone: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def told_before(given: MatchInput, weighing: Weighing, earlier: Scenario | None) -> Told:
    """What an earlier proposal says that is true of this input too: the same people, answers, weighing and engine."""
    if earlier is None or (earlier.engine_version, earlier.weighing) != (ENGINE_VERSION, weighing.code):
        return Told()
    if (
        earlier.result.get("answers_hash") != given.answers_hash
        or _stored_pairs(earlier, "ended") != given.problem.existing.ended
        or restored(earlier.result.get("said", {})) != given.problem.evidence
    ):
        return Told()
    same_forbids = _stored_pairs(earlier, "forbids") == given.forbids
    return Told(
        pairs=dict(explanations.all_of(earlier)),
        alone={one["person"]: one for one in earlier.unmatched if same_forbids and "relaxations" in one},
    )


NOTHING_TOLD = Told()


def make_outcome(
    given: MatchInput, objective: Objective, seed: int, report: Report = unreported, told: Told = NOTHING_TOLD
) -> Outcome:
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
            prefers=given.prefers,
            seed=seed,
            progress=lambda done, of: report("scoring", 20 + 25 * done / max(of, 1)),
        )
    proposal = proposals[objective]
    count = max(len(proposal.pairs), 1)
    explained = {}
    for position, pair in enumerate(proposal.pairs):
        report("explaining", 70 + 28 * position / count)
        two = (pair.left, pair.right)
        explained[two] = told.pairs.get(two) or stored.told(given, pair)
    result = {
        "people": given.people,
        "answers_hash": given.answers_hash,
        "pins": [list(pair) for pair in given.pins],
        "forbids": [list(pair) for pair in given.forbids],
        "prefers": [list(pair) for pair in given.prefers],
        "ended": [list(pair) for pair in given.problem.existing.ended],
        "said": stored_evidence(given.problem.evidence),
        "pairs": [stored.pair(pair) for pair in proposal.pairs],
        "unmatched": [
            stored.unmatched(given, one, told.alone.get(one.person), explained=position < EXPLAINED_ALONE)
            for position, one in enumerate(proposal.unmatched)
        ],
        "second_best": [
            {"person": one.person, "partner": one.partner, "band": one.band}
            for one in engine.second_best(given.problem, proposal)
        ],
        "figures": {name: stored.figures(each.figures) for name, each in proposals.items()},
        "message": proposal.message,
    }
    return Outcome(proposal.status, proposal.engine_version, result, explained)


def same_again(given: MatchInput, scenario: Scenario) -> bool:
    """Whether solving it once more gives the pairs that were stored."""
    again = engine.propose(
        given.problem,
        objective=cast(Objective, scenario.objective),
        pins=given.pins,
        forbids=given.forbids,
        prefers=given.prefers,
        seed=scenario.seed,
    )
    kept = {(one["left"], one["right"]) for one in scenario.pairs}
    return {(one.left, one.right) for one in again.pairs} == kept


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
    pairs_lost: int = 0
    total_lost: float = 0.0  # in whole scores, 0..; below 0 the plan gets better elsewhere
    others_changed: int = 0
    is_priced: bool = False


def look_at_two(given: MatchInput, teacher_id: str, non_teacher_id: str) -> TwoPeople:
    """May they and how well, without a price. Both must be among the people of the input."""
    explanation = engine.explain_pair(given.problem, teacher_id, non_teacher_id)
    return TwoPeople(
        allowed=explanation.allowed,
        refusals=explanation.refusals,
        band=explanation.band,
        kind=explanation.kind,
        left_score=explanation.left_to_right.score,
        right_score=explanation.right_to_left.score,
        explained=stored.explained(given, explanation),
        wishes=stored.wishes(explanation),
        practical=stored.practical(given, explanation),
    )


def check_two(given: MatchInput, teacher_id: str, non_teacher_id: str, objective: Objective, seed: int) -> TwoPeople:
    """With the price, when they may."""
    found = look_at_two(given, teacher_id, non_teacher_id)
    if not found.allowed:
        return found
    forbids = tuple(pair for pair in given.forbids if pair != (teacher_id, non_teacher_id))
    pins = tuple(pair for pair in given.possible_pins if not {teacher_id, non_teacher_id} & set(pair))
    solve = partial(engine.propose, given.problem, objective=objective, seed=seed)
    before = solve(pins=pins, forbids=given.forbids, prefers=given.prefers)
    prefers = tuple(pair for pair in given.prefers if pair not in forbids)
    after = solve(pins=(*pins, (teacher_id, non_teacher_id)), forbids=forbids, prefers=prefers)
    lost, total, changed = _price(before, after, {teacher_id, non_teacher_id})
    return replace(found, pairs_lost=lost, total_lost=total, others_changed=changed, is_priced=True)


def _price(before: engine.Proposal, after: engine.Proposal, two: set[str]) -> tuple[int, float, int]:
    old, new = ({(pair.left, pair.right) for pair in plan.pairs} for plan in (before, after))
    moved = {person for pair in old ^ new for person in pair} - two
    return len(old) - len(new), before.figures.total - after.figures.total, len(moved)


def best_free(given: MatchInput, objective: Objective) -> dict[str, tuple[str, str]]:
    """With whom each would be paired if only those who are free now were matched, and how well it fits."""
    plan = engine.rematch(
        given.problem, (), objective=objective, pins=given.pins, forbids=given.forbids, prefers=given.prefers
    ).proposal
    found: dict[str, tuple[str, str]] = {pair.left: (pair.right, pair.band) for pair in plan.pairs}
    return found | {pair.right: (pair.left, pair.band) for pair in plan.pairs}


def refusals_of(given: MatchInput, teacher_id: str, non_teacher_id: str) -> tuple[engine.Refusal, ...]:
    """Why these two may not be paired; empty when they may."""
    return engine.explain_pair(given.problem, teacher_id, non_teacher_id).refusals


def changes_for(given: MatchInput, person_id: str) -> tuple[engine.Relaxation, ...]:
    """The smallest changes that would give this person candidates, the easiest first."""
    return engine.explain_unmatched(given.problem, person_id, forbids=given.forbids).relaxations
