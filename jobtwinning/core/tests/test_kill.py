"""The computing process is killed with -9 two hundred times: no work is lost, none has its effect twice."""

from pathlib import Path
from typing import Any

import pytest

from jobtwinning.core.tests.drills import drill_url, run_drill

__all__ = ["drill_url"]  # the fixture: an empty database of the same kind as this test run uses


def drill(url: str, var_dir: Path, *options: str) -> dict[str, Any]:
    return run_drill("jobtwinning.core.tests.work_drill", url, var_dir, *options)


@pytest.mark.one_database
def test_killed_200_times_no_work_is_lost_and_none_done_twice(drill_url: str, tmp_path: Path) -> None:
    found = drill(drill_url, tmp_path, "--kills", "200")
    assert found["begun_again"] >= 30  # the kills did hit work in hand
    assert (found["lost"], found["twice"], found["not_closed"]) == (0, 0, 0)


@pytest.mark.one_database
@pytest.mark.night
def test_control_without_the_reaper_killed_work_is_lost(drill_url: str, tmp_path: Path) -> None:
    found = drill(drill_url, tmp_path, "--kills", "20", "--no-reaper")
    assert found["lost"] >= 1
    assert found["not_closed"] >= found["lost"]


@pytest.mark.one_database
@pytest.mark.night
def test_control_without_the_conditional_end_killed_work_is_done_twice(drill_url: str, tmp_path: Path) -> None:
    assert drill(drill_url, tmp_path, "--kills", "40", "--no-guard")["twice"] >= 1


def test_four_processes_at_once_begin_every_piece_once(drill_url: str, tmp_path: Path) -> None:
    found = drill(drill_url, tmp_path, "--race", "4")
    assert found == {"failed": 0, "pieces": 30, "lost": 0, "twice": 0, "begun_again": 0, "not_closed": 0}


def test_control_four_processes_without_the_conditional_claim_take_each_others_work(
    drill_url: str, tmp_path: Path
) -> None:
    assert drill(drill_url, tmp_path, "--race", "4", "--no-guard")["begun_again"] >= 1


@pytest.mark.night
@pytest.mark.parametrize("seed", range(2, 7))
def test_killed_2000_times_no_work_is_lost_and_none_done_twice(drill_url: str, tmp_path: Path, seed: int) -> None:
    found = drill(drill_url, tmp_path, "--kills", "400", "--seed", str(seed))
    assert (found["lost"], found["twice"], found["not_closed"]) == (0, 0, 0)
