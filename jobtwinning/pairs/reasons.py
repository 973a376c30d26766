"""From reason codes to sentences: which reason, in whose words, and who may read it.

A reason is a mapping as stored in `Pair.reasons` and in a scenario: criterion, direction, code, params, kind, score,
weight, contribution, fields, own, other. `own` and `other` are the answers it rests on, as "field:value".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.pairs.sentences import FITS_FROM, Reason, criterion_name, fact, sentence

# What a reason may rest on at most, for the person somebody is proposed to; what the partner shows decides further
# (intake.profile). Travel and shared time only as a sum for both. Age is for nobody.
VISIBLE_TO_PARTNER = frozenset(
    {
        "fields",
        "guide",
        "organisation_fields",
        "education_field",
        "education_level",
        "organisation_kind",
        "education_kind",
        "target_groups",
        "function_level",
    }
)
PRACTICAL = frozenset({"nearness", "time"})
NEVER_NAMED = frozenset({"age"})
CLOSE_FROM = 0.8


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence, and whether it speaks for the pair."""

    text: str
    is_plus: bool = True


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two people are proposed, for one of them."""

    for_you: tuple[str, ...]
    for_partner: tuple[str, ...]
    fits_less: tuple[str, ...]
    practical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion in both directions; score 0..1, None where that side was not asked."""

    name: str
    teacher_score: float | None
    teacher_text: str
    non_teacher_score: float | None
    non_teacher_text: str
    seen: str


# --- Who reads what -----------------------------------------------------------------------------


def explain_for_participant(
    stored: Mapping[str, Any], side: str, partner_name: str, shown: frozenset[str]
) -> Explained:
    """For the person on this side: no numbers, nothing the partner does not show (`shown`: answers of the engine), age
    never."""
    other_side = "non_teacher" if side == "teacher" else "teacher"
    own, partner = stored.get(side, {}), stored.get(other_side, {})
    mine = [one for one in own.get("reasons", ()) if _may_read(one, shown)]
    theirs = [one for one in partner.get("reasons", ()) if _may_read(one, shown)]
    if own.get("is_surprise"):  # the partner is unknown until the start
        mine, theirs = [], []
    you = _("jij")
    plus = [one for one in mine if one["kind"] == "plus"]
    minus = [one for one in mine if one["kind"] == "minus"]
    for_you = tuple(sentence(one, you, partner_name, own_is_reader=True) for one in plus[:3])
    for_partner = tuple(fact(one, partner_name, you) for one in theirs if one["kind"] == "plus")
    return Explained(
        for_you=for_you,
        for_partner=tuple(dict.fromkeys(for_partner))[:3],
        fits_less=tuple(sentence(one, you, partner_name, own_is_reader=True) for one in minus[:2]),
        practical=tuple(practical_sentences(own.get("travel_minutes"), stored.get("shared", {}))),
    )


def is_private(reason: Reason) -> bool:
    """What one of the two said about the other is for nobody; that both want it may be told."""
    return bool(reason["criterion"] == "evidence" and reason["code"] != "both_like")


def _may_read(reason: Reason, shown: frozenset[str]) -> bool:
    return reason["code"] == "both_like" or (
        reason["criterion"] not in NEVER_NAMED | PRACTICAL
        and not reason.get("sensitive")
        and reason["kind"] != "unknown"
        and set(reason["fields"]) <= VISIBLE_TO_PARTNER & shown
    )


