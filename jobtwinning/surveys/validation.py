"""Check raw answers, from a form or a CSV row, and turn them into clean values that can be stored as JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from jobtwinning.people.fields import field
from jobtwinning.people.places import place
from jobtwinning.surveys.questionnaires import Instrument, Item, Option, Value, is_asked

# How several values stand in one cell of a CSV file.
SEPARATOR = "|"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_PARTS = ("morning", "afternoon", "evening")

YES_WORDS = frozenset({"yes", "ja", "true", "1", "on"})
NO_WORDS = frozenset({"no", "nee", "false", "0", "off"})
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
ISO_WEEK = re.compile(r"2[01]\d\d-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII)


@dataclass(frozen=True, slots=True)
class AnswerError:
    """What is wrong with an answer, as a code with the numbers a message needs; the text is the renderer's."""

    code: str
    params: Mapping[str, Value | float] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """Clean values and errors, both by item code; an empty answer has no value."""

    values: Mapping[str, object]
    errors: Mapping[str, AnswerError]

    @property
    def is_valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors


class _AnswerProblemError(Exception):
    def __init__(self, code: str, **params: Value | float) -> None:
        super().__init__(code)
        self.error = AnswerError(code, params)


def validate_answers(
    instrument: Instrument,
    answers: Mapping[str, object],
    *,
    items: Collection[str] | None = None,
    complete: bool = True,
    known: Mapping[str, object] | None = None,
) -> ValidationResult:
    """Check the answers to (some of) the questions of an instrument.

    answers: raw, by item code: a string, a list of strings, or for a repeated question a list of mappings or JSON.
    items: only these questions, as item or group codes; an answer to another one is the error "unknown_item".
    complete: whether an empty required answer is an error; not while somebody is still filling in.
    known: clean answers given before, for conditions on questions outside items.

    An answer to a question that is not asked is dropped without an error: people change their mind further up.
    """
    codes = instrument.expand(items) if items is not None else tuple(each.code for each in instrument.items)
    errors = {code: AnswerError("unknown_item") for code in answers if code not in codes}
    values: dict[str, object] = {}
    for code in codes:
        try:
            value = _clean(instrument.item(code), answers.get(code))
        except _AnswerProblemError as wrong:
            errors[code] = wrong.error
        else:
            if value is not None:
                values[code] = value
    asked = _asked(instrument, codes, values, known or {})
    for code in codes:
        if code not in asked:
            errors.pop(code, None)
        elif complete and instrument.item(code).required and code not in values and code not in errors:
            errors[code] = AnswerError("required")
    return ValidationResult({code: values[code] for code in codes if code in values}, errors)


def _asked(
    instrument: Instrument, codes: Collection[str], values: dict[str, object], known: Mapping[str, object]
) -> set[str]:
    """The questions that are asked; drops the values of the others, until no condition changes any more."""
    outside = {code: value for code, value in known.items() if code not in codes}
    while True:
        asked = {code for code in codes if is_asked(instrument.item(code), {**outside, **values})}
        unasked = [code for code in values if code not in asked]
        if not unasked:
            return asked
        for code in unasked:
            del values[code]


def _clean(item: Item, raw: object) -> object | None:
    """The clean value, or None for an empty answer."""
    return _CLEANERS[item.type](item, raw)


def _text(raw: object) -> str:
    """A single string; a list counts when it holds at most one."""
    if isinstance(raw, list | tuple):
        if len(raw) > 1:
            raise _AnswerProblemError("too_many", max=1, given=len(raw))
        raw = raw[0] if raw else ""
    text = "" if raw is None else str(raw).replace("\r\n", "\n").replace("\x00", "").strip()
    return text.encode(errors="ignore").decode()  # half a pair, out of JSON, is no character that can be stored


def _texts(item: Item, raw: object) -> list[str]:
    """Several strings without empty ones and repeats, in the given order."""
    parts = raw if isinstance(raw, list | tuple) else str(raw or "").split(SEPARATOR)
    filled = list(dict.fromkeys(text for text in map(_text, parts) if text))
    if item.max_items is not None and len(filled) > item.max_items:
        raise _AnswerProblemError("too_many", max=item.max_items, given=len(filled))
    return filled


def _within_length(item: Item, text: str) -> str:
    if item.max_length is not None and len(text) > item.max_length:
        raise _AnswerProblemError("too_long", max=item.max_length, given=len(text))
    return text


def _clean_text(item: Item, raw: object) -> str | None:
    return _within_length(item, _text(raw)) or None


def _clean_line(item: Item, raw: object) -> str | None:
    return _within_length(item, " ".join(_text(raw).split())) or None


def _clean_text_list(item: Item, raw: object) -> list[str] | None:
    return [_within_length(item, text) for text in _texts(item, raw)] or None


def _clean_email(item: Item, raw: object) -> str | None:
    text = _clean_line(item, raw)
    if text is not None and not EMAIL.fullmatch(text):
        raise _AnswerProblemError("not_an_email")
    return text


def _choose(options: tuple[Option, ...], text: str) -> Value:
    for option in options:
        if str(option.value) == text:
            return option.value
    raise _AnswerProblemError("not_an_option", given=text[:40])


