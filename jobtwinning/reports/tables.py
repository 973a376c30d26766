"""The tables of the evaluation report, computed from plain rows; docs/reports.md says each in words.

Everything that leaves this module has been through the disclosure rule. Rows stand in the order of the instrument.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

from jobtwinning.reports import disclosure
from jobtwinning.reports.cohort import Cohort, PairPlace, Respondent
from jobtwinning.reports.disclosure import Hidden, Reason, Result, Rule, Shown
from jobtwinning.surveys.catalogue import yields

GROUPS = ("teacher", "non_teacher")
TOTAL = "total"
TICK_SOURCES = ("M9", "V2", "I6")  # where expected yields are read, the first that somebody answered (T3.3)
EXTENT = (5, 4, 3, 2, 1)
EXTENT_TREE: disclosure.Tree = ((0, 1), (2, (3, 4)))
HIGH = (4, 5)  # "in (zeer) grote mate"
CONTINUATION = ("yes", "maybe", "no")
CONTINUATION_TREE = disclosure.chain(range(3))
COUNTS_AS = {"dont_know": "maybe"}  # T6.1
# F5.5: the lowest whole number of hours of each band; the last band has no end.
BANDS = {"under_10": 0, "10_15": 10, "16_19": 16, "20": 20, "21_34": 21, "35_40": 35, "over_40": 41}
UNKNOWN = "unknown"
UNDER_20, FROM_20, FROM_20_OR_UNKNOWN = "under_20", "from_20", "from_20_or_unknown"
# First less than 20 hours or not, then each side in turn; people without hours come last.
BANDS_TREE: disclosure.Tree = (disclosure.chain(range(3)), disclosure.chain(range(3, 8)))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: results and N by column; rank is the place when sorted by size, where that may be told."""

    code: str
    cells: Mapping[str, Result]
    n: Mapping[str, int | None]
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report; code is that of the evaluation report (T3.3) or of the item (N6)."""

    code: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    n: Mapping[str, int | None]  # people per column who answered anything in it; None = too few to say
    sources: tuple[str, ...] = ()  # items the figures were read from

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it may be printed."""
        return all(isinstance(cell, Hidden) for row in self.rows for cell in row.cells.values())

    @property
    def has_figures(self) -> bool:
        """Whether there is any count to draw."""
        return any(isinstance(cell, Shown) for row in self.rows for cell in row.cells.values())

    def row(self, code: str) -> Row:
        """The row with this code."""
        return next(row for row in self.rows if row.code == code)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole evaluation report of a programme."""

    rule: Rule
    tables: tuple[Table, ...]
    pairs: tuple[PairPlace, ...]
    submitted: Mapping[str, Mapping[str, int | None]]  # instrument → group → responses
    is_answered: bool  # whether anybody submitted anything
    is_started: bool  # whether anybody submitted anything beyond the intake

    def table(self, code: str) -> Table:
        """The table with this code."""
        return next(table for table in self.tables if table.code == code)


def make_report(cohort: Cohort, rule: Rule, *, achieved_from: int, hours_minimum: int) -> Report:
    """All tables, in the order of the report."""
    people = cohort.respondents
    expected, achieved = expected_yields(people, rule), achieved_yields(people, rule, achieved_from)
    tables = (
        expected,
        achieved,
        intended_and_achieved("F5.3", "teacher", people, rule, achieved_from, expected, achieved),
        intended_and_achieved("F5.4", "non_teacher", people, rule, achieved_from, expected, achieved),
        expectations_met(people, rule),
        *(extent_of(item, people, rule) for item in ("M7", "N1", "N6")),
        hours_against_expectation(people, rule),
        logged_against_minimum(cohort.logged_hours, rule, hours_minimum),
        continuation(people, rule),
    )
    sent = {instrument for (instrument, _), size in cohort.submitted.items() if size}
    pairs = tuple(sorted(cohort.pairs, key=_place))
    return Report(
        rule, tables, pairs, _submitted(cohort, rule), is_answered=bool(sent), is_started=bool(sent - {"intake"})
    )


def percentage_rows(table: Table, group: str) -> list[int | None]:
    """The percentages of a group from top to bottom; None where nothing is printed."""
    cells = (row.cells[group] for row in table.rows)
    return [cell.percentage if isinstance(cell, Shown) else None for cell in cells]


# ------------------------------------------------------------------------------------------------------ the yields


def ticked(person: Respondent) -> frozenset[str] | None:
    """The yields somebody expects; None when they never answered the question."""
    source = tick_source(person)
    return None if source is None else frozenset(map(str, _list(person.answers[source])))


def tick_source(person: Respondent) -> str | None:
    """The item it is read from: M9, else V2, else I6."""
    return next((item for item in TICK_SOURCES if isinstance(person.answers.get(item), list)), None)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def expected_yields(people: Sequence[Respondent], rule: Rule) -> Table:
    """T3.3: per yield and group, ticked / everybody who answered the question."""
    asked = [(person.side, ticks) for person in people if (ticks := ticked(person)) is not None]
    n = _group_sizes(side for side, _ in asked)
    rows = []
    for code in _yield_codes():
        counts = _group_sizes(side for side, ticks in asked if code in ticks)
        rows.append(_grouped_row(code, counts, n, rule))
    used = {tick_source(person) for person in people}
    return _grouped_table("T3.3", _ranked(rows), n, rule, tuple(item for item in TICK_SOURCES if item in used))


def achieved_yields(people: Sequence[Respondent], rule: Rule, achieved_from: int) -> Table:
    """F5.2: per yield and group, achieved in a sufficient degree / everybody who answered that yield."""
    rows = []
    for code in _yield_codes():
        answered = [(person.side, person.answers[f"N3.{code}"]) for person in people if f"N3.{code}" in person.answers]
        n = _group_sizes(side for side, _ in answered)
        counts = _group_sizes(side for side, value in answered if is_achieved(value, achieved_from))
        rows.append(_grouped_row(code, counts, n, rule))
    anything = _group_sizes(person.side for person in people if any(item.startswith("N3.") for item in person.answers))
    return _grouped_table("F5.2", _ranked(rows), anything, rule, ("N3",))


def is_achieved(value: object, achieved_from: int) -> bool:
    """Whether an answer on sufficient5 counts as achieved; "too early to say" does not."""
    return isinstance(value, int) and value >= achieved_from


def intended_and_achieved(
    code: str,
    side: str,
    people: Sequence[Respondent],
    rule: Rule,
    achieved_from: int,
    expected: Table,
    achieved: Table,
) -> Table:
    """F5.3 and F5.4: numbers of people who ticked a yield and answered it at the end; how many of them achieved it."""
    group = [person for person in people if person.side == side]
    rows = [_intended_row(each, side, group, rule, achieved_from, expected, achieved) for each in _yield_codes()]
    n = disclosure.group_size(sum(_answered_both(person) for person in group), rule)
    return Table(code, ("intended", "achieved"), tuple(rows), {"intended": n, "achieved": n}, (*expected.sources, "N3"))


def _answered_both(person: Respondent) -> bool:
    return ticked(person) is not None and any(item.startswith("N3.") for item in person.answers)


def _intended_row(
    code: str,
    side: str,
    group: Sequence[Respondent],
    rule: Rule,
    achieved_from: int,
    expected: Table,
    achieved: Table,
) -> Row:
    item = f"N3.{code}"
    asked = [person for person in group if ticked(person) is not None]
    answered = [person for person in group if item in person.answers]
    intended = [person for person in answered if code in (ticked(person) or ())]
    both = [person for person in intended if is_achieved(person.answers[item], achieved_from)]
    missing = sum(item not in person.answers for person in asked)
    before, after = expected.row(code).cells[side], achieved.row(code).cells[side]
    first = disclosure.still_there(before, len(intended), len(answered), missing, rule)
    second = disclosure.together(first, after, len(both), rule)
    n = disclosure.group_size(len(answered), rule)
    return Row(code, {"intended": first, "achieved": second}, {"intended": n, "achieved": n})


def _yield_codes() -> tuple[str, ...]:
    return tuple(each.code for each in yields())


def _ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Number the rows by the size of their total, ties in fixed order; only rows whose total is printed.

    The place of a row without a total would tell between which other totals it lies.
    """
    sizes = {row.code: row.cells[TOTAL] for row in rows}
    shown = sorted(
        (code for code, cell in sizes.items() if isinstance(cell, Shown)), key=lambda code: -_count(sizes[code])
    )
    places = {code: place for place, code in enumerate(shown, 1)}
    return tuple(Row(row.code, row.cells, row.n, places.get(row.code)) for row in rows)


