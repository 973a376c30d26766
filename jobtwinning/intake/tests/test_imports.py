import io
import os
import subprocess
import sys
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Model

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core.models import History
from jobtwinning.core.spreadsheets import read_table
from jobtwinning.intake.arrivals import Known
from jobtwinning.intake.imports import import_participants
from jobtwinning.intake.managers.care import Told
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Consent, Employment, Organisation, Person
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.models import Answer, Response, ResponseKey
from jobtwinning.surveys.queries import answers_of, response_of
from tests import make
from tests.make import NOW

HEADER = "given_name;surname;email;side;organisation;function;region;I5;I6;I7;I19\n"
IMKE = "Imke;Vos;Imke@voorbeeld.example;docent;Brugwater Lyceum;docent Duits;maasmond;a|b;Y01|Y02;duits;ja\n"
BRAM = "Bram;Kok;bram@voorbeeld.example;niet-docent;Stroomwacht;netplanner;Maasmond;;;;\n"


class Import:
    """Runs the command on a text and gives what it prints."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.file, self.slug = folder / "deelnemers.csv", slug

    def __call__(self, text: str, *options: str) -> str:
        self.file.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_participants", self.slug, str(self.file), *options, stdout=out)
        return out.getvalue()

    def refused(self, text: str) -> list[str]:
        with pytest.raises(CommandError) as caught:
            self(text)
        return str(caught.value).splitlines()


@pytest.fixture
def run(cast: Cast, tmp_path: Path) -> Import:
    return Import(tmp_path, cast.programme.slug)


def everything() -> list[list[dict[str, object]]]:
    models: list[type[Model]] = [
        Account,
        Person,
        Participation,
        Employment,
        Organisation,
        Response,
        Answer,
        Consent,
        History,
        OutboxMail,
    ]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_import_participants_adds_everybody_without_mail(cast: Cast, run: Import) -> None:
    assert run(HEADER + IMKE + BRAM) == "2 nieuw, 0 veranderd, 0 gelijk gebleven.\n"
    imke = Participation.objects.get(person__email="imke@voorbeeld.example")
    bram = Participation.objects.get(person__email="bram@voorbeeld.example")
    assert (imke.state, imke.side, imke.region, imke.channel) == ("intake_complete", "teacher", cast.region, "import")
    assert (bram.state, bram.side) == ("signed_up", "non_teacher")
    assert imke.person.account is not None
    assert answers_of(response_of(imke, "intake")) == {
        "I1": "teacher",
        "I5": ["a", "b"],
        "I6": ["Y01", "Y02"],
        "I7": ["duits"],
    }
    assert Consent.objects.get().person == imke.person
    assert response_of(bram, "intake") is None
    assert OutboxMail.objects.count() == 0


def test_import_participants_twice_changes_nothing(run: Import) -> None:
    run(HEADER + IMKE + BRAM)
    before = everything()
    assert run(HEADER + IMKE + BRAM) == "0 nieuw, 0 veranderd, 2 gelijk gebleven.\n"
    assert everything() == before


def test_import_participants_with_a_corrected_row_changes_that_row_only(run: Import) -> None:
    run(HEADER + IMKE + BRAM)
    lines = History.objects.count()
    bram = Participation.objects.filter(person__surname="Kok").values().get()
    said = run(HEADER + IMKE.replace("docent Duits", "teamleider").replace("Vos", "de Vos").replace("a|b", "a") + BRAM)
    assert said == "0 nieuw, 1 veranderd, 1 gelijk gebleven.\n"
    imke = Participation.objects.get(person__email="imke@voorbeeld.example")
    assert imke.employment is not None
    assert (imke.person.surname, imke.employment.function) == ("de Vos", "teamleider")
    assert answers_of(response_of(imke, "intake"))["I5"] == ["a"]
    assert History.objects.count() == lines + 2
    assert Participation.objects.filter(person__surname="Kok").values().get() == bram


def told() -> list[Counter[Any]]:
    """Every row of everything, without the numbers and ids that are new each time."""
    models = (Account, Person, Participation, Employment, Organisation, ResponseKey, Response, Answer, Consent)
    new = ("id", "_id", "key", "password", "date_joined")
    return [
        Counter(
            repr({name: value for name, value in row.items() if not name.endswith(new)})
            for row in model._default_manager.values()
        )
        for model in (*models, ManagerPermission, History)
    ] + [Counter(OutboxMail.objects.values_list("address", "subject"))]


def test_many_at_once_leave_what_one_by_one_leaves(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newcomers are taken in bulk; the same rows read one by one are the other way to count."""
    table = read_table(io.BytesIO((HEADER + IMKE + BRAM + IMKE.replace("Imke", "Anna").replace("ja", "nee")).encode()))
    found, in_bulk = [], Known.is_new
    for permission in (None, Told(how="spoken", note="Gebeld.", is_motivated=True)):
        for is_new in (in_bulk, lambda known, address: False):
            monkeypatch.setattr(Known, "is_new", is_new)
            with transaction.atomic():
                import_participants(
                    cast.programme, table, by=cast.accounts["coordinator"], at=NOW, invite=True, told=permission
                )
                found.append(told())
                transaction.set_rollback(True)
    plain, one_by_one, ready, ready_one_by_one = found
    assert (plain, ready) == (one_by_one, ready_one_by_one)
    assert plain != ready


