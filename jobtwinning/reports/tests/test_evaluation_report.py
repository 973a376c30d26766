"""The command and its queries: the 2015 pilot exactly, and one answer moves one cell."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.reports.cohort import PairPlace
from jobtwinning.reports.queries import cohort_of, report_of
from jobtwinning.reports.tables import percentage_rows
from jobtwinning.reports.tests import cohorts
from jobtwinning.reports.tests.cohorts import YIELDS
from jobtwinning.surveys.models import Answer, ResponseKeyLink
from jobtwinning.twinning.models import HoursEntry
from tests import make
from tests.make import NOW

PILOT = {
    "teacher": [50, 40, 50, 50, 50, 30, 30, 20, 20, 20, 30, 20, 20, 10],
    "non_teacher": [56, 44, 33, 22, 11, 33, 33, 33, 33, 11, 0, 0, 0, 0],
}


@pytest.fixture
def pilot(db: None) -> Programme:
    programme = make.make_programme(make.make_region(), slug="pilot-2015", state=Programme.State.FINISHED)
    programme.released_before = True
    programme.save()
    cohorts.store_pilot(programme)
    return programme


def printed(slug: str, **options: str) -> str:
    target = io.StringIO()
    call_command("evaluation_report", slug, stdout=target, **options)
    return target.getvalue()


def json_table(slug: str, code: str, **options: str) -> dict[str, Any]:
    report = json.loads(printed(slug, format="json", **options))
    return next(table for table in report["tables"] if table["code"] == code)


def test_report_of_the_pilot_prints_table_3_3_exactly(pilot: Programme) -> None:
    table = json_table("pilot-2015", "T3.3")
    for group, percentages in PILOT.items():
        assert [row["cells"][group]["percentage"] for row in table["rows"]] == percentages
    assert table["n"] == {"teacher": 10, "non_teacher": 9, "total": 19}
    assert [row["code"] for row in table["rows"]] == YIELDS
    assert [row["rank"] for row in table["rows"]] == list(range(1, 15))
    assert table["rows"][0]["cells"]["teacher"] == {"state": "shown", "count": 5, "percentage": 50, "n": 10}
    assert table["rows"][0]["label"] == "Gewoon een ervaring rijker"


def test_text_report_of_the_pilot_prints_table_3_3_exactly(pilot: Programme) -> None:
    lines = printed("pilot-2015").splitlines()
    start = lines.index("T3.3  Verwachte opbrengsten")
    assert lines[start + 2].split("  ")[-3:] == ["Docenten N = 10", "Niet-docenten N = 9", "Samen N = 19"]
    rows = [line.split() for line in lines[start + 3 : start + 17]]
    assert [(row[0], row[1], row[3], row[5]) for row in rows] == [
        (f"{place}.", code, f"{teacher}%", f"{other}%")
        for place, (code, teacher, other) in enumerate(zip(YIELDS, *PILOT.values(), strict=True), 1)
    ]


def test_report_of_the_same_answers_in_a_programme_not_released_hides_them(pilot: Programme) -> None:
    """The pilot prints in full only because its figures were published before."""
    Programme.objects.update(released_before=False)
    rows = json_table("pilot-2015", "T3.3")["rows"]
    assert rows[0]["cells"]["teacher"] == {"state": "shown", "count": 5, "percentage": 50, "n": 10}
    assert rows[0]["cells"]["non_teacher"] == {"state": "hidden", "reason": "reveals_others"}
    assert rows[0]["cells"]["total"] == {"state": "hidden", "reason": "reveals_others"}
    assert rows[1]["cells"]["teacher"] == {"state": "below", "limit": 5}
    assert {row["rank"] for row in rows} == {None}


def cells(programme: Programme) -> dict[tuple[str, str], tuple[int, int]]:
    table = report_of(programme).table("T3.3")
    return {
        (row.code, group): (cell.count, cell.n)  # type: ignore[union-attr]  # the pilot prints in full
        for row in table.rows
        for group in ("teacher", "non_teacher")
        for cell in [row.cells[group]]
    }


@pytest.mark.parametrize("side", ["teacher", "non_teacher"])
@pytest.mark.parametrize("code", YIELDS)
def test_flipping_one_answer_changes_exactly_that_cell(pilot: Programme, code: str, side: str) -> None:
    before = cells(pilot)
    answer = Answer.objects.filter(response__response_key__side=side, item="M9").order_by("pk")[0]
    was_ticked = code in answer.value
    answer.value = [each for each in answer.value if each != code] if was_ticked else [*answer.value, code]
    answer.save()
    count, n = before[code, side]
    assert cells(pilot) == {**before, (code, side): (count - 1 if was_ticked else count + 1, n)}


def test_report_counts_only_submitted_answers_that_may_be_used(pilot: Programme) -> None:
    before = cells(pilot)
    cohorts.store(pilot, "teacher", {"M9": ["Y01"]}, submitted=False)
    refused, silent = (make.make_participation(pilot) for _ in range(2))
    for participation in (refused, silent):
        ResponseKeyLink.objects.filter(participation=participation).delete()
    link(refused, cohorts.store(pilot, "teacher", {"M9": ["Y01"]}))
    link(silent, cohorts.store(pilot, "teacher", {"I6": ["Y01"]}))
    consent(refused, given=False)
    assert cells(pilot) == before
    assert report_of(pilot).submitted["interim_survey"] == {"teacher": 10, "non_teacher": 9}
    consent(refused, given=True)
    consent(silent, given=True)
    assert cells(pilot)["Y01", "teacher"] == (before["Y01", "teacher"][0] + 2, 12)
    assert report_of(pilot).submitted["interim_survey"]["teacher"] == 11


def link(participation: Any, key: Any) -> None:
    ResponseKeyLink.objects.create(participation=participation, response_key=key)


def consent(participation: Any, *, given: bool) -> None:
    at = NOW + timedelta(minutes=Consent.objects.count())
    Consent.objects.create(
        person=participation.person, purpose="research", given=given, text_version="1", language="nl", at=at
    )


def test_report_of_another_programme_does_not_leak_in(pilot: Programme) -> None:
    before = cells(pilot)
    cohorts.store(make.make_programme(make.make_region("Heuvelrijk")), "teacher", {"M9": YIELDS})
    assert cells(pilot) == before


def test_pairs_and_hours_come_from_pairs_that_worked_together(pilot: Programme) -> None:
    school, company = make.make_organisation("De Waterlinie"), make.make_organisation("Netkracht", kind="company")
    teacher = make.make_participation(pilot, organisation=school)
    professional = make.make_participation(pilot, side=Side.NON_TEACHER, organisation=company)
    pair = make.make_pair(teacher, professional, state=Pair.State.FINISHED)
    make.make_pair(make.make_participation(pilot), make.make_participation(pilot, side=Side.NON_TEACHER))
    assert cohort_of(pilot).logged_hours == ()  # nobody kept a log: not known, not zero
    for hours in (1.5, 2):
        HoursEntry.objects.create(
            pair=pair, person=teacher.person, on=NOW.date(), work_hours=hours, private_hours=0.5, what="lesbezoek"
        )
    cohort = cohort_of(pilot)
    assert cohort.pairs == (PairPlace("Maasmond", "De Waterlinie", "Netkracht"),)
    assert cohort.logged_hours == (("non_teacher", 0.0), ("teacher", 4.5))
    teacher.employment = None
    teacher.save()
    assert cohort_of(pilot).pairs == (PairPlace("Maasmond", "", "Netkracht"),)


def test_report_reads_the_database_twice(pilot: Programme, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        report_of(pilot)
    cohorts.store_pilot(pilot)
    with django_assert_num_queries(2):
        assert percentage_rows(report_of(pilot).table("T3.3"), "teacher") == PILOT["teacher"]


def test_report_in_english_has_english_labels(pilot: Programme) -> None:
    assert json_table("pilot-2015", "T3.3", language="en")["rows"][0]["label"] == "Simply richer by one experience"


def test_report_of_an_unknown_programme_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no programme 'nergens'"):
        printed("nergens")
