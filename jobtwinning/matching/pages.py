"""What the workspace prints: rows, groups, figures and who is alone, made from one stored proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core import figures
from jobtwinning.core.components import Criterion, PersonLine, Progress
from jobtwinning.core.models import LongWork
from jobtwinning.core.progress import progress_of
from jobtwinning.matching import adapter, texts
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.queries import Decision, MatchPerson
from jobtwinning.pairs.pages import band_sentence, band_word, kind_word
from jobtwinning.pairs.reasons import Point, criterion_lines, not_answered, points
from jobtwinning.programmes.models import Programme, Side

SHOWN = 20  # rows per group before "Toon meer"
People = Mapping[str, MatchPerson]


@dataclass(frozen=True, slots=True)
class Why:
    """The unfolded explanation of two people."""

    title: str
    school_name: str
    work_name: str
    criteria: list[Criterion]
    not_answered: str


@dataclass(frozen=True, slots=True)
class Row:
    """One proposed pair."""

    teacher: MatchPerson
    non_teacher: MatchPerson
    school: PersonLine
    work: PersonLine
    arch: figures.Arch
    kind: str
    points: list[Point]
    why: Why
    is_pinned: bool
    is_forbidden: bool
    reason: str  # the coordinator's own, of the pin or forbid
    weaker: float

    @property
    def main_points(self) -> list[Point]:
        """What stands in the row."""
        return main_points(self.points)

    @property
    def other_points(self) -> list[Point]:
        """What stands under the explanation instead."""
        return [point for point in self.points if point not in self.main_points]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, the weakest first; `more` is how many are not shown."""

    code: str
    title: str
    count: str
    rows: list[Row]
    more: int


@dataclass(frozen=True, slots=True)
class Alone:
    """Somebody without a partner in this proposal."""

    line: PersonLine
    why: str
    counts: str
    help: str