def test_import_participants_dry_run_stores_nothing(cast: Cast, run: Import) -> None:
    before = everything()
    said = run(HEADER + IMKE + BRAM, "--dry-run")
    assert said.splitlines()[0] == "2 nieuw, 0 veranderd, 0 gelijk gebleven."
    assert everything() == before


def test_import_participants_invite_mails_only_new_people_once(run: Import) -> None:
    run(HEADER + IMKE, "--invite")
    run(HEADER + IMKE + BRAM, "--invite")
    assert sorted(OutboxMail.objects.values_list("address", flat=True)) == [
        "bram@voorbeeld.example",
        "imke@voorbeeld.example",
    ]


def test_import_participants_lists_every_fault_and_stores_nothing(cast: Cast, run: Import) -> None:
    before = everything()
    wrong = ";Vos;geen adres;leraar;Brugwater;f;Nergens;;Y99;toveren;misschien\n"
    assert run.refused(HEADER + IMKE + wrong + IMKE.upper() + BRAM.replace(";;;;", ";;Y99;toveren;")) == [
        "Het bestand is niet ingelezen: er zijn 7 fouten.",
        "3 given_name: Vul dit nog in.",
        "3 side: Schrijf docent of niet-docent.",
        "3 email: Dit is geen volledig e-mailadres. Een voorbeeld: naam@school.nl.",
        "3 region: Schrijf een van deze regio’s: Maasmond.",
        "4 email: Dit adres staat hierboven al.",
        "5 I6: ‘Y99’ is geen van de antwoorden. Kies er een uit de lijst.",
        "5 I7: ‘toveren’ staat niet in de lijst. Kies een vak of vakgebied uit de lijst.",
    ]
    assert everything() == before


def test_import_participants_side_that_contradicts_the_intake_is_refused(run: Import) -> None:
    text = "given_name;surname;email;side;organisation;I1\nA;B;a@b.example;docent;C;non_teacher\n"
    assert run.refused(text)[1] == "2 I1: Dit past niet bij de kolom side."
    assert run(text.replace("non_teacher", "teacher")).startswith("1 nieuw")


def test_import_participants_never_renames_somebody_who_was_here_by_themselves(cast: Cast, run: Import) -> None:
    row = "Vreemd;Iemand;teacher@voorbeeld.example;docent;{};docent natuurkunde\n"
    assert cast.teacher.employment is not None
    text = HEADER.replace(";region;I5;I6;I7;I19", "") + row.format(cast.teacher.employment.organisation.name)
    assert run(text) == "0 nieuw, 0 veranderd, 1 gelijk gebleven.\n"
    assert Person.objects.get(email="teacher@voorbeeld.example").full_name == "Noor Verbrugge"


