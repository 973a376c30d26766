"""Read a table out of a CSV or Excel file: every cell as text, every fault with its row and column. Write a CSV."""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core.errors import FileRefusedError, RowFault

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_SHEETS = 20
BEFORE_HEADER = 20  # lines that may stand above the names of the columns
SAMPLE = 2_000  # characters of a CSV that begins with a title
MERGED_BYTES = 2_000_000  # merged cells stand at the end of a sheet
UNPACKED_TIMES = 100  # an Excel file is a zip; one that unpacks to more than this many times itself is a trap
UNPACKED_BYTES = 60_000_000
REFUSED_CELLS = {"f": "=", "e": "="}  # a formula, and a formula that failed
DELIMITERS = ";,\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that starts like this for a formula


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an Excel file with a password, or one of before 2007
MERGED = re.compile(rb'<mergeCell[^>]*\sref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it stands: every line from row 1 on, cells as text; `is_too_long` when lines were left out."""

    name: str
    lines: tuple[tuple[str, ...], ...]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; number as in a spreadsheet, where the header is row 1. Cells by heading, empty cells as ""."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows that hold something."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def named(self, *, required: Collection[str], optional: Collection[str] = ()) -> "Table":
        """The table with headings spelled as we spell them; FileRefusedError for unknown and missing headings."""
        known = {name.casefold(): name for name in (*required, *optional)}
        names = {heading: known.get(heading.casefold(), "") for heading in self.header}
        faults = [RowFault(1, heading, _("Deze kolom kennen we niet.")) for heading, name in names.items() if not name]
        faults += [RowFault(1, name, _("Deze kolom ontbreekt.")) for name in required if name not in names.values()]
        _refuse(faults)
        rows = (Row(row.number, {names[key]: cell for key, cell in row.cells.items()}) for row in self.rows)
        return Table(tuple(names[heading] for heading in self.header), tuple(rows))


def read_table(source: Path | BinaryIO, *, max_bytes: int = MAX_BYTES) -> Table:
    """Read a .csv (UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs) or an .xlsx, told apart by content.

    FileRefusedError: too large, not a table, a double or missing heading, a formula, a cell outside the header.
    """
    first = next(_sheets(_bytes(source, max_bytes)))
    refuse_too_long(first)
    return _table([list(line) for line in first.lines])


def read_sheets(source: Path | BinaryIO, *, max_bytes: int = MAX_BYTES) -> tuple[Sheet, ...]:
    """Every visible sheet of such a file; a CSV has one without a name. A formula is the cell "=".

    A value in cells that were merged downwards stands in each of them. FileRefusedError: too large, not a table.
    """
    return tuple(_sheets(_bytes(source, max_bytes)))


def refuse_too_long(sheet: Sheet) -> None:
    """FileRefusedError for a sheet with more rows than we read."""
    if sheet.is_too_long:
        raise FileRefusedError(_("Het bestand heeft meer dan %(max)s rijen.") % {"max": MAX_ROWS}, ())


def _sheets(content: bytes) -> Iterator[Sheet]:
    if content.startswith(LOCKED):
        text = _("Er zit een wachtwoord op dit bestand, of het is een oud Excel-bestand. Bewaar het zonder als .xlsx.")
        raise FileRefusedError(text, ())
    if content.startswith(b"PK\x03\x04"):
        yield from _excel_sheets(content)
    else:
        yield _sheet("", _csv_lines(content), {})


def _sheet(name: str, lines: Iterator[list[str]], merged: Mapping[int, Sequence[tuple[int, int]]]) -> Sheet:
    """merged: by row (from 1) the columns (from 0) whose value stands in the row that goes with them."""
    kept: list[tuple[str, ...]] = []
    for number, line in enumerate(lines, 1):
        if number > MAX_ROWS + BEFORE_HEADER:
            return Sheet(name, tuple(kept), is_too_long=True)
        cells = [cell.replace("\x00", "").strip() for cell in line]
        for column, above in merged.get(number, ()):
            if column < len(cells) and not cells[column] and column < len(kept[above - 1]):
                cells[column] = kept[above - 1][column]
        kept.append(tuple(cells))
    return Sheet(name, tuple(kept))


def refuse_file(faults: Sequence[RowFault]) -> None:
    """Raise FileRefusedError when there is at least one fault."""
    _refuse(faults)


def _refuse(faults: Sequence[RowFault]) -> None:
    if faults:
        count = len(faults)
        message = ngettext(
            "Het bestand is niet ingelezen: er is %(count)s fout.",
            "Het bestand is niet ingelezen: er zijn %(count)s fouten.",
            count,
        ) % {"count": count}
        raise FileRefusedError(message, faults)


def _bytes(source: Path | BinaryIO, max_bytes: int) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as opened:
            content = opened.read(max_bytes + 1)
    else:
        content = source.read(max_bytes + 1)
    if len(content) > max_bytes:
        size = f"{max_bytes / 1_000_000:.0f}"
        raise FileRefusedError(_("Het bestand is groter dan %(size)s MB.") % {"size": size}, ())
    if not content.strip():
        raise FileRefusedError(_("Het bestand is leeg."), ())
    return content


def _text(content: bytes) -> str:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if utf_16 else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(char) < 32 and char not in "\t\r\n" for char in text):
            return text
    raise FileRefusedError(_("Dit is geen CSV-bestand en geen Excel-bestand (.xlsx)."), ())


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(
        DELIMITERS, key=text[:SAMPLE].count if not any(each in first for each in DELIMITERS) else first.count
    )
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise FileRefusedError(_("Dit CSV-bestand heeft aanhalingstekens die niet kloppen."), ()) from None


