"""How alike two people are on each criterion, 0..1, and whether that can be judged at all."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Positions, Truths
from jobtwinning.matching.engine.codes import LONG_HOURS, LONG_MONTHS, SHORT_HOURS, SHORT_MONTHS, Side
from jobtwinning.matching.engine.rules import distance_km, shared_weeks
from jobtwinning.matching.engine.table import CODED, SideTable, Table

EDUCATION_FIELD_SHARE = 0.6
GOALS_SHARE = 0.75
LEVEL_SPAN = 4.0
AGE_SPAN_YEARS = 20.0
USUAL_LIMIT_MINUTES = 60.0
# Criteria that the two sides may judge differently although they look at the same answers.
ONE_SIDED = frozenset({"motivation", "yields", "nearness"})


Measure = Callable[[Table, Positions, Positions], Floats]


class Judged(NamedTuple):
    """Scores of left people (rows) with right people (columns), and where an answer is there to judge by."""

    value: Floats
    known: Truths


def similarity(table: Table, criterion: str, rows: Positions, columns: Positions, side: Side) -> Judged:
    """How alike these people are on one criterion, seen from one side (most criteria look the same from both)."""
    if criterion == "subject":
        return _subject(table, rows, columns)
    if criterion == "education":
        return _education(table, rows, columns)
    if criterion == "age":
        return _near_numbers(table.left.age[rows], table.right.age[columns], AGE_SPAN_YEARS)
    if criterion == "motivation":
        return _motivation(table, rows, columns, side)
    if criterion == "yields":
        return _yields(table, rows, columns, side)
    if criterion == "nearness":
        return _nearness(table, rows, columns, side)
    if criterion == "time":
        return _time(table, rows, columns)
    if criterion in ("company_type", "education_type", "function_type", "target_group"):
        return _overlap(table.left.answers[criterion][rows], table.right.answers[criterion][columns])
    # A click cannot be foreseen, and being in the same organisation is refused: nothing to judge by.
    nothing = np.zeros((len(rows), len(columns)))
    return Judged(nothing, nothing > 0)


def offers(table: Table, criterion: str, rows: Positions, columns: Positions, side: Side) -> Judged | None:
    """How far the other has what this side seeks; None where that is the same as being alike."""
    if side == "left":
        own, other, own_rows, other_rows = table.left, table.right, rows, columns
    else:
        own, other, own_rows, other_rows = table.right, table.left, columns, rows
    if criterion == "subject":
        found = _field_offer(own, other, own_rows, other_rows)
    elif criterion in CODED:
        found = _coded_offer(own, other, own_rows, other_rows, criterion)
    else:
        return None
    return found if side == "left" else Judged(found.value.T, found.known.T)


def _subject(table: Table, rows: Positions, columns: Positions) -> Judged:
    known = table.left.has_fields[rows][:, None] & table.right.has_fields[columns]
    return Judged(_best_reach(table.left.field_reach[rows], table.right.field_ids[columns]), known)


def _best_reach(reach: Floats, field_ids: Positions) -> Floats:
    best = reach[:, field_ids[:, 0]]
    for position in range(1, field_ids.shape[1]):
        np.maximum(best, reach[:, field_ids[:, position]], out=best)
    return best


def _education(table: Table, rows: Positions, columns: Positions) -> Judged:
    """The weighted mean of field and level, or the one of the two that is known."""
    nowhere = len(table.strengths) - 1
    first, second = table.left.education_field[rows], table.right.education_field[columns]
    field = table.strengths[first].take(second, axis=1)
    level, level_known = _near_numbers(
        table.left.education_level[rows], table.right.education_level[columns], LEVEL_SPAN
    )
    field_weight = EDUCATION_FIELD_SHARE * ((first != nowhere)[:, None] & (second != nowhere))
    level_weight = (1 - EDUCATION_FIELD_SHARE) * level_known
    field *= field_weight
    level *= level_weight
    field += level
    field_weight += level_weight
    known = field_weight > 0
    field /= np.maximum(field_weight, 1 - EDUCATION_FIELD_SHARE, out=field_weight)
    return Judged(field, known)


def _near_numbers(first: Floats, second: Floats, span: float) -> Judged:
    known = ~np.isnan(first)[:, None] & ~np.isnan(second)
    value = np.nan_to_num(first)[:, None] - np.nan_to_num(second)
    np.abs(value, out=value)
    value *= -1 / span
    value += 1
    np.maximum(value, 0.0, out=value)
    return Judged(value, known)


def _overlap(first: Floats, second: Floats) -> Judged:
    """Shared codes as a part of the shorter list."""
    shortest = np.minimum(first.sum(axis=1)[:, None], second.sum(axis=1))
    return Judged((first @ second.T) / np.maximum(shortest, 1), shortest > 0)


def _motivation(table: Table, rows: Positions, columns: Positions, side: Side) -> Judged:
    """Shared goals and shared words; for who wants to help, any goal of the other is full marks (R-1.12)."""
    left, right = table.left, table.right
    first, second = left.answers["motivation"][rows], right.answers["motivation"][columns]
    has_first, has_second = first.sum(axis=1) > 0, second.sum(axis=1) > 0
    value = 2 * (first @ second.T) / np.maximum(first.sum(axis=1)[:, None] + second.sum(axis=1), 1)
    known = has_first[:, None] & has_second
    text_known = left.texts.known[rows][:, None] & right.texts.known[columns]
    if text_known.any():
        text = (left.texts.rows[rows] @ right.texts.rows[columns].T).toarray()
        np.minimum(text, 1.0, out=text)
        # Where both said both, a part of the score is the words; where only the texts are there, all of it.
        share = text_known * (1 - GOALS_SHARE * known)
        value *= 1 - share
        text *= share
        value += text
        known = known | text_known
    helps = left.helps[rows] if side == "left" else right.helps[columns]
    if helps.any():
        served = helps[:, None] & has_second if side == "left" else has_first[:, None] & helps
        value = np.where(served, 1.0, value)
        known = known | served
    return Judged(value, known)


def _yields(table: Table, rows: Positions, columns: Positions, side: Side) -> Judged:
    """The part of one's intended yields that fits in the time of both (R-1.5, R-1.6, R-2.12).

    A lasting relation or a partnership counts half where the other does not want one.
    """
    months = np.minimum(_or_zero(table.left.months[rows])[:, None], _or_zero(table.right.months[columns]))
    hours = np.minimum(_or_zero(table.left.hours[rows])[:, None], _or_zero(table.right.hours[columns])) * months
    if side == "left":
        own, other_wants = table.left, table.right.wants_partnership[columns]
        brief, lasting, mutual = (part[rows][:, None] for part in _yield_counts(own))
    else:
        own, other_wants = table.right, table.left.wants_partnership[rows][:, None]
        brief, lasting, mutual = (part[columns] for part in _yield_counts(own))
    count = brief + lasting + mutual
    per_yield = 1 / np.maximum(count, 1)
    value = lasting * per_yield + mutual * per_yield * (0.5 + 0.5 * other_wants)
    value *= (months >= LONG_MONTHS) & (hours >= LONG_HOURS)
    value += (brief * per_yield) * ((months >= SHORT_MONTHS) & (hours >= SHORT_HOURS))
    time_known = ~np.isnan(table.left.months + table.left.hours)[rows][:, None]
    time_known = time_known & ~np.isnan(table.right.months + table.right.hours)[columns]
    return Judged(value, (count > 0) & time_known)


def _or_zero(values: Floats) -> Floats:
    """The values, 0 where not known."""
    return np.nan_to_num(values)


def _yield_counts(side: SideTable) -> tuple[Floats, Floats, Floats]:
    return side.short_yields, side.long_yields, side.mutual_yields


def _nearness(table: Table, rows: Positions, columns: Positions, side: Side) -> Judged:
    """1 next door, one half at one's own travel limit (an hour where none is given)."""
    known = table.left.place_known[rows][:, None] & table.right.place_known[columns]
    if side == "left":
        minutes, limit = table.left.minutes_per_km[rows][:, None], table.left.limit_minutes[rows][:, None]
    else:
        minutes, limit = table.right.minutes_per_km[columns], table.right.limit_minutes[columns]
    limit = np.maximum(np.where(np.isnan(limit), USUAL_LIMIT_MINUTES, limit), 1.0)
    value = distance_km(table, rows, columns) * (0.5 * minutes / limit)
    np.subtract(1.0, value, out=value)
    np.maximum(value, 0.0, out=value)
    return Judged(value if known.all() else np.nan_to_num(value, copy=False), known)


