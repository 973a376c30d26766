"""Every registered job and task, however often, late or out of order it runs, has one effect."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest

from conftest import Cast
from jobtwinning.core import background, schedule
from jobtwinning.pairs import actions
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.tests.race_server import fresh_database, run_here
from tests.job_cases import CASES, Case, run
from tests.migrated import environment_for
from tests.writes import everything

NAMES = sorted(CASES)
LATER = timedelta(days=30)


def test_every_registered_job_and_task_has_a_case() -> None:
    assert schedule.PERIODIC.keys() | schedule.PLANNED.keys() | background.TASKS.keys() == CASES.keys()


@pytest.mark.parametrize("name", NAMES)
def test_run_twice_four_times_and_thirty_days_later_is_run_once(name: str, cast: Cast) -> None:
    case: Case = CASES[name]
    case.prepare(cast)
    run(name, case.at)
    assert case.effect() == case.once
    after = everything()
    for at in (case.at, case.at, case.at, case.at + LATER):
        run(name, at)
    assert everything() == after


@pytest.mark.parametrize("name", NAMES)
def test_run_for_the_first_time_thirty_days_late(name: str, cast: Cast) -> None:
    case = CASES[name]
    case.prepare(cast)
    run(name, case.at + LATER)
    assert case.effect() == case.late


@pytest.mark.parametrize("name", NAMES)
def test_run_about_somebody_who_left(name: str, cast: Cast) -> None:
    case = CASES[name]
    case.prepare(cast)
    case.gone(cast)
    run(name, case.at)
    assert case.effect() == case.none


@pytest.mark.on_postgres
def test_eight_workers_at_once_in_any_order_have_one_effect(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("jobs"))
    with fresh_database(folder) as url:
        environment = environment_for(folder, url)
        seen = run_here(environment, "tests.job_cases:at_once", "8")
    assert seen["found"] == {name: json.loads(json.dumps(case.once)) for name, case in CASES.items()}
    assert (seen["wrong"], seen["stable"]) == ([], True)


def test_control_a_job_that_does_not_look_first_is_seen(cast: Cast) -> None:
    """The lapse without its conditional change of state does its work again."""
    name = "pairs.lapse_unanswered_proposals"
    case = CASES[name]
    case.prepare(cast)
    with (
        patch.object(actions, "move_pair"),
        patch("jobtwinning.pairs.tasks.open_proposals", lambda: list(Pair.objects.exclude(pk=cast.pair.pk))),
    ):
        run(name, case.at)
        run(name, case.at)
    assert case.effect() != case.once
