import io
import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from jobtwinning.core.errors import FileRefusedError
from jobtwinning.core.spreadsheets import MAX_ROWS, Row, Table, read_table

TABLE = Table(("naam", "plaats"), (Row(2, {"naam": "Zoë", "plaats": "Hoek"}), Row(4, {"naam": "Bo", "plaats": ""})))


def read(content: bytes) -> Table:
    return read_table(io.BytesIO(content))


def refused(content: bytes) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read(content)
    return caught.value


def faults(content: bytes) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in refused(content).rows]


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_read_table_any_encoding_and_delimiter_gives_the_same_table(
    encoding: str, delimiter: str, line_end: str
) -> None:
    text = line_end.join([f"naam{delimiter}plaats", f" Zoë {delimiter}Hoek", "", f"Bo{delimiter}", ""])
    assert read(text.encode(encoding)) == TABLE


def test_read_table_quoted_line_break_counts_as_one_row() -> None:
    table = read('naam;plaats\n"Zo\në";Hoek\nBo;"a;b"\n'.encode())
    assert table.rows == (Row(2, {"naam": "Zo\në", "plaats": "Hoek"}), Row(3, {"naam": "Bo", "plaats": "a;b"}))


def test_read_table_from_a_path(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("naam;plaats\nZoë;Hoek\n\nBo;\n", encoding="utf-8")
    assert read_table(tmp_path / "a.csv") == TABLE


def test_read_table_excel_gives_text() -> None:
    content = workbook(
        ["naam", "getal", "dag", "ja", "leeg"],
        ["Zoë", 7.0, datetime(2026, 9, 1), True, None],
        ["Bo", 7.5, date(2026, 9, 2), False, None],
    )
    assert [list(row.cells.values()) for row in read(content).rows] == [
        ["Zoë", "7", "2026-09-01", "true", ""],
        ["Bo", "7.5", "2026-09-02", "false", ""],
    ]


def test_read_table_formula_is_refused_with_row_and_column() -> None:
    assert faults(workbook(["naam", "getal"], ["Bo", 1], ["Zoë", "=1+1"])) == [(3, "getal")]
    assert faults(b"naam;getal\nBo;1\n=HYPERLINK(1);@x\n") == [(3, "naam"), (3, "getal")]
    assert read(b"naam;getal\n- een streepje;-1\n").rows[0].cells == {"naam": "- een streepje", "getal": "-1"}


def test_read_table_faulty_header_is_refused() -> None:
    assert faults(b"naam;;Naam\na;b;c\n") == [(1, "2"), (1, "Naam")]
    assert faults(b"naam;plaats\na;b;c\n") == [(2, "3")]
    assert str(refused(b";;\na;b;c\n")) == "De eerste rij hoort de namen van de kolommen te bevatten."


def test_named_wrong_headings_are_refused_and_right_ones_respelled() -> None:
    table = read(b"NAAM;plaats\nBo;Hoek\n")
    assert table.named(required=["naam"], optional=["plaats"]).rows[0].cells == {"naam": "Bo", "plaats": "Hoek"}
    with pytest.raises(FileRefusedError) as caught:
        table.named(required=["email", "naam"])
    assert [(fault.row, fault.column) for fault in caught.value.rows] == [(1, "plaats"), (1, "email")]
    assert str(caught.value) == "Het bestand is niet ingelezen: er zijn 2 fouten."


def test_read_table_noise_is_refused_with_a_clear_line() -> None:
    noise = random.Random(1).randbytes(10_000_000)
    assert str(refused(noise)) == "Het bestand is groter dan 2 MB."
    assert str(refused(noise[:50_000])) == "Dit is geen CSV-bestand en geen Excel-bestand (.xlsx)."
    assert str(refused(b"PK\x03\x04" + noise[:5000])).startswith("Dit Excel-bestand kunnen we niet lezen.")
    assert {str(refused(nothing)) for nothing in (b"", b" \n", b"\xef\xbb\xbf", b";;\n;\n", workbook())} == {
        "Het bestand is leeg."
    }
    assert str(refused(b'naam\n"open')) == "Dit CSV-bestand heeft aanhalingstekens die niet kloppen."


def test_read_table_zip_that_unpacks_too_far_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert str(refused(packed.getvalue())) == "Dit Excel-bestand is te groot als het uitgepakt wordt."


def test_read_table_far_away_cells_are_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["naam"])
    sheet.cell(3, 16_384, "hier")
    packed = io.BytesIO()
    book.save(packed)
    assert str(refused(packed.getvalue())) == "Het bestand heeft meer dan 200 kolommen."


def test_read_table_cell_with_a_failed_formula_is_refused() -> None:
    assert faults(workbook(["naam", "getal"], ["Bo", "#DIV/0!"])) == [(2, "getal")]


def test_read_table_takes_the_first_sheet_and_the_first_cell_of_merged_ones() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["naam", "plaats"], ["Zoë", None]):
        sheet.append(line)
    sheet.merge_cells("A2:B2")
    book.create_sheet("uitleg").append(["iets anders"])
    packed = io.BytesIO()
    book.save(packed)
    assert read(packed.getvalue()) == Table(("naam", "plaats"), (Row(2, {"naam": "Zoë", "plaats": ""}),))


def test_read_table_workbook_that_asks_for_another_file_is_refused() -> None:
    sheet = (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>n&a;</t></is></c></row></sheetData></worksheet>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["n"]))) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, sheet if part.filename.endswith("sheet1.xml") else old.read(part))
    assert str(refused(packed.getvalue())).startswith("Dit Excel-bestand kunnen we niet lezen.")


def test_read_table_workbook_with_a_password_is_refused() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    told = "Er zit een wachtwoord op dit bestand, of het is een oud Excel-bestand. Bewaar het zonder als .xlsx."
    assert str(refused(locked)) == told


def test_read_table_too_many_rows_is_refused() -> None:
    assert len(read(b"n\n" + b"1\n" * MAX_ROWS).rows) == MAX_ROWS
    assert str(refused(b"n\n" + b"1\n" * (MAX_ROWS + 1))) == f"Het bestand heeft meer dan {MAX_ROWS} rijen."