@dataclass(frozen=True, slots=True)
class AimCell:
    """One figure of an objective; the best of its column gets a tick, unless all are alike."""

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
    """A pin or forbid in the coordinator's own list."""

    teacher: MatchPerson
    non_teacher: MatchPerson
    is_pin: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal, ready to print."""

    scenario: Scenario
    made_at: datetime
    is_sent: bool
    groups: list[Group]
    alone: list[Alone]
    alone_count: int
    picture: figures.WholePicture
    aims: list[Aim]
    stale: list[str]
    nothing: str
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
    unfolded: str,
) -> Workspace:
    """Everything on the workspace; `unfolded` is the group that is shown whole."""
    free = [one for one in people.values() if one.is_free]
    return Workspace(
        teachers=[one for one in free if one.side == Side.TEACHER],
        non_teachers=[one for one in free if one.side == Side.NON_TEACHER],
        seated=len(people) - len(free),
        decisions=_own_decisions(people, decisions),
        plan=plan(programme, people, decisions, scenario, unfolded=unfolded) if scenario else None,
    )


def _own_decisions(people: People, decisions: Mapping[tuple[str, str], Decision]) -> list[OwnDecision]:
    """Only about people who can be matched now."""
    return [
        OwnDecision(people[one], people[other], decision.kind == Directive.Kind.PIN, decision.reason)
        for (one, other), decision in decisions.items()
        if one in people and other in people and people[one].is_free and people[other].is_free
    ]


def plan(
    programme: Programme,
    people: People,
    decisions: Mapping[tuple[str, str], Decision],
    scenario: Scenario,
    *,
    unfolded: str = "",
) -> Plan:
    """The proposal with what changed since; a person who is gone is left out of the rows and named as stale."""
    stored = scenario.pairs
    made_at = scenario.made_at.astimezone(ZoneInfo(programme.time_zone))
    is_sent = scenario.state == Scenario.State.COMMITTED
    groups = _groups(stored, people, decisions, unfolded)
    return Plan(
        scenario=scenario,
        made_at=made_at,
        is_sent=is_sent,
        groups=groups,
        alone=[_alone(one, people) for one in scenario.unmatched if one["person"] in people][:SHOWN],
        alone_count=len(scenario.unmatched),
        picture=_picture(stored),
        aims=aims(scenario),
        stale=[] if is_sent else _stale(scenario, people, decisions, made_at),
        nothing=texts.why_nothing(scenario.result.get("message", "")),
        pairs=len(stored),
        doubts=sum(one["band"] == "doubt" for one in stored),
    )


def _groups(
    stored: Sequence[Mapping[str, Any]],
    people: People,
    decisions: Mapping[tuple[str, str], Decision],
    unfolded: str,
) -> list[Group]:
    found: dict[str, list[Mapping[str, Any]]] = {"doubt": [], "pinned": [], "good": []}
    for one in sorted(stored, key=lambda one: min(one["left_score"], one["right_score"])):
        if one["left"] in people and one["right"] in people:
            decision = decisions.get((one["left"], one["right"]))
            pinned = decision is not None and decision.kind == Directive.Kind.PIN
            found["pinned" if pinned else "doubt" if one["band"] == "doubt" else "good"].append(one)
    titles = {
        "doubt": _("Eerst even kijken"),
        "pinned": _("Door jou vastgezet"),
        "good": _("Goed voorstel"),
    }
    groups = []
    for code, all_rows in found.items():
        shown = all_rows if unfolded == code else all_rows[:SHOWN]
        if all_rows:
            count = ngettext("%(n)s koppel", "%(n)s koppels", len(all_rows)) % {"n": len(all_rows)}
            rows = [_row(one, people, decisions) for one in shown]
            groups.append(Group(code, titles[code], count, rows, len(all_rows) - len(shown)))
    return groups


def _row(one: Mapping[str, Any], people: People, decisions: Mapping[tuple[str, str], Decision]) -> Row:
    teacher, non_teacher = people[one["left"]], people[one["right"]]
    decision = decisions.get((one["left"], one["right"]))
    return Row(
        teacher=teacher,
        non_teacher=non_teacher,
        school=person_line(teacher),
        work=person_line(non_teacher),
        arch=score_arch(one["left_score"], one["right_score"], one["band"]),
        kind=kind_word(one["kind"]),
        points=points(one["explained"], teacher.given_name, non_teacher.given_name),
        why=why(one["explained"], one["band"], teacher, non_teacher),
        is_pinned=decision is not None and decision.kind == Directive.Kind.PIN,
        is_forbidden=decision is not None and decision.kind == Directive.Kind.FORBID,
        reason=decision.reason if decision else "",
        weaker=min(one["left_score"], one["right_score"]),
    )


def main_points(points: Sequence[Point]) -> list[Point]:
    """The first plus and the first minus, or the first two of the same sign: a row stays a few lines high."""
    first = {point.is_plus: point for point in reversed(points)}
    return [first[True], first[False]] if len(first) > 1 else list(points[:2])


def why(explained: Mapping[str, Any], band: str, teacher: MatchPerson, non_teacher: MatchPerson) -> Why:
    """Both directions per criterion, and what cannot be judged yet."""
    lines = criterion_lines(explained, teacher.given_name, non_teacher.given_name)
    titles = {"strong": _("Waarom sterk?"), "good": _("Waarom goed?"), "doubt": _("Waarom twijfel?")}
    return Why(
        title=titles[band],
        school_name=teacher.given_name,
        work_name=non_teacher.given_name,
        criteria=[
            Criterion(
                name=line.name,
                school=figures.Meter(line.teacher_score or 0, "school"),
                work=figures.Meter(line.non_teacher_score or 0, "work"),
                school_text=line.teacher_text,
                work_text=line.non_teacher_text,
                seen=line.seen,
            )
            for line in lines
        ],
        not_answered=get_text_list([name.lower() for name in not_answered(explained)], _("en")),
    )


def person_line(person: MatchPerson) -> PersonLine:
    """Name, function and organisation."""
    side = "school" if person.side == Side.TEACHER else "work"
    return PersonLine(person.name, side, person.function, person.organisation)


def score_arch(left: float, right: float, band: str) -> figures.Arch:
    """The legs are as long as the scores; the label says the band and no number."""
    return figures.Arch(left * 100, right * 100, band_sentence(band), band=band_word(band))


def _picture(stored: Sequence[Mapping[str, Any]]) -> figures.WholePicture:
    label = ngettext(
        "%(n)s koppel op volgorde. Omhoog: hoe goed het past voor de docent. Omlaag: voor de partner.",
        "%(n)s koppels op volgorde. Omhoog: hoe goed het past voor de docent. Omlaag: voor de partner.",
        len(stored),
    ) % {"n": len(stored)}
    return figures.WholePicture([(one["left_score"], one["right_score"]) for one in stored], label)


def _alone(one: Mapping[str, Any], people: People) -> Alone:
    person = people[one["person"]]
    is_teacher = person.side == Side.TEACHER
    return Alone(
        line=person_line(person),
        why=texts.why_alone(one, is_teacher),
        counts=texts.refusal_counts(one),
        help=texts.what_would_help(one, person.given_name) if one["reason"] != "partners_taken" else "",
    )


def aims(scenario: Scenario) -> list[Aim]:
    """The same people under every objective (the price of choosing otherwise)."""
    stored = scenario.result.get("figures", {})
    found = {code: stored[code] for code in texts.OBJECTIVE_ORDER if stored.get(code) is not None}
    columns = [
        _aim_column([str(one["pairs"]) for one in found.values()], [one["pairs"] for one in found.values()]),
        _aim_column(
            [str(one["unmatched_left"] + one["unmatched_right"]) for one in found.values()],
            [-one["unmatched_left"] - one["unmatched_right"] for one in found.values()],
        ),
        *(
            _aim_column(
                [_of_hundred(one[name]) for one in found.values()], [_rounded(one[name]) for one in found.values()]
            )
            for name in ("mean_weaker", "lowest")
        ),
        _aim_column(
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


def _aim_column(words: Sequence[str], values: Sequence[int]) -> list[AimCell]:
    """The figures of one column; the highest value is the best."""
    best = max(values, default=0)
    alike = len(set(values)) < 2
    return [AimCell(text, value == best and not alike) for text, value in zip(words, values, strict=True)]


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
        found.append(_("Je hebt daarna iets vastgezet of uitgesloten dat nog niet in dit voorstel zit."))
    return found


def _decided_otherwise(scenario: Scenario, free: Iterable[str], decisions: Mapping[tuple[str, str], Decision]) -> bool:
    proposed = {(one["left"], one["right"]) for one in scenario.pairs}
    free = set(free)
    return any(
        (decision.kind == Directive.Kind.PIN) != (pair in proposed)
        for pair, decision in decisions.items()
        if free >= set(pair)
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
        pairs=sorted((name(one["left"]), name(one["right"]), band_word(one["band"])) for one in stored),
        mails=2 * len(stored),
        alone=len(scenario.unmatched),
        doubts=sum(one["band"] == "doubt" for one in stored),
    )


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
