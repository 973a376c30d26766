"""The reason behind one criterion: the answers it rests on, a code and the numbers for the sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.affinity import best_link, field_links
from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.codes import LONG_HOURS, LONG_MONTHS, LONG_YIELDS, PRACTICAL, ReasonKind
from jobtwinning.matching.engine.problem import Person
from jobtwinning.matching.engine.result import Param, Reason
from jobtwinning.matching.engine.rules import distance_km, shared_day_parts, shared_weeks
from jobtwinning.matching.engine.table import Table, effective_fields
from jobtwinning.matching.engine.texts import words_of

PLUS_FROM = 0.5
Params = dict[str, Param]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people seen from one of them, with what the reasons need besides their answers."""

    own: Person
    other: Person
    travel_minutes: int | None
    day_parts: int | None
    weeks: int | None


def meeting(table: Table, row: Positions, column: Positions, side: str) -> Meeting:
    """The pair (row, column), one person each, seen from one side."""
    left, right = table.left, table.right
    first, second = left.people[int(row[0])], right.people[int(column[0])]
    km = float(distance_km(table, row, column)[0, 0])
    per_km = float(left.minutes_per_km[row[0]] if side == "left" else right.minutes_per_km[column[0]])
    days = bool(left.days_known[row[0]] and right.days_known[column[0]])
    weeks = bool(left.weeks_known[row[0]] and right.weeks_known[column[0]])
    return Meeting(
        own=first if side == "left" else second,
        other=second if side == "left" else first,
        travel_minutes=None if np.isnan(km) else round(km * per_km),
        day_parts=int(shared_day_parts(table, row, column)[0, 0]) if days else None,
        weeks=int(shared_weeks(table, row, column)[0, 0]) if weeks else None,
    )


def reason_for(
    seen: Meeting,
    criterion: str,
    direction: str,
    values: Sequence[str],
    *,
    score: float,
    weight: float,
    known: bool,
    judged: bool,
) -> Reason:
    """The reason of one criterion.

    Without an answer to judge by its code is `unknown`; where somebody wants a surprise (judged is False) it is
    `left_to_surprise` and rests on no answer. Both count at a prior.
    """
    fields = PROFILE_FIELDS[criterion]
    own, other = (_answers(person, fields) if judged else () for person in (seen.own, seen.other))
    if direction == "offers" and values:
        own = tuple(f"sought:{value}" for value in values)
    code, params = "unknown" if judged else "left_to_surprise", Params()
    if known:
        code, params = TELLING[criterion](seen, direction, values, score)
    return Reason(
        criterion=criterion,
        direction=direction,
        own_answer=own,
        other_answer=other,
        score=round(score, 6),
        weight=round(weight, 6),
        contribution=round(score * weight, 6),
        kind=_kind(criterion, score, known),
        code=code,
        params=tuple(sorted(params.items())),
        field=fields[0],
        fields=fields,
        sensitive=criterion == "age",
    )


def _kind(criterion: str, score: float, known: bool) -> ReasonKind:
    if not known:
        return "unknown"
    if criterion in PRACTICAL:
        return "practical"
    return "plus" if score >= PLUS_FROM else "minus"


