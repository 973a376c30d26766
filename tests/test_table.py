"""The table of a programme: what it shows, how it is edited, and a file that goes out and comes back."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.crowd import add_crowd
from conftest import Cast, build_cast, sign_in
from jobtwinning.core import background
from jobtwinning.core.models import History, LongWork, StoredFile
from jobtwinning.intake.models import ParticipantLine, SavedView, TableColumn
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from tests import hostile, make, policy

pytestmark = pytest.mark.one_database

ClientOf = Callable[[str], Client]
MOST_QUERIES = 10


def address(cast: Cast, name: str = "table", *more: str) -> str:
    return reverse(f"intake:{name}", args=[cast.programme.slug, "deelnemers", *more])


def names_on(client: Client, url: str) -> list[str]:
    """The surnames in the table, from top to bottom."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', client.get(url).context["rows"])


@pytest.fixture
def three(cast: Cast) -> Cast:
    """Three people beside the cast, with what coordinators keep about them."""
    column = make.make_table_column(cast.programme, label="Shirtmaat", kind="number")
    for number, (surname, phone) in enumerate([("Zandstra", "+31 6 1"), ("Aalbers", "06 2"), ("Maas", "")]):
        person = make.make_person(f"Voor{number}", surname)
        Person.objects.filter(pk=person.pk).update(phone=phone)
        side = Side.TEACHER if number else Side.NON_TEACHER
        one = make.make_participation(cast.programme, side=side, person=person)
        line = make.make_line(one, note=f"Notitie {number}", **{column.code: str(number * 7)})
        line.last_contact_on = date(2026, 9, 10 + number)
        line.save()
    make.make_hours(cast.pair, cast.teacher.person, work="2.5")
    return cast


# --- Looking ------------------------------------------------------------------------------------


def test_filters_and_order_of_every_kind(three: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), address(three)
    own = TableColumn.objects.get().code
    others = {three.teacher.person.surname, three.professional.person.surname}
    asked = {
        "f-surname=aal": ["Aalbers"],
        "f-phone=*&sort=surname": ["Aalbers", "Zandstra"],
        "f-phone=-&f-note=notitie": ["Maas"],
        "f-side=non_teacher&f-note=notitie": ["Zandstra"],
        "f-last_contact=2026-09-11&sort=-last_contact": ["Maas", "Aalbers"],
        "f-last_contact=2026-09-11&f-last_contact-to=11-09-2026": ["Aalbers"],
        f"f-{own}=7&sort=-{own}": ["Maas", "Aalbers"],
        f"f-{own}-to=7&sort={own}": ["Zandstra", "Aalbers"],
        "f-hours=2,5": [three.teacher.person.surname],
        "f-permission=given&f-note=notitie&sort=-surname": ["Zandstra", "Maas", "Aalbers"],
    }
    for query, expected in asked.items():
        assert names_on(client, f"{url}?{query}") == expected, query
    assert set(names_on(client, url)) == {"Zandstra", "Aalbers", "Maas", *others}
    page = hostile.text_of(client.get(f"{url}?f-last_contact=morgen"))
    assert "Vul een datum in" in page
    assert 'value="morgen"' in page


def test_withdrawn_people_only_when_they_are_asked_for(three: Cast, client_of: ClientOf) -> None:
    Participation.objects.filter(person__surname="Maas").update(state=Participation.State.WITHDRAWN)
    client, url = client_of("coordinator"), address(three)
    assert "Maas" not in names_on(client, url)
    assert names_on(client, f"{url}?f-phase=withdrawn") == ["Maas"]


