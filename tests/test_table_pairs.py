"""The table of pairs: what it shows of a pair, to whom, and what is written in it; the engine is that of people."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import ViewLog
from jobtwinning.intake.models import ParticipantLine
from jobtwinning.intake.table.queries import STATEMENTS
from jobtwinning.intake.table.tables import TABLES
from jobtwinning.pairs.models import Pair, PairTableLine, Seat
from jobtwinning.pairs.table import name_of
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Side
from tests import hostile, make
from tests.test_table import MOST_QUERIES, ClientOf, asked, cells, edit, workbook

pytestmark = pytest.mark.one_database


def address(cast: Cast, name: str = "table", *more: str) -> str:
    return reverse(f"intake:{name}", args=[cast.programme.slug, "koppels", *more])


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    """The plain values in the table, by code of a column, from top to bottom."""
    STATEMENTS.clear()  # a minute passes
    return [dict(line.plain) for line in client.get(url).context["found"].lines]


@pytest.fixture
def pairs(cast: Cast) -> Cast:
    """The pair of the cast, which did something; one that waits for an answer, and one that said no."""
    now = clock.now()
    for hours in (-50, -26, 30, 60):
        make.make_meeting(cast.pair, starts_at=now + timedelta(hours=hours))
    make.make_hours(cast.pair, cast.teacher.person, work="2.5")
    make.make_goal(cast.pair)
    for number, state in enumerate((Pair.State.PROPOSED, Pair.State.DECLINED)):
        one, other = (
            make.make_participation(cast.programme, side=side, person=make.make_person(f"Voor{number}", name))
            for side, name in ((Side.TEACHER, f"Aalbers{number}"), (Side.NON_TEACHER, f"Zand{number}"))
        )
        make.make_pair(one, other, state=state)
    return cast


def test_what_a_pair_is_and_did(pairs: Cast, client_of: ClientOf) -> None:
    client, url, every = client_of("coordinator"), address(pairs), TABLES["koppels"].columns
    waits, works = rows_of(client, url + "?" + "&".join(f"col={each.code}" for each in every))
    firms = [one.employment.organisation.name for one in (pairs.teacher, pairs.professional) if one.employment]
    assert [works[code] for code in ("teacher", "non_teacher", "school", "organisation")] == [
        "Noor Verbrugge",
        "Daan Oosterling",
        *firms,
    ]
    ahead = (clock.now() + timedelta(hours=30)).astimezone(clock.AMSTERDAM).date()
    assert {code: works[code] for code in ("phase", "kind", "starts", "next_meeting", "held", "goals")} == {
        "phase": "trial",
        "kind": "subject",
        "starts": "2026-09-15",
        "next_meeting": ahead.isoformat(),
        "held": "2",
        "goals": "1",
    }
    to_go = pairs.programme.rules.hours_minimum
    assert [works[f"{side}_{what}"] for side in ("teacher", "non_teacher") for what in ("hours", "to_go")] == [
        "2.5",
        str(to_go - 2.5),
        "0",
        str(to_go),
    ]
    assert [works["teacher_permission"], works["signal"], works["last_contact"]] == ["given", "", ""]
    assert (waits["phase"], waits["teacher_hours"], waits["teacher_to_go"]) == ("proposed", "", "")  # not yet a pair
    shown = {pairs.teacher.person.public_id, pairs.professional.person.public_id}
    assert shown < set(ViewLog.objects.latest("pk").person_ids)

    Seat.objects.filter(pair__state="proposed", side=Side.TEACHER).update(talk_asked_at=clock.now())
    Seat.objects.filter(pair=pairs.pair).update(call_asked_at=clock.now())
    queries = {
        "sort=-teacher_hours": ["Noor Verbrugge", "Voor0 Aalbers0"],
        "f-held=1&f-held-to=2": ["Noor Verbrugge"],
        "f-non_teacher_to_go=20": ["Noor Verbrugge"],
        "f-next_meeting=-": ["Voor0 Aalbers0"],
        "f-signal=talk": ["Voor0 Aalbers0"],
        "f-signal=call": ["Noor Verbrugge"],
        "f-phase=declined": ["Voor1 Aalbers1"],
        "f-school=" + firms[0]: ["Noor Verbrugge"],
        "sort=-phase": ["Noor Verbrugge", "Voor0 Aalbers0"],
    }
    for query, expected in queries.items():
        assert [row["teacher"] for row in rows_of(client, f"{url}?{query}")] == expected, query
    assert asked(client, url) <= MOST_QUERIES
    list_url = reverse("pairs:pairs", args=[pairs.programme.slug])
    row_url = f"{list_url}?koppel={pairs.pair.public_id}"
    assert row_url in client.get(url).context["rows"]
    one, whole = (hostile.text_of(client.get(each)) for each in (row_url, list_url))
    assert ["Aalbers0" in each for each in (one, whole)] == [False, True]


def test_whose_pairs_are_in_it(pairs: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), address(pairs)
    Seat.objects.filter(pair=pairs.pair, side=Side.TEACHER).update(person=None, participation=None)
    page = client.get(url)
    assert "naam onbekend" in page.context["rows"]  # of who was erased
    assert name_of(page.context["found"].lines[-1].plain) == "Daan Oosterling"
    Pair.objects.filter(state="proposed").update(proposed_at=clock.now() + timedelta(days=1))
    assert [row["teacher"] for row in rows_of(client, f"{url}?f-phase=ready")] == ["Voor0 Aalbers0"]
    Pair.objects.filter(state="proposed").update(state="withdrawn", ended_at=clock.now())
    assert rows_of(client, f"{url}?f-phase=withdrawn") == []  # taken back before anybody heard of it
    Person.objects.filter(pk=pairs.professional.person_id).update(account=pairs.accounts["coordinator"])
    assert rows_of(client, url) == []  # the own pair is a colleague's
    assert client.get(address(pairs, "table_row", pairs.pair.public_id)).status_code == 404


def test_note_and_last_contact_are_written_and_a_file_comes_back(pairs: Cast, client_of: ClientOf) -> None:
    client, own = client_of("coordinator"), make.make_table_column(pairs.programme, kind="number", table="pairs")
    make.make_line(pairs.teacher, note="Belt liever")
    url = address(pairs, "table_row", pairs.pair.public_id)
    assert "Beide mensen van het koppel kunnen dit" in hostile.text_of(client.get(url))
    assert (
        edit(client, url, note="Loopt", last_contact="01-10-2026", **dict[str, Any]({own.code: "3"})).status_code == 302
    )
    lines = ParticipantLine.objects.order_by("participation")
    assert [(each.note, each.last_contact_on) for each in lines] == [
        ("Belt liever", date(2026, 10, 1)),
        ("", date(2026, 10, 1)),
    ]
    lines.filter(participation=pairs.professional).update(last_contact_on=date(2026, 10, 5))  # in the table of people
    query = f"?col=last_contact&col=note&col=held&col={own.code}&sort=-last_contact"
    book = workbook(client, address(pairs, "table_file") + query)
    sheet = book.worksheets[0]
    header, *rows = cells(book)
    assert header[:-1] == ["Docent", "Laatste contact", "Ontmoetingen geweest", "Notitie", own.label]
    assert [row[0] for row in rows] == ["Noor Verbrugge", "Voor0 Aalbers0"]
    assert (rows[0][1].date(), *rows[0][2:5]) == (date(2026, 10, 5), 2, "Loopt", 3)
    for place, value in ((2, date(2026, 11, 2)), (3, 7), (4, "Loopt goed"), (5, 4)):
        sheet.cell(2, place, value)
    sheet.cell(3, 4, "Nog geen antwoord")
    PairTableLine.objects.filter(pair=pairs.pair).update(note="Van een collega")
    page = send(client, pairs, book)
    assert page.context["reading"].person_ids
    found = {(row.name, cell.column.code): cell.changed_meanwhile for row in page.context["rows"] for cell in row.cells}
    assert found == {
        ("Noor Verbrugge en Daan Oosterling", "last_contact"): False,
        ("Noor Verbrugge en Daan Oosterling", "note"): True,
        ("Noor Verbrugge en Daan Oosterling", own.code): False,
        ("Voor0 Aalbers0 en Voor0 Zand0", "note"): False,
    }
    assert [note.column for note in page.context["notes"]] == ["Ontmoetingen geweest"]
    keys = [cell.key for row in page.context["rows"] for cell in row.cells if not cell.changed_meanwhile]
    sent = {"stored": page.context["stored"].public_id, "shown": page.context["shown_ids"], "take": keys}
    assert client.post(address(pairs, "table_back"), sent).status_code == 302
    assert set(lines.values_list("last_contact_on", flat=True)) == {date(2026, 11, 2)}
    kept = PairTableLine.objects.get(pair=pairs.pair)
    assert (kept.note, kept.cells) == ("Van een collega", {own.code: "4"})
    assert PairTableLine.objects.exclude(pk=kept.pk).get().note == "Nog geen antwoord"


def send(client: Client, cast: Cast, book: Any) -> Any:
    target = io.BytesIO()
    book.save(target)
    answer = client.post(address(cast, "table_back"), {"file": SimpleUploadedFile("terug.xlsx", target.getvalue())})
    return client.get(answer["Location"])
