"""What is drawn when little may be printed: one sentence instead of a column of the same words."""

from jobtwinning.reports import figures, wording
from jobtwinning.reports.disclosure import Hidden, Reason, Result, Shown
from jobtwinning.reports.tables import Row, Table
from jobtwinning.reports.tests.cohorts import YIELDS
from jobtwinning.reports.tests.test_tables import report, some

HIDDEN = Hidden(Reason.REVEALS_OTHERS)


def intended(*cells: tuple[Result, Result]) -> Table:
    rows = [
        Row(code, {"intended": one, "achieved": other}, {"intended": 20, "achieved": 20})
        for code, (one, other) in zip(YIELDS, cells, strict=False)
    ]
    return Table("F5.3", ("intended", "achieved"), tuple(rows), {"intended": 20, "achieved": 20})


def test_figure_of_which_no_achieved_number_may_be_printed_is_a_sentence_and_a_table() -> None:
    figure = figures.intended_figure(intended((Shown(9, 20), HIDDEN), (Shown(7, 20), HIDDEN)), "school")
    assert figure.rows == []
    assert figure.note == wording.achieved_hidden_text()
    assert [table.empty_text for table in figure.tables] == [""]


def test_figure_of_which_nothing_may_be_printed_is_a_sentence() -> None:
    figure = figures.intended_figure(intended((HIDDEN, HIDDEN)), "school")
    assert figure.rows == []
    assert figure.note == figure.table.empty_text


def test_yields_of_which_neither_number_may_be_printed_are_named_once() -> None:
    figure = figures.intended_figure(intended((Shown(9, 20), Shown(6, 20)), (HIDDEN, HIDDEN)), "school")
    assert [row.intended_text for row in figure.rows] == ["9"]
    assert figure.note == ""
    assert figure.left_out == "Niet getoond: Het opdoen of ontwikkelen van een bepaalde vaardigheid of kennis."


def test_groups_without_a_bar_for_the_same_reason_share_one_line() -> None:
    extents = figures.extent_figures(report([]))
    assert [extent.note for extent in extents] == ["niet bekend"] * 3
    assert figures.extent_legend(extents) == []


def test_question_with_a_bar_keeps_the_line_of_each_group() -> None:
    extents = figures.extent_figures(report(some("teacher", 12, N1=4)))
    assert [bool(extent.note) for extent in extents] == [False, True, True]  # what cannot be drawn comes last
    assert len(figures.extent_legend(extents)) == 5


def test_achieved_yields_have_a_place_as_soon_as_one_may_be_printed() -> None:
    assert not figures.is_achieved_known(report(some("teacher", 12, M9=["Y01"])))
    assert figures.is_achieved_known(report(some("teacher", 12, N3_Y01=4)))
