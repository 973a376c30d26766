from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conftest import Cast
from jobtwinning.core.models import History
from jobtwinning.programmes.models import Programme
from jobtwinning.surveys.models import Answer, Response
from jobtwinning.surveys.queries import answers_of, response_of


class Import:
    """Runs the command on a text and gives what it prints."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.file, self.slug = folder / "antwoorden.csv", slug

    def __call__(self, text: str, *options: str, instrument: str = "final_survey") -> str:
        self.file.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_responses", self.slug, instrument, str(self.file), *options, stdout=out)
        return out.getvalue()

    def refused(self, text: str, instrument: str = "final_survey") -> list[str]:
        with pytest.raises(CommandError) as caught:
            self(text, instrument=instrument)
        return str(caught.value).splitlines()


@pytest.fixture
def run(cast: Cast, tmp_path: Path) -> Import:
    return Import(tmp_path, cast.programme.slug)


GOOD = "participant;N1;N3.Y01;N9a\nTEACHER@voorbeeld.example;4;3;20\n{other};2;too_early;7,5\n"


def good(cast: Cast) -> str:
    return GOOD.format(other=cast.professional.public_id)


def test_import_responses_stores_and_submits_every_row(cast: Cast, run: Import) -> None:
    assert run(good(cast)) == "2 nieuw, 0 veranderd, 0 gelijk gebleven.\n"
    assert answers_of(response_of(cast.teacher, "final_survey")) == {"N1": 4, "N3.Y01": 3, "N9a": 20}
    assert answers_of(response_of(cast.professional, "final_survey")) == {"N1": 2, "N3.Y01": "too_early", "N9a": 7.5}
    assert set(Response.objects.values_list("source", flat=True)) == {"import"}
    assert Response.objects.filter(submitted_at__isnull=True).count() == 0


def test_import_responses_twice_changes_nothing(cast: Cast, run: Import) -> None:
    run(good(cast))
    before = list(History.objects.values()), list(Answer.objects.values()), list(Response.objects.values())
    assert run(good(cast)) == "0 nieuw, 0 veranderd, 2 gelijk gebleven.\n"
    after = list(History.objects.values()), list(Answer.objects.values()), list(Response.objects.values())
    assert after == before
    assert len(before[0]) == 4


def test_import_responses_with_one_corrected_row_changes_that_row_only(cast: Cast, run: Import) -> None:
    run(good(cast))
    assert run(good(cast).replace(";4;3;20", ";5;3;")) == "0 nieuw, 1 veranderd, 1 gelijk gebleven.\n"
    assert answers_of(response_of(cast.teacher, "final_survey")) == {"N1": 5, "N3.Y01": 3}
    assert History.objects.count() == 5


def test_import_responses_dry_run_stores_nothing(cast: Cast, run: Import) -> None:
    said = run(good(cast), "--dry-run")
    assert said == "2 nieuw, 0 veranderd, 0 gelijk gebleven.\nDit was een proef: er is niets opgeslagen.\n"
    assert (Response.objects.count(), History.objects.count()) == (0, 0)


def test_import_responses_faults_are_listed_by_row_and_column_and_nothing_is_stored(cast: Cast, run: Import) -> None:
    text = good(cast) + "niemand@voorbeeld.example;1;1;1\n" + f"{cast.teacher.public_id};1;1;1\n"
    text = text.replace(";2;too_early;7,5", ";9;too_late;veel")
    assert run.refused(text) == [
        "Het bestand is niet ingelezen: er zijn 5 fouten.",
        "3 N1: ‘9’ is geen van de antwoorden. Kies er een uit de lijst.",
        "3 N3.Y01: ‘too_late’ is geen van de antwoorden. Kies er een uit de lijst.",
        "3 N9a: ‘veel’ is geen getal. Schrijf bijvoorbeeld 7 of 7,5.",
        "4 participant: Deze deelnemer staat niet in deze ronde.",
        "5 participant: Deze deelnemer staat hierboven al.",
    ]
    assert (Response.objects.count(), History.objects.count()) == (0, 0)


def test_import_responses_wrong_headings_are_refused(cast: Cast, run: Import) -> None:
    assert run.refused("deelnemer;N1\na;1\n") == [
        "Het bestand is niet ingelezen: er zijn 2 fouten.",
        "1 deelnemer: Deze kolom kennen we niet.",
        "1 participant: Deze kolom ontbreekt.",
    ]
    assert run.refused("participant;I19b\na;ja\n", "intake")[1] == "1 I19b: Deze kolom kennen we niet."


def test_import_responses_several_choices_in_one_cell(cast: Cast, run: Import) -> None:
    run("participant;M9\nteacher@voorbeeld.example;Y03|Y01\n", instrument="interim_survey")
    assert answers_of(response_of(cast.teacher, "interim_survey")) == {"M9": ["Y01", "Y03"]}


def test_import_responses_in_a_finished_programme_is_allowed(cast: Cast, run: Import) -> None:
    Programme.objects.update(state=Programme.State.FINISHED)
    assert run(good(cast)).startswith("2 nieuw")


def test_import_responses_unknown_programme_or_file_says_so(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Er is geen ronde met de naam nergens"):
        call_command("import_responses", "nergens", "final_survey", str(tmp_path / "x.csv"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_responses", cast.programme.slug, "final_survey", str(tmp_path / "x.csv"))
