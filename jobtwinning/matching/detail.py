"""What stands under a proposed pair: the wishes of both, honoured or not (MAT-02), and the practical side (MAT-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.pairs.reasons import CLOSE_FROM, Point
from jobtwinning.pairs.sentences import criterion_name

Stored = Mapping[str, Any]
WHOLLY_FROM = 0.995  # a wish; below it something of it is missing


@dataclass(frozen=True, slots=True)
class Wishes:
    """The wishes of one of the two; `told` stands where there are none."""

    name: str
    points: list[Point]
    told: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Both lists of wishes, and what is practical; empty for a proposal that was stored without them."""

    wishes: list[Wishes]
    practical: list[Point]


def detail_of(stored: Stored, teacher_name: str, non_teacher_name: str) -> Detail:
    """From a stored pair (see `stored.wishes` and `stored.practical`)."""
    names = {"teacher": teacher_name, "non_teacher": non_teacher_name}
    told, practical = stored.get("wishes", {}), stored.get("practical")
    surprise = {side: stored["explained"].get(side, {}).get("is_surprise", False) for side in names}
    return Detail(
        wishes=[_wishes(told[side], name, surprise[side]) for side, name in names.items() if side in told],
        practical=practical_points(practical, teacher_name, non_teacher_name) if practical else [],
    )


# --- Wishes -------------------------------------------------------------------------------------


def _wishes(outcomes: Sequence[Stored], name: str, is_surprise: bool) -> Wishes:
    judged = [Point(_wish(one), bool(one["honoured"])) for one in outcomes if one["honoured"] is not None]
    unknown = [criterion_name(one["criterion"]).lower() for one in outcomes if one["honoured"] is None]
    told = ""
    if unknown:
        told = _("Niet te zeggen, een antwoord ontbreekt: %(criteria)s.") % {
            "criteria": get_text_list(unknown, _("en"))
        }
    elif not outcomes and is_surprise:
        told = _("%(name)s wil een verrassing.") % {"name": name}
    elif not outcomes:
        told = _("%(name)s laat het aan jou over.") % {"name": name}
    return Wishes(name, sorted(judged, key=lambda point: point.is_plus), told)


def _wish(one: Stored) -> str:
    asked = {
        "alike": _("graag hetzelfde"),
        "different": _("graag anders"),
        "offers": _("graag iets bepaalds"),
    }.get(one["direction"], "")
    words = [criterion_name(one["criterion"]), *([asked] if asked else []), *([_("moet")] if one["must"] else [])]
    wish = {"wish": ", ".join(words)}
    if not one["honoured"]:
        return _("%(wish)s: dat lukt niet.") % wish
    score = float(one.get("score", 1))
    if score >= WHOLLY_FROM:
        return _("%(wish)s: dat lukt.") % wish
    return _("%(wish)s: dat lukt bijna.") % wish if score >= CLOSE_FROM else _("%(wish)s: dat lukt deels.") % wish


# --- The practical side -------------------------------------------------------------------------


def practical_points(stored: Stored, one: str, other: str) -> list[Point]:
    """Travel both ways, period, peak weeks, day parts and hours; what is too little or not known is a warning."""
    found = [
        *_travel(stored["travel"], one, other),
        *_weeks(stored),
        *_busy(stored["both_busy"]),
        *_day_parts(stored["day_parts"]),
        *_hours(stored, one, other),
    ]
    unknown = {
        _("reistijd"): None in stored["travel"],
        _("periode"): stored["weeks"] is None,
        _("dagdelen"): stored["day_parts"] is None,
        _("uren per maand"): None in stored["hours"],
    }
    missing = [word for word, is_missing in unknown.items() if is_missing]
    if missing:
        words = get_text_list(missing, _("en"))
        found.append(Point(_("Nog niet van allebei bekend: %(words)s.") % {"words": words}, is_plus=False))
    return found


def _travel(minutes: Sequence[int | None], one: str, other: str) -> list[Point]:
    first, second = minutes
    if first is None or second is None:
        return []
    if first == second == 0:
        return [Point(_("Reistijd: bijna geen."))]
    if first == second:
        return [Point(_("Reistijd: ongeveer %(minutes)s minuten voor allebei.") % {"minutes": first})]
    values = {"first": first, "one": one, "second": second, "other": other}
    return [Point(_("Reistijd: ongeveer %(first)s minuten voor %(one)s, %(second)s minuten voor %(other)s.") % values)]


def _weeks(stored: Stored) -> list[Point]:
    weeks = stored["weeks"]
    if weeks is None:
        return []
    told = ngettext("Periode: in %(n)s week kunnen ze allebei.", "Periode: in %(n)s weken kunnen ze allebei.", weeks)
    return [Point(told % {"n": weeks}, is_plus=stored["enough_weeks"])]


def _busy(weeks: int) -> list[Point]:
    if not weeks:
        return []
    told = ngettext(
        "Drukke tijd: %(n)s week is voor allebei druk.", "Drukke tijd: %(n)s weken zijn voor allebei druk.", weeks
    )
    return [Point(told % {"n": weeks}, is_plus=False)]


def _day_parts(count: int | None) -> list[Point]:
    if count is None:
        return []
    if not count:
        return [Point(_("Dagdelen: op geen enkel dagdeel kunnen ze allebei."), is_plus=False)]
    told = ngettext(
        "Dagdelen: op %(n)s dagdeel in de week kunnen ze allebei.",
        "Dagdelen: op %(n)s dagdelen in de week kunnen ze allebei.",
        count,
    )
    return [Point(told % {"n": count})]


def short_hours(stored: Stored | None, one: str, other: str) -> list[Point]:
    """Fewer hours than the programme asks: this belongs to what fits less, besides what is practical."""
    return [point for point in _hours(stored, one, other) if not point.is_plus] if stored else []


def _hours(stored: Stored, one: str, other: str) -> list[Point]:
    first, second = stored["hours"]
    if first is None or second is None:
        return []
    values = {"first": number_format(first), "one": one, "second": number_format(second), "other": other}
    told = _("Uren per maand: %(first)s voor %(one)s, %(second)s voor %(other)s.") % values
    if not stored["enough_hours"]:
        told = f"{told} " + _("De ronde vraagt er minstens %(n)s.") % {"n": stored["hours_norm"]}
    return [Point(told, is_plus=stored["enough_hours"])]
