"""What is on the screen as a file: the same columns, filters and order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from jobtwinning.core.spreadsheets import csv_text, safe
from jobtwinning.core.workbooks import write_workbook
from jobtwinning.intake.table.columns import Column
from jobtwinning.intake.table.marks import HEADING, RowMark, mark
from jobtwinning.intake.table.queries import Line
from jobtwinning.intake.table.tables import Table
from jobtwinning.programmes.models import Programme


def as_workbook(table: Table, programme: Programme, columns: Sequence[Column], lines: Iterable[Line]) -> bytes:
    """An .xlsx with a hidden last column that knows each row and what its cells were."""
    header = [*(str(each.label) for each in columns), HEADING]
    return write_workbook(str(table.title), header, _rows(table, programme, columns, lines), hidden=1)


def _rows(
    table: Table, programme: Programme, columns: Sequence[Column], lines: Iterable[Line]
) -> Iterator[Sequence[Any]]:
    for line in lines:
        marks = {each.code: mark(line.plain[each.code]) for each in columns}
        row_mark = RowMark(programme.public_id, table.code, line.public_id, marks)
        yield [*(each.in_file(line.plain[each.code]) for each in columns), row_mark.text()]


def as_csv(columns: Sequence[Column], lines: Iterable[Line]) -> str:
    """A .csv for other programmes; it cannot be read back, since it knows no rows."""
    cells = ([_csv_cell(each.in_file(line.plain[each.code])) for each in columns] for line in lines)
    return csv_text([safe(each.label) for each in columns], cells)


def _csv_cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