def test_import_participants_of_another_region_are_refused(cast: Cast, tmp_path: Path) -> None:
    other = make.make_region("Heuvelland", slug="heuvelland")
    cast.programme.regions.add(other)
    theirs = make.make_participation(cast.programme, region=other)
    file = tmp_path / "a.csv"
    file.write_text(
        "given_name;surname;email;side;organisation;region\n"
        f"A;B;{theirs.person.email};docent;C;maasmond\nD;E;d@e.example;docent;C;heuvelland\n"
    )
    with pytest.raises(Exception, match="er zijn 2 fouten") as caught:
        import_participants(cast.programme, read_table(file), by=None, at=NOW, region_ids=[cast.region.pk])
    rows = caught.value.rows  # type: ignore[attr-defined]  # a FileRefusedError
    assert [(fault.row, fault.column) for fault in rows] == [(2, "email"), (3, "region")]
    assert import_participants(cast.programme, read_table(file), by=None, at=NOW).added == 1


def test_import_participants_withdrawn_stays_withdrawn(run: Import) -> None:
    run(HEADER + IMKE)
    Participation.objects.filter(person__surname="Vos").update(state="withdrawn")
    before = everything()
    assert run(HEADER + IMKE.replace("docent Duits", "anders")).startswith("0 nieuw, 0 veranderd, 1 gelijk")
    assert everything() == before


COMMAND = [sys.executable, "manage.py", "import_participants", "maasmond-tegelijk"]


@pytest.mark.night
def test_import_participants_in_two_processes_at_once_is_one_import(tmp_path: Path) -> None:
    """The same file, two processes, a database of its own: the same rows and one line of history each."""
    (tmp_path / "var").mkdir()
    file = tmp_path / "deelnemers.csv"
    rows = "".join(IMKE.replace("Imke@", f"p{number}@").replace("Imke", f"P{number}") for number in range(60))
    file.write_text(HEADER + rows)
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var"), "PYTHONPATH": str(settings.BASE_DIR)}
    environment.pop("DATABASE_URL", None)

    def python(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + code],
            env={**environment, "DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    python(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from tests import make\n"
        "make.make_programme(make.make_region('Maasmond', slug='maasmond'), slug='maasmond-tegelijk')"
    )
    both = [
        subprocess.Popen(
            [*COMMAND, str(file)], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )
        for _process in range(2)
    ]
    said = sorted(process.communicate(timeout=120)[0].strip() for process in both)
    assert said == ["0 nieuw, 0 veranderd, 60 gelijk gebleven.", "60 nieuw, 0 veranderd, 0 gelijk gebleven."]
    counted = python(
        "from jobtwinning.core.models import History\n"
        "from jobtwinning.programmes.models import Participation\n"
        "print(Participation.objects.count(), History.objects.filter(verb='signed_up').count())"
    )
    assert counted == "60 60"


TOLD = ("--permission", "paper", "--note", "Formulieren in de map")


def test_import_participants_makes_nobody_ready_by_itself(cast: Cast, run: Import) -> None:
    run(HEADER + IMKE)
    imke = Participation.objects.get(person__given_name="Imke")
    assert (imke.state, imke.motivation_confirmed_at, imke.permissions.count()) == ("intake_complete", None, 0)


def test_import_participants_with_told_permission_makes_ready_who_has_an_intake(cast: Cast, run: Import) -> None:
    assert run(HEADER + IMKE + BRAM, *TOLD).startswith("2 nieuw")
    imke, bram = (Participation.objects.get(person__given_name=name) for name in ("Imke", "Bram"))
    told = imke.permissions.get()
    assert (imke.state, told.how, told.note) == ("ready", "paper", "Formulieren in de map")
    assert (bram.state, bram.permissions.count()) == ("signed_up", 0)
    before = everything()
    assert run(HEADER + IMKE + BRAM, *TOLD).startswith("0 nieuw, 0 veranderd")
    assert everything() == before


@pytest.mark.parametrize(
    "options", [("--permission", "paper"), ("--note", "x"), ("--permission", "paper", "--note", " ")]
)
def test_import_participants_told_permission_needs_a_note(run: Import, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="--note"):
        run(HEADER + IMKE, *options)
    assert not Participation.objects.filter(person__given_name="Imke").exists()
