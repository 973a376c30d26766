"""How much of a proposal stands in a row, and which figure of an objective is the best."""

from types import SimpleNamespace
from typing import Any

from jobtwinning.matching import pages, rows
from jobtwinning.pairs.reasons import Point

GOOD = [Point("vak"), Point("doel"), Point("tijd")]
LESS = [Point("reistijd", is_plus=False), Point("sector", is_plus=False)]


def test_row_shows_the_first_plus_and_the_first_minus() -> None:
    assert rows.main_points([*GOOD, *LESS]) == [GOOD[0], LESS[0]]


def test_row_with_one_kind_of_points_shows_two() -> None:
    assert rows.main_points(GOOD) == GOOD[:2]
    assert rows.main_points(LESS[:1]) == LESS[:1]
    assert rows.main_points([]) == []


def figures_of(pairs: int, alone: int, weaker: float | None, lowest: float | None, blocking: int) -> dict[str, Any]:
    return {
        "pairs": pairs,
        "unmatched_left": alone,
        "unmatched_right": 0,
        "mean_weaker": weaker,
        "lowest": lowest,
        "blocking_pairs": blocking,
    }


def test_best_figure_of_each_column_is_marked_unless_all_are_alike() -> None:
    found = {"floor": figures_of(9, 2, 0.701, 0.55, 3), "stable": figures_of(8, 4, 0.699, None, 0)}
    scenario: Any = SimpleNamespace(objective="stable", weighing="33222221-40", result={"figures": found})
    codes = [aim.code for aim in pages.aims(scenario)]
    marks = {aim.code: [cell.is_best for cell in aim.cells] for aim in pages.aims(scenario)}
    first, other = codes
    assert marks[first] == [True, True, False, True, False]
    assert marks[other] == [False, False, False, False, True]
    assert [cell.text for cell in pages.aims(scenario)[1].cells] == ["8", "4", "70", "–", "0 keer"]