def _count(cell: Result) -> int:
    return cell.count if isinstance(cell, Shown) else 0


# ------------------------------------------------------------------------------------- expectations, match, what next


def expectations_met(people: Sequence[Respondent], rule: Rule) -> Table:
    """F5.1: in a (very) great degree, after one month (M7) and at the end (N1), each with its own N."""
    rows = []
    for item in ("M7", "N1"):
        answered = [(side, value) for side, value in _answers(people, item) if value in EXTENT]
        n = _group_sizes(side for side, _ in answered)
        rows.append(_grouped_row(item, _group_sizes(side for side, value in answered if value in HIGH), n, rule))
    n = _group_sizes(person.side for person in people if {"M7", "N1"} & person.answers.keys())
    return _grouped_table("F5.1", rows, n, rule, ("M7", "N1"))


def extent_of(item: str, people: Sequence[Respondent], rule: Rule) -> Table:
    """All five answers to an "in welke mate" question, and the two highest together."""
    answered = [(side, value) for side, value in _answers(people, item) if value in EXTENT]
    rows = _distribution(answered, EXTENT, EXTENT_TREE, rule)
    n = _group_sizes(side for side, _ in answered)
    high = _grouped_row("high", _group_sizes(side for side, value in answered if value in HIGH), n, rule)
    return _grouped_table(item, [high, *rows], n, rule, (item,))


