"""Two proposals side by side: figures, differences, and in words what the second costs and gives."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.matching import texts, weighing
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.queries import MatchPerson, Ready, StoredScenario
from jobtwinning.matching.weighing import Weighing

People = Mapping[str, MatchPerson]
IdPair = tuple[str, str]
SHOWN, MOST = 8, 200  # pairs of a list before the rest is folded; that are named at all


def title_of(scenario: Scenario | StoredScenario) -> str:
    """The name the coordinator gave, or else the goal with day and time."""
    made_at = formats.date_format(localtime(scenario.made_at), "j F, G.i")
    words = {"goal": texts.objective_name(scenario.objective), "time": made_at}
    return scenario.name or _("%(goal)s, %(time)s") % words


def figure_lines(figures: Mapping[str, Any]) -> list[tuple[str, str, float | None]]:
    """Name, words and value (the higher the better) of every figure of a proposal."""
    wishes = figures.get("wishes")
    share = round(100 * figures["wishes_honoured"] / wishes) if wishes else None
    honoured = _("%(share)s%% (%(n)s van %(total)s)") % {
        "share": share, "n": figures.get("wishes_honoured"), "total": wishes,
    }  # fmt: skip
    return [
        (_("Koppels"), _count(figures.get("pairs")), figures.get("pairs")),
        (_("Zonder partner"), _count(alone_in(figures)), _minus(alone_in(figures))),
        (_("Laagste score"), _of_hundred(figures.get("lowest")), figures.get("lowest")),
        (
            _("Minst blije van elk koppel, gemiddeld"),
            _of_hundred(figures.get("mean_weaker")),
            figures.get("mean_weaker"),
        ),
        (
            _("Verschil tussen de twee kanten"),
            _of_hundred(_size(figures.get("gap"))),
            _minus(_size(figures.get("gap"))),
        ),
        (
            _("Twee mensen die beter kunnen ruilen"),
            _count(figures.get("blocking_pairs")),
            _minus(figures.get("blocking_pairs")),
        ),
        (_("Vervulde wensen"), honoured if wishes else "–", share),
        (_("Koppels die jij liever samen ziet"), _count(figures.get("preferred")), figures.get("preferred")),
    ]


def alone_in(figures: Mapping[str, Any]) -> int | None:
    """How many people have no partner, both sides together."""
    if "unmatched_left" not in figures:
        return None
    return int(figures["unmatched_left"] + figures["unmatched_right"])


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)


def _of_hundred(score: float | None) -> str:
    return "–" if score is None else str(round(score * 100))


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both; the better one gets a tick."""

    label: str
    a: str
    b: str
    best: str  # "a", "b" or ""


@dataclass(frozen=True, slots=True)
class Named:
    """A pair in a list, with the ids for its page."""

    teacher: MatchPerson
    non_teacher: MatchPerson


