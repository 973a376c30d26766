"""What the page draws: every figure and the table behind it, from a report. Templates print it; they do not compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobtwinning.core import charts, figures
from jobtwinning.reports import wording
from jobtwinning.reports.disclosure import Result, Shown
from jobtwinning.reports.tables import BANDS, EXTENT, GROUPS, UNKNOWN, Report, Row, Table
from jobtwinning.surveys.catalogue import pillars, scale, yields

SIDES = {"teacher": "school", "non_teacher": "work"}
LEVELS = {"fruit_low": "low", "fruit_middle": "middle", "fruit_high_org": "high", "fruit_high_career": "high"}


# ----------------------------------------------------------------------------------------------- the table behind it


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line, as text; place is its rank, when there is one."""

    label: str
    cells: Sequence[str]
    place: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the report, ready to print; columns are (name, N)."""

    code: str
    title: str
    caption: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[TableRow]
    has_places: bool
    empty_text: str  # "" when there is anything to print


def table_view(table: Table) -> TableView:
    """Every figure of a table as text."""
    absolute = wording.is_absolute(table)
    rows = [
        TableRow(
            wording.row_label(table, row),
            [_with_n(table, row, column, absolute) for column in table.columns],
            "" if row.rank is None else str(row.rank),
        )
        for row in table.rows
        if not (row.code in (*BANDS, UNKNOWN) and table.code == "F5.5" and wording.is_nobody(row))
    ]
    return TableView(
        table.code,
        wording.title(table.code),
        _caption(table),
        [(wording.column(column), wording.group_size(n)) for column, n in table.n.items()],
        rows,
        any(row.rank for row in table.rows),
        "" if table.has_figures else wording.empty_text(table),
    )


def _with_n(table: Table, row: Row, column: str, absolute: bool) -> str:
    """The figure, with its own N where that differs from the N above the column."""
    text = wording.figure(row.cells[column], absolute=absolute)
    if absolute or not isinstance(row.cells[column], Shown) or row.n[column] == table.n[column]:
        return text
    return f"{text} (N = {row.n[column]})"


def _caption(table: Table) -> str:
    """The caption; for F5.5 with the bands that are left out of the figure."""
    sentences = [wording.caption(table)]
    if table.code == "F5.5" and table.has_figures:
        empty = [row.code for row in table.rows if row.code in BANDS and wording.is_nobody(row)]
        hidden = [row.code for row in table.rows if row.code in BANDS and not _has_count(row)]
        sentences += [_("Niemand: %(bands)s.") % {"bands": _names(empty)}] if empty else []
        sentences += [_("Niet getoond: %(bands)s.") % {"bands": _names(hidden)}] if hidden else []
    return " ".join(sentences)


def _names(bands: Sequence[str]) -> str:
    names = [wording.band(code) for code in bands]
    return ", ".join(name[0].lower() + name[1:] for name in names)


# ------------------------------------------------------------------------------------------------ "in welke mate" bars


@dataclass(frozen=True)
class ExtentBar(charts.LikertBar):
    """A bar of five answers; of two, "in (zeer) grote mate" and lower, when the five may not be printed."""

    texts: Sequence[str] = ()
    numbers: Sequence[int | None] = ()  # rounded half up, as in the table

    @property
    def label(self) -> str:
        """The bar as a sentence."""
        return f"{self.group}: {', '.join(self.texts) or self.note}"

    @property
    def parts(self) -> list[charts.Segment]:
        """The low grey parts first, then the tall coloured ones, so that their outline lies on top."""
        letter = "w" if self.side == "work" else "s"
        names = [f"{letter}5", f"{letter}4", "3", "2", "1"] if len(self.numbers) == len(EXTENT) else [f"{letter}5", "3"]
        left, drawn = 0.0, []
        for name, share, number in zip(names, self.shares or (), self.numbers, strict=True):
            if share:
                drawn.append(_segment(name, left, share, "" if number is None or share < 8 else str(number)))
            left += share
        return sorted(drawn, key=lambda part: part.css[2:3].isalpha())


def _segment(name: str, left: float, width: float, text: str) -> charts.Segment:
    tall = name[0].isalpha()
    return charts.Segment(
        x=figures.percent(left),
        width=figures.percent(width),
        css=f"k-{name}",
        y="1" if tall else "10",
        height="28" if tall else "19",
        text=text,
        text_x=figures.percent(left + width / 2),
        text_y="20" if tall else "24.5",
        text_css=f"on-{name}",
    )


@dataclass(frozen=True, slots=True)
class ExtentFigure:
    """One question with a bar per group and the table behind it."""

    text: str
    moment: str
    bars: Sequence[ExtentBar]
    table: TableView

    @property
    def note(self) -> str:
        """The one reason why there is no bar at all; empty when there is a bar, or when the groups differ in it."""
        notes = {bar.note for bar in self.bars}
        return notes.pop() if len(notes) == 1 and not any(bar.shares for bar in self.bars) else ""


def extent_figures(report: Report) -> list[ExtentFigure]:
    """The expectations at both moments, and the match; what cannot be drawn comes last."""
    moments = {"M7": _("na één maand"), "N1": _("na afloop"), "N6": _("na afloop")}
    found = [
        ExtentFigure(
            wording.question(item),
            moment,
            [extent_bar(report.table(item), group) for group in GROUPS],
            table_view(report.table(item)),
        )
        for item, moment in moments.items()
    ]
    return sorted(found, key=lambda extent: bool(extent.note))


def extent_bar(table: Table, group: str) -> ExtentBar:
    """One group: five answers, two halves, or the reason why neither."""
    cells = [table.row(str(answer)).cells[group] for answer in EXTENT]
    high = table.row("high").cells[group]
    words = extent_words()
    if not all(isinstance(cell, Shown) for cell in cells):
        words = [wording.high_label(), _("Lager")]
        cells = [high, Shown(high.n - high.count, high.n)] if isinstance(high, Shown) else []
    shown = [cell for cell in cells if isinstance(cell, Shown) and cell.n]
    return ExtentBar(
        group=wording.column(group).lower(),
        side=SIDES[group],
        shares=[100 * cell.count / cell.n for cell in shown] or None,
        scale_labels=words,
        note="" if shown else bar_note(high, table.n[group]),
        count=table.n[group],
        texts=[f"{word} {cell.percentage}%" for word, cell in zip(words, shown, strict=False)],
        numbers=[cell.percentage for cell in shown],
    )


def bar_note(high: Result, count: int | None) -> str:
    """What stands in place of a bar."""
    if not count:
        return wording.figure(high)
    return _("In (zeer) grote mate: %(figure)s van de %(n)s.") % {"figure": wording.figure(high), "n": count}


def extent_words() -> list[str]:
    """The five answers, the most positive first."""
    return [scale("extent5").option(answer).label(wording.language()) for answer in EXTENT]


def extent_legend(extents: Sequence[ExtentFigure]) -> list[tuple[str, str]]:
    """Class number and word of each part that is drawn: the five answers, or two halves; nothing without a bar."""
    lengths = {len(bar.shares) for extent in extents for bar in extent.bars if bar.shares}
    if not lengths:
        return []
    if lengths == {2}:
        return [("5", wording.high_label()), ("3", _("Lager"))]
    return [(str(answer), word) for answer, word in zip(EXTENT, extent_words(), strict=True)]


# ---------------------------------------------------------------------------------------------------------- the yields


def yield_groups(report: Report) -> list[charts.YieldGroup]:
    """Expected (T3.3) and achieved (F5.2) per yield, by height of the fruit (F6.1)."""
    names = {"low": _("Laaghangend fruit"), "middle": _("Middelhoog fruit"), "high": _("Hooghangend fruit")}
    level = {pillar.code: LEVELS[pillar.code] for pillar in pillars()}
    return [
        charts.YieldGroup(
            name,
            height,
            [
                charts.Yield(each.label(wording.language()), *(_mark(report, each.code, group) for group in GROUPS))
                for each in yields()
                if level[each.pillar] == height
            ],
        )
        for height, name in names.items()
    ]


def is_achieved_known(report: Report) -> bool:
    """Whether anything of what people achieved may be printed; else the figure has no place for it."""
    return not report.table("F5.2").is_empty


def _mark(report: Report, code: str, group: str) -> charts.Mark:
    expected, achieved = (report.table(name).row(code).cells[group] for name in ("T3.3", "F5.2"))
    return charts.Mark(_share(expected), _share(achieved), *(_mark_text(cell) for cell in (expected, achieved)))


def _share(cell: Result) -> float | None:
    return cell.percentage if isinstance(cell, Shown) else None


def _mark_text(cell: Result) -> str:
    return "" if isinstance(cell, Shown) else wording.short(cell)


def yields_caption(report: Report) -> str:
    """N of both figures, and how they were counted."""
    expected, achieved = report.table("T3.3"), report.table("F5.2")
    sizes = _("Verwacht: docenten %(a)s, niet-docenten %(b)s. Behaald: docenten %(c)s, niet-docenten %(d)s.") % dict(
        zip("abcd", [wording.group_size(t.n[g]) for t in (expected, achieved) for g in GROUPS], strict=True)
    )
    return f"{sizes} {wording.caption(expected)} {wording.caption(achieved)}"


@dataclass(frozen=True, slots=True)
class IntendedRow:
    """One yield of F5.3 or F5.4: the bar of who intended it and, in it, of who achieved it."""

    label: str
    intended: str  # width, in per cent of the longest bar; empty when not printed
    achieved: str
    intended_text: str
    achieved_text: str


@dataclass(frozen=True, slots=True)
class IntendedFigure:
    """F5.3 or F5.4; no rows when nothing may be printed of what people achieved: one sentence and the folded table."""

    title: str
    side: str
    rows: Sequence[IntendedRow]
    note: str  # stands in place of the rows
    left_out: str  # yields of which neither number may be printed
    table: TableView

    @property
    def tables(self) -> list[TableView]:
        """What folds out under the sentence."""
        return [self.table]


def intended_figure(table: Table, side: str) -> IntendedFigure:
    """Numbers of people, not percentages: an outline for who intended it, filled for who achieved it."""
    drawn = [row for row in table.rows if _has_count(row)]
    longest = max((cell.count for row in drawn if isinstance(cell := row.cells["intended"], Shown)), default=0)
    is_achieved = any(isinstance(row.cells["achieved"], Shown) for row in drawn)
    left_out = [wording.row_label(table, row) for row in table.rows if row not in drawn]
    return IntendedFigure(
        wording.title(table.code),
        side,
        [_intended_row(table, row, longest) for row in drawn] if is_achieved else [],
        "" if is_achieved else wording.achieved_hidden_text() if drawn else wording.empty_text(table),
        _("Niet getoond: %(yields)s.") % {"yields": "; ".join(left_out)} if left_out and is_achieved else "",
        table_view(table),
    )


def _intended_row(table: Table, row: Row, longest: int) -> IntendedRow:
    cells = [row.cells[column] for column in table.columns]
    widths = [
        figures.percent(100 * cell.count / longest) if isinstance(cell, Shown) and longest else "" for cell in cells
    ]
    return IntendedRow(wording.row_label(table, row), *widths, *(wording.short(cell, absolute=True) for cell in cells))


# ----------------------------------------------------------------------------------------------------------- the hours


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One band of F5.5: two parts, in per cent of the fullest band."""

    label: str
    expected: str
    rest_x: str
    rest: str
    text: str
    is_half: bool


