"""Rounds from the command line: files in, files out, words."""

import csv
import json
from pathlib import Path

import pytest

from jobtwinning.matching.engine import plan_rounds, repair_rounds
from jobtwinning.matching.engine.__main__ import main
from jobtwinning.matching.engine.people import read_problem
from jobtwinning.matching.engine.rounds import Asked
from jobtwinning.matching.engine.rounds_file import read_rounds

ROUNDS = ["rounds", "people.json", "--rounds", "3", "--tables", "4", "-o", "rounds.csv"]
AGAIN = [*ROUNDS[:-1], "again.csv", "--earlier", "rounds.csv"]


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("jobtwinning.matching.engine.__main__.QUIET_SECONDS", 60.0)
    assert main(["generate", "--left", "7", "--right", "5", "-o", "people.json"]) == 0
    capsys.readouterr()


def faults(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_rounds_are_written_with_the_pauses_and_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ROUNDS, "--summary", "s.json"]) == 0
    plan = plan_rounds(read_problem(Path("people.json")), 3, 4)
    found = read_rounds(Path("rounds.csv"), Asked(3, 4, (), 0.25, 0))
    assert (found.meetings, set(found.pauses)) == (plan.meetings, set(plan.pauses))
    summary = json.loads(Path("s.json").read_text())
    assert (summary["meetings"], summary["promise"]) == (plan.figures.meetings, plan.figures.promise)
    with Path("rounds.csv").open() as file:
        assert {row["round"] for row in csv.DictReader(file)} == {"1", "2", "3"}
    told = capsys.readouterr().out
    assert told.startswith(f"{len(plan.meetings)} talks in 3 rounds at 4 tables.\n")
    assert all(f"table {one.table}: {one.left} and {one.right}\n" in told for one in plan.meetings)
    assert told.count("pause: ") == 3
    assert main([*ROUNDS, "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_rounds_repaired_from_their_file_are_those_repaired_in_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ROUNDS) == 0
    problem = read_problem(Path("people.json"))
    plan = plan_rounds(problem, 3, 4)
    gone = plan.meetings[-1].left
    capsys.readouterr()
    assert main([*AGAIN, "--from", "2", "--absent", gone, "--language", "nl"]) == 0
    repair = repair_rounds(problem, plan, 2, [gone])
    found = read_rounds(Path("again.csv"), Asked(3, 4, (), 0.25, 0))
    assert found.meetings == repair.plan.meetings
    told = capsys.readouterr().out
    assert "Vanaf ronde 2: " in told
    assert "Ronde 1\n" not in told
    assert f"{gone} en" not in told


def test_rounds_forbidden_pairs_do_not_meet_and_an_unknown_one_is_named_by_its_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(ROUNDS) == 0
    first = plan_rounds(read_problem(Path("people.json")), 3, 4).meetings[0]
    Path("f.csv").write_text(f"left,right\n{first.left},{first.right}\n")
    assert main([*ROUNDS, "--forbids", "f.csv"]) == 0
    found = read_rounds(Path("rounds.csv"), Asked(3, 4, (), 0.25, 0))
    assert (first.left, first.right) not in {(one.left, one.right) for one in found.meetings}
    capsys.readouterr()
    Path("f.csv").write_text(f"left,right\n{first.left},nobody\n")
    assert main([*ROUNDS, "--forbids", "f.csv"]) == 2
    assert faults(capsys) == ["f.csv: row 2: 'nobody' is not on the right side"]


def test_rounds_nobody_possible_exits_3() -> None:
    Path("people.json").write_text('{"left": [{"id": "a"}], "right": []}')
    assert main(ROUNDS) == 3
    assert Path("rounds.csv").read_text().splitlines()[1:] == ["1,,a,,,", "2,,a,,,", "3,,a,,,"]


def test_rounds_bad_options_and_files_are_all_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*AGAIN]) == 2
    assert faults(capsys) == ["--earlier and --from go together, and --absent goes with them"]
    assert main([*ROUNDS[:3], "0", "--tables", "0", "-o", "rounds.csv"]) == 2
    assert [line.split(":")[0] for line in faults(capsys)] == ["rounds", "tables"]
    rows = ["1,1,a,x,0.5,0", "1,9,b,y,0.5,0", "0,1,c,z,0.5,0", "1,2,a,w,0.5,0", "2,,a,x,,", "2,1,d,v,much,2"]
    Path("rounds.csv").write_text("round,table,left,right,score,uncertainty\n" + "\n".join(rows) + "\n")
    assert main([*AGAIN, "--from", "2"]) == 2
    assert faults(capsys) == [
        "rounds.csv: row 3: table must be a whole number from 1 to 4, not '9'",
        "rounds.csv: row 4: round must be a whole number from 1 to 3, not '0'",
        "rounds.csv: row 5: 'a' is in this round twice",
        "rounds.csv: row 6: must be two people at a table, or one without",
        "rounds.csv: row 7: score must be a number from 0 to 1, not 'much'",
        "rounds.csv: row 7: uncertainty must be a number from 0 to 1, not '2'",
    ]
    Path("rounds.csv").write_text("round,left\n1,a\n")
    assert main([*AGAIN, "--from", "2"]) == 2
    assert len(faults(capsys)) == 4
    Path("rounds.csv").write_bytes(b"\xff")
    assert main([*AGAIN, "--from", "9"]) == 2
    assert faults(capsys) == ["rounds.csv: is not UTF-8"]
