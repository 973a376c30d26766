"""The rows of the workspace: proposed pairs in groups, each with its reasons."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core import figures
from jobtwinning.core.components import Criterion, PersonLine
from jobtwinning.matching.adapter import TwoPeople
from jobtwinning.matching.detail import Detail, detail_of, short_hours
from jobtwinning.matching.models import Directive
from jobtwinning.matching.queries import Decision, MatchPerson, Ready
from jobtwinning.pairs.pages import band_sentence, band_word, kind_word
from jobtwinning.pairs.reasons import Point, criterion_lines, light_for, not_answered, points
from jobtwinning.programmes.models import Side

SHOWN = 3  # rows per group before "Toon meer"
WHOLE, ROWS_PER_PAGE = 200, 25  # a group, what was found or a part of the picture: up to WHOLE on one page
PART, PARTS = 25, 20  # pairs that one part of the picture holds, unless there would be more parts than this
LEAST = 0.04  # of a bar
People = Mapping[str, MatchPerson]
Stored = Mapping[str, Any]
Decisions = Mapping[tuple[str, str], Decision]


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of match it is, and what that means where the word does not say it; both may be empty."""

    word: str
    hint: str


def kind_of(code: str) -> Kind:
    hints = {
        "motivation": _("past door iets anders dan het vak"),
        "surprise": _("iemand wil verrast worden"),
    }
    return Kind(kind_word(code), hints.get(code, ""))


@dataclass(frozen=True, slots=True)
class Why:
    """The unfolded explanation of two people."""

    title: str
    verdict: str  # what makes it strong, good or a doubt
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
    kind: Kind
    points: list[Point]
    short_hours: list[Point]
    why: Why
    detail: Detail
    is_pinned: bool
    is_forbidden: bool
    is_preferred: bool
    reason: str  # the coordinator's own, of the decision
    weaker: float

    @property
    def main_points(self) -> list[Point]:
        """What stands in the row; too few hours always, since the programme asks them."""
        return [*main_points(self.points), *self.short_hours]

    @property
    def all_points(self) -> list[Point]:
        """Where there is room for all."""
        return [*self.points, *self.short_hours]

    @property
    def other_points(self) -> list[Point]:
        """What stands under the explanation instead."""
        return [point for point in self.points if point not in self.main_points]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the coordinator wants to see: one group, whole, or all; only people with these letters in their name; or the
    pairs of one part of the picture, from the weakest on."""

    group: str = ""
    name: str = ""
    start: str = ""
    page: str = ""
    named: frozenset[str] = frozenset()  # participation ids of who has the name

    @property
    def first(self) -> int:
        """The number of the first pair of the part, from 1; 0 for all pairs."""
        return int(self.start) if self.start.isascii() and self.start.isdigit() and len(self.start) < 7 else 0

    def is_about(self, one: Stored) -> bool:
        return not self.name or one["left"] in self.named or one["right"] in self.named


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the picture of the whole: so many pairs on end, the weakest first."""

    first: int
    last: int
    is_current: bool


def part_size(pairs: int) -> int:
    """How many pairs a part holds when there are so many in all."""
    return max(PART, ceil(pairs / PARTS))


def parts_of(pairs: int, wanted: Wanted) -> list[Part]:
    """The parts of a picture of so many pairs; none when one part would be all."""
    size = part_size(pairs)
    firsts = range(1, pairs + 1, size) if pairs > size else ()
    return [Part(first, min(first + size - 1, pairs), wanted.first == first) for first in firsts]


def in_part(stored: Sequence[Stored], wanted: Wanted) -> Sequence[Stored]:
    """The pairs of the wanted part."""
    return sorted(stored, key=weaker_of)[wanted.first - 1 : wanted.first - 1 + part_size(len(stored))]


def weaker_of(one: Stored) -> float:
    """How well it fits who is least pleased."""
    return float(min(one["left_score"], one["right_score"]))


