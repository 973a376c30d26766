"""The rows and headings of a table as the page prints them.

Rows are made here and not in a template: five hundred cells cost a template ten times as much, and this page is opened
all day. Every text passes `escape`; nothing else enters the markup but ids and codes of our own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from jobtwinning.intake.table.choice import FILTER, UNTIL, Choice
from jobtwinning.intake.table.columns import DATE, NUMBER, Column
from jobtwinning.intake.table.queries import Line

SHORT = 90  # characters of a note in the table; the whole of it stands in its form


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the page prints it: its sort and its filters."""

    label: str
    sort_query: str
    sorted: str  # ascending, descending or nothing
    is_range: bool
    input_type: str
    options: tuple[tuple[str, str, bool], ...]
    name: str
    typed: str
    fault: str
    until_name: str
    until_typed: str
    until_fault: str


def headings_of(choice: Choice) -> list[Heading]:
    return [_heading(each, choice) for each in choice.columns]


def _heading(column: Column, choice: Choice) -> Heading:
    name = f"{FILTER}{column.code}"
    first, last = choice.filters.get(name), choice.filters.get(f"{name}{UNTIL}")
    typed = first.typed if first else ""
    return Heading(
        label=str(column.label),
        sort_query=choice.query(sort=choice.next_sort(column.code)),
        sorted=choice.sorted_by(column.code),
        is_range=column.kind in (NUMBER, DATE),
        input_type="date" if column.kind == DATE else "text",
        options=tuple((code, str(word), code == typed) for code, word in column.words.items()),
        name=name,
        typed=typed,
        fault=first.fault if first else "",
        until_name=f"{name}{UNTIL}",
        until_typed=last.typed if last else "",
        until_fault=last.fault if last else "",
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is the same for one column in every row."""

    column: Column
    label: str
    drawn: dict[str, str]  # texts by plain value, escaped
    link_end: str  # of the address of its form; nothing when it is not edited here


def rows_html(
    lines: Sequence[Line], columns: Sequence[Column], *, row_page: str, row_form: str, query: str
) -> SafeString:
    """All rows. `row_page` and `row_form` come before the id of a row in an address; no form without `row_form`."""
    end = f"&amp;{escape(query)}" if query else ""
    cells = [
        _Cell(
            each,
            escape(str(each.label)),
            {"": ""},
            f"/?cel={each.code}{end}" if each.is_editable and row_form else "",
        )
        for each in columns[1:]
    ]
    rows = (_row(line, columns[0], cells, row_page, row_form) for line in lines)
    return SafeString("".join(rows))


def _row(line: Line, first: Column, cells: Sequence[_Cell], row_page: str, row_form: str) -> str:
    name = escape(line.plain[first.code])
    start = f'<tr><th scope="row"><a href="{row_page}{line.public_id}/" hx-boost="false">{name}</a></th>'
    return start + "".join(_cells(line, cells, name, row_form)) + "</tr>\n"


def _cells(line: Line, cells: Sequence[_Cell], name: str, row_form: str) -> Iterator[str]:
    for cell in cells:
        plain = line.plain[cell.column.code]
        text = cell.drawn.get(plain)
        if text is None:
            text = cell.drawn[plain] = escape(shortened(cell.column.shown(plain)))
        if cell.link_end:
            link = f'<td class="can-edit"><a href="{row_form}{line.public_id}{cell.link_end}"'
            yield (
                f"{link}>{text}</a></td>"
                if text
                else (f'{link} class="is-empty" aria-label="{cell.label}: {name}">+</a></td>')
            )
        else:
            yield f'<td class="num-col">{text}</td>' if cell.column.kind == NUMBER else f"<td>{text}</td>"


def shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
