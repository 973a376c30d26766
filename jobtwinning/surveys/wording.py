"""Errors and answers as sentences: what is wrong beside a field, and an answer read back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.people.fields import field
from jobtwinning.people.places import place
from jobtwinning.programmes.calendar import monday_of
from jobtwinning.surveys.questionnaires import Instrument, Item, Value, is_asked
from jobtwinning.surveys.validation import DAY_PARTS, DAYS, AnswerError


def _too_long(params: Mapping[str, Value | float]) -> str:
    return _("Dit zijn %(given)s tekens, er passen er %(max)s. Maak het iets korter.") % params


def _too_many(params: Mapping[str, Value | float]) -> str:
    return _("Kies er hooguit %(max)s.") % params


SENTENCES: Mapping[str, Callable[[Mapping[str, Value | float]], str]] = {
    "required": lambda params: _("Vul dit nog in."),
    "too_long": _too_long,
    "too_many": _too_many,
    "not_an_email": lambda params: _("Dit is geen volledig e-mailadres. Een voorbeeld: naam@school.nl."),
    "not_an_option": lambda params: _("‘%(given)s’ is geen van de antwoorden. Kies er een uit de lijst.") % params,
    "not_a_number": lambda params: _("‘%(given)s’ is geen getal. Schrijf bijvoorbeeld 7 of 7,5.") % params,
    "too_small": lambda params: _("Vul %(min)s of meer in.") % {"min": _number(params["min"])},
    "too_large": lambda params: _("Vul %(max)s of minder in.") % {"max": _number(params["max"])},
    "wrong_step": lambda params: _("Rond af op %(step)s.") % {"step": _number(params["step"])},
    "not_yes_or_no": lambda params: _("‘%(given)s’ is geen ja of nee.") % params,
    "unknown_field": lambda params: (
        _("‘%(given)s’ staat niet in de lijst. Kies een vak of vakgebied uit de lijst.") % params
    ),
    "unknown_place": lambda params: (
        _("We kennen ‘%(given)s’ niet. Kies een plaats uit de lijst, of de grootste plaats in de buurt.") % params
    ),
    "not_a_week": lambda params: _("‘%(given)s’ is geen week. Schrijf een week als 2026-W43.") % params,
    "unknown_cell": lambda params: _("‘%(given)s’ is geen dagdeel.") % params,
    "not_rows": lambda params: _("Deze rijen kunnen we niet lezen."),
    "unknown_column": lambda params: _("Deze kolom kennen we niet."),
    "unknown_item": lambda params: _("Deze vraag hoort hier niet."),
}


def error_sentence(error: AnswerError) -> str:
    """What is wrong and what to do, in the active language; names the row of a repeated question."""
    sentence = SENTENCES[error.code](error.params)
    if "row" in error.params:
        return _("Rij %(row)s: %(sentence)s") % {"row": error.params["row"], "sentence": sentence}
    return sentence


def _number(value: object) -> str:
    return str(number_format(cast(float, value)))


def day_name(day: str) -> str:
    """The name of a day of the week grid."""
    names = (_("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"), _("zaterdag"), _("zondag"))
    return names[DAYS.index(day)]


def day_part_name(part: str) -> str:
    """The name of a part of the day of the week grid."""
    return (_("ochtend"), _("middag"), _("avond"))[DAY_PARTS.index(part)]


def week_text(week: str) -> str:
    """An ISO week as people say it: week 43."""
    return _("week %(number)s") % {"number": monday_of(week).isocalendar().week}


def _option_label(item: Item, value: object) -> str:
    return item.option(cast(Value, value)).label(get_language() or "nl")


def _row_text(item: Item, row: Mapping[str, object]) -> str:
    columns = [column for column in item.columns if column.code in row]
    return " · ".join(line for column in columns for line in answer_lines(column, row[column.code]))


def answer_lines(item: Item, value: object) -> tuple[str, ...]:
    """A clean answer as one or more lines of text, with labels instead of codes."""
    match item.type, value:
        case "single_choice", _value:
            return (_option_label(item, value),)
        case "multi_choice", list():
            return tuple(_option_label(item, each) for each in value)
        case "yes_no" | "consent", _value:
            return (_("Ja") if value else _("Nee"),)
        case "number" | "hours", _value:
            return (_number(value),)
        case "field_select", list():
            return tuple(field(each).label(get_language() or "nl") for each in value)
        case "place_select", int():
            return (place(value).label,)
        case "iso_weeks", list():
            return (", ".join(week_text(week) for week in value),)
        case "week_grid", dict():
            return tuple(_cell_text(item, cell, state) for cell, state in value.items())
        case "text_list", list():
            return tuple(str(each) for each in value)
        case "repeat", list():
            return tuple(_row_text(item, row) for row in value)
    return tuple(str(value).splitlines())


def _cell_text(item: Item, cell: str, state: object) -> str:
    day, _dot, part = cell.partition(".")
    words = {"day": day_name(day), "part": day_part_name(part), "answer": _option_label(item, state)}
    return _("%(day)s %(part)s: %(answer)s") % words


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A question with its answer in words; no answers when it was left empty."""

    label: str
    answers: tuple[str, ...]


def read_back(questions: Instrument, codes: Collection[str], answers: Mapping[str, object]) -> list[ReadBack]:
    """The questions that were asked, in order, with the answers in words."""
    language = get_language() or "nl"
    items = [questions.item(code) for code in codes]
    return [
        ReadBack(item.label(language), answer_lines(item, answers[item.code]) if item.code in answers else ())
        for item in items
        if is_asked(item, answers)
    ]