def continuation(people: Sequence[Respondent], rule: Rule) -> Table:
    """T6.1: yes, maybe (with "don't know") or no."""
    answered = [(side, COUNTS_AS.get(str(value), str(value))) for side, value in _answers(people, "N11")]
    answered = [(side, value) for side, value in answered if value in CONTINUATION]
    rows = _distribution(answered, CONTINUATION, CONTINUATION_TREE, rule)
    return _grouped_table("T6.1", rows, _group_sizes(side for side, _ in answered), rule, ("N11",))


def _answers(people: Iterable[Respondent], item: str) -> list[tuple[str, object]]:
    return [(person.side, person.answers[item]) for person in people if item in person.answers]


def _distribution(
    answered: Sequence[tuple[str, object]], values: Sequence[object], tree: disclosure.Tree, rule: Rule
) -> list[Row]:
    """One row per possible answer, from a split of each group."""
    n = _group_sizes(side for side, _ in answered)
    parts = {
        group: disclosure.split([answered.count((group, value)) for value in values], tree, rule) for group in GROUPS
    }
    return [
        _with_total(str(value), {group: parts[group][place] for group in GROUPS}, n, rule)
        for place, value in enumerate(values)
    ]


# ------------------------------------------------------------------------------------------------------------- hours


def hours_spent(person: Respondent) -> float | None:
    """Work time and own time together (N9a + N9b); one of the two left empty counts as nothing."""
    given = [value for item in ("N9a", "N9b") if _is_number(value := person.answers.get(item))]
    return sum(map(float, map(str, given))) if given else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def band_of(hours: float | None) -> str:
    """The band of F5.5, after rounding down to whole hours: 15.5 falls in 10 to 15, 20.5 in 20."""
    if hours is None:
        return UNKNOWN
    starts = [*BANDS.items(), ("", float("inf"))]
    return next(band for (band, start), (_, end) in pairwise(starts) if start <= floor(hours) < end)