def test_the_phase_goes_on_with_the_pair(three: Cast, client_of: ClientOf) -> None:
    """Whoever has a proposal or a pair is no longer among those who can be matched."""
    client, url = client_of("coordinator"), address(three)
    own = {three.teacher.person.surname, three.professional.person.surname}
    others = {"Aalbers", "Maas", "Zandstra"}
    states = {"proposed": Pair.State.PROPOSED, "paired": Pair.State.TRIAL, "done": Pair.State.FINISHED}
    for phase, state in states.items():
        Pair.objects.filter(pk=three.pair.pk).update(state=state)
        three.pair.seats.update(active=phase != "done")
        assert set(names_on(client, f"{url}?f-phase={phase}")) == own
        assert set(names_on(client, f"{url}?f-phase=ready")) == others
    Pair.objects.filter(pk=three.pair.pk).update(state=Pair.State.ENDED)
    assert set(names_on(client, f"{url}?f-phase=ready")) == others | own, "both may be matched again"


def test_columns_are_chosen_and_kept_in_a_view(three: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), address(three)
    page = client.get(f"{url}?col=email&col=phone&f-phone=*&sort=-phone")
    assert [each.label for each in page.context["headings"]] == ["Achternaam", "E-mail", "Telefoon"]
    form = page.context["form"]
    sent = {"name": "Bellijst", "is_shared": "on", "query": form["query"].value(), "form_key": form["form_key"].value()}
    for _time in range(2):
        assert client.post(address(three, "view_save"), sent).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.is_shared, view.query) == (
        "Bellijst",
        True,
        "col=surname&col=email&col=phone&f-phone=%2A&sort=-phone",
    )
    assert set(names_on(client, f"{url}?{view.query}")) == {"Aalbers", "Zandstra"}
    colleague, stranger = make.make_account(), make.make_account()
    make.make_grant(colleague, RoleGrant.Role.COORDINATOR, region=three.region, programme=three.programme)
    elsewhere = make.make_region()
    three.programme.regions.add(elsewhere)
    make.make_grant(stranger, RoleGrant.Role.COORDINATOR, region=elsewhere, programme=three.programme)
    for account, sees in ((colleague, True), (stranger, False)):
        other = Client()
        sign_in(other, account)
        assert ("Bellijst" in hostile.text_of(other.get(url))) is sees
        assert other.post(reverse("intake:view_remove", args=[view.public_id])).status_code == 404
    assert client.post(reverse("intake:view_remove", args=[view.public_id])).status_code == 302
    assert not SavedView.objects.exists()


def test_ten_questions_for_ten_people_and_for_two_thousand(cast: Cast, client_of: ClientOf) -> None:
    column = make.make_table_column(cast.programme, kind="number")
    account = cast.accounts["coordinator"]
    assert account is not None
    make.make_view(account, cast.programme)
    client = client_of("coordinator")
    urls = [address(cast), f"{address(cast)}?col=hours&col=permission&sort=-hours&f-{column.code}=-"]
    for number in range(8):
        make.make_line(make.make_participation(cast.programme), **{column.code: str(number)})
    few = [asked(client, url) for url in urls]
    add_crowd(cast.programme.slug, 1_990)
    assert [asked(client, url) for url in urls] == few
    assert max(few) <= MOST_QUERIES
    assert len(names_on(client, urls[0])) == 50


