"""The rows and headings of a table as the page prints them.

They are made here and not in a template: five hundred cells cost a template ten times as much, and this page is opened
all day. Every text passes `escape`; nothing else enters the markup but ids and codes of our own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobtwinning.intake.table.choice import FILTER, SORT, UNTIL, Choice
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
    unsorted = choice.query(with_sort=False)
    start = f"{unsorted}&" if unsorted else ""
    return [_heading(each, choice, start) for each in choice.columns]


def _heading(column: Column, choice: Choice, start: str) -> Heading:
    name = f"{FILTER}{column.code}"
    first, last = choice.filters.get(name), choice.filters.get(f"{name}{UNTIL}")
    typed = first.typed if first else ""
    return Heading(
        label=str(column.label),
        sort_query=f"{start}{SORT}={choice.next_sort(column.code)}",
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


ARROWS = {"ascending": "↑", "descending": "↓"}


def head_html(headings: Sequence[Heading]) -> SafeString:
    """The row of headings, which sort, and the row of filters, of the form with the id "zoeken"."""
    names = "".join(_name_html(each) for each in headings)
    filters = "".join(f"<td>{_filter_html(each)}</td>" for each in headings)
    return SafeString(f'<tr>{names}</tr>\n<tr class="table-filters">{filters}</tr>')


def _name_html(heading: Heading) -> str:
    start, arrow = '<th scope="col">', ""
    if heading.sorted:
        start = f'<th scope="col" aria-sort="{heading.sorted}">'
        arrow = f' <span aria-hidden="true">{ARROWS[heading.sorted]}</span>'
    return f'{start}<a href="?{escape(heading.sort_query)}">{escape(heading.label)}{arrow}</a></th>'


def _filter_html(heading: Heading) -> str:
    word = _("Vanaf") if heading.is_range else _("Filter")
    if heading.options:
        options = "".join(
            f'<option value="{code}"{" selected" if is_chosen else ""}>{escape(word)}</option>'
            for code, word, is_chosen in heading.options
        )
        label, every = escape(f"{word}: {heading.label}"), _("alles")
        field = (
            f'<select class="input" form="zoeken" name="{heading.name}" aria-label="{label}">'
            f'<option value="">{every}</option>{options}</select>'
        )
    else:
        field = _input_html(heading, heading.name, word, heading.typed, heading.fault)
        if heading.is_range:
            field += _input_html(heading, heading.until_name, _("Tot en met"), heading.until_typed, heading.until_fault)
        field = f'<span class="table-range">{field}</span>'
    faults = (fault for fault in (heading.fault, heading.until_fault) if fault)
    return field + "".join(f'<span class="error">{escape(fault)}</span>' for fault in faults)


def _input_html(heading: Heading, name: str, word: str, typed: str, fault: str) -> str:
    label, invalid = escape(f"{word}: {heading.label}"), ' aria-invalid="true"' if fault else ""
    return (
        f'<input class="input" type="{heading.input_type}" form="zoeken" name="{name}" value="{escape(typed)}"'
        f' aria-label="{label}"{invalid}>'
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is the same for one column in every row."""

    column: Column
    kind: str  # its class
    label: str
    drawn: dict[str, str]  # texts by plain value, escaped
    link_end: str  # of the address of its form; nothing when it is not edited here


def rows_html(
    lines: Sequence[Line], columns: Sequence[Column], *, row_page: tuple[str, str], row_form: str, query: str
) -> SafeString:
    """All rows. `row_page`: what comes before and after the id of a row in the address of its page; `row_form`: what
    comes before it in that of its form, nothing when rows are not edited here."""
    end = f"&amp;{escape(query)}" if query else ""
    cells = [
        _Cell(
            each,
            "can-edit is-passage" if each.is_passage else "can-edit",
            escape(str(each.label)),
            {"": ""},
            f"/?cel={each.code}{end}" if each.is_editable and row_form else "",
        )
        for each in columns[1:]
    ]
    before, after = (escape(each) for each in row_page)
    unknown = escape(_("naam onbekend"))
    return SafeString(
        "".join(
            f'<tr><th scope="row"><a href="{before}{line.public_id}{after}" hx-boost="false">'
            + _row(line, escape(line.plain[columns[0].code]) or unknown, cells, row_form)
            for line in lines
        )
    )


def _row(line: Line, name: str, cells: Sequence[_Cell], row_form: str) -> str:
    return f"{name}</a></th>" + "".join(_cells(line, cells, name, row_form)) + "</tr>\n"


def _cells(line: Line, cells: Sequence[_Cell], name: str, row_form: str) -> Iterator[str]:
    for cell in cells:
        plain = line.plain[cell.column.code]
        text = cell.drawn.get(plain)
        if text is None:
            text = cell.drawn[plain] = escape(shortened(cell.column.shown(plain)))
        if cell.link_end:
            link = f'<td class="{cell.kind}"><a href="{row_form}{line.public_id}{cell.link_end}"'
            yield (
                f"{link}>{text}</a></td>"
                if text
                else (f'{link} class="is-empty" aria-label="{cell.label}: {name}">+</a></td>')
            )
        else:
            yield f'<td class="num-col">{text}</td>' if cell.column.kind == NUMBER else f"<td>{text}</td>"


def shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