def _answers(person: Person, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The answers as "field:value"; a free text only as "text:given" and a place only as "place:given"."""
    found = []
    for name in fields:
        value = getattr(person, name)
        if name == "text":
            found += ["text:given"] if value else []
        elif name == "latitude":
            found += ["place:given"] if value is not None else []
        elif name == "longitude":
            continue
        elif name == "day_parts":
            found += [f"day_parts:{part}:{state}" for part, state in sorted(value or ()) if state != "no"]
        elif isinstance(value, tuple):
            found += [f"{name}:{part}" for part in sorted(value)]
        elif value is not None and value is not False:
            found.append(f"{name}:{value}")
    return tuple(found)


def _subject(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    sought = values if direction == "offers" and values else effective_fields(seen.own)
    link = best_link(sought, effective_fields(seen.other))
    if link is None or link[2] == 0:
        return "fields_apart", {}
    first, second, strength = link
    if first == second:
        return "field_same", {"own_field": first, "other_field": second, "strength": 1.0}
    known = field_links()[first, second]
    named: Params = {"own_field": first, "other_field": second, "strength": strength}
    return "field_linked", named | {"reason_nl": known.reason_nl, "reason_en": known.reason_en}


def _education(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    own, other = seen.own, seen.other
    params: Params = {
        "own_field": own.education_field,
        "other_field": other.education_field,
        "own_level": own.education_level,
        "other_level": other.education_level,
    }
    alike = score if direction != "different" else 1 - score
    return "education_alike" if alike >= PLUS_FROM else "education_apart", params


def _age(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    years = abs((seen.own.age or 0) - (seen.other.age or 0))
    return "age_near" if years <= 10 else "age_apart", {"difference_years": years}


def _shared_codes(name: str, field: str) -> Callable[..., tuple[str, Params]]:
    def tell(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
        wanted = set(values) if direction == "offers" and values else _codes(seen.own, field)
        shared = sorted(wanted & _codes(seen.other, field))
        return f"{name}_{'shared' if shared else 'differs'}", {"shared": ",".join(shared)}

    return tell


def _codes(person: Person, field: str) -> set[str]:
    value = getattr(person, field)
    return set(value) if isinstance(value, tuple) else ({value} if value is not None else set())


def _motivation(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    if seen.own.wants_to_help and seen.other.goals and direction != "offers":
        return "can_help", {"goals": ",".join(sorted(seen.other.goals))}
    code, params = _shared_codes("goals", "goals")(seen, direction, values, score)
    words = words_of(seen.own.text).keys() & words_of(seen.other.text).keys()
    return code, params | {"shared_words": len(words)}


def _yields(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    own, other = seen.own, seen.other
    months = min(own.months or 0, other.months or 0)
    hours = min(own.hours_per_month or 0, other.hours_per_month or 0) * months
    code = "yields_fit" if score >= 1 else "yields_partly" if score > 0 else "yields_do_not_fit"
    params: Params = {"months": months, "hours": hours, "shared": ",".join(sorted(set(own.yields) & set(other.yields)))}
    if LONG_YIELDS & set(own.yields) and (months < LONG_MONTHS or hours < LONG_HOURS):
        params |= {"months_needed": LONG_MONTHS, "hours_needed": LONG_HOURS}
    return code, params


def _nearness(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    return "travel", {"minutes": seen.travel_minutes, "limit": seen.own.max_travel_minutes}


def _time(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    return "shared_time", {"day_parts": seen.day_parts, "weeks": seen.weeks}


def _nothing(seen: Meeting, direction: str, values: Sequence[str], score: float) -> tuple[str, Params]:
    return "unknown", {}


PROFILE_FIELDS: dict[str, tuple[str, ...]] = {
    "subject": ("fields", "guide", "organisation_fields"),
    "education": ("education_field", "education_level"),
    "age": ("age",),
    "company_type": ("organisation_kind",),
    "education_type": ("education_kind",),
    "function_type": ("function_level",),
    "motivation": ("goals", "text", "wants_to_help"),
    "target_group": ("target_groups",),
    "yields": ("yields", "months", "hours_per_month"),
    "nearness": ("latitude", "longitude", "travel_mode", "max_travel_minutes"),
    "time": ("day_parts", "open_weeks", "busy_weeks", "hours_per_month"),
    "organisation": ("organisation",),
    "personal": ("match_types",),
}
TELLING: dict[str, Callable[[Meeting, str, Sequence[str], float], tuple[str, Params]]] = {
    "subject": _subject,
    "education": _education,
    "age": _age,
    "company_type": _shared_codes("company_type", "organisation_kind"),
    "education_type": _shared_codes("education_type", "education_kind"),
    "function_type": _shared_codes("function_type", "function_level"),
    "motivation": _motivation,
    "target_group": _shared_codes("target_group", "target_groups"),
    "yields": _yields,
    "nearness": _nearness,
    "time": _time,
    "organisation": _shared_codes("organisation", "organisation"),
    "personal": _nothing,
}