def _time(table: Table, rows: Positions, columns: Positions) -> Judged:
    """The mean of what is known: day parts ("rather not" counts half), weeks, and hours per month."""
    left, right, rules = table.left, table.right, table.problem.rules
    total = np.zeros((len(rows), len(columns)))
    parts = np.zeros_like(total)
    measures: tuple[tuple[Measure, float, Truths, Truths], ...] = (
        (day_part_quality, 1 / rules.good_day_parts, left.days_known, right.days_known),
        (_shared_weeks, 1 / rules.good_weeks, left.weeks_known, right.weeks_known),
        (_shared_hours, 1.0, ~np.isnan(left.hours), ~np.isnan(right.hours)),
    )
    for measure, full_marks, left_known, right_known in measures:
        known = left_known[rows][:, None] & right_known[columns]
        if known.any():
            shared = measure(table, rows, columns)
            shared *= full_marks
            np.minimum(shared, 1.0, out=shared)
            shared *= known
            total += shared
            parts += known
    known = parts > 0
    if not known.all():
        np.maximum(parts, 1.0, out=parts)
    total /= parts
    return Judged(total, known)


def _shared_weeks(table: Table, rows: Positions, columns: Positions) -> Floats:
    return shared_weeks(table, rows, columns).astype(float)


def _shared_hours(table: Table, rows: Positions, columns: Positions) -> Floats:
    """The fewer hours per month as a part of the more."""
    first, second = _or_zero(table.left.hours[rows])[:, None], _or_zero(table.right.hours[columns])
    return np.asarray(np.minimum(first, second) / np.maximum(np.maximum(first, second), 1e-9))