def hours_rows(report: Report) -> list[HoursRow]:
    """Under and from 20 hours, then the bands of F5.5 of which anything is printed; the caption names the others."""
    table = report.table("F5.5")
    rows = [row for row in table.rows if _has_count(row) and not wording.is_nobody(row)]
    fullest = max((_count(row, "expected") + _count(row, "not_expected") for row in rows), default=0)
    return [_hours_row(table, row, fullest) for row in rows]


def _has_count(row: Row) -> bool:
    return any(isinstance(cell, Shown) for cell in row.cells.values())


def _hours_row(table: Table, row: Row, fullest: int) -> HoursRow:
    expected, rest = (100 * _count(row, name) / (fullest or 1) for name in ("expected", "not_expected"))
    words = {name: wording.figure(row.cells[name], absolute=True) for name in ("expected", "not_expected")}
    is_half = row.code not in (*BANDS, UNKNOWN)
    label = wording.row_label(table, row)
    return HoursRow(
        label if is_half or row.code == UNKNOWN else _("waarvan %(band)s") % {"band": label[0].lower() + label[1:]},
        figures.percent(expected),
        figures.percent(expected),
        figures.percent(rest),
        _("Naar verwachting: %(expected)s. Niet naar verwachting: %(not_expected)s.") % words,
        is_half,
    )


def _count(row: Row, column: str) -> int:
    cell = row.cells[column]
    return cell.count if isinstance(cell, Shown) else 0


# ------------------------------------------------------------------------------------------------------- the responses


def final_respondents(report: Report) -> int | None:
    """How many people sent in the final survey; None when that may not be told of one of the groups."""
    groups = report.submitted.get(wording.INSTRUMENT_OF["N"], {})
    counts = [groups.get(group) for group in GROUPS]
    return sum(count for count in counts if count) if all(counts) else None


def response_lines(report: Report) -> list[tuple[str, str, str]]:
    """Per questionnaire: its name and how many of each group sent it in."""
    titles: Mapping[str, str] = {
        code: wording.questionnaire(prefix).title(wording.language()) for prefix, code in wording.INSTRUMENT_OF.items()
    }
    return [
        (titles[code], *(wording.group_size(groups[group]) for group in GROUPS))  # type: ignore[misc]  # two groups
        for code, groups in report.submitted.items()
    ]