def asked(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len([each for each in queries if "SAVEPOINT" not in each["sql"]])


# --- Editing ------------------------------------------------------------------------------------


def edit(client: Client, url: str, *, htmx: bool = False, **typed: Any) -> Any:
    """Open a form, change what is named and send it."""
    headers = {"hx-request": "true"} if htmx else {}
    form = client.get(url, headers=headers).context["form"]
    sent = {field.html_name: field.value() if field.value() is not None else "" for field in form}
    return client.post(url, {**sent, **typed}, headers=headers)


def test_a_cell_is_edited_with_and_without_a_script(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    one = Participation.objects.get(person__surname="Maas")
    url = address(three, "table_row", one.public_id)
    assert edit(client, url, phone="+31 6 12345678", note="Belt\nliever").status_code == 302
    answer = edit(client, f"{url}?cel=last_contact&f-side=teacher", htmx=True, last_contact="2026-10-01")
    assert answer.status_code == 200
    assert "1 okt 2026" in hostile.text_of(answer)
    assert "<html" not in hostile.text_of(answer)
    one.refresh_from_db()
    assert Person.objects.get(pk=one.person_id).phone == "+31 6 12345678"
    assert (one.line.note, one.line.last_contact_on) == ("Belt\nliever", date(2026, 10, 1))
    assert History.objects.filter(verb="edit_row").count() == 2
    refused = edit(client, url, last_contact="nooit")
    assert refused.status_code == 422
    assert "nooit" in hostile.text_of(refused)


def test_an_edit_of_what_changed_meanwhile_is_told_and_keeps_what_was_typed(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    one = Participation.objects.get(person__surname="Maas")
    url = address(three, "table_row", one.public_id) + "?cel=note"
    form = client.get(url).context["form"]
    sent = {field.html_name: field.value() for field in form}
    ParticipantLine.objects.filter(participation=one).update(note="Van een collega")
    for headers, status in (({}, 422), ({"hx-request": "true"}, 200)):
        answer = client.post(url, {**sent, "note": "Van mij"}, headers=headers)
        assert answer.status_code == status
        assert "Iemand anders heeft dit intussen aangepast" in hostile.text_of(answer)
        assert "Van mij" in hostile.text_of(answer)
    assert ParticipantLine.objects.get(participation=one).note == "Van een collega"
    again = {field.html_name: field.value() for field in answer.context["form"]}
    assert client.post(url, {**again, "note": "Van mij"}).status_code == 302
    assert ParticipantLine.objects.get(participation=one).note == "Van mij"


def test_an_own_column_comes_and_goes_once(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    form = client.get(address(three, "table_columns")).context["form"]
    sent = {"label": "Parkeerkaart", "kind": "yes_no", "form_key": form["form_key"].value()}
    for _time in range(2):
        assert client.post(address(three, "table_columns"), sent).status_code == 302
    column = TableColumn.objects.get(label="Parkeerkaart")
    assert client.post(address(three, "table_columns"), {"label": "PARKEERKAART", "kind": "text"}).status_code == 422
    assert client.post(address(three, "table_columns"), {"label": "Phone", "kind": "text"}).status_code == 422
    one = Participation.objects.get(person__surname="Maas")
    edit(client, address(three, "table_row", one.public_id), **dict[str, Any]({column.code: "yes"}))
    assert names_on(client, f"{address(three)}?f-{column.code}=yes") == ["Maas"]
    url = address(three, "table_column_remove", column.public_id)
    for _time in range(2):
        assert client.post(url, {"form_key": "a"}).status_code == 302
    assert not TableColumn.objects.filter(pk=column.pk).exists()
    assert History.objects.filter(verb="remove_column").count() == 1
    assert column.code not in ParticipantLine.objects.get(participation=one).cells


# --- Out and back -------------------------------------------------------------------------------


def workbook(client: Client, url: str) -> Any:
    answer = client.get(url)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def cells(book: Any) -> list[list[Any]]:
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def send(client: Client, cast: Cast, book: Any, name: str = "terug.xlsx") -> Any:
    """Send a workbook back and open its differences, or the answer that refuses it."""
    target = io.BytesIO()
    book.save(target)
    answer = client.post(address(cast, "table_back"), {"file": SimpleUploadedFile(name, target.getvalue())})
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def take(client: Client, cast: Cast, page: Any, **changed: Any) -> Any:
    context = page.context
    keys = [cell.key for row in context["rows"] for cell in row.cells if not cell.changed_meanwhile]
    sent = {"stored": context["stored"].public_id, "shown": context["shown_ids"], "take": keys, "rest": "1"}
    return client.post(address(cast, "table_back"), {**sent, "form_key": context["form_key"], **changed})


def test_the_file_is_what_is_on_the_screen(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    query = "?col=phone&col=last_contact&col=hours&col=note&f-note=notitie&sort=-surname"
    ParticipantLine.objects.filter(note="Notitie 2").update(note="=1+1 notitie")
    book = workbook(client, address(three, "table_file") + query)
    header, *rows = cells(book)
    assert header[:-1] == ["Achternaam", "Telefoon", "Laatste contact", "Uren", "Notitie"]
    assert [row[0] for row in rows] == names_on(client, address(three) + query) == ["Zandstra", "Maas", "Aalbers"]
    assert rows[0][1] == "+31 6 1"
    assert rows[0][2].date() == date(2026, 9, 10)
    assert rows[0][3] == 0
    sheet = book.worksheets[0]
    assert sheet.cell(3, 5).value == "=1+1 notitie"
    assert sheet.cell(3, 5).data_type == "s"
    assert sheet.column_dimensions["F"].hidden
    text = client.get(address(three, "table_file") + query + "&als=csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "Achternaam;Telefoon;Laatste contact;Uren;Notitie"
    assert lines[1] == "Zandstra;'+31 6 1;2026-09-10;0;Notitie 0"
    assert "'=1+1 notitie" in lines[2]


def test_a_changed_file_shows_differences_and_takes_over_what_is_ticked(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    own = TableColumn.objects.get()
    book = workbook(client, address(three, "table_file") + "?f-note=notitie&sort=surname")
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    place = {heading: number for number, heading in enumerate(header, 1)}
    sheet.cell(2, place["Telefoon"], "+31 6 99")  # Aalbers
    sheet.cell(2, place["Laatste contact"], date(2026, 11, 1))
    sheet.cell(3, place["Notitie"]).value = None  # Maas
    sheet.cell(3, place["Shirtmaat"], 3.5)
    sheet.cell(4, place["Achternaam"], "Andersma")  # Zandstra: not changed here
    sheet.cell(4, place["Laatste contact"], "gisteren")
    sheet.cell(5, 1, "Nieuw")
    sheet.cell(1, len(header) + 1, "Verzonnen")
    sheet.cell(2, len(header) + 1, "x")
    page = send(client, three, book)
    reading = page.context["reading"]
    shown = {
        (row.line.plain["surname"], cell.column.code, cell.shown_yours) for row in reading.rows for cell in row.cells
    }
    assert shown == {
        ("Aalbers", "phone", "+31 6 99"),
        ("Aalbers", "last_contact", "1 nov 2026"),
        ("Maas", "note", ""),
        ("Maas", own.code, "3,5"),
    }
    assert reading.unknown_columns == ("Verzonnen",)
    assert {(note.row, note.column) for note in reading.notes} == {(4, "Achternaam"), (4, "Laatste contact"), (5, "")}
    without = [cell.key for row in reading.rows for cell in row.cells if cell.column.code != "last_contact"]
    assert take(client, three, page, take=without).status_code == 302
    found = {each.person.surname: each for each in Participation.objects.select_related("person", "line")[2:]}
    assert found["Aalbers"].person.phone == "+31 6 99"
    assert found["Aalbers"].line.last_contact_on == date(2026, 9, 11)
    assert found["Maas"].line.note == ""
    assert found["Maas"].line.cells == {own.code: "3.5"}
    assert found["Zandstra"].person.surname == "Zandstra"
    assert not StoredFile.objects.exists()


def test_of_two_who_edited_in_excel_the_second_sees_the_conflict_and_chooses(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = address(three, "table_file") + "?f-surname=maas"
    first, second = workbook(client, url), workbook(client, url)
    header = [cell.value for cell in first.worksheets[0][1]]
    note, phone = header.index("Notitie") + 1, header.index("Telefoon") + 1
    first.worksheets[0].cell(2, note, "Van de een")
    second.worksheets[0].cell(2, note, "Van de ander")
    second.worksheets[0].cell(2, phone, "06 3")
    assert take(client, three, send(client, three, first)).status_code == 302
    page = send(client, three, second)
    late = [
        (cell.column.code, cell.now) for row in page.context["rows"] for cell in row.cells if cell.changed_meanwhile
    ]
    assert late == [("note", "Van de een")]
    assert "intussen aangepast" in hostile.text_of(page)
    take(client, three, page)
    one = Participation.objects.select_related("person", "line").get(person__surname="Maas")
    assert (one.person.phone, one.line.note) == ("06 3", "Van de een")  # what was not ticked stays
    page = send(client, three, second)
    take(client, three, page, take=[cell.key for row in page.context["rows"] for cell in row.cells])
    assert ParticipantLine.objects.get(participation=one).note == "Van de ander"


def test_what_changed_between_looking_and_taking_over_is_left(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    book = workbook(client, address(three, "table_file") + "?f-surname=maas")
    header = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, header.index("Notitie") + 1, "Van mij")
    page = send(client, three, book)
    ParticipantLine.objects.filter(participation__person__surname="Maas").update(note="Net nu")
    answer = take(client, three, page)
    assert "1 cel liet ik staan" in hostile.text_of(client.get(answer["Location"]))
    assert ParticipantLine.objects.get(participation__person__surname="Maas").note == "Net nu"


def test_files_that_do_not_belong_here_are_refused(three: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    book = workbook(client, address(three, "table_file"))
    sheet = book.worksheets[0]
    sheet.cell(2, 3, "=HYPERLINK(1)")
    assert "Een formule nemen we niet over" in hostile.text_of(send(client, three, book))
    book = workbook(client, address(three, "table_file"))
    book.worksheets[0].delete_cols(book.worksheets[0].max_column)
    assert "Dit is geen bestand van deze tabel" in hostile.text_of(send(client, three, book))
    other = build_cast("Heuveland", "elders.example")
    grant = three.accounts["coordinator"]
    assert grant is not None
    make.make_grant(grant, RoleGrant.Role.COORDINATOR, region=other.region, programme=other.programme)
    book = workbook(client, address(three, "table_file"))
    assert "hoort bij een andere tabel" in hostile.text_of(send(client, other, book))
    assert not StoredFile.objects.exists()


def test_two_thousand_rows_are_taken_over_in_the_background(cast: Cast, client_of: ClientOf) -> None:
    add_crowd(cast.programme.slug, 2_000)
    client = client_of("coordinator")
    book = workbook(client, address(cast, "table_file") + "?col=phone&col=note")
    for row in list(book.worksheets[0].iter_rows(min_row=2)):
        row[1].value, row[2].value = "06 1234", "Gebeld"
    page = send(client, cast, book)
    assert len(page.context["rows"]) < 200
    assert page.context["rest"] > 1_800
    answer = take(client, cast, page)
    assert ParticipantLine.objects.count() == 0
    assert client.get(answer["Location"]).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert background.run_next()
    assert len(queries) < 200
    done = client.get(answer["Location"], follow=True)
    assert LongWork.objects.get().outcome == "done"
    assert "2002 rijen zijn aangepast" in hostile.text_of(done)
    assert ParticipantLine.objects.filter(note="Gebeld").count() == 2_002
    assert Person.objects.filter(phone="06 1234").count() == 2_002


def test_an_archived_programme_is_read_and_not_changed(three: Cast, client_of: ClientOf) -> None:
    Programme.objects.filter(pk=three.programme.pk).update(state=Programme.State.ARCHIVED)
    client = client_of("coordinator")
    page = hostile.text_of(client.get(address(three)))
    assert "Aalbers" in page
    assert "can-edit" not in page
    assert client.get(address(three, "table_row", three.teacher.public_id)).status_code == 404
    assert client.get(address(three, "table_file")).status_code == 200


def test_a_table_that_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("coordinator").get(address(cast).replace("deelnemers", "planeten")).status_code == 404
    assert policy.address("intake:table", cast) == address(cast)