def _excel_sheets(content: bytes) -> Iterator[Sheet]:
    import openpyxl  # a third of a second; only who imports an Excel file pays it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > min(UNPACKED_TIMES * len(content), UNPACKED_BYTES):
                raise FileRefusedError(_("Dit Excel-bestand is te groot als het uitgepakt wordt."), ())
            names = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
            if any(packed.read(name).count(b"<row") > MAX_ROWS + BEFORE_HEADER for name in names):
                raise FileRefusedError(_("Het bestand heeft meer dan %(max)s rijen.") % {"max": MAX_ROWS}, ())
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        for sheet in visible[:MAX_SHEETS]:
            yield _sheet(sheet.title, _excel_lines(sheet), _merged(content, sheet))
    except FileRefusedError:
        raise
    except Exception:  # noqa: BLE001  a broken workbook makes openpyxl raise nearly anything
        raise FileRefusedError(_("Dit Excel-bestand kunnen we niet lezen. Bewaar het opnieuw als .xlsx."), ()) from None


def _excel_lines(sheet: Any) -> Iterator[list[str]]:
    for cells in sheet.iter_rows():
        if any(cell.value is not None for cell in cells[MAX_COLUMNS:]):  # one far-away cell makes every row wide
            raise FileRefusedError(_("Het bestand heeft meer dan %(max)s kolommen.") % {"max": MAX_COLUMNS}, ())
        yield [REFUSED_CELLS.get(cell.data_type) or _cell_text(cell.value) for cell in cells[:MAX_COLUMNS]]


def _merged(content: bytes, sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Cells merged downwards in one column, by row; a title over many columns is left as it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        xml = packed.read(sheet._worksheet_path)
    found: dict[int, list[tuple[int, int]]] = {}
    for left, top, right, bottom in MERGED.findall(xml[-MERGED_BYTES:]):
        if left == right and int(bottom) <= MAX_ROWS + BEFORE_HEADER:
            column = _column_number(left.decode())
            for number in range(int(top) + 1, int(bottom) + 1):
                found.setdefault(number, []).append((column, int(top)))
    return found


def _column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _table(lines: list[list[str]]) -> Table:
    stripped = lines
    if len(lines) > MAX_ROWS + 1:
        raise FileRefusedError(_("Het bestand heeft meer dan %(max)s rijen.") % {"max": MAX_ROWS}, ())
    if not any(any(line) for line in stripped):
        raise FileRefusedError(_("Het bestand is leeg."), ())
    if not any(stripped[0]):
        raise FileRefusedError(_("De eerste rij hoort de namen van de kolommen te bevatten."), ())
    header = _without_empty_end(stripped[0])
    faults = list(_header_faults(header))
    rows = []
    for number, line in enumerate(stripped[1:], 2):
        if any(line):
            faults += _line_faults(number, header, line)
            padded = [*line, *[""] * (len(header) - len(line))]
            rows.append(Row(number, dict(zip(header, padded, strict=False))))
    _refuse(faults)
    return Table(tuple(header), tuple(rows))


def _without_empty_end(line: list[str]) -> list[str]:
    while line and not line[-1]:
        line = line[:-1]
    return line


def _header_faults(header: list[str]) -> Iterable[RowFault]:
    if len(header) > MAX_COLUMNS:
        yield RowFault(1, "", _("Het bestand heeft meer dan %(max)s kolommen.") % {"max": MAX_COLUMNS})
        return
    folded = [heading.casefold() for heading in header]
    for place, heading in enumerate(folded):
        if not heading:
            yield RowFault(1, str(place + 1), _("Deze kolom heeft geen naam."))
        elif heading in folded[:place]:
            yield RowFault(1, header[place], _("Deze kolom staat er twee keer in."))


def _line_faults(number: int, header: list[str], line: list[str]) -> Iterable[RowFault]:
    for place, cell in enumerate(line):
        heading = header[place] if place < len(header) else str(place + 1)
        if place >= len(header) and cell:
            yield RowFault(number, heading, _("Hier staat iets buiten de kolommen die een naam hebben."))
        elif cell.startswith(("=", "@")):
            yield RowFault(number, heading, _("Een formule nemen we niet over. Zet de uitkomst als tekst in de cel."))


def csv_text(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table as CSV with semicolons, as a Dutch spreadsheet wants it; no cell is ever a formula."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(value) for value in line] for line in lines)
    return target.getvalue()


def safe(value: object) -> str:
    """A cell that a spreadsheet reads as text, never as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
