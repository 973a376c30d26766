"""A worker is killed with -9, again and again: no mail may be lost, and a second copy is the same mail."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jobtwinning.core.tests.drills import drill_url, run_drill

__all__ = ["drill_url"]  # the fixture: an empty database of the same kind as this test run uses

# With the other drills of both databases a thousand in each run of the tests.
KILLS = 500 if connection.vendor == "sqlite" else 200


def drill(url: str, var_dir: Path, *options: str) -> dict[str, Any]:
    return run_drill("jobtwinning.mail.tests.kill_drill", url, var_dir, *options)


def test_worker_killed_again_and_again_loses_no_mail(drill_url: str, tmp_path: Path) -> None:
    result = drill(drill_url, tmp_path, "--kills", str(KILLS))
    assert result["kills"] == KILLS
    assert result["inside_call"] >= 30
    assert (result["lost"], result["unknown"], result["not_marked_sent"]) == (0, 0, 0)
    assert result["sent_again"] >= 1  # the kills did hit the window in which nobody can know
    assert result["sent_again"] <= result["kills"]


@pytest.mark.one_database
def test_worker_that_marks_before_it_sends_does_lose_mail(drill_url: str, tmp_path: Path) -> None:
    """The control: without the right order the same kills lose mail, so the test above can fail."""
    result = drill(drill_url, tmp_path, "--kills", "20", "--order", "mark-then-send")
    assert result["lost"] >= 1


def test_four_workers_at_once_send_every_mail_exactly_once(drill_url: str, tmp_path: Path) -> None:
    result = drill(drill_url, tmp_path, "--race", "4")
    assert result["mails"] == 40
    assert (result["lost"], result["sent_again"], result["not_marked_sent"], result["workers_failed"]) == (0, 0, 0, 0)


def test_four_workers_without_the_conditional_claim_send_mails_twice(drill_url: str, tmp_path: Path) -> None:
    """The control."""
    assert drill(drill_url, tmp_path, "--race", "4", "--no-guard")["sent_again"] >= 1


@pytest.mark.night
@pytest.mark.parametrize("seed", range(2, 7))
def test_worker_killed_2000_times_loses_no_mail(drill_url: str, tmp_path: Path, seed: int) -> None:
    result = drill(drill_url, tmp_path, "--kills", "400", "--seed", str(seed))
    assert (result["kills"], result["lost"], result["not_marked_sent"]) == (400, 0, 0)
    assert result["inside_call"] >= 60