def practical_sentences(travel_minutes: int | None, shared: Mapping[str, Any]) -> list[str]:
    """Travel time, shared time (MAT-10) and what to agree on first (MAT-11), as far as known."""
    found = []
    if travel_minutes == 0:
        found.append(_("Bijna geen reistijd."))
    elif travel_minutes is not None:
        found.append(
            ngettext("Ongeveer %(n)s minuut reizen.", "Ongeveer %(n)s minuten reizen.", travel_minutes)
            % {"n": travel_minutes}
        )
    if shared.get("day_parts") is not None:
        found.append(
            ngettext(
                "Op %(n)s dagdeel in de week kunnen jullie allebei.",
                "Op %(n)s dagdelen in de week kunnen jullie allebei.",
                shared["day_parts"],
            )
            % {"n": shared["day_parts"]}
        )
    if shared.get("weeks") is not None:
        found.append(
            ngettext("%(n)s week past voor allebei.", "%(n)s weken passen voor allebei.", shared["weeks"])
            % {"n": shared["weeks"]}
        )
    agreement = {
        "resolvable": _("Spreek vooraf af wat jullie elkaar laten zien."),
        "alternative_activities": _("Spreek vooraf af wat jullie samen doen. Niet alles leent zich voor meekijken."),
    }.get(shared.get("agree", ""))
    return [*found, *([agreement] if agreement else [])]


def points(explained: Mapping[str, Any], teacher_name: str, non_teacher_name: str, limit: int = 2) -> list[Point]:
    """For the coordinator: what speaks most for this pair and what fits less, whichever side it is about."""
    seen: dict[tuple[bool, str], float] = {}
    facts: dict[tuple[bool, str], str] = {}
    names = {"teacher": (teacher_name, non_teacher_name), "non_teacher": (non_teacher_name, teacher_name)}
    for side, (own, other) in names.items():
        for reason in explained.get(side, {}).get("reasons", ()):
            if reason["criterion"] in NEVER_NAMED or reason["kind"] == "unknown" or _is_half_known(reason):
                continue
            if is_private(reason):
                continue
            is_plus = float(reason["score"]) >= FITS_FROM
            strength = float(reason["contribution"] if is_plus else reason["weight"] * (1 - reason["score"]))
            if strength > 0.02:
                key = (is_plus, sentence(reason, own, other))
                seen[key] = max(seen.get(key, 0.0), strength)
                facts[key] = fact(reason, own, other)
    plus, minus = _strongest(seen, True, limit), _strongest(seen, False, limit)
    told = {_words(facts[True, point.text]) for point in plus}
    return [*plus, *(short for point in minus if (short := _untold(point, facts[False, point.text], told)))]


def light_for(explained: Mapping[str, Any], names: Mapping[str, str], scores: Mapping[str, float]) -> Point:
    """For the coordinator: for whom of the two it is light, and what pulls it down most. names, scores: by side."""
    side = min(scores, key=lambda each: scores[each])
    reasons = [
        one
        for one in explained.get(side, {}).get("reasons", ())
        if one["criterion"] not in NEVER_NAMED and not is_private(one)
    ]
    told = {"name": names[side]}
    less = [one for one in reasons if one["kind"] != "unknown" and float(one["score"]) < CLOSE_FROM]
    if less:
        less.sort(key=lambda one: -float(one["weight"]) * (1 - float(one["score"])))
        text = _("Voor %(name)s past het maar een beetje. Dit past nog niet goed: %(criteria)s.")
    else:
        less = [one for one in reasons if one["kind"] == "unknown"]
        text = _("Voor %(name)s past het maar een beetje. Dit is nog niet te beoordelen: %(criteria)s.")
    if not less:
        return Point(_("Voor %(name)s past het maar een beetje.") % told, is_plus=False)
    words = dict.fromkeys(criterion_name(one["criterion"]).lower() for one in less)
    return Point(text % {**told, "criteria": get_text_list(list(words)[:2], _("en"))}, is_plus=False)


def _words(told_fact: str) -> tuple[str, ...]:
    """A fact names the two in either order, whoever of them it is told of."""
    return tuple(sorted(told_fact.split()))


def _untold(point: Point, told_fact: str, told: Collection[tuple[str, ...]]) -> Point | None:
    """A fact that one of the two likes and the other does not stands once; of the second only what they ask."""
    if _words(told_fact) not in told:
        return point
    note = point.text.removeprefix(told_fact).strip()
    return Point(f"{told_fact.partition(':')[0]}: {note}", is_plus=False) if note else None


