"""What is no list is refused in words; what is an odd list is read."""

import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from conftest import Cast
from jobtwinning.moving.tests.lists import excel, people_list
from jobtwinning.moving.tests.test_moving import ClientOf, Walk

HEAD = ("Naam", "E-mail", "Kant", "Organisatie")
ROW = ("Imke Vos", "imke@lijst.example", "docent", "Brugwater")


@pytest.fixture
def walk(cast: Cast, client_of: ClientOf) -> Walk:
    return Walk(client_of("coordinator"), cast.programme.slug)


def test_a_password_is_named(walk: Walk) -> None:
    assert "wachtwoord" in walk.refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "dicht.xlsx")


def test_too_many_rows_are_refused_fast(walk: Walk) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEAD, *[ROW] * 50_000):
        sheet.append(list(row))
    target = BytesIO()
    book.save(target)
    begun = time.monotonic()
    assert "meer dan 5000 rijen" in walk.refused(target.getvalue(), "groot.xlsx")
    assert time.monotonic() - begun < 30


def test_a_bomb_is_refused(walk: Walk) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            packed.writestr(name, b"0" * 80_000_000)
    assert "Bewaar het opnieuw" in walk.refused(target.getvalue(), "bom.xlsx")


@pytest.mark.parametrize("content", [b"", b"  \n\n", excel([])])
def test_an_empty_file_says_so(walk: Walk, content: bytes) -> None:
    assert "leeg" in walk.refused(content, "leeg.xlsx" if content.startswith(b"PK") else "leeg.csv")


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


def test_a_list_in_another_kind_of_file_is_refused_beside_the_field(walk: Walk) -> None:
    assert "Dit soort bestand" in walk.refused(people_list(1), "lijst.docx")
