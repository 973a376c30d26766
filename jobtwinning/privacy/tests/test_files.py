"""In a database of its own: the bytes on disk, a restored older database, four processes at once."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jobtwinning.pairs.tests.race_server import fresh_database, run_here
from jobtwinning.privacy.tests.test_erasing import FOUND_IN
from tests.migrated import environment_for

WORLD = "jobtwinning.privacy.tests.world"
ON_SQLITE = not os.environ.get("DATABASE_URL", "").startswith("postgres")
ABOUT_BOTH = {
    "community_story", "choosing_dealt", "matching_directive", "matching_explanation", "pairs_pair",
    "pairs_pairtableline",
}  # fmt: skip
STAY_IN = sorted(FOUND_IN - ABOUT_BOTH - {"pairs_exitnote"})  # of the partner


@dataclass(frozen=True)
class Place:
    """A database with its folder, in which processes of their own work."""

    folder: Path
    environment: dict[str, str]
    person: str

    def run(self, function: str, *arguments: str) -> Any:
        return run_here(self.environment, f"{WORLD}:{function}", *arguments)

    def holds(self, owner: str) -> list[str]:
        """Files in which a canary of this owner stands, as bytes."""
        text = f"kanarie-{owner}-".encode()
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file() and text in path.read_bytes())


@contextmanager
def place(tmp_path: Path) -> Iterator[Place]:
    with fresh_database(str(tmp_path)) as url:
        environment = environment_for(str(tmp_path), url)
        made = run_here(environment, f"{WORLD}:make_world")
        yield Place(tmp_path, environment, made["person"])


def test_erasing_leaves_no_byte_in_any_file_and_a_restored_older_database_is_erased_again(tmp_path: Path) -> None:
    with place(tmp_path) as here:
        file = tmp_path / "race.sqlite3"
        older = tmp_path.with_suffix(".older")
        if ON_SQLITE:
            assert here.holds("weg") == [file.name], "the control: it was there"
            shutil.copy(file, older)
        erased = here.run("erase", here.person)
        assert (erased["done"], erased["gone"]) == (True, [])
        assert erased["stays"] == STAY_IN
        assert here.holds("weg") == []
        assert here.person in (tmp_path / "erasures.jsonl").read_text()
        if ON_SQLITE:
            assert here.holds("blijft") == [file.name]
            shutil.copy(older, file)
            assert here.holds("weg") == [file.name], "the control: it is back"
            assert here.run("replay") == {"erased": 1, "gone": [], "stays": STAY_IN}
            assert here.holds("weg") == []
            assert here.run("replay")["erased"] == 0


@pytest.mark.skipif(not ON_SQLITE, reason="about the file of SQLite")
def test_control_without_wiping_the_bytes_stay(tmp_path: Path) -> None:
    with place(tmp_path) as here:
        assert here.run("erase_without_wiping", here.person)["gone"] == []
        assert here.holds("weg") == ["race.sqlite3"]


@pytest.mark.one_database
@pytest.mark.night
def test_four_at_once_erase_once(tmp_path: Path) -> None:
    with place(tmp_path) as here:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _number: here.run("erase", here.person), range(4)))
        assert sorted(answer["done"] for answer in answers) == [False, False, False, True]
        assert here.run("told") == {"partner_gone": 1, "pair_half_empty": 1, "erase_person": 1, "ledger": 1}
