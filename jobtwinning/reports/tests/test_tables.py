"""Every figure of the report, against worked cases and against a slow count written apart."""

from collections.abc import Callable
from random import Random

import pytest

from jobtwinning.reports import tables
from jobtwinning.reports.cohort import Cohort, PairPlace, Respondent
from jobtwinning.reports.disclosure import Below, Hidden, Reason, Result, Rule, Shown
from jobtwinning.reports.tables import Report, Table
from jobtwinning.reports.tests import cohorts
from jobtwinning.reports.tests.cohorts import YIELDS

OPEN = Rule(5, released_before=True)
RULE = Rule(5)


def report(people: list[Respondent], rule: Rule = OPEN, **named: tuple[tuple[str, float], ...]) -> Report:
    cohort = Cohort(tuple(people), logged_hours=named.get("logged", ()))
    return tables.make_report(cohort, rule, achieved_from=3, hours_minimum=20)


def some(side: str, count: int, **answers: object) -> list[Respondent]:
    values = {item.replace("_", "."): value for item, value in answers.items()}
    return [Respondent(f"{side}{number}", side, values) for number in range(count)]


def counts(table: Table, column: str) -> list[int | None]:
    cells = [row.cells[column] for row in table.rows]
    return [cell.count if isinstance(cell, Shown) else None for cell in cells]


def test_expected_yields_are_read_from_the_interim_survey_then_baseline_then_intake() -> None:
    people = [
        *some("teacher", 1, M9=["Y01"], V2=["Y02"], I6=["Y03"]),
        *some("teacher", 1, V2=["Y02"], I6=["Y03"]),
        *some("teacher", 1, I6=["Y03"]),
        *some("teacher", 1, N1=4),
    ]
    table = report(people).table("T3.3")
    assert counts(table, "teacher") == [1, 1, 1] + [0] * 11
    assert table.n["teacher"] == 3
    assert table.sources == ("M9", "V2", "I6")
    assert report(some("teacher", 1, V2=[])).table("T3.3").sources == ("V2",)


def test_expected_yields_of_the_pilot_rank_in_the_printed_order() -> None:
    people = [
        Respondent(f"{side}{number}", side, {"M9": ticked})
        for side, sizes, n in (("teacher", cohorts.PILOT_TEACHERS, 10), ("non_teacher", cohorts.PILOT_OTHERS, 9))
        for number, ticked in enumerate(cohorts.ticks(sizes, n))
    ]
    table = report(people).table("T3.3")
    assert [row.rank for row in table.rows] == list(range(1, 15))
    assert counts(table, "total") == [10, 8, 8, 7, 6, 6, 6, 5, 5, 3, 3, 2, 2, 1]


def test_rank_of_a_total_that_is_not_printed_is_not_told() -> None:
    people = [
        *some("teacher", 6, M9=["Y01", "Y02"]),
        *some("teacher", 8, M9=["Y03"]),
        *some("non_teacher", 6, M9=["Y01", "Y03"]),
        *some("non_teacher", 8, M9=[]),
    ]
    ranks = {row.code: row.rank for row in report(people, RULE).table("T3.3").rows}
    assert (ranks["Y01"], ranks["Y02"], ranks["Y03"]) == (2, None, 1)


def test_achieved_yield_counts_from_sufficient_and_too_early_stays_in_the_denominator() -> None:
    answers = [1, 2, 3, 4, 5, "too_early"]
    people = [Respondent(f"t{n}", "teacher", {"N3.Y01": answer}) for n, answer in enumerate(answers)]
    assert report(people).table("F5.2").row("Y01").cells["teacher"] == Shown(3, 6)


def test_intended_and_achieved_counts_only_who_ticked_and_answered() -> None:
    people = [
        *some("teacher", 3, M9=["Y01"], N3_Y01=4),
        *some("teacher", 2, M9=["Y01"], N3_Y01=1),
        *some("teacher", 4, M9=["Y01"]),
        *some("teacher", 5, M9=[], N3_Y01=5),
    ]
    row = report(people).table("F5.3").row("Y01")
    assert (row.cells["intended"], row.cells["achieved"]) == (Shown(5, 10), Shown(3, 5))
    assert report(people).table("F5.4").is_empty