def day_part_quality(table: Table, rows: Positions, columns: Positions) -> Floats:
    """Shared day parts, each times the weight of both ("rather not" is one half)."""
    left, right = table.left, table.right
    quarters = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    # The weight of a cell is half for being open and half for being liked.
    for own in (left.day_open, left.day_liked):
        for other in (right.day_open, right.day_liked):
            quarters += np.bitwise_count(own[rows][:, None] & other[columns])
    quarters -= 4 * np.bitwise_count(left.day_teaching[rows][:, None] & right.day_teaching[columns])
    return quarters / 4


def _field_offer(own: SideTable, other: SideTable, own_rows: Positions, other_rows: Positions) -> Judged:
    """With named fields: the best link to one of them; otherwise how well all own fields are covered."""
    seeks = own.seeks_fields[own_rows]
    has_other = other.has_fields[other_rows]
    ids = own.field_ids[own_rows]
    reach = other.field_reach[other_rows]
    nowhere = reach.shape[1] - 1
    covered = np.zeros((len(own_rows), len(other_rows)))
    for position in range(ids.shape[1]):
        covered += reach[:, ids[:, position]].T
    count = (ids != nowhere).sum(axis=1)
    covered /= np.maximum(count, 1)[:, None]
    named = _best_reach(own.sought_reach[own_rows], other.field_ids[other_rows])
    known = (seeks | own.has_fields[own_rows])[:, None] & has_other
    return Judged(np.where(seeks[:, None], named, covered), known)


def _coded_offer(
    own: SideTable, other: SideTable, own_rows: Positions, other_rows: Positions, criterion: str
) -> Judged:
    """With named codes: the other has one of them; otherwise the part of one's own codes the other has."""
    sought, answers = own.sought[criterion][own_rows], other.answers[criterion][other_rows]
    named = own.named[criterion][own_rows][:, None]
    hits, count = sought @ answers.T, sought.sum(axis=1)[:, None]
    known = np.asarray((count > 0) & (answers.sum(axis=1) > 0))
    return Judged(np.where(named, np.minimum(hits, 1.0), hits / np.maximum(count, 1)), known)