@dataclass(frozen=True, slots=True)
class Tab:
    """A button above the list that shows one group."""

    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, the weakest first; `more` is how many are not shown."""

    code: str
    title: str
    count: str
    rows: list[Row]
    more: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which pairs of a proposal are shown, without names and without why."""

    tabs: list[Tab]
    counts: dict[str, int]  # per group, what there is to show
    shown: dict[str, list[Stored]]  # per group, the weakest first
    page: Page[Any] | None  # when a list is shown whole

    @property
    def pairs(self) -> list[Stored]:
        """All that is shown."""
        return [one for rows in self.shown.values() for one in rows]


def choose(stored: Sequence[Stored], ready: Ready, decisions: Decisions, wanted: Wanted) -> Chosen:
    """The wanted group, part or name page by page, or every group up to SHOWN rows."""
    found = grouped(stored, ready, decisions)
    asked = grouped(in_part(stored, wanted), ready, decisions) if wanted.first else found
    is_one_group = bool(asked.get(wanted.group))
    hits = [
        (code, one)
        for code, pairs in asked.items()
        for one in pairs
        if wanted.is_about(one) and (not is_one_group or code == wanted.group)
    ]
    page = None
    counts = dict(Counter(code for code, _ in hits))
    if is_one_group or wanted.name or wanted.first:
        page = Paginator(hits, WHOLE if len(hits) <= WHOLE else ROWS_PER_PAGE).get_page(wanted.page)
        hits = list(page.object_list)
    shown: dict[str, list[Stored]] = {}
    for code, one in hits:
        shown.setdefault(code, []).append(one)
    if page is None:
        shown = {code: pairs[:SHOWN] for code, pairs in shown.items()}
    return Chosen(tabs_of(found, wanted), counts, shown, page)


def grouped(stored: Sequence[Stored], ready: Ready, decisions: Decisions) -> dict[str, list[Stored]]:
    """Every pair of the proposal in its group, the weakest first; without who is not ready any more."""
    found: dict[str, list[Stored]] = {"doubt": [], "pinned": [], "good": []}
    for one in sorted(stored, key=weaker_of):
        if one["left"] in ready.sides and one["right"] in ready.sides:
            decision = decisions.get((one["left"], one["right"]))
            pinned = decision is not None and decision.kind == Directive.Kind.PIN
            found["pinned" if pinned else "doubt" if one["band"] == "doubt" else "good"].append(one)
    return found


def tabs_of(found: Mapping[str, Sequence[object]], wanted: Wanted) -> list[Tab]:
    """All, and each group that has somebody in it."""
    labels = {"doubt": _("Eerst kijken"), "pinned": _("Vastgelegd"), "good": _("Goed of sterk")}
    total = sum(len(rows) for rows in found.values())
    groups = [Tab(code, labels[code], len(rows), wanted.group == code) for code, rows in found.items() if rows]
    return [Tab("", _("Alle"), total, not any(tab.is_current for tab in groups)), *groups]


def groups_of(chosen: Chosen, explained: Iterable[Stored], people: People, decisions: Decisions) -> list[Group]:
    """The chosen pairs under their headings; explained: the same pairs with why."""
    titles = {
        "doubt": _("Eerst even kijken"),
        "pinned": _("Door jou vastgelegd"),
        "good": _("Goed voorstel"),
    }
    told = {(one["left"], one["right"]): one for one in explained}
    groups = []
    for code, pairs in chosen.shown.items():
        two = ((one["left"], one["right"]) for one in pairs)
        rows = [row_of(told[key], people, decisions) for key in two if key in told and people.keys() >= set(key)]
        total = chosen.counts[code]
        count = ngettext("%(n)s koppel", "%(n)s koppels", total) % {"n": total}
        groups.append(Group(code, titles[code], count, rows, 0 if chosen.page else total - len(pairs)))
    return groups


