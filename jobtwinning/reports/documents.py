"""The report as JSON, as text and as one long CSV; all three say what the page says."""

from collections.abc import Iterator
from typing import Any

from jobtwinning.core.spreadsheets import csv_text
from jobtwinning.programmes.models import Programme
from jobtwinning.reports import wording
from jobtwinning.reports.disclosure import Below, Hidden, Result, Shown
from jobtwinning.reports.tables import Report, Row, Table


def name_of(programme: Programme) -> str:
    """The name of the programme in the language of the reader."""
    return programme.name_en if wording.language().startswith("en") else programme.name_nl


def as_json(programme: Programme, report: Report) -> dict[str, Any]:
    """Everything in the report, for other programs."""
    return {
        "programme": programme.slug,
        "name": name_of(programme),
        "released_before": programme.released_before,
        "small_group": programme.rules.small_group,
        "submitted": {instrument: dict(groups) for instrument, groups in report.submitted.items()},
        "tables": [_table_json(table) for table in report.tables],
        "pairs": {
            "code": "T2.1",
            "title": wording.title("T2.1"),
            "n": len(report.pairs),
            "rows": [{"region": pair.region, "school": pair.school, "company": pair.company} for pair in report.pairs],
        },
    }


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": wording.title(table.code),
        "caption": wording.caption(table),
        "sources": list(table.sources),
        "n": dict(table.n),
        "rows": [_row_json(table, row) for row in table.rows],
    }


def _row_json(table: Table, row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": wording.row_label(table, row),
        "rank": row.rank,
        "n": dict(row.n),
        "cells": {column: cell_json(cell) for column, cell in row.cells.items()},
    }


def cell_json(cell: Result) -> dict[str, Any]:
    """One figure; state is shown, below or hidden."""
    match cell:
        case Shown():
            return {"state": "shown", "count": cell.count, "percentage": cell.percentage, "n": cell.n}
        case Below():
            return {"state": "below", "limit": cell.limit}
        case Hidden():
            return {"state": "hidden", "reason": str(cell.reason)}


def as_text(programme: Programme, report: Report) -> str:
    """The report for a terminal."""
    return "\n".join(_text_lines(programme, report))


def _text_lines(programme: Programme, report: Report) -> Iterator[str]:
    yield name_of(programme)
    for table in report.tables:
        yield from ("", f"{table.code}  {wording.title(table.code)}", wording.caption(table))
        yield from _text_table(table)
    yield from ("", f"T2.1  {wording.title('T2.1')}")
    for pair in report.pairs:
        yield f"  {' | '.join(wording.unknown(name) for name in (pair.region, pair.school, pair.company))}"
    yield f"  {len(report.pairs)}"


def _text_table(table: Table) -> Iterator[str]:
    """One line per row, columns lined up: rank, code, figures, label."""
    heads = [f"{wording.column(column)} {wording.group_size(n)}" for column, n in table.n.items()]
    lines = [["", "", *heads, ""]]
    for row in table.rows:
        rank = "" if row.rank is None else f"{row.rank}."
        lines.append([rank, row.code, *map(_text_figure, row.cells.values()), wording.row_label(table, row)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _text_figure(cell: Result) -> str:
    """Count, N and percentage, or why not."""
    if isinstance(cell, Shown) and cell.percentage is not None:
        return f"{cell.count}/{cell.n} {cell.percentage}%"
    return wording.figure(cell)


COLUMNS = ("table", "title", "code", "label", "column", "state", "count", "percentage", "n", "text", "rank")


def as_csv(report: Report) -> str:
    """One long table: a line per figure, count and percentage empty where it is not printed. Pairs are not in it."""
    lines = (
        _csv_line(table, row, column, cell)
        for table in report.tables
        for row in table.rows
        for column, cell in row.cells.items()
    )
    return csv_text(COLUMNS, lines)


def _csv_line(table: Table, row: Row, column: str, cell: Result) -> list[object]:
    figure = {"count": "", "percentage": "", "n": row.n[column], **cell_json(cell)}
    head = [table.code, wording.title(table.code), row.code, wording.row_label(table, row), wording.column(column)]
    numbers = [figure[name] for name in ("state", "count", "percentage", "n")]
    return [*head, *numbers, wording.figure(cell, absolute=wording.is_absolute(table)), row.rank]
