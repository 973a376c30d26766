"""Whatever is killed with -9, wherever: it was done or it was not, what was acknowledged stays, and it can go on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jobtwinning.core.tests.drills import drill_url, run_drill
from tests.migrated import migrated_url

__all__ = ["drill_url"]  # the fixture: an empty database of the same kind as this test run uses

ON_SQLITE = connection.vendor == "sqlite"
EACH_PUSH = {"commit": 10, "take": 4, "start": 4, "retention": 5, "migrate": 2}  # the others on the other database
ON_POSTGRES = {"commit": 5, "import": 4, "erase": 5}
AT_NIGHT = {
    "commit": 250, "import": 150, "take": 100, "start": 100, "erase": 250, "retention": 150, "migrate": 50,
    "install": 25,
}  # fmt: skip
HALF = ("commit", "import", "take", "start", "erase", "retention")
CONTROLS = dict.fromkeys(HALF, 60)  # at most: the first half state ends it


def drill(url: str, var_dir: Path, minutes: int, *options: str) -> dict[str, Any]:
    return run_drill("tests.kills", url, var_dir, f"--migrated={migrated_url()}", *options, minutes=minutes)


def asked(name: str, times: dict[str, int]) -> list[str]:
    return [f"--{name}={kind}={number}" for kind, number in times.items()]


def assert_whole(found: dict[str, dict[str, int]]) -> None:
    for kind, counts in found.items():
        assert (counts["half"], counts["acknowledged_lost"], counts["not_healed"]) == (0, 0, 0), (kind, counts)
        assert counts["before"] + counts["inside"] + counts["after"] == counts["kills"]
    total = {name: sum(counts[name] for counts in found.values()) for name in ("kills", "inside", "after", "journals")}
    assert total["inside"] >= total["kills"] * 0.2, "the kills did hit what was being done"
    assert total["after"] >= 1, "some had acknowledged already"
    if ON_SQLITE:
        assert total["journals"] >= 4, "transactions were open"


def test_killed_anywhere_nothing_is_half_and_nothing_acknowledged_is_lost(drill_url: str, tmp_path: Path) -> None:
    times = EACH_PUSH if ON_SQLITE else ON_POSTGRES
    assert_whole(drill(drill_url, tmp_path, 4, *asked("kill", times))["kill"])


@pytest.mark.one_database
@pytest.mark.night
def test_control_without_transactions_every_kind_is_left_half(drill_url: str, tmp_path: Path) -> None:
    """Migrations have a control of their own, in test_migrations.py."""
    found = drill(drill_url, tmp_path, 4, *asked("control", CONTROLS))["control"]
    assert set(found) == set(CONTROLS)
    for kind, counts in found.items():
        assert counts["half"] >= 1, (kind, counts)


@pytest.mark.night
def test_killed_a_thousand_times_nothing_is_half(drill_url: str, tmp_path: Path) -> None:
    assert sum(AT_NIGHT.values()) >= 1000
    assert_whole(drill(drill_url, tmp_path, 40, "--seed=2", *asked("kill", AT_NIGHT))["kill"])
