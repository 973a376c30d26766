"""Write a workbook (.xlsx) that stays what it was written as, and read one cell by cell with the kinds kept."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from django.utils.translation import gettext as _

from jobtwinning.core.errors import FileRefusedError, RowFault
from jobtwinning.core.spreadsheets import (
    FORMULA,
    MAX_COLUMNS,
    MAX_ROWS,
    UNPACKED_BYTES,
    UNPACKED_TIMES,
    refuse_file,
)

WIDEST, NARROWEST = 42, 10
CELL_LENGTH = 32_000  # a spreadsheet holds little more


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; number as in a spreadsheet, where the header is row 1."""

    number: int
    cells: tuple[Any, ...]  # None, str, bool, int, float, datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header, as text, and the rows that hold something."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def write_workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, hidden: int = 0) -> bytes:
    """A workbook of one sheet: texts are texts and never formulas, days are days. The last `hidden` columns are hidden.

    Cells: str, Decimal, date or None.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    # With the quote that keeps it text when somebody edits it: a telephone number, or what looks like a formula.
    text = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
    day, number = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "General"})
    widths = [len(each) for each in header]
    for place, heading in enumerate(header):
        sheet.write_string(0, place, heading, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                sheet.write_blank(last, place, None, text)
            elif isinstance(cell, Decimal):
                sheet.write_number(last, place, float(cell), number)
            elif isinstance(cell, date):
                sheet.write_datetime(last, place, cell, day)
            else:
                sheet.write_string(last, place, str(cell)[:CELL_LENGTH], text)
                widths[place] = max(widths[place], len(str(cell)))
    for place, width in enumerate(widths):
        options = {"hidden": True} if place >= len(header) - hidden else {}
        sheet.set_column(place, place, min(WIDEST, max(NARROWEST, width + 2)), None, options)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, max(0, len(header) - hidden - 1))
    book.close()
    return target.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Tabel"


def read_workbook(content: bytes) -> Sheet:
    """The first sheet of a workbook. FileRefusedError: not a workbook, too large, a formula, a heading twice."""
    try:
        lines = list(_lines(content))
    except FileRefusedError:
        raise
    except Exception:  # noqa: BLE001  a broken workbook makes openpyxl raise nearly anything
        raise FileRefusedError(_("Dit Excel-bestand kunnen we niet lezen. Bewaar het opnieuw als .xlsx."), ()) from None
    if not lines:
        raise FileRefusedError(_("Het bestand is leeg."), ())
    header = tuple("" if cell is None else str(cell).strip() for cell in lines[0].cells)
    named = [heading.casefold() for heading in header if heading]
    twice = {heading for heading in named if named.count(heading) > 1}
    refuse_file([RowFault(1, heading, _("Deze kolom staat er twee keer in.")) for heading in sorted(twice)])
    return Sheet(header, tuple(row for row in lines[1:] if any(cell not in (None, "") for cell in row.cells)))


def _lines(content: bytes) -> Iterable[SheetRow]:
    import openpyxl  # a third of a second; only who reads an Excel file pays it
    from openpyxl.utils import get_column_letter

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > min(UNPACKED_TIMES * len(content), UNPACKED_BYTES):
            raise FileRefusedError(_("Dit Excel-bestand is te groot als het uitgepakt wordt."), ())
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    faults = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS + 1:
            raise FileRefusedError(_("Het bestand heeft meer dan %(max)s rijen.") % {"max": MAX_ROWS}, ())
        for place, cell in enumerate(cells, 1):
            if cell.data_type in ("f", "e"):
                fault = _("Een formule nemen we niet over. Zet de uitkomst als tekst in de cel.")
                faults.append(RowFault(number, get_column_letter(place), fault))
        yield SheetRow(number, tuple(_value(cell.value) for cell in cells))
    refuse_file(faults)


def _value(value: Any) -> Any:
    return value.replace("\x00", "").replace("_x000D_", "") if isinstance(value, str) else value


def unguarded(value: Any) -> Any:
    """A text without the quote that kept it from being a formula."""
    if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(FORMULA):
        return value[1:]
    return value
