"""A heading states a finding only when the printed figures do."""

import pytest

from jobtwinning.reports import findings
from jobtwinning.reports.cohort import Cohort, Respondent
from jobtwinning.reports.disclosure import Rule
from jobtwinning.reports.tables import Report, make_report
from jobtwinning.surveys.catalogue import yields

HIGH_FRUIT = {each.code for each in yields() if each.pillar in findings.HIGH}


def report(people: list[dict[str, object]], logged: tuple[tuple[str, float], ...] = ()) -> Report:
    """These answers for both groups."""
    respondents = [
        Respondent(f"{side}{number}", side, answers)
        for side in ("teacher", "non_teacher")
        for number, answers in enumerate(people)
    ]
    return make_report(Cohort(tuple(respondents), logged_hours=logged), Rule(5), achieved_from=3, hours_minimum=20)


def answers(low: int, high: int) -> dict[str, object]:
    return {f"N3.{each.code}": high if each.code in HIGH_FRUIT else low for each in yields()}


@pytest.mark.parametrize(
    ("low", "high", "heading"),
    [
        (14, 6, "Laaghangend fruit lukt, hooghangend fruit minder vaak"),
        (14, 14, "Laaghangend fruit lukt"),
        (19, 2, "Laaghangend fruit lukt, hooghangend fruit minder vaak"),  # not shown and <5 say enough
        (10, 6, "Verwachte en behaalde opbrengsten"),
    ],
)
def test_heading_of_the_yields_follows_the_figures(low: int, high: int, heading: str) -> None:
    people = [answers(4 if number < low else 1, 4 if number < high else 1) for number in range(20)]
    found = findings.yields_finding(report(people))
    assert (found.heading, found.is_finding) == (heading, heading != "Verwachte en behaalde opbrengsten")


def test_heading_of_the_yields_of_few_people_is_neutral_and_says_nothing() -> None:
    found = findings.yields_finding(report([answers(4, 1)] * 4))
    assert (found.heading, found.text) == ("Verwachte en behaalde opbrengsten", "")


@pytest.mark.parametrize(
    ("met", "satisfied", "heading"),
    [
        (14, 14, "Job Twinning deed wat de meesten verwachtten"),
        (10, 14, "De meesten zijn tevreden over hun match"),
        (10, 10, "De verwachtingen en de match"),
        (18, 18, "De verwachtingen en de match"),  # 18 of 20 is not printed, so nothing is said
    ],
)
def test_heading_of_the_match_follows_the_figures(met: int, satisfied: int, heading: str) -> None:
    people: list[dict[str, object]] = [
        {"N1": 4 if number < met else 1, "N6": 4 if number < satisfied else 1} for number in range(20)
    ]
    assert findings.match_finding(report(people)).heading == heading


def test_heading_of_the_hours_follows_the_log() -> None:
    enough = [(side, 20.0 if number < 7 else 3.0) for side in ("teacher", "non_teacher") for number in range(12)]
    assert findings.hours_finding(report([], tuple(enough))).heading == "De meesten haalden het minimum aantal uren"
    fewer = [(side, 20.0 if number < 6 else 3.0) for side, number in ((s, n) for s in ("teacher",) for n in range(12))]
    found = findings.hours_finding(report([], tuple(fewer)))
    assert (found.heading, found.is_finding) == ("Uren en verwachtingen", False)
    assert found.text == "Het minimum aantal uren volgens het logboek: docenten 50%."


@pytest.mark.parametrize(
    ("yes", "heading"), [(12, "De meesten willen verder"), (10, "Verder met onderwijs en bedrijfsleven?")]
)
def test_heading_of_the_continuation_follows_the_answers(yes: int, heading: str) -> None:
    people: list[dict[str, object]] = [{"N11": "yes" if number < yes else "no"} for number in range(20)]
    assert findings.continuation_finding(report(people)).heading.startswith(heading)


def test_findings_put_what_is_found_before_what_is_neutral() -> None:
    people = [{**answers(1, 1), "N1": 4 if n < 10 else 1, "N11": "yes" if n < 14 else "no"} for n in range(20)]
    found = findings.findings(report(people))
    assert [finding.is_finding for finding in found] == [True, False, False]