def hours_against_expectation(people: Sequence[Respondent], rule: Rule) -> Table:
    """F5.5: numbers of people per band of hours, by whether Job Twinning met their expectations (N1)."""
    met = expectations_met(people, rule).row("N1").cells[TOTAL]
    answered = [person for person in people if person.answers.get("N1") in EXTENT]
    columns = {
        "expected": [band_of(hours_spent(person)) for person in answered if person.answers["N1"] in HIGH],
        "not_expected": [band_of(hours_spent(person)) for person in answered if person.answers["N1"] not in HIGH],
    }
    codes = (*_halves_codes(columns), *BANDS, UNKNOWN)
    parts = {name: _bands(bands, met, rule) for name, bands in columns.items()}
    sizes = {**{name: len(bands) for name, bands in columns.items()}, TOTAL: len(answered)}
    may_tell = isinstance(met, Shown) or rule.released_before
    n = {name: size if may_tell else None for name, size in sizes.items()}
    rows = [
        Row(code, cells | {TOTAL: disclosure.total(tuple(cells.values()))}, n)
        for place, code in enumerate(codes)
        for cells in [{name: parts[name][place] for name in columns}]
    ]
    return Table("F5.5", (*columns, TOTAL), tuple(rows), n, ("N9a", "N9b", "N1"))


def _halves_codes(columns: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Less than 20 hours, and the rest; people who gave no hours are in the rest."""
    has_unknown = any(UNKNOWN in bands for bands in columns.values())
    return UNDER_20, FROM_20_OR_UNKNOWN if has_unknown else FROM_20


def _bands(bands: Sequence[str], met: Result, rule: Rule) -> tuple[Result, ...]:
    """One column of F5.5: the two halves, then each band; nothing when F5.1 does not print its size."""
    counts = [bands.count(code) for code in (*BANDS, UNKNOWN)]
    if not isinstance(met, Shown):
        return (met if isinstance(met, Hidden) else Hidden(Reason.REVEALS_OTHERS),) * (len(counts) + 2)
    if not bands:  # nobody, and F5.1 says so
        return (Shown(0, 0),) * (len(counts) + 2)
    return (*disclosure.halves(counts, BANDS_TREE, rule), *disclosure.split(counts, BANDS_TREE, rule))


def logged_against_minimum(logged: Sequence[tuple[str, float]], rule: Rule, hours_minimum: int) -> Table:
    """How many people in a pair logged at least the minimum number of hours (R-2.8)."""
    n = _group_sizes(side for side, _ in logged)
    counts = _group_sizes(side for side, hours in logged if hours >= hours_minimum)
    return _grouped_table("LOG", [_grouped_row("minimum", counts, n, rule)], n, rule, ("hours",))


# ------------------------------------------------------------------------------------------------------------- shared

Sizes = dict[str, int]


def _group_sizes(sides: Iterable[str]) -> Sizes:
    found = list(sides)
    return {group: found.count(group) for group in GROUPS}


def _grouped_row(code: str, counts: Sizes, n: Sizes, rule: Rule) -> Row:
    return _with_total(code, {group: disclosure.cell(counts[group], n[group], rule) for group in GROUPS}, n, rule)


def _with_total(code: str, cells: Mapping[str, Result], n: Sizes, rule: Rule) -> Row:
    return Row(code, {**cells, TOTAL: disclosure.total(tuple(cells.values()))}, _printed_sizes(n, rule))


def _printed_sizes(n: Sizes, rule: Rule) -> dict[str, int | None]:
    printed = {group: disclosure.group_size(n[group], rule) for group in GROUPS}
    return {**printed, TOTAL: None if None in printed.values() else sum(n.values())}


def _grouped_table(code: str, rows: Sequence[Row], n: Sizes, rule: Rule, sources: tuple[str, ...]) -> Table:
    return Table(code, (*GROUPS, TOTAL), tuple(rows), _printed_sizes(n, rule), sources)


def _place(pair: PairPlace) -> tuple[str, str, str]:
    return pair.region.casefold(), pair.school.casefold(), pair.company.casefold()


def _submitted(cohort: Cohort, rule: Rule) -> dict[str, dict[str, int | None]]:
    return {
        instrument: {
            group: disclosure.group_size(cohort.submitted.get((instrument, group), 0), rule) for group in GROUPS
        }
        for instrument in ("intake", "baseline_survey", "interim_survey", "final_survey")
    }
