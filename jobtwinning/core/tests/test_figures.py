"""The drawings: numbers for SVG, arches, stones, weeks and charts."""

import re

import pytest

from jobtwinning.core import charts, figures

CLASSES_OF_SEVEN = ["f-school", "f-school", "f-plan", "f-plan", "f-plan", "f-next-work", "f-work"]


def test_number_always_prints_a_decimal_point() -> None:
    assert [figures.number(value) for value in (0, 12, 12.5, 1 / 3, 1000, 10)] == [
        "0",
        "12",
        "12.5",
        "0.33",
        "1000",
        "10",
    ]


def test_number_of_almost_nothing_is_nought() -> None:
    assert figures.number(-0.0001) == "0"


def test_scale_stops_at_its_ends() -> None:
    place = figures.scale((0, 20), (0, 390))
    assert (place(-1), place(10), place(25)) == (0, 195, 390)


def test_scale_without_width_is_refused() -> None:
    with pytest.raises(ValueError, match="two different ends"):
        figures.scale((3, 3), (0, 1))


def test_arch_has_a_keystone_only_when_both_legs_reach_it() -> None:
    assert figures.Arch(90, 84, "").has_keystone
    assert not figures.Arch(100, 79, "").has_keystone


def test_arch_keeps_the_outline_of_the_right_leg_visible() -> None:
    arch = figures.Arch(62, 54, "")
    assert (arch.left_dash, arch.right_dash, arch.right_fill_dash) == ("62 200", "54 200", "52.6 200")


def test_arch_ticks_stand_opposite_each_other() -> None:
    left, right = figures.Arch(10, 10, "", want=40).ticks
    left_x, left_y = re.findall(r"[\d.]+", left)[:2]
    right_x, right_y = re.findall(r"[\d.]+", right)[:2]
    assert left_y == right_y
    assert float(left_x) + float(right_x) == pytest.approx(100)


@pytest.mark.parametrize("count", [4, 6, 7, 8])
def test_ring_stones_mirror_each_other(count: int) -> None:
    stones = figures.ring(["plan"] * count)
    assert len(stones) == count
    assert float(stones[0].x) + float(stones[-1].x) == pytest.approx(560, abs=0.02)
    assert stones[0].y == stones[-1].y


def test_ring_leaves_the_gap_between_the_feet_and_the_ground() -> None:
    first = figures.ring(["school"] * 7)[0]
    assert first.path.startswith("M1.01 275.5A279 279 0 0 1 27.56 159.2")


def test_meeting_states_build_from_both_feet() -> None:
    states = figures.meeting_states(["held", "held"], ["held", "next"], 7)
    assert states == ["school", "school", "plan", "plan", "plan", "next-work", "work"]
    assert [stone.css for stone in figures.Stones(states, "").stones] == CLASSES_OF_SEVEN


def test_meeting_states_with_too_many_meetings_are_refused() -> None:
    with pytest.raises(ValueError, match="more meetings"):
        figures.meeting_states(["held"] * 4, ["held"] * 3, 6)


def test_rose_longer_stone_for_a_better_fit() -> None:
    rose = figures.Rose([1, 5], ["look", "good"], ["a", "b"], "")
    assert "A121 121" in rose.stones[0].path
    assert "A245 245" in rose.stones[1].path
    assert len(rose.rings) == 5


def test_pace_widths_follow_the_hours_and_stop_at_the_target() -> None:
    pace = figures.Pace(10, 30, 20, 5, 13, "")
    assert (pace.school_width, pace.work_width, pace.today) == ("195", "389", "150")


def test_pace_marks_past_and_free_weeks() -> None:
    pace = figures.Pace(1, 1, 20, 2, 4, "", free_weeks=(2, 4))
    assert [css for _path, css in pace.arches] == ["w past", "w free", "w", "w free"]


def test_pace_leaves_out_the_end_that_would_touch_now() -> None:
    pace = figures.Pace(1, 1, 20, 1, 13, "", here="nu", first="week 1", last="week 13")
    assert [word.text for word in pace.labels] == ["nu", "week 13"]


def test_meter_is_a_per_cent_between_nought_and_hundred() -> None:
    assert [figures.Meter(share).width for share in (-1, 0.285, 2)] == ["0%", "28.5%", "100%"]


def test_whole_picture_sorts_by_the_weakest_side() -> None:
    bars = charts.WholePicture([(0.9, 0.9), (1.0, 0.5)], "").bars
    assert [bar.school_height for bar in bars] == ["62", "55.8"]


def test_whole_picture_of_two_hundred_pairs_stays_inside_the_frame() -> None:
    picture = charts.WholePicture([(0.5, 0.5)] * 200, "")
    last = picture.bars[-1]
    assert picture.is_dense
    assert float(last.x) + float(last.width) <= 286


def test_likert_bar_paints_the_coloured_parts_last() -> None:
    bar = charts.LikertBar("docenten", "school", [45, 36, 13, 6, 0], ["a", "b", "c", "d", "e"])
    assert [(part.css, part.x, part.width, part.text) for part in bar.segments] == [
        ("k-3", "81%", "13%", "13"),
        ("k-2", "94%", "6%", ""),
        ("k-s5", "0%", "45%", "45"),
        ("k-s4", "45%", "36%", "36"),
    ]


def test_likert_bar_names_every_answer() -> None:
    bar = charts.LikertBar("niet-docenten", "work", [60, 40], ["in grote mate", "niet"])
    assert bar.label == "niet-docenten: in grote mate 60%, niet 40%"


def test_likert_bar_of_a_small_group_has_only_a_note() -> None:
    bar = charts.LikertBar("docenten", "school", None, ["a"], note="te weinig mensen")
    assert (bar.label, bar.segments, bar.cells) == ("docenten: te weinig mensen", [], [])


def test_mark_of_a_small_group_is_not_drawn() -> None:
    mark = charts.Mark(None, 40, "<5")
    assert not mark.is_drawn
    assert (mark.expected_number, mark.achieved_number) == ("<5", "40")


def test_mark_stays_inside_its_column() -> None:
    mark = charts.Mark(0, 100)
    assert (mark.expected_x, mark.achieved_x) == ("3%", "97%")


def test_hours_figure_draws_one_mark_per_person() -> None:
    figure = charts.HoursFigure(
        [charts.HoursBand("0–19", 7, None), charts.HoursBand("20+", 3, 12)], "", "d", "n", 1, "20 uur"
    )
    low, high = figure.columns
    assert (len(low.school), len(low.work), low.work_text) == (7, 0, "<5")
    assert (len(high.school), len(high.work), high.work_text) == (3, 12, "12")
    assert figure.lines["mark_x"] == "50%"