def _is_half_known(reason: Reason) -> bool:
    """Hours were compared but no weeks or day parts are known: true, and no reason to put two people together."""
    params = reason["params"]
    return reason["code"] == "shared_time" and params["day_parts"] is None and params["weeks"] is None


def _strongest(seen: Mapping[tuple[bool, str], float], is_plus: bool, limit: int) -> list[Point]:
    """The strongest points of one kind, one per criterion (the word before the colon)."""
    found: dict[str, Point] = {}
    for (plus, text), _strength in sorted(seen.items(), key=lambda item: -item[1]):
        if plus is is_plus:
            found.setdefault(text.partition(":")[0], Point(text, is_plus))
    return list(found.values())[:limit]


def criterion_lines(explained: Mapping[str, Any], teacher_name: str, non_teacher_name: str) -> list[CriterionLine]:
    """For the coordinator: every criterion in both directions, the weightiest first, without what nobody answered."""
    lines = []
    for criterion, (teacher, non_teacher) in _both_directions(explained).items():
        told = []
        if teacher is not None:
            told.append(_without_name(fact(teacher, teacher_name, non_teacher_name)))
        if non_teacher is not None and (teacher is None or criterion in ("nearness", "yields")):
            told.append(_without_name(fact(non_teacher, non_teacher_name, teacher_name)))
        if _score(teacher) is None and _score(non_teacher) is None:
            continue
        lines.append(
            CriterionLine(
                name=criterion_name(criterion),
                teacher_score=_score(teacher),
                teacher_text=how_it_fits(teacher),
                non_teacher_score=_score(non_teacher),
                non_teacher_text=how_it_fits(non_teacher),
                seen=" ".join(dict.fromkeys(told)),
            )
        )
    return lines


def not_answered(explained: Mapping[str, Any]) -> list[str]:
    """Criteria that count for somebody but that nobody's answers allow to judge."""
    return [
        criterion_name(criterion)
        for criterion, both in _both_directions(explained).items()
        if all(_score(one) is None for one in both)
    ]


def _both_directions(explained: Mapping[str, Any]) -> dict[str, tuple[Reason | None, Reason | None]]:
    """Per criterion the reason of the teacher and of the non-teacher, the weightiest first."""
    sides = [
        {one["criterion"]: one for one in explained.get(side, {}).get("reasons", ()) if not is_private(one)}
        for side in ("teacher", "non_teacher")
    ]
    weight: dict[str, float] = {}
    for reasons in sides:
        for criterion, reason in reasons.items():
            if criterion not in NEVER_NAMED:
                weight[criterion] = max(weight.get(criterion, 0.0), float(reason["weight"]))
    ordered = sorted(weight, key=lambda name: (-weight[name], name))
    return {criterion: (sides[0].get(criterion), sides[1].get(criterion)) for criterion in ordered}


def _without_name(told: str) -> str:
    """The fact without the criterion before the colon: in a table its name stands beside it."""
    return capfirst(told.partition(": ")[2])


def _score(reason: Reason | None) -> float | None:
    return None if reason is None or reason["kind"] == "unknown" else float(reason["score"])


def how_it_fits(reason: Reason | None) -> str:
    """A band and a weight in words, never a number."""
    if reason is None:
        return _("telt niet")
    weight = float(reason["weight"])
    if reason["kind"] == "unknown":
        return _("niet ingevuld")
    counts = _("telt zwaar") if weight >= 0.25 else _("telt mee") if weight >= 0.1 else _("telt een beetje")
    score = float(reason["score"])
    fits = _("past goed") if score >= CLOSE_FROM else _("past redelijk") if score >= FITS_FROM else _("past minder")
    return f"{fits}, {counts}"
