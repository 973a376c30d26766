"""The rows of the workspace: proposed pairs in groups, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core import figures
from jobtwinning.core.components import Criterion, PersonLine
from jobtwinning.matching.detail import Detail, detail_of
from jobtwinning.matching.models import Directive
from jobtwinning.matching.queries import Decision, MatchPerson
from jobtwinning.pairs.pages import band_sentence, band_word, kind_word
from jobtwinning.pairs.reasons import Point, criterion_lines, not_answered, points
from jobtwinning.programmes.models import Side

SHOWN = 3  # rows per group before "Toon meer"
PART = 25  # pairs that one part of the picture holds
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
    detail: Detail
    is_pinned: bool
    is_forbidden: bool
    is_preferred: bool
    reason: str  # the coordinator's own, of the decision
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
class Wanted:
    """What the coordinator wants to see: one group, whole, or all; only people with these letters in their name; or the
    pairs of one part of the picture, from the weakest on."""

    group: str = ""
    name: str = ""
    start: str = ""

    @property
    def first(self) -> int:
        """The number of the first pair of the part, from 1; 0 for all pairs."""
        return int(self.start) if self.start.isascii() and self.start.isdigit() and len(self.start) < 7 else 0

    def is_about(self, *people: MatchPerson) -> bool:
        letters = self.name.casefold().strip()
        return any(letters in person.name.casefold() for person in people)


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the picture of the whole: so many pairs on end, the weakest first."""

    first: int
    last: int
    is_current: bool


def parts_of(pairs: int, wanted: Wanted) -> list[Part]:
    """The parts of a picture of so many pairs; none when one part would be all."""
    firsts = range(1, pairs + 1, PART) if pairs > PART else ()
    return [Part(first, min(first + PART - 1, pairs), wanted.first == first) for first in firsts]


def in_part(stored: Sequence[Mapping[str, Any]], wanted: Wanted) -> Sequence[Mapping[str, Any]]:
    """The pairs of the wanted part."""
    ranked = sorted(stored, key=lambda one: min(one["left_score"], one["right_score"]))
    return ranked[wanted.first - 1 : wanted.first - 1 + PART]


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


def grouped(
    stored: Sequence[Mapping[str, Any]], people: People, decisions: Mapping[tuple[str, str], Decision]
) -> dict[str, list[Mapping[str, Any]]]:
    """Every pair of the proposal in its group, the weakest first."""
    found: dict[str, list[Mapping[str, Any]]] = {"doubt": [], "pinned": [], "good": []}
    for one in sorted(stored, key=lambda one: min(one["left_score"], one["right_score"])):
        if one["left"] in people and one["right"] in people:
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


def groups_of(
    found: Mapping[str, Sequence[Mapping[str, Any]]],
    people: People,
    decisions: Mapping[tuple[str, str], Decision],
    wanted: Wanted,
) -> list[Group]:
    """What is shown: the wanted group whole, or every group up to SHOWN rows."""
    titles = {
        "doubt": _("Eerst even kijken"),
        "pinned": _("Door jou vastgelegd"),
        "good": _("Goed voorstel"),
    }
    groups = []
    one_group = bool(found.get(wanted.group))
    for code, rows in found.items():
        hits = [one for one in rows if wanted.is_about(people[one["left"]], people[one["right"]])]
        if not hits or (one_group and code != wanted.group):
            continue
        shown = hits if one_group or wanted.name or wanted.first else hits[:SHOWN]
        count = ngettext("%(n)s koppel", "%(n)s koppels", len(hits)) % {"n": len(hits)}
        shown_rows = [row_of(one, people, decisions) for one in shown]
        groups.append(Group(code, titles[code], count, shown_rows, len(hits) - len(shown)))
    return groups


def row_of(one: Mapping[str, Any], people: People, decisions: Mapping[tuple[str, str], Decision]) -> Row:
    """A stored pair of which both are still there, ready to print."""
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
        detail=detail_of(one, teacher.given_name, non_teacher.given_name),
        is_pinned=decision is not None and decision.kind == Directive.Kind.PIN,
        is_forbidden=decision is not None and decision.kind == Directive.Kind.FORBID,
        is_preferred=decision is not None and decision.kind == Directive.Kind.PREFER,
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
