import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from conftest import Cast, sign_in
from jobtwinning.core.files import path_of
from jobtwinning.core.models import History, StoredFile, ViewLog
from jobtwinning.intake.actions import save_intake
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.models import Participation
from tests import make
from tests.make import NOW, make_participation

ClientOf = Callable[[str], Client]
HEADER = "given_name;surname;email;side;organisation;function;I11a\n"
ROW = "Imke;Vos;imke@voorbeeld.example;docent;Brugwater;docent Duits;7,5\n"


def url(name: str, cast: Cast, participation: Participation | None = None) -> str:
    names = {"slug": cast.programme.slug, **({"public_id": participation.public_id} if participation else {})}
    return reverse(f"intake:{name}", kwargs=names)


def test_participants_shows_both_sides_and_logs_who_was_seen(cast: Cast, client_of: ClientOf) -> None:
    page = client_of("coordinator").get(url("participants", cast)).content.decode()
    assert ("Noor Verbrugge" in page, "Daan Oosterling" in page, "netplanner" in page) == (True, True, True)
    line = ViewLog.objects.get()
    assert (line.page, line.data_class) == ("intake:participants", "profile")
    assert line.person_ids == sorted([cast.teacher.person.public_id, cast.professional.person.public_id])


def test_participants_costs_the_same_queries_at_any_number(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, queries = client_of("coordinator"), 20 if connection.vendor == "postgresql" else 19
    Participation.objects.filter(pk=cast.professional.pk).update(state="withdrawn")
    with django_assert_num_queries(queries):
        assert len(client.get(url("participants", cast)).context["rows"]) == 1
    for _number in range(4):
        make_participation(cast.programme)
    with django_assert_num_queries(queries):
        assert len(client.get(url("participants", cast)).context["rows"]) == 5


def test_participants_are_paged_by_fifty(cast: Cast, client_of: ClientOf) -> None:
    for _number in range(50):
        make_participation(cast.programme)
    client = client_of("coordinator")
    assert len(client.get(url("participants", cast)).context["rows"]) == 50
    assert len(client.get(url("participants", cast) + "?page=2").context["rows"]) == 2


def test_participants_of_another_region_are_not_shown(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuvelland")
    cast.programme.regions.add(other)
    hidden = make_participation(cast.programme, region=other, person=make.make_person("Elders", "Wonend"))
    client = client_of("coordinator")
    assert "Wonend" not in client.get(url("participants", cast)).content.decode()
    assert client.get(url("participant", cast, hidden)).status_code == 404
    assert client.get(url("participant", cast, cast.teacher)).status_code == 200


def test_participants_without_anybody_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    Participation.objects.update(state="withdrawn")
    client = client_of("coordinator")
    assert "Nog geen deelnemers" in client.get(url("participants", cast)).content.decode()
    assert "Niemand gevonden" in client.get(url("participants", cast) + "?text=niemand").content.decode()
    assert ViewLog.objects.count() == 0


@pytest.mark.parametrize("query", ["side=x&state=y&region=z&page=abc", "text=" + "x" * 900, "text=%00", "page=-3"])
def test_participants_with_senseless_filters_is_a_page(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert client_of("coordinator").get(url("participants", cast) + "?" + query).status_code == 200


def test_participant_shows_goals_and_motivation_and_is_logged(cast: Cast, client_of: ClientOf) -> None:
    save_intake(cast.teacher, {"I4": "nieuwsgierig", "I5": "een les maken"}, items=["I4", "I5"], by=None, at=NOW)
    page = client_of("coordinator").get(url("participant", cast, cast.teacher)).content.decode()
    assert ("nieuwsgierig" in page, "een les maken" in page, "teacher@voorbeeld.example" in page) == (True, True, True)
    line = ViewLog.objects.get()
    assert (line.page, line.data_class, line.person_ids) == (
        "intake:participant",
        "answers",
        [cast.teacher.person.public_id],
    )


def test_withdraw_takes_somebody_out_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    client.post(url("withdraw", cast, cast.teacher))
    cast.teacher.refresh_from_db()
    assert cast.teacher.state == "ready"
    page = client.get(url("participant", cast, cast.teacher)).content.decode()
    assert "Deze deelnemer zit in een koppel. Beëindig eerst het koppel." in page
    cast.pair.seats.update(active=False)
    for _time in range(2):
        assert client.post(url("withdraw", cast, cast.teacher)).status_code == 302
    assert History.objects.filter(verb="withdrawn").count() == 1


def upload(client: Client, cast: Cast, text: str | bytes, name: str = "deelnemers.csv") -> tuple[int, dict[str, str]]:
    """Send a file; the status, and the hidden fields of the preview when there is one."""
    content = text.encode() if isinstance(text, str) else text
    answer = client.post(url("import", cast), {"file": SimpleUploadedFile(name, content)})
    context = answer.context
    if "preview" not in context:
        return answer.status_code, {}
    return answer.status_code, {"stored": context["stored"].public_id, "form_key": context["form_key"]}


def test_import_previews_without_storing_and_confirms_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    status, hidden = upload(client, cast, HEADER + ROW)
    assert (status, Participation.objects.count(), History.objects.count()) == (200, 2, 0)
    first, second = client.post(url("import", cast), hidden), client.post(url("import", cast), hidden)
    assert first["Location"] == second["Location"] == url("participants", cast)
    made = Participation.objects.get(person__email="imke@voorbeeld.example")
    assert (made.state, made.channel, made.side) == ("intake_complete", "import", "teacher")
    assert OutboxMail.objects.count() == 0
    assert "1 deelnemer toegevoegd, 0 aangepast." in client.get(first["Location"]).content.decode()


def test_import_preview_names_who_is_new(cast: Cast, client_of: ClientOf) -> None:
    file = SimpleUploadedFile("a.csv", (HEADER + ROW).encode())
    answer = client_of("coordinator").post(url("import", cast), {"file": file})
    assert [(row["surname"], row["outcome"]) for row in answer.context["preview_rows"]] == [("Vos", "added")]
    assert "Imke Vos" in answer.content.decode()


def test_import_with_invite_mails_new_people(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    client.post(url("import", cast), {**hidden, "invite": "1"})
    assert OutboxMail.objects.get().address == "imke@voorbeeld.example"


def test_import_lists_faults_by_row_and_column(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    answer = client.post(
        url("import", cast), {"file": SimpleUploadedFile("a.csv", (HEADER + ROW + "A;B;c;d;;f;x\n").encode())}
    )
    assert answer.status_code == 422
    faults = [(fault.row, fault.column) for fault in answer.context["faults"]]
    assert faults == [(3, "organisation"), (3, "side"), (3, "email")]
    assert "Schrijf docent of niet-docent." in answer.content.decode()
    assert Participation.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"x" * 1_100_000, "ongeldig".encode("utf-16"), b"PK\x03\x04x"])
def test_import_of_a_senseless_file_says_so(cast: Cast, client_of: ClientOf, content: bytes) -> None:
    status, hidden = upload(client_of("coordinator"), cast, content)
    assert (status, hidden) == (422, {})


def test_import_of_anothers_or_no_file_is_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    colleague = make.make_account()
    make.make_grant(colleague, "coordinator", region=cast.region)
    other = Client()
    sign_in(other, colleague)
    for who, stored in ((client, ""), (client, "x" * 12), (client, "\x00"), (other, hidden["stored"])):
        for button in ({}, {"look": "1"}, {"remove": "1"}):
            answer = who.post(url("import", cast), {"stored": stored, **button})
            assert answer.status_code == 422
            assert "Dit bestand is al ingelezen of weggegooid." in answer.content.decode()
    file_url = reverse("programmes:stored_file", args=[hidden["stored"]])
    assert (client.get(file_url).status_code, other.get(file_url).status_code) == (200, 404)
    assert (Participation.objects.count(), StoredFile.objects.count()) == (2, 1)


def test_import_keeps_the_file_until_it_is_read_in(
    cast: Cast, client_of: ClientOf, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    stored = StoredFile.objects.get()
    assert (stored.owner_id, stored.region_id) == (cast.accounts["coordinator"].pk, cast.region.pk)  # type: ignore[union-attr]
    assert path_of(stored).read_bytes() == (HEADER + ROW).encode()
    page = client.get(url("import", cast)).content.decode()
    assert ("deelnemers.csv" in page, "nog niet ingelezen" in page) == (True, True)
    seen = client.post(url("import", cast), {"stored": stored.public_id, "look": "1"}).content.decode()
    assert f"Bestand <b>deelnemers.csv</b> van {date_format(localtime(stored.stored_at), 'j F')}, 1 rij." in seen
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("import", cast), hidden).status_code == 302
    assert (StoredFile.objects.count(), path_of(stored).exists()) == (0, False)
    again = client.post(url("import", cast), {"stored": hidden["stored"], "form_key": "other"})
    assert (again.status_code, Participation.objects.count()) == (422, 3)


def test_import_keeps_the_file_when_reading_in_is_refused(cast: Cast, client_of: ClientOf) -> None:
    """A row that was fine yesterday: the region was taken away meanwhile. Nothing is half done."""
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    stored = StoredFile.objects.get()
    make_participation(
        cast.programme,
        region=make.make_region("Heuvelland"),
        person=make.make_person(email="imke@voorbeeld.example"),
    )
    answer = client.post(url("import", cast), hidden)
    assert (answer.status_code, [fault.column for fault in answer.context["faults"]]) == (422, ["email"])
    assert (StoredFile.objects.count(), path_of(stored).exists()) == (1, True)


def test_import_throws_a_file_away(
    cast: Cast, client_of: ClientOf, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    stored = StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("import", cast), {"stored": hidden["stored"], "remove": "1"})
    assert (StoredFile.objects.count(), path_of(stored).exists()) == (0, False)


@pytest.mark.parametrize("name", ["lijst.html", "lijst.svg", "lijst", "lijst.csv.exe", "lijst.pdf"])
def test_import_of_another_kind_of_file_says_so_beside_the_field(cast: Cast, client_of: ClientOf, name: str) -> None:
    client = client_of("coordinator")
    answer = client.post(url("import", cast), {"file": SimpleUploadedFile(name, (HEADER + ROW).encode())})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == ["Dit soort bestand nemen we niet aan. Wel: .xlsx, .csv, .txt."]
    assert StoredFile.objects.count() == 0


def test_import_preview_logs_whom_the_file_is_about(cast: Cast, client_of: ClientOf) -> None:
    person = cast.teacher.person
    row = f"{person.given_name};{person.surname};{person.email};docent;Brugwater;docent;\n"
    upload(client_of("coordinator"), cast, HEADER + ROW + row)
    assert [(line.page, line.person_ids) for line in ViewLog.objects.all()] == [("intake:import", [person.public_id])]


def test_import_excel(cast: Cast, client_of: ClientOf) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADER + ROW).strip().split("\n"):
        sheet.append(line.split(";"))
    packed = io.BytesIO()
    book.save(packed)
    status, hidden = upload(client_of("coordinator"), cast, packed.getvalue(), "deelnemers.xlsx")
    assert (status, bool(hidden)) == (200, True)


def test_import_page_with_told_permission_needs_a_note(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    _status, hidden = upload(client, cast, HEADER + ROW)
    refused = client.post(url("import", cast), {**hidden, "permission_how": "paper", "permission_note": " "})
    assert refused.status_code == 422
    assert "hoe je weet dat er toestemming is" in refused.content.decode()
    assert not Participation.objects.filter(channel="import").exists()
    again = {**hidden, "form_key": "again", "permission_how": "spoken", "permission_note": "Gebeld"}
    assert client.post(url("import", cast), again).status_code == 302
    assert set(Participation.objects.filter(channel="import").values_list("state", flat=True)) <= {"ready", "signed_up"}
    assert Participation.objects.filter(channel="import", state="ready").exists()
