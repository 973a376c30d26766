"""An older version's database becomes this version's: nothing lost, nothing changed unasked, kill -9 on the way."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.machines import Machine, machine
from tests.migrating import SEEDS

# What migrations after the seed changed on purpose: "table" (its number of rows) or "table.column".
CHANGED: dict[str, set[str]] = {
    "0001": {"pairs_pair.state", "matching_scenario.result"}  # on trial or definite; why two fit is elsewhere
}
HEALTHY = """
from django.test import Client
from jobtwinning.core import health
health.beat()
print(Client().get("/healthz").json()["status"])
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Machine]:
    with machine(tmp_path / "machine") as made:
        made.var_dir.mkdir()
        yield made


def run(machine: Machine, *arguments: str) -> str:
    process = machine.start("-m", "tests.migrating", *arguments)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


def measured(machine: Machine, before: dict[str, Any] | None = None) -> dict[str, Any]:
    columns = {table: list(found["columns"]) for table, found in before.items()} if before else None
    told: dict[str, Any] = json.loads(run(machine, "measure", *([json.dumps(columns)] if columns else [])))
    return told


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    found = {table for table in before if before[table]["rows"] != after[table]["rows"]}
    return found | {
        f"{table}.{column}"
        for table, old in before.items()
        for column, checksum in old["columns"].items()
        if after[table]["columns"].get(column) != checksum
    }


@pytest.mark.one_database
@pytest.mark.parametrize("seed", sorted(path.stem for path in SEEDS.glob("*.json")))
def test_database_of_an_older_version_keeps_every_row_and_value(empty: Machine, seed: str) -> None:
    run(empty, "start", seed)
    before = measured(empty)
    assert sum(found["rows"] > 0 for found in before.values()) >= 20
    empty.manage("migrate", "-v0")
    assert differences(before, measured(empty, before)) == CHANGED[seed]
    assert empty.python(HEALTHY) == "ok\n"


@pytest.mark.one_database
def test_why_two_people_fit_moves_out_of_a_proposal_and_back(empty: Machine) -> None:
    def results() -> list[object]:
        return [json.loads(text) for (text,) in empty.rows("SELECT result FROM matching_scenario ORDER BY id")]

    run(empty, "start", "0001")
    before = results()
    empty.manage("migrate", "-v0")
    ((explained,),) = empty.rows("SELECT count(*) FROM matching_explanation")
    assert explained > 0
    assert "explained" in str(before)
    assert "explained" not in str(results())
    empty.manage("migrate", "-v0", "matching", "0007")
    assert results() == before


# --- Killed half-way ----------------------------------------------------------------------------------------


def growing(machine: Machine, migrations: str, **more: str) -> Machine:
    own = {"DJANGO_SETTINGS_MODULE": "tests.growing.settings", "GROWING_MIGRATIONS": f"tests.growing.{migrations}"}
    return replace(machine, more=own | more)


def heights_after_a_kill(machine: Machine, halfway: Path, migrations: str) -> list[int]:
    """Ten plants of 1 to 10 cm; the migration that doubles them is killed in the middle and run again."""
    garden = growing(machine, migrations)
    garden.manage("migrate", "growing", "0001", "-v0")
    garden.python(
        "from django.db import connection\n"
        "for height in range(1, 11):\n"
        "    connection.cursor().execute('INSERT INTO growing_plant (height_cm) VALUES (%s)', [height])"
    )
    before = measured(garden)
    process = growing(machine, migrations, GROWING_HALFWAY=str(halfway)).start("manage.py", "migrate", "growing")
    while not halfway.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    garden.manage("migrate", "growing", "-v0")
    assert "growing_plant.height_cm" in differences(before, measured(garden, before))  # a change is seen
    return [height for (height,) in garden.rows("SELECT height_cm FROM growing_plant ORDER BY id")]


@pytest.mark.night
def test_migration_killed_half_way_happens_once(empty: Machine, tmp_path: Path) -> None:
    assert heights_after_a_kill(empty, tmp_path / "halfway", "migrations") == [2 * n for n in range(1, 11)]


@pytest.mark.one_database
@pytest.mark.night
def test_migration_without_a_transaction_does_go_wrong(empty: Machine, tmp_path: Path) -> None:
    """The control."""
    heights = heights_after_a_kill(empty, tmp_path / "halfway", "careless.migrations")
    assert heights == [
        4,
        8,
        12,
        16,
        20,
        12,
        14,
        16,
        18,
        20,
    ]


# Django's executor writes the line that a migration was done after its transaction; killed just before that line.
KILLED_BEFORE_THE_LINE = """
import os, signal
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from jobtwinning.core.management.commands.migrate import WholeExecutor

def write(recorder, app, name):
    if (app, name) == ("accounts", "0002_sessions"):
        os.kill(os.getpid(), signal.SIGKILL)
    careful(recorder, app, name)

careful, MigrationRecorder.record_applied = MigrationRecorder.record_applied, write
migrate.MigrationExecutor = {executor}
call_command("migrate", "accounts", verbosity=0)
"""


def killed_before_the_line(machine: Machine, executor: str) -> None:
    code = KILLED_BEFORE_THE_LINE.format(executor=executor)
    process = machine.start("-c", f"import django; django.setup()\n{code}")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert machine.rows("SELECT name FROM django_migrations WHERE app = 'accounts'") == [("0001_start",)]


def test_migration_killed_before_it_is_written_down_happens_once(empty: Machine) -> None:
    killed_before_the_line(empty, "WholeExecutor")
    empty.manage("migrate", "accounts", "-v0")
    assert empty.rows("SELECT count(*) FROM accounts_accountsession") == [(0,)]


def test_migration_written_down_after_its_transaction_does_go_wrong(empty: Machine) -> None:
    """The control: as Django does it, the table is there already and no later run gets past it."""
    killed_before_the_line(empty, "MigrationExecutor")
    with pytest.raises(AssertionError, match="already exists"):
        empty.manage("migrate", "accounts", "-v0")


@pytest.mark.night
def test_migrate_killed_thirty_times_goes_on(tmp_path: Path) -> None:
    chance, usual, behind = random.Random(1), 0.0, 0
    for number in range(31):
        with machine(tmp_path / str(number)) as empty:
            empty.var_dir.mkdir()
            process, started = empty.start("manage.py", "migrate", "-v0"), time.monotonic()
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.2 * usual, usual) if number else None)
            usual = usual or time.monotonic() - started
            os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
            process.communicate()
            behind += process.returncode == -signal.SIGKILL
            empty.manage("migrate", "-v0")
            assert empty.python(HEALTHY) == "ok\n"
    assert behind >= 15
