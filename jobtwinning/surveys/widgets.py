"""Controls for kinds of questions Django has none for: several lines, weeks per month, a week of day parts, rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from jobtwinning.programmes.calendar import monday_of
from jobtwinning.surveys.questionnaires import Item
from jobtwinning.surveys.validation import DAY_PARTS, DAYS
from jobtwinning.surveys.wording import day_name, day_part_name, week_text

MAX_ROWS = 30  # of whatever was typed, so that a hostile form stays a page


def _sent(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a name in a sent form."""
    if isinstance(data, MultiValueDict):
        return cast("list[str]", data.getlist(name))
    given = data.get(name)
    return list(given) if isinstance(given, list | tuple) else [given] if given else []


def options_of(rows: Iterable[tuple[object, str, bool]]) -> SafeString:
    """The options of a select: of each its value, its words and whether it is the chosen one."""
    marked = ((value, SafeString(" selected" if is_chosen else ""), label) for value, label, is_chosen in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@dataclass(frozen=True, slots=True)
class WeekChoice:
    """A week one can tick; note names a school holiday in it."""

    week: str
    note: str = ""

    @property
    def month(self) -> str:
        """The month its Thursday falls in, such as October 2026."""
        return str(date_format(monday_of(self.week) + timedelta(days=3), "F Y"))

    @property
    def label(self) -> str:
        """Week 43: 19 – 25 oct."""
        monday = monday_of(self.week)
        sunday = monday + timedelta(days=6)
        form = "j b" if (get_language() or "nl") == "nl" else "j M"
        first = str(monday.day) if monday.month == sunday.month else date_format(monday, form)
        return f"{week_text(self.week)}: {first} – {date_format(sunday, form)}"


class LinesWidget(forms.Widget):
    """A few inputs of one name, one line each; `suggestions` is the id of a datalist."""

    template_name = "surveys/widgets/lines.html"
    use_fieldset = True
    input_type = None

    def __init__(self, count: int, *, suggestions: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.count = count
        self.suggestions = suggestions

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Every line that was sent, empty ones too."""
        return _sent(data, name)

    def id_for_label(self, id_: str | None) -> str:
        """The first line gets the focus."""
        return f"{id_}_0"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One line more than is filled, up to the maximum and not fewer than three."""
        context = super().get_context(name, value, attrs)
        filled = [line for line in value or [] if line][:MAX_ROWS]
        shown = max(len(filled), min(self.count, max(3, len(filled) + 1)))
        context["lines"] = [*filled, *[""] * (shown - len(filled))]
        context["suggestions"] = self.suggestions
        return context


class SuggestInput(forms.TextInput):
    """One line with a datalist."""

    def __init__(self, suggestions: str) -> None:
        super().__init__({"list": suggestions, "autocomplete": "off"})


class WeeksWidget(forms.Widget):
    """Weeks to tick, per month."""

    template_name = "surveys/widgets/weeks.html"
    use_fieldset = True
    input_type = None

    def __init__(self, weeks: Sequence[WeekChoice]) -> None:
        super().__init__()
        self.weeks = weeks

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The ticked weeks."""
        return _sent(data, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Months with their weeks; a ticked week outside the offer stays ticked at the end."""
        context = super().get_context(name, value, attrs)
        ticked = set(value or [])
        months: dict[str, list[tuple[WeekChoice, bool]]] = {}
        for choice in self.weeks:
            months.setdefault(choice.month, []).append((choice, choice.week in ticked))
        context["months"] = months
        context["others"] = sorted(ticked - {choice.week for choice in self.weeks})[:MAX_ROWS]
        return context


class WeekGridWidget(forms.Widget):
    """Seven days by three parts of the day, one choice each."""

    template_name = "surveys/widgets/week_grid.html"
    use_fieldset = True
    input_type = None

    def __init__(self, item: Item, *, without: Sequence[str] = ()) -> None:
        super().__init__()
        self.item = item
        self.without = without

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Cells as "monday.morning=can"."""
        return [text for text in _sent(data, name) if text]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Rows of days; each cell lists its options with the chosen one marked."""
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, Mapping) else dict(str(text).partition("=")[::2] for text in value or [])
        language = get_language() or "nl"
        options = [(each.value, each.label(language)) for each in self.item.options if each.value not in self.without]
        context["parts"] = [day_part_name(part) for part in DAY_PARTS]
        context["days"] = [
            {
                "name": day_name(day),
                "cells": [
                    {
                        "name": day_part_name(part),
                        "options": options_of(
                            (f"{day}.{part}={value}", label, chosen.get(f"{day}.{part}") == value)
                            for value, label in options
                        ),
                    }
                    for part in DAY_PARTS
                ],
            }
            for day in DAYS
        ]
        return context


class RowsWidget(forms.Widget):
    """Rows of a few columns; names are item.row.column."""

    template_name = "surveys/widgets/rows.html"
    use_fieldset = True
    input_type = None

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.count = item.max_items or 6

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        """Every row that was sent, empty cells too."""
        codes = [column.code for column in self.item.columns]
        return [
            {code: str(data.get(f"{name}.{number}.{code}") or "") for code in codes} for number in range(self.count)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Filled rows and one more, up to the maximum."""
        context = super().get_context(name, value, attrs)
        filled = [row for row in value or [] if any(row.values())]
        rows = [*filled, *[{}] * (max(2, len(filled) + 1) - len(filled))][: self.count]
        context["rows"] = [
            [self._cell(name, number, column, row) for column in self.item.columns] for number, row in enumerate(rows)
        ]
        return context

    def _cell(self, name: str, number: int, column: Item, row: Mapping[str, Any]) -> dict[str, Any]:
        language = get_language() or "nl"
        return {
            "name": f"{name}.{number}.{column.code}",
            "label": column.label(language),
            "value": row.get(column.code, ""),
            "options": options_of(
                (option.value, option.label(language), str(option.value) == str(row.get(column.code, "")))
                for option in column.options
            ),
        }