@dataclass(frozen=True, slots=True)
class Difference:
    """A list of pairs or people of which the first few are in sight; count: with those beyond MOST."""

    title: str
    count: int
    pairs: list[Named]
    people: list[MatchPerson]

    @property
    def named(self) -> int:
        return len(self.pairs) + len(self.people)

    @property
    def is_long(self) -> bool:
        return self.count > SHOWN


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole page."""

    a: Scenario
    b: Scenario
    a_title: str
    b_title: str
    price: list[str]
    otherwise: list[str]
    lines: list[Line]
    differences: list[Difference]
    shown: list[str]  # public ids of everybody on the page, for the view log


def compare(a: Scenario, b: Scenario, ready: Ready, read: Callable[[Collection[str]], People]) -> Comparison:
    """Both, figure by figure and pair by pair. Somebody who left the programme is left out of the lists.

    read: names of some people, by participation id.
    """
    pairs_a, pairs_b = (_pairs(one, ready) for one in (a, b))
    alone_a, alone_b = (_alone(one, ready) for one in (a, b))
    lists: list[tuple[str, set[IdPair], set[str]]] = [
        (_("Alleen in A"), pairs_a - pairs_b, set()),
        (_("Alleen in B"), pairs_b - pairs_a, set()),
        (_("Zonder partner in A, met een partner in B"), set(), alone_a - alone_b),
        (_("Zonder partner in B, met een partner in A"), set(), alone_b - alone_a),
        (_("In allebei"), pairs_a & pairs_b, set()),
    ]
    order = {identifier: place for place, identifier in enumerate(ready.sides)}
    first = [
        (sorted(pairs, key=lambda pair: order[pair[0]])[:MOST], sorted(alone, key=order.__getitem__)[:MOST])
        for _title, pairs, alone in lists
    ]
    people = read({one for pairs, alone in first for one in (*alone, *(each for pair in pairs for each in pair))})
    differences = [
        Difference(title, len(pairs) + len(alone), _named(some, people), [people[one] for one in few if one in people])
        for (title, pairs, alone), (some, few) in zip(lists, first, strict=True)
    ]
    return Comparison(
        a=a,
        b=b,
        a_title=title_of(a),
        b_title=title_of(b),
        price=price(a.figures, b.figures, len({one for pair in pairs_a ^ pairs_b for one in pair})),
        otherwise=otherwise(a, b),
        lines=lines_of(a.figures, b.figures),
        differences=differences,
        shown=[one.person_id for one in people.values()],
    )


def lines_of(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Line]:
    """The figures of both beside each other."""
    found = []
    for (label, in_a, value_a), (_label, in_b, value_b) in zip(figure_lines(a), figure_lines(b), strict=True):
        known = value_a is not None and value_b is not None and in_a != in_b
        if not known or value_a is None or value_b is None or value_a == value_b:
            best = ""
        else:
            best = "a" if value_a > value_b else "b"
        found.append(Line(label, in_a, in_b, best))
    return found


def price(a: Mapping[str, Any], b: Mapping[str, Any], moved: int) -> list[str]:
    """What B costs and gives, compared with A; a sentence each."""
    if not moved and a.get("pairs") == b.get("pairs"):
        return [_("B heeft dezelfde koppels als A.")]
    lost: list[str] = []
    won: list[str] = []
    for text, is_better in _differences(a, b):
        (won if is_better else lost).append(text)
    sentences = [] if a.get("pairs") != b.get("pairs") else [_("B heeft evenveel koppels als A.")]
    if lost:
        sentences.append(_("Dit kost B: %(what)s.") % {"what": get_text_list(lost, _("en"))})
    if won:
        sentences.append(_("Dit brengt B: %(what)s.") % {"what": get_text_list(won, _("en"))})
    if moved:
        sentences.append(
            ngettext(
                "%(n)s mens heeft een andere partner of geen.", "%(n)s mensen hebben een andere partner of geen.", moved
            )
            % {"n": moved}
        )
    return sentences


def _differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What is otherwise in B, and whether that is better."""
    more = (b.get("pairs") or 0) - (a.get("pairs") or 0)
    if more:
        words = (
            ngettext("%(n)s koppel meer", "%(n)s koppels meer", more)
            if more > 0
            else ngettext("%(n)s koppel minder", "%(n)s koppels minder", -more)
        )
        yield words % {"n": abs(more)}, more > 0
    alone = [alone_in(one) for one in (a, b)]
    if alone[0] is not None and alone[1] is not None and alone[0] != alone[1]:
        extra = alone[1] - alone[0]
        words = (
            ngettext("%(n)s mens meer zonder partner", "%(n)s mensen meer zonder partner", extra)
            if extra > 0
            else ngettext("%(n)s mens minder zonder partner", "%(n)s mensen minder zonder partner", -extra)
        )
        yield words % {"n": abs(extra)}, extra < 0
    named = (("lowest", _("de laagste score")), ("mean_weaker", _("de score van de minst blije")))
    for name, label in named:
        before, after = (_of_hundred(one.get(name)) for one in (a, b))
        if before != after and "–" not in (before, after):
            told = _("%(what)s gaat van %(a)s naar %(b)s") % {"what": label, "a": before, "b": after}
            yield told, b[name] > a[name]
    swaps = {letter: one.get("blocking_pairs") for letter, one in (("a", a), ("b", b))}
    if swaps["a"] is not None and swaps["b"] is not None and swaps["a"] != swaps["b"]:
        told = _("%(b)s keer in plaats van %(a)s keer kunnen twee mensen beter ruilen") % swaps
        yield told, swaps["b"] < swaps["a"]


def otherwise(a: Scenario, b: Scenario) -> list[str]:
    """What was asked of B otherwise than of A."""
    found = []
    if a.objective != b.objective:
        names = {"now": texts.objective_name(b.objective), "before": texts.objective_name(a.objective)}
        found.append(_("Doel: %(now)s in plaats van %(before)s") % names)
    counted_a, counted_b = Weighing.from_code(a.weighing), Weighing.from_code(b.weighing)
    if counted_a and counted_b:
        found += weighing.differences(counted_a, counted_b)
    told: Sequence[tuple[str, Callable[[int], str]]] = (
        ("pins", lambda n: ngettext("%(n)s koppel vast", "%(n)s koppels vast", n)),
        ("forbids", lambda n: ngettext("%(n)s keer niet samen", "%(n)s keer niet samen", n)),
        ("prefers", lambda n: ngettext("%(n)s keer liever samen", "%(n)s keer liever samen", n)),
    )
    for name, words in told:
        before, after = ({tuple(pair) for pair in one.result.get(name, ())} for one in (a, b))
        if before != after:
            texts_of = [words(len(one)) % {"n": len(one)} for one in (after, before)]
            found.append(_("%(now)s, in A %(before)s") % {"now": texts_of[0], "before": texts_of[1]})
    people_a, people_b = (set(one.result.get("people", ())) for one in (a, b))
    if people_a != people_b:
        n = len(people_a ^ people_b)
        found.append(
            ngettext("%(n)s mens doet maar in één van de twee mee", "%(n)s mensen doen maar in één van de twee mee", n)
            % {"n": n}
        )
    elif a.result.get("answers_hash") != b.result.get("answers_hash"):
        found.append(_("Iemand veranderde daartussen antwoorden in de intake"))
    return found


def _pairs(scenario: Scenario, ready: Ready) -> set[IdPair]:
    there = ready.sides.keys()
    return {(one["left"], one["right"]) for one in scenario.pairs if one["left"] in there and one["right"] in there}


def _alone(scenario: Scenario, ready: Ready) -> set[str]:
    return {one["person"] for one in scenario.unmatched if one["person"] in ready.sides}


def _named(pairs: Sequence[IdPair], people: People) -> list[Named]:
    return [Named(people[one], people[other]) for one, other in pairs if one in people and other in people]