def row_of(one: Stored, people: People, decisions: Decisions) -> Row:
    """A stored pair with why, of which both are still there, ready to print."""
    teacher, non_teacher = people[one["left"]], people[one["right"]]
    decision = decisions.get((one["left"], one["right"]))
    return Row(
        teacher=teacher,
        non_teacher=non_teacher,
        school=person_line(teacher),
        work=person_line(non_teacher),
        arch=score_arch(one["left_score"], one["right_score"], one["band"]),
        kind=kind_of(one["kind"]),
        points=points_of(one, teacher.given_name, non_teacher.given_name),
        short_hours=short_hours(one.get("practical"), teacher.given_name, non_teacher.given_name),
        why=why(one["explained"], (one["left_score"], one["right_score"]), one["band"], teacher, non_teacher),
        detail=detail_of(one, teacher.given_name, non_teacher.given_name),
        is_pinned=decision is not None and decision.kind == Directive.Kind.PIN,
        is_forbidden=decision is not None and decision.kind == Directive.Kind.FORBID,
        is_preferred=decision is not None and decision.kind == Directive.Kind.PREFER,
        reason=decision.reason if decision else "",
        weaker=weaker_of(one),
    )


def points_of(one: Stored, teacher_name: str, non_teacher_name: str) -> list[Point]:
    """What speaks most for two people and what fits less; a doubt always tells for whom it is light, and why."""
    found = points(one["explained"], teacher_name, non_teacher_name)
    if one["band"] != "doubt" or not all(point.is_plus for point in found):
        return found
    names = {"teacher": teacher_name, "non_teacher": non_teacher_name}
    scores = {"teacher": one["left_score"], "non_teacher": one["right_score"]}
    return [*found, light_for(one["explained"], names, scores)]


def points_of_two(found: TwoPeople, teacher_name: str, non_teacher_name: str) -> list[Point]:
    """The same of two people who were looked at, with too few hours."""
    names = (teacher_name, non_teacher_name)
    return [*points_of(asdict(found), *names), *short_hours(found.practical, *names)]


def main_points(points: Sequence[Point]) -> list[Point]:
    """The first plus and the first minus, or the first two of the same sign: a row stays a few lines high."""
    first = {point.is_plus: point for point in reversed(points)}
    return [first[True], first[False]] if len(first) > 1 else list(points[:2])


def why(
    explained: Mapping[str, Any],
    scores: tuple[float, float],
    band: str,
    teacher: MatchPerson,
    non_teacher: MatchPerson,
) -> Why:
    """Both directions per criterion, and what cannot be judged yet. scores: of the teacher and the other, 0-1."""
    lines = criterion_lines(explained, teacher.given_name, non_teacher.given_name)
    titles = {"strong": _("Waarom sterk?"), "good": _("Waarom goed?"), "doubt": _("Waarom twijfel?")}
    return Why(
        title=titles[band],
        verdict=verdict(band, teacher.given_name if scores[0] <= scores[1] else non_teacher.given_name),
        school_name=teacher.given_name,
        work_name=non_teacher.given_name,
        criteria=[
            Criterion(
                name=line.name,
                school=_meter(line.teacher_score, "school"),
                work=_meter(line.non_teacher_score, "work"),
                school_text=line.teacher_text,
                work_text=line.non_teacher_text,
                seen=line.seen,
            )
            for line in lines
        ],
        not_answered=get_text_list([name.lower() for name in not_answered(explained)], _("en")),
    )


def verdict(band: str, least: str) -> str:
    """The one of the two for whom it fits least decides. least: the given name."""
    return {
        "strong": _("Sterk: voor allebei klopt bijna alles wat telt."),
        "good": _("Goed: voor allebei klopt het meeste wat telt. Voor %(name)s iets minder dan voor de ander."),
        "doubt": _(
            "Twijfel: voor %(name)s klopt te weinig van wat telt. Wie van de twee het minst heeft, geeft de doorslag."
        ),
    }[band] % {"name": least}


def _meter(score: float | None, side: str) -> figures.Meter | None:
    """No bar for what does not count; of what fits not at all a stripe, so that the two look otherwise."""
    return None if score is None else figures.Meter(max(score, LEAST), side)


def person_line(person: MatchPerson) -> PersonLine:
    """Name, function and organisation."""
    side = "school" if person.side == Side.TEACHER else "work"
    return PersonLine(person.name, side, person.function, person.organisation)


def score_arch(left: float, right: float, band: str) -> figures.Arch:
    """The legs are as long as the scores; the label says the band and no number."""
    return figures.Arch(left * 100, right * 100, band_sentence(band), band=band_word(band))
