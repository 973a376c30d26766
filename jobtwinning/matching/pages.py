"""What the workspace prints: rows, groups, figures and who is alone, made from one stored proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core import charts, clock, form_keys
from jobtwinning.core.components import PersonLine, Progress
from jobtwinning.core.models import LongWork
from jobtwinning.core.progress import progress_of
from jobtwinning.matching import adapter, texts
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.queries import MatchPerson, Ready
from jobtwinning.matching.rows import (
    Chosen,
    Decisions,
    Group,
    Part,
    People,
    Stored,
    Wanted,
    groups_of,
    parts_of,
    person_line,
)
from jobtwinning.matching.sending import may_undo
from jobtwinning.matching.weighing import Weighing, differences
from jobtwinning.programmes.models import Programme, Side

ALONE_SHOWN = 20  # people without a partner who are named


@dataclass(frozen=True, slots=True)
class Alone:
    """Somebody without a partner in this proposal."""

    id: str
    line: PersonLine
    why: str
    counts: str
    help: str


@dataclass(frozen=True, slots=True)
class AimCell:
    """One figure of an objective; the best of its column gets a tick, unless all are alike."""

    label: str
    text: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective with its figures, from the same people and decisions."""

    code: str
    name: str
    hint: str
    note: str  # which floor, where the name speaks of one
    is_current: bool
    cells: list[AimCell]  # pairs, alone, mean of the weaker sides, lowest score, pairs who would rather swap


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A pin, forbid or preference in the coordinator's own list."""

    teacher: MatchPerson
    non_teacher: MatchPerson
    kind: str
    reason: str

    @property
    def is_pin(self) -> bool:
        return self.kind == Directive.Kind.PIN

    @property
    def is_preferred(self) -> bool:
        return self.kind == Directive.Kind.PREFER


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal, ready to print."""

    scenario: Scenario
    made_at: datetime
    is_sent: bool
    is_waiting: bool  # its mails have not left: it can be undone
    sends_at: datetime | None
    chosen: Chosen
    groups: list[Group]
    parts: list[Part]
    alone: list[Alone]
    alone_count: int
    picture: charts.WholePicture
    aims: list[Aim]
    stale: list[str]
    nothing: str
    pairs: int
    doubts: int


@dataclass(frozen=True, slots=True)
class Workspace:
    """The whole page."""

    teachers: int  # who can be matched now
    non_teachers: int
    seated: int  # people who have a proposal or a pair
    decisions: list[OwnDecision]
    plan: Plan | None


def in_decisions(ready: Ready, decisions: Decisions) -> list[tuple[str, str]]:
    """The decisions that are shown: only about people who can be matched now."""
    return [two for two in decisions if ready.free >= set(two)]


def alone_in(ready: Ready, scenario: Scenario) -> Sequence[Stored]:
    """The people without a partner who are named."""
    return [one for one in scenario.unmatched if one["person"] in ready.sides][:ALONE_SHOWN]


def workspace(ready: Ready, people: People, decisions: Decisions, plan: Plan | None) -> Workspace:
    """Everything on the workspace; people: those who are shown."""
    return Workspace(
        teachers=len(ready.free_of(Side.TEACHER)),
        non_teachers=len(ready.free_of(Side.NON_TEACHER)),
        seated=len(ready.sides) - len(ready.free),
        decisions=[
            OwnDecision(people[one], people[other], decisions[one, other].kind, decisions[one, other].reason)
            for one, other in in_decisions(ready, decisions)
            if one in people and other in people
        ],
        plan=plan,
    )


def plan(
    scenario: Scenario,
    ready: Ready,
    people: People,
    decisions: Decisions,
    chosen: Chosen,
    explained: Iterable[Stored],
    wanted: Wanted,
) -> Plan:
    """The proposal with what changed since; a person who is gone is left out of the rows and named as stale.

    people, explained: whom and what is shown.
    """
    stored = scenario.pairs
    zone = ZoneInfo(scenario.programme.time_zone)
    is_sent = scenario.state == Scenario.State.COMMITTED
    return Plan(
        scenario=scenario,
        made_at=scenario.made_at.astimezone(zone),
        is_sent=is_sent,
        is_waiting=is_sent and may_undo(scenario, clock.now()),
        sends_at=scenario.sends_at.astimezone(zone) if scenario.sends_at else None,
        chosen=chosen,
        groups=groups_of(chosen, explained, people, decisions),
        parts=parts_of(len(stored), wanted),
        alone=[_alone(one, people) for one in alone_in(ready, scenario) if one["person"] in people],
        alone_count=len(scenario.unmatched),
        picture=_picture(stored),
        aims=aims(scenario),
        stale=stale(scenario, ready, decisions),
        nothing=texts.why_nothing(scenario.result.get("message", "")),
        pairs=len(stored),
        doubts=sum(one["band"] == "doubt" for one in stored),
    )


def _picture(stored: Sequence[Mapping[str, Any]]) -> charts.WholePicture:
    label = ngettext(
        "%(n)s koppel op volgorde. Omhoog: hoe goed het past voor de docent. Omlaag: voor de partner.",
        "%(n)s koppels op volgorde. Omhoog: hoe goed het past voor de docent. Omlaag: voor de partner.",
        len(stored),
    ) % {"n": len(stored)}
    return charts.WholePicture([(one["left_score"], one["right_score"]) for one in stored], label)


def _alone(one: Mapping[str, Any], people: People) -> Alone:
    person = people[one["person"]]
    is_teacher = person.side == Side.TEACHER
    return Alone(
        id=person.id,
        line=person_line(person),
        why=texts.why_alone(one, is_teacher),
        counts=texts.refusal_counts(one, is_teacher),
        help=texts.what_would_help(one, person.given_name, is_teacher),
    )


def aims(scenario: Scenario) -> list[Aim]:
    """The same people under every objective (the price of choosing otherwise)."""
    stored = scenario.result.get("figures", {})
    found = {code: stored[code] for code in texts.OBJECTIVE_ORDER if stored.get(code) is not None}
    columns = [
        _aim_column(
            _("Koppels"), [str(one["pairs"]) for one in found.values()], [one["pairs"] for one in found.values()]
        ),
        _aim_column(
            _("Zonder partner"),
            [str(one["unmatched_left"] + one["unmatched_right"]) for one in found.values()],
            [-one["unmatched_left"] - one["unmatched_right"] for one in found.values()],
        ),
        *(
            _aim_column(
                label,
                [_of_hundred(one[name]) for one in found.values()],
                [_rounded(one[name]) for one in found.values()],
            )
            for name, label in (
                ("mean_weaker", _("Minst blije van elk koppel, gemiddeld")),
                ("lowest", _("Laagste score")),
            )
        ),
        _aim_column(
            _("Twee mensen die beter kunnen ruilen"),
            [
                ngettext("%(n)s keer", "%(n)s keer", n) % {"n": n}
                for n in (one["blocking_pairs"] for one in found.values())
            ],
            [-one["blocking_pairs"] for one in found.values()],
        ),
    ]
    return [
        Aim(
            code=code,
            name=texts.objective_name(code),
            hint=texts.objective_hint(code),
            note=_floor_note(scenario) if code == "floor" else "",
            is_current=code == scenario.objective,
            cells=[column[place] for column in columns],
        )
        for place, code in enumerate(found)
    ]


def _floor_note(scenario: Scenario) -> str:
    counted = Weighing.from_code(scenario.weighing)
    if counted is None:  # an early proposal
        return ""
    return (
        _("De ondergrens is nu een score van %(n)s van de 100.") % {"n": counted.floor}
        if counted.floor
        else _("Nu is er geen ondergrens.")
    )


def _aim_column(label: str, words: Sequence[str], values: Sequence[int]) -> list[AimCell]:
    """The figures of one column; the highest value is the best."""
    best = max(values, default=0)
    alike = len(set(values)) < 2
    return [AimCell(label, text, value == best and not alike) for text, value in zip(words, values, strict=True)]


def _rounded(score: float | None) -> int:
    return -1 if score is None else round(score * 100)


def _of_hundred(score: float | None) -> str:
    return "–" if score is None else str(_rounded(score))


def stale(scenario: Scenario, ready: Ready, decisions: Decisions) -> list[str]:
    """What changed since, unless it was sent: who came, who went, decisions that the proposal does not follow."""
    if scenario.state == Scenario.State.COMMITTED:
        return []
    free, before = ready.free, set(scenario.result.get("people", ()))
    made_at = scenario.made_at.astimezone(ZoneInfo(scenario.programme.time_zone))
    time = f"{made_at.hour}.{made_at.minute:02d}"
    came, gone = len(free - before), len(before - free)
    found = []
    if came:
        found.append(
            ngettext(
                "Er is sinds %(time)s uur %(n)s mens bijgekomen.",
                "Er zijn sinds %(time)s uur %(n)s mensen bijgekomen.",
                came,
            )
            % {"time": time, "n": came}
        )
    if gone:
        found.append(
            ngettext(
                "Sinds %(time)s uur doet %(n)s mens niet meer mee of heeft al een voorstel.",
                "Sinds %(time)s uur doen %(n)s mensen niet meer mee of hebben al een voorstel.",
                gone,
            )
            % {"time": time, "n": gone}
        )
    if _decided_otherwise(scenario, free, decisions):
        found.append(_("Je hebt daarna iets afgesproken dat nog niet in dit voorstel zit."))
    return found


def _decided_otherwise(scenario: Scenario, free: frozenset[str], decisions: Decisions) -> bool:
    proposed = {(one["left"], one["right"]) for one in scenario.pairs}
    weighed = {(one, other) for one, other in scenario.result.get("prefers", ())}
    followed = {
        Directive.Kind.PIN: lambda pair: pair in proposed,
        Directive.Kind.FORBID: lambda pair: pair not in proposed,
        Directive.Kind.PREFER: lambda pair: pair in proposed | weighed,
    }
    return not all(
        followed[Directive.Kind(decision.kind)](pair) for pair, decision in decisions.items() if free >= set(pair)
    )


def other_weighing(programme: Programme, scenario: Scenario) -> dict[str, Any]:
    """What this proposal lets count otherwise than the programme, with a key for the form that keeps it."""
    counted = Weighing.from_code(scenario.weighing)
    found = differences(Weighing.of_rules(programme.rules), counted) if counted else []
    return {"counts_otherwise": found, "weighed": scenario, "keep_key": form_keys.new_key()} if found else {}


# --- A proposal in the making -------------------------------------------------------------------


def proposal_progress(work: LongWork, url: str) -> Progress:
    """How far it is, or why it ended."""
    steps = {step: texts.step_sentence(step) for step in adapter.STEPS}
    if work.state == LongWork.Outcome.FAILED:
        message = texts.failure_sentence(work.error_code, work.public_id)
    elif work.state == LongWork.Outcome.STOPPED:
        message = _("Dit is gestopt. Er is geen voorstel gemaakt.")
    else:
        message = ""
    return progress_of(work, steps, poll_url=url, message=message)