def _clean_single_choice(item: Item, raw: object) -> Value | None:
    text = _text(raw)
    return _choose(item.options, text) if text else None


def _clean_multi_choice(item: Item, raw: object) -> list[Value] | None:
    chosen = {_choose(item.options, text) for text in _texts(item, raw)}
    return [option.value for option in item.options if option.value in chosen] or None


def _clean_number(item: Item, raw: object) -> int | float | None:
    text = _text(raw).replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", text):
        raise _AnswerProblemError("not_a_number", given=text[:40])
    number = float(text)
    if item.min is not None and number < item.min:
        raise _AnswerProblemError("too_small", min=item.min)
    if item.max is not None and number > item.max:
        raise _AnswerProblemError("too_large", max=item.max)
    if item.step is not None and not (number / item.step).is_integer():
        raise _AnswerProblemError("wrong_step", step=item.step)
    return int(number) if number.is_integer() else number


def _clean_yes_no(item: Item, raw: object) -> bool | None:
    word = _text(raw).casefold()
    if not word:
        return None
    if word not in YES_WORDS | NO_WORDS:
        raise _AnswerProblemError("not_yes_or_no", given=word[:40])
    return word in YES_WORDS


def _clean_fields(item: Item, raw: object) -> list[str] | None:
    chosen = _texts(item, raw)
    for each in chosen:
        try:
            field(each)
        except KeyError:
            raise _AnswerProblemError("unknown_field", given=each[:40]) from None
    return chosen or None


def _clean_place(item: Item, raw: object) -> int | None:
    text = _text(raw)
    if not text:
        return None
    try:
        return place(int(text)).id
    except (KeyError, ValueError):
        raise _AnswerProblemError("unknown_place", given=text[:40]) from None


def _clean_weeks(item: Item, raw: object) -> list[str] | None:
    weeks = _texts(item, raw)
    for week in weeks:
        if not _is_week(week):
            raise _AnswerProblemError("not_a_week", given=week[:40])
    return sorted(weeks) or None


def _is_week(text: str) -> bool:
    """A week that exists: most years have no week 53."""
    if not ISO_WEEK.fullmatch(text):
        return False
    try:
        date.fromisocalendar(int(text[:4]), int(text[-2:]), 1)
    except ValueError:
        return False
    return True


def _clean_grid(item: Item, raw: object) -> dict[str, Value] | None:
    """Cells as "monday.morning=can", or a mapping of those; empty cells stay unknown."""
    pairs = raw.items() if isinstance(raw, Mapping) else [tuple(text.split("=", 1)) for text in _texts(item, raw)]
    given: dict[str, Value] = {}
    for pair in pairs:
        cell, state = str(pair[0]), _text(pair[1]) if len(pair) > 1 else ""
        if cell not in _CELLS:
            raise _AnswerProblemError("unknown_cell", given=cell[:40])
        if state:
            given[cell] = _choose(item.options, state)
    return {cell: given[cell] for cell in _CELLS if cell in given} or None


_CELLS = tuple(f"{day}.{part}" for day in DAYS for part in DAY_PARTS)


def _clean_repeat(item: Item, raw: object) -> list[dict[str, object]] | None:
    rows = _rows(raw)
    if item.max_items is not None and len(rows) > item.max_items:
        raise _AnswerProblemError("too_many", max=item.max_items, given=len(rows))
    cleaned = [_clean_row(item, number, row) for number, row in enumerate(rows, start=1)]
    return [row for row in cleaned if row] or None


def _rows(raw: object) -> list[Mapping[str, object]]:
    """Rows that hold something, from a list of mappings or from JSON."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if raw.strip() else []
        except (ValueError, RecursionError):
            raise _AnswerProblemError("not_rows") from None
    rows = [] if raw is None else raw
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise _AnswerProblemError("not_rows")
    return [row for row in rows if any(_text(cell) for cell in row.values())]


def _clean_row(item: Item, number: int, row: Mapping[str, object]) -> dict[str, object]:
    columns = {column.code: column for column in item.columns}
    cleaned: dict[str, object] = {}
    for code, raw in row.items():
        if code not in columns:
            raise _AnswerProblemError("unknown_column", row=number, column=str(code)[:40])
        try:
            value = _clean(columns[code], raw)
        except _AnswerProblemError as wrong:
            raise _AnswerProblemError(wrong.error.code, row=number, column=code, **wrong.error.params) from None
        if value is not None:
            cleaned[code] = value
    return cleaned


_CLEANERS: dict[str, Callable[[Item, object], object | None]] = {
    "single_choice": _clean_single_choice,
    "multi_choice": _clean_multi_choice,
    "short_text": _clean_line,
    "long_text": _clean_text,
    "text_list": _clean_text_list,
    "email": _clean_email,
    "number": _clean_number,
    "hours": _clean_number,
    "yes_no": _clean_yes_no,
    "consent": _clean_yes_no,
    "field_select": _clean_fields,
    "place_select": _clean_place,
    "iso_weeks": _clean_weeks,
    "week_grid": _clean_grid,
    "repeat": _clean_repeat,
}
