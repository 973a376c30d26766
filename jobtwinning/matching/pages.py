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
from jobtwinning.matching.queries import Decision, MatchPerson
from jobtwinning.matching.rows import (
    Group,
    Part,
    People,
    Tab,
    Wanted,
    grouped,
    groups_of,
    in_part,
    parts_of,
    person_line,
    tabs_of,
)
from jobtwinning.matching.sending import may_undo
from jobtwinning.matching.weighing import Weighing, differences
from jobtwinning.pairs.pages import band_word
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
    tabs: list[Tab]
    groups: list[Group]
    parts: list[Part]
    alone: list[Alone]
    alone_count: int
    picture: charts.WholePicture
    aims: list[Aim]
    stale: list[str]
    nothing: str
    person_ids: list[str]  # of everybody in its pairs, or alone in it
    pairs: int
    doubts: int


@dataclass(frozen=True, slots=True)
class Workspace:
    """The whole page."""

    teachers: list[MatchPerson]  # who can be matched now
    non_teachers: list[MatchPerson]
    seated: int  # people who have a proposal or a pair
    decisions: list[OwnDecision]
    plan: Plan | None

    @property
    def shown_people(self) -> list[str]:
        """Public ids of everybody on the page, for the view log; with one side empty nobody is shown."""
        if self.plan is None and not (self.teachers and self.non_teachers):
            return []
        return [one.person_id for one in (*self.teachers, *self.non_teachers)]


def workspace(
    programme: Programme,
    people: People,
    decisions: Mapping[tuple[str, str], Decision],
    scenario: Scenario | None,
    *,
    wanted: Wanted,
) -> Workspace:
    """Everything on the workspace."""
    free = [one for one in people.values() if one.is_free]
    return Workspace(
        teachers=[one for one in free if one.side == Side.TEACHER],
        non_teachers=[one for one in free if one.side == Side.NON_TEACHER],
        seated=len(people) - len(free),
        decisions=_own_decisions(people, decisions),
        plan=plan(programme, people, decisions, scenario, wanted=wanted) if scenario else None,
    )


def _own_decisions(people: People, decisions: Mapping[tuple[str, str], Decision]) -> list[OwnDecision]:
    """Only about people who can be matched now."""
    return [
        OwnDecision(people[one], people[other], decision.kind, decision.reason)
        for (one, other), decision in decisions.items()
        if one in people and other in people and people[one].is_free and people[other].is_free
    ]


def plan(
    programme: Programme,
    people: People,
    decisions: Mapping[tuple[str, str], Decision],
    scenario: Scenario,
    *,
    wanted: Wanted,
) -> Plan:
    """The proposal with what changed since; a person who is gone is left out of the rows and named as stale."""
    stored = scenario.pairs
    made_at = scenario.made_at.astimezone(ZoneInfo(programme.time_zone))
    is_sent = scenario.state == Scenario.State.COMMITTED
    sends_at = scenario.sends_at.astimezone(ZoneInfo(programme.time_zone)) if scenario.sends_at else None
    found = grouped(stored, people, decisions)
    asked = grouped(in_part(stored, wanted), people, decisions) if wanted.first else found
    return Plan(
        scenario=scenario,
        made_at=made_at,
        is_sent=is_sent,
        is_waiting=is_sent and may_undo(scenario, clock.now()),
        sends_at=sends_at,
        tabs=tabs_of(found, wanted),
        groups=groups_of(asked, people, decisions, wanted),
        parts=parts_of(len(stored), wanted),
        alone=[_alone(one, people) for one in scenario.unmatched if one["person"] in people][:ALONE_SHOWN],
        alone_count=len(scenario.unmatched),
        picture=_picture(stored),
        aims=aims(scenario),
        stale=[] if is_sent else _stale(scenario, people, decisions, made_at),
        nothing=texts.why_nothing(scenario.result.get("message", "")),
        person_ids=[people[one].person_id for one in scenario.result.get("people", ()) if one in people],
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
            _("Twee mensen die liever ruilen"),
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
            is_current=code == scenario.objective,
            cells=[column[place] for column in columns],
        )
        for place, code in enumerate(found)
    ]


def _aim_column(label: str, words: Sequence[str], values: Sequence[int]) -> list[AimCell]:
    """The figures of one column; the highest value is the best."""
    best = max(values, default=0)
    alike = len(set(values)) < 2
    return [AimCell(label, text, value == best and not alike) for text, value in zip(words, values, strict=True)]


def _rounded(score: float | None) -> int:
    return -1 if score is None else round(score * 100)


def _of_hundred(score: float | None) -> str:
    return "–" if score is None else str(_rounded(score))


def _stale(
    scenario: Scenario, people: People, decisions: Mapping[tuple[str, str], Decision], made_at: datetime
) -> list[str]:
    """What changed since: people who came, people who went, decisions that the proposal does not follow."""
    free = {one.id for one in people.values() if one.is_free}
    before = set(scenario.result.get("people", ()))
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


def _decided_otherwise(scenario: Scenario, free: Iterable[str], decisions: Mapping[tuple[str, str], Decision]) -> bool:
    proposed = {(one["left"], one["right"]) for one in scenario.pairs}
    free = set(free)
    weighed = {(one, other) for one, other in scenario.result.get("prefers", ())}
    followed = {
        Directive.Kind.PIN: lambda pair: pair in proposed,
        Directive.Kind.FORBID: lambda pair: pair not in proposed,
        Directive.Kind.PREFER: lambda pair: pair in proposed | weighed,
    }
    return not all(
        followed[Directive.Kind(decision.kind)](pair) for pair, decision in decisions.items() if free >= set(pair)
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """What sending does, to how many people."""

    pairs: list[tuple[str, str, str]]  # teacher, non-teacher, band
    mails: int
    alone: int
    doubts: int


def summary(scenario: Scenario, people: People) -> Summary:
    """Everybody by name, so that the coordinator sees whom it is about."""
    stored = scenario.pairs

    def name(identifier: str) -> str:
        return people[identifier].name if identifier in people else _("iemand die niet meer meedoet")

    return Summary(
        pairs=[
            (name(one["left"]), name(one["right"]), band_word(one["band"]))
            for one in sorted(stored, key=lambda one: (one["band"] != "doubt", name(one["left"]), name(one["right"])))
        ],
        mails=2 * len(stored),
        alone=len(scenario.unmatched),
        doubts=sum(one["band"] == "doubt" for one in stored),
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