def test_expectations_met_has_an_n_per_moment() -> None:
    people = [
        *[Respondent(f"t{n}", "teacher", {"M7": 4 if n < 7 else 3}) for n in range(10)],
        *[Respondent(f"n{n}", "non_teacher", {"M7": 5 if n < 8 else 2, "N1": 4 if n < 6 else 1}) for n in range(9)],
    ]
    table = report(people).table("F5.1")
    cell = table.row("M7").cells
    assert [each.percentage for each in cell.values() if isinstance(each, Shown)] == [70, 89, 79]
    assert table.row("N1").cells["non_teacher"] == Shown(6, 9)
    assert table.row("N1").cells["teacher"] == Hidden(Reason.NO_ANSWERS)
    assert (table.row("M7").n["teacher"], table.row("N1").n["teacher"]) == (10, 0)


@pytest.mark.parametrize(
    ("hours", "band"),
    [
        *[(0, "under_10"), (9.5, "under_10"), (10, "10_15"), (15.5, "10_15"), (16, "16_19"), (19.5, "16_19")],
        *[(20, "20"), (20.5, "20"), (21, "21_34"), (34.5, "21_34"), (35, "35_40"), (40.5, "35_40"), (41, "over_40")],
        (None, "unknown"),
    ],
)
def test_band_of_hours_rounds_down_to_whole_hours(hours: float | None, band: str) -> None:
    assert tables.band_of(hours) == band


def test_hours_against_expectation_adds_work_and_own_time_of_both_groups() -> None:
    people = [
        *some("teacher", 3, N9a=12, N9b=8, N1=4),
        *some("non_teacher", 2, N9a=20.5, N1=5),
        *some("teacher", 1, N9a=20, N1=3),
        *some("teacher", 2, N9b=9.5, N1=2),
        *some("non_teacher", 1, N1=1),
        *some("non_teacher", 1, N9a=20),
    ]
    table = report(people).table("F5.5")
    assert [row.code for row in table.rows[:2]] == ["under_20", "from_20_or_unknown"]
    assert counts(table, "expected") == [0, 5, 0, 0, 0, 5, 0, 0, 0, 0]
    assert counts(table, "not_expected") == [2, 2, 2, 0, 0, 1, 0, 0, 0, 1]
    assert table.n == {"expected": 5, "not_expected": 4, "total": 9}


def test_continuation_counts_dont_know_as_maybe() -> None:
    values = ["yes"] * 9 + ["maybe"] * 3 + ["dont_know"] + ["no"] * 4
    people = [Respondent(f"p{n}", "teacher" if n % 2 else "non_teacher", {"N11": v}) for n, v in enumerate(values)]
    table = report(people).table("T6.1")
    assert counts(table, "total") == [9, 4, 4]
    assert tables.percentage_rows(table, "total") == [53, 24, 24]


def test_logged_hours_are_held_against_the_minimum_of_the_programme() -> None:
    logged = (*[("teacher", 20.0)] * 6, *[("teacher", 19.5)] * 5, *[("non_teacher", 0.0)] * 11)
    cells = report([], RULE, logged=logged).table("LOG").row("minimum").cells
    assert cells == {"teacher": Shown(6, 11), "non_teacher": Below(5), "total": Hidden(Reason.REVEALS_OTHERS)}


def test_pairs_are_sorted_by_region_and_school() -> None:
    pairs = (PairPlace("Oost", "B", "x"), PairPlace("oost", "a", "y"), PairPlace("Noord", "Z", "z"))
    made = tables.make_report(Cohort(pairs=pairs), RULE, achieved_from=3, hours_minimum=20)
    assert [(pair.region, pair.school) for pair in made.pairs] == [("Noord", "Z"), ("oost", "a"), ("Oost", "B")]


def test_report_of_fewer_than_five_people_prints_nothing() -> None:
    people = [*some("teacher", 4, M9=["Y01"], M7=4, N1=4, N6=4, N3_Y01=4, N9a=20, N11="yes")]
    assert [table.code for table in report(people, RULE).tables if not table.is_empty] == []
    assert [table.code for table in report(people, OPEN).tables if table.is_empty] == ["F5.4", "F5.5", "LOG"]


# ---------------------------------------------------------------------------------------------- the slow second count


def slow_expected(people: list[Respondent], code: str, side: str) -> tuple[int, int]:
    hits = everybody = 0
    for person in people:
        if person.side == side:
            for item in ["M9", "V2", "I6"]:
                if item in person.answers:
                    everybody += 1
                    hits += 1 if code in person.answers[item] else 0  # type: ignore[operator]  # a list
                    break
    return hits, everybody


def slow_achieved(people: list[Respondent], code: str, side: str) -> tuple[int, int]:
    given = [person.answers.get("N3." + code) for person in people if person.side == side]
    return sum(given.count(value) for value in (3, 4, 5)), sum(value is not None for value in given)


