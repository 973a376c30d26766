"""What is no list is refused in words; what is an odd list is read."""

import html
import time
import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import StoredFile
from jobtwinning.moving.models import Move
from jobtwinning.moving.tests.lists import excel, people_list
from jobtwinning.moving.tests.test_moving import ClientOf, Walk
from jobtwinning.pairs.models import Pair

HEAD = ("Naam", "E-mail", "Kant", "Organisatie")
ROW = ("Imke Vos", "imke@lijst.example", "docent", "Brugwater")


@pytest.fixture
def walk(cast: Cast, client_of: ClientOf) -> Walk:
    return Walk(client_of("coordinator"), cast.programme.slug)


def zipped(sheet: bytes) -> bytes:
    """As openpyxl would pack it, with the sheet as it is."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(excel([HEAD]))) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in packed.namelist():
            fresh.writestr(name, sheet if name.startswith("xl/worksheets/") else packed.read(name))
    return target.getvalue()


def long_sheet(rows: int) -> bytes:
    cells = (
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>imke{n}@x.example</t></is></c></row>' for n in range(1, rows)
    )
    return f"<worksheet><sheetData>{''.join(cells)}</sheetData></worksheet>".encode()


BROKEN_QUOTES = "\n".join([";".join(HEAD), ";".join(ROW), '"Imke;"x" y']).encode()
REFUSED = {
    "password": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "x.xlsx", "Er zit een wachtwoord op", "a password"),
    "50,000 rows": (zipped(long_sheet(50_000)), "x.xlsx", "meer dan 5000 rijen", "more than 5000 rows"),
    "long CSV": (people_list(5_100), "x.csv", "meer dan 5000 rijen", "more than 5000 rows"),
    "bomb": (zipped(b"0" * 70_000_000), "x.xlsx", "Bewaar het opnieuw", "Save it again"),
    "empty": (b"  \n\n", "x.csv", "Het bestand is leeg.", "The file is empty."),
    "empty sheet": (excel([]), "x.xlsx", "Het bestand is leeg.", "The file is empty."),
    "another kind": (people_list(1), "x.docx", "Dit soort bestand", "kind of file"),
    "quotes": (BROKEN_QUOTES, "x.csv", "aanhalingstekens die niet kloppen", "quotation marks"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_in_words_and_nothing_is_kept(walk: Walk, name: str) -> None:
    content, file, dutch, english = REFUSED[name]
    begun = time.process_time()
    for language, words in (("nl", dutch), ("en", english)):
        with translation.override(language):
            page = walk.refused(content, file)
        assert words in page
        assert 'type="file"' in page, "one can choose another at once"
    assert time.process_time() - begun < 6
    assert (Move.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_faults_are_named_by_row_and_column_in_the_own_language_and_choices_stay(cast: Cast, walk: Walk) -> None:
    head = ("Docent", "E-mail docent", "School", "Partner", "E-mail partner", "Bedrijf", "Startdatum", "Uren docent")
    day = clock.today()
    rows: list[tuple[object, ...]] = [
        (f"Imke{n} Vos", f"imke{n}@x.example", "Brug", f"Bram{n} Kok", f"bram{n}@x.example", "Oever", *end)
        for n, end in enumerate([("31-02-2026", 4), ("2-3-1962", 4), ("binnenkort", 4), (day, "veel"), (day, "=2+2")])
    ]
    wrong = {
        "nl": ["Dit is geen datum die bestaat", "Klopt het jaar?", "Dit is geen datum", "geen aantal uren", "formule"],
        "en": ["This is not a date", "Is the year right?", "This is not a date", "not a number of hours", "formula"],
    }
    for language, words in wrong.items():
        with translation.override(language):
            move = walk.send(excel([head, *rows]))
            twice = {f"column_{number}": code for number, code in enumerate(move.columns)} | {"column_7": "starts_on"}
            answer = walk.client.post(walk.url("columns", move), {"version": str(move.version), **twice})
            form = answer.context["form"]
            assert (answer.status_code, form["column_7"].value(), form["column_3"].value()) == (
                422,
                "starts_on",
                "b_full_name",
            )
            assert "column_7" in form.errors
            walk.choose(move, column_7="a_hours")
            page = walk.client.get(walk.url("trial", move))
        found = [
            (row.number, fault.column, fault.message) for row, _told in page.context["rows"] for fault in row.faults
        ]
        assert [(number, column) for number, column, _message in found] == [
            (2, "Startdatum"), (3, "Startdatum"), (4, "Startdatum"), (5, "Uren docent"), (6, "Uren docent")
        ]  # fmt: skip
        for (_number, _column, message), part in zip(found, words, strict=True):
            assert part in message
            assert html.escape(message) in page.content.decode()
        assert walk.client.post(walk.url("remove", move)).status_code == 302
    assert Pair.objects.count() == 1, "the pair that was there"


def test_the_sheet_and_the_row_of_headings_can_be_chosen(walk: Walk) -> None:
    """Two sheets that both hold a list: ours is the second, under a row that looks like headings."""
    book = openpyxl.Workbook()
    for name, rows in (
        ("Oud", (HEAD, ROW)),
        ("Nieuw", (("Wat", "Hoe"), HEAD, ("Anna Kok", "anna@x.example", *ROW[2:]))),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    target = BytesIO()
    book.save(target)
    move = walk.send(target.getvalue())
    assert (move.sheet, move.header_row) == (0, 1)
    sent = {"version": str(move.version), "kind": "people", "sheet": "1", "header_row": "9"}
    refused = walk.client.post(walk.url("read", move), sent)
    assert "In deze rij staan geen namen van kolommen." in refused.content.decode()
    assert refused.context["read_form"]["sheet"].value() == "1", "what was chosen stays"
    assert walk.client.post(walk.url("read", move), {**sent, "header_row": "2"}).status_code == 302
    walk.choose(move)
    page = walk.client.get(walk.url("trial", move))
    assert [row.who for row, _told in page.context["rows"]] == ["Anna Kok"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_every_dress(walk: Walk, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(each) for each in (HEAD, ("Zoë Vos", *ROW[1:]))]
    move = walk.send("\n".join(lines).encode(encoding))
    assert move.columns == ["full_name", "email", "side", "organisation"]


def test_formulas_merged_cells_and_a_second_sheet(walk: Walk) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Uitleg", 0).append(["Uitleg"])
    book.remove(book.worksheets[1])
    sheet = book.create_sheet("Mensen")
    for row in (
        ("Deelnemers",),
        (),
        (*HEAD, "Som"),
        (*ROW, "=1+1"),
        ("Anna Vos", "anna@lijst.example", "docent", None),
    ):
        sheet.append(list(row))
    sheet.merge_cells("D4:D5")
    sheet.merge_cells("A1:D1")
    target = BytesIO()
    book.save(target)
    move = walk.send(target.getvalue())
    assert (move.sheet, move.header_row, move.columns[:4]) == (1, 3, ["full_name", "email", "side", "organisation"])
    walk.choose(move)  # the column with the formula is not read
    assert walk.trial(move) == {4: "added", 5: "added"}
    walk.choose(move, column_4="function")
    assert walk.trial(move) == {4: "refused", 5: "added"}
    assert "Een formule nemen we niet over" in walk.client.get(walk.url("trial", move)).content.decode()


def test_a_double_address_is_refused_in_its_second_row(walk: Walk) -> None:
    move = walk.send(excel([HEAD, ROW, ROW]))
    walk.choose(move)
    assert walk.trial(move) == {2: "added", 3: "refused"}


def test_exact_names_of_columns_are_recognised_with_answers(walk: Walk) -> None:
    head = b"given_name;surname;email;side;organisation;function;I11a\n"
    move = walk.send(head + b"Imke;Vos;imke@lijst.example;docent;Brugwater;docent Duits;7,5\n")
    assert move.columns == ["given_name", "surname", "email", "side", "organisation", "function", "I11a"]