def slow_both(people: list[Respondent], code: str, side: str) -> tuple[int, int]:
    achieved = intended = 0
    for person in people:
        sources = [person.answers[item] for item in ("M9", "V2", "I6") if item in person.answers]
        if person.side == side and sources and code in sources[0] and "N3." + code in person.answers:  # type: ignore[operator]  # a list
            intended += 1
            achieved += person.answers["N3." + code] in (3, 4, 5)
    return achieved, intended


def slow_band(people: list[Respondent], low: float, high: float, met: set[int]) -> int:
    hits = 0
    for person in people:
        if person.answers.get("N1") in met and ("N9a" in person.answers or "N9b" in person.answers):
            hours = person.answers.get("N9a", 0) + person.answers.get("N9b", 0)  # type: ignore[operator]  # numbers
            hits += low <= hours < high
    return hits


def assert_cell(cell: Result, count: int, n: int) -> None:
    assert cell == (Shown(count, n) if n else Hidden(Reason.NO_ANSWERS))


@pytest.mark.parametrize("seed", range(200))
def test_report_of_a_random_cohort_agrees_with_a_slow_count(seed: int) -> None:
    people = cohorts.random_people(Random(seed))
    made = report(people)
    slow: dict[str, Callable[[list[Respondent], str, str], tuple[int, int]]] = {
        "T3.3": slow_expected,
        "F5.2": slow_achieved,
    }
    for side, code in [(side, code) for side in ("teacher", "non_teacher") for code in YIELDS]:
        for name, count in slow.items():
            assert_cell(made.table(name).row(code).cells[side], *count(people, code, side))
        achieved, intended = slow_both(people, code, side)
        row = made.table("F5.3" if side == "teacher" else "F5.4").row(code)
        if slow_achieved(people, code, side)[1]:
            assert row.cells["achieved"] == Shown(achieved, intended)
            assert row.cells["intended"] == Shown(intended, slow_achieved(people, code, side)[1])
    for side in ("teacher", "non_teacher"):
        group = [person for person in people if person.side == side]
        for item in ("M7", "N1"):
            values = [person.answers[item] for person in group if item in person.answers]
            assert_cell(made.table("F5.1").row(item).cells[side], values.count(4) + values.count(5), len(values))
        for item in ("M7", "N1", "N6"):
            values = [person.answers[item] for person in group if item in person.answers]
            for answer in (1, 2, 3, 4, 5):
                assert_cell(made.table(item).row(str(answer)).cells[side], values.count(answer), len(values))
        after = [person.answers["N11"] for person in group if "N11" in person.answers]
        sizes = [after.count("yes"), after.count("maybe") + after.count("dont_know"), after.count("no")]
        for answer_code, size in zip(("yes", "maybe", "no"), sizes, strict=True):
            assert_cell(made.table("T6.1").row(answer_code).cells[side], size, len(after))
    sides = {person.side for person in people if "N1" in person.answers}
    if len(sides) == 2:
        edges = [("under_10", 0, 10), ("10_15", 10, 16), ("16_19", 16, 20), ("20", 20, 21), ("21_34", 21, 35)]
        for band, low, high in [*edges, ("35_40", 35, 41), ("over_40", 41, 1e9)]:
            cells = made.table("F5.5").row(band).cells
            assert cells["expected"].count == slow_band(people, low, high, {4, 5})  # type: ignore[union-attr]  # shown
            assert cells["not_expected"].count == slow_band(people, low, high, {1, 2, 3})  # type: ignore[union-attr]  # shown


def test_slow_count_notices_one_wrong_answer() -> None:
    """The control of the test above."""
    people = cohorts.random_people(Random(3))
    before = [slow_expected(people, "Y01", side) for side in ("teacher", "non_teacher")]
    wrong = [Respondent(p.key, p.side, {**p.answers, "M9": ["Y01"]}) for p in people]
    assert report(wrong).table("T3.3").row("Y01").cells["teacher"] != Shown(*before[0])


@pytest.mark.parametrize("seed", range(60))
def test_report_under_the_rule_prints_no_small_count_and_no_wrong_one(seed: int) -> None:
    people = cohorts.random_people(Random(seed))
    open_tables = report(people).tables
    for table, everything in zip(report(people, RULE).tables, open_tables, strict=True):
        for row, full in zip(table.rows, everything.rows, strict=True):
            for column, cell in row.cells.items():
                if isinstance(cell, Shown):
                    assert cell == full.cells[column]
                    assert cell.count >= 5
                if isinstance(cell, Below):
                    assert full.cells[column].count < 5  # type: ignore[union-attr]  # all shown
