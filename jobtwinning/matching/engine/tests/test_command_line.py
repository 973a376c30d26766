"""The command line: files in, files out, exit codes."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from jobtwinning.matching.engine.__main__ import main

EDGES = "left,right,score\na,x,0.9\na,y,0.8\nb,x,0.7\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def made(name: str = "pairs.csv") -> list[tuple[str, str, float]]:
    with Path(name).open(encoding="utf-8") as file:
        return [(row["left"], row["right"], float(row["score"])) for row in csv.DictReader(file)]


def assign(edges: str, *more: str) -> int:
    return main(["assign", write("edges.csv", edges), "-o", "pairs.csv", "--summary", "s.json", *more])


def summary() -> dict[str, float]:
    found: dict[str, float] = json.loads(Path("s.json").read_text())
    return found


@pytest.mark.usefixtures("folder")
def test_assign_default_makes_most_pairs() -> None:
    assert assign(EDGES) == 0
    assert made() == [("a", "y", 0.8), ("b", "x", 0.7)]
    assert Path("pairs.csv").read_text().splitlines()[0] == "left,right,score"
    assert {name: value for name, value in summary().items() if name != "seconds"} == {
        "pairs": 2,
        "total": 1.5,
        "lowest": 0.7,
        "unmatched_left": 0,
        "unmatched_right": 0,
        "blocking_pairs": 1,
    }
    assert summary()["seconds"] >= 0


@pytest.mark.usefixtures("folder")
def test_assign_floor_leaves_out_what_is_below() -> None:
    assert assign(EDGES, "--floor", "0.75") == 0
    assert made() == [("a", "x", 0.9)]
    assert summary()["unmatched_left"] == 1


@pytest.mark.usefixtures("folder")
def test_assign_floor_and_total_differ_where_they_should() -> None:
    edges = "left,right,score\na,x,1\na,y,0.6\nb,x,0.5\nb,y,0\n"
    assert assign(edges, "--objective", "total") == 0
    assert made() == [("a", "y", 0.6), ("b", "x", 0.5)]
    wide = "left,right,score\na,x,1\na,y,0.4\nb,x,0.4\nb,y,0.1\n"
    assert assign(wide, "--objective", "total") == 0
    assert made() == [("a", "x", 1.0), ("b", "y", 0.1)]
    assert assign(wide) == 0
    assert made() == [("a", "y", 0.4), ("b", "x", 0.4)]


@pytest.mark.usefixtures("folder")
def test_assign_zero_score_is_a_pair() -> None:
    assert assign("left,right,score\na,x,0\n") == 0
    assert made() == [("a", "x", 0.0)]


@pytest.mark.usefixtures("folder")
def test_assign_quality_leaves_out_poor_pairs() -> None:
    edges = "left,right,score\na,x,0.9\nb,y,0.5\n"
    assert assign(edges, "--objective", "quality") == 0
    assert made() == [("a", "x", 0.9)]
    assert assign(edges, "--objective", "quality", "--floor", "0.4") == 0
    assert len(made()) == 2


@pytest.mark.usefixtures("folder")
def test_assign_stable_uses_the_directional_scores() -> None:
    edges = "left,right,left_score,right_score\na,x,0.9,0.9\na,y,0.8,0.2\nb,x,0.8,0.2\n"
    assert assign(edges, "--objective", "stable") == 0
    assert made() == [("a", "x", 0.9)]
    assert summary()["blocking_pairs"] == 0
    assert assign(edges, "--objective", "total") == 0
    assert [score for *_, score in made()] == [pytest.approx(0.32)] * 2
    assert summary()["blocking_pairs"] == 1


@pytest.mark.usefixtures("folder")
def test_assign_pins_and_forbids_are_obeyed() -> None:
    pins, forbids = write("p.csv", "left,right\na,x\n"), write("f.csv", "left,right\nb,x\n")
    assert assign(EDGES, "--pins", pins) == 0
    assert made() == [("a", "x", 0.9)]
    assert assign(EDGES, "--forbids", forbids) == 0
    assert made() == [("a", "x", 0.9)]


@pytest.mark.usefixtures("folder")
def test_assign_shuffled_rows_give_the_same_file() -> None:
    rows = [f"l{number % 13},r{number * 7 % 11},{(number * 3 % 4) / 4}" for number in range(100)]
    unique = sorted({tuple(row.split(",")[:2]): row for row in rows}.values())
    assign("left,right,score\n" + "\n".join(unique))
    first = Path("pairs.csv").read_bytes()
    assign("left,right,score\n" + "\n".join(reversed(unique)) + "\n")
    assert Path("pairs.csv").read_bytes() == first


@pytest.mark.usefixtures("folder")
def test_assign_nothing_allowed_exits_3() -> None:
    assert assign("left,right,score\n") == 3
    assert made() == []
    assert assign(EDGES, "--floor", "1") == 3
    assert summary()["lowest"] is None


@pytest.mark.usefixtures("folder")
def test_assign_bad_rows_are_all_listed_with_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    edges = "left,right,score\na,x,0.5\na,x,0.6\n,y,0.5\nb,y,nan\nb,z,1.5\nc,y,much\nd,w\n"
    assert assign(edges) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["row 3", "row 4", "row 5", "row 6", "row 7", "row 8", "row 8"]
    assert not Path("pairs.csv").exists()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("edges", "fault"),
    [
        ("", "row 1: the column left is missing"),
        ("left,right\na,x\n", "row 1: needs the column score"),
        ("left,score\na,1\n", "row 1: the column right is missing"),
        ("left,right,score,left_score\na,x,1,1\n", "must be given together"),
        ("left,left,right,score\na,a,x,1\n", "the column left is there twice"),
    ],
)
def test_assign_bad_header_exits_2(edges: str, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(edges) == 2
    assert fault in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_assign_bad_pins_are_all_listed(capsys: pytest.CaptureFixture[str]) -> None:
    pins = write("p.csv", "left,right\nb,y\na,x\na,y\nq,x\n")
    assert assign(EDGES, "--pins", pins, "--forbids", write("f.csv", "left,right\na,x\n")) == 2
    text = capsys.readouterr().err
    for fault in (
        "'b', 'y' is not an allowed pair",
        "'a' is pinned twice",
        "also forbidden",
        "'q' is not in the edges",
    ):
        assert fault in text


@pytest.mark.usefixtures("folder")
def test_assign_missing_file_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assign", "none.csv", "-o", "pairs.csv"]) == 2
    assert "none.csv" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        assign(EDGES, "--floor", "7")


@pytest.mark.usefixtures("folder")
def test_generate_then_match_gives_a_plan() -> None:
    assert main(["generate", "--left", "20", "--right", "15", "--seed", "4", "-o", "people.json"]) == 0
    assert main(["match", "people.json", "-o", "plan.json", "--summary", "s.json", "--objective", "total"]) == 0
    plan = json.loads(Path("plan.json").read_text())
    assert plan["status"] == "solved"
    assert plan["figures"]["pairs"] == len(plan["pairs"]) == summary()["pairs"]
    assert set(summary()) == {
        "pairs",
        "total",
        "lowest",
        "unmatched_left",
        "unmatched_right",
        "blocking_pairs",
        "seconds",
    }
    first = Path("people.json").read_bytes()
    main(["generate", "--left", "20", "--right", "15", "--seed", "4", "-o", "people.json"])
    assert Path("people.json").read_bytes() == first


@pytest.mark.usefixtures("folder")
def test_match_floor_option_outweighs_the_file() -> None:
    main(["generate", "--left", "9", "--right", "9", "-o", "people.json"])
    assert main(["match", "people.json", "-o", "plan.json", "--floor", "1"]) == 3
    assert json.loads(Path("plan.json").read_text())["status"] == "no_pair_possible"


@pytest.mark.usefixtures("folder")
def test_match_bad_people_exits_2_with_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    people = {"left": [{"id": "a", "age": 3}, {"id": "b", "hobby": 1}], "right": [{"id": "a"}]}
    assert main(["match", write("people.json", json.dumps(people)), "-o", "plan.json"]) == 2
    text = capsys.readouterr().err
    assert "left[0] 'a': age" in text
    assert "left[1]: 'hobby'" in text
    assert "right[0] 'a': id is already used by left[0]" in text
    assert main(["match", write("people.json", "{"), "-o", "plan.json"]) == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("quiet", "told"), [(0.0001, True), (60.0, False)])
def test_match_long_run_tells_how_far_it_is(
    quiet: float, told: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["generate", "--left", "150", "--right", "150", "-o", "people.json"])
    capsys.readouterr()
    monkeypatch.setattr("jobtwinning.matching.engine.__main__.QUIET_SECONDS", quiet)
    assert main(["match", "people.json", "-o", "plan.json"]) == 0
    assert ("0 s: " in capsys.readouterr().err) is told


def test_module_run_as_a_program_exits_with_the_code(folder: Path) -> None:
    write("edges.csv", "left,right,score\n")
    root = Path(__file__).parents[4]
    command = [sys.executable, "-m", "jobtwinning.matching.engine", "assign", str(folder / "edges.csv")]
    done = subprocess.run([*command, "-o", str(folder / "pairs.csv")], cwd=root, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (3, b"")


@pytest.mark.usefixtures("folder")
def test_assign_one_bad_row_among_very_many_is_found_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"a{number // 100},b{number % 100},0.5" for number in range(20_000)]
    rows[17_654] = "a176,b54,-0.5"
    assert assign("left,right,score\n" + "\n".join(rows) + "\n") == 2
    assert capsys.readouterr().err.splitlines() == ["row 17656: score must be a number from 0 to 1, not '-0.5'"]


@pytest.mark.usefixtures("folder")
def test_match_in_two_processes_writes_the_same_plan() -> None:
    assert main(["generate", "--left", "30", "--right", "30", "-o", "people.json"]) == 0
    plans = []
    for more in ([], ["--workers", "2"]):
        assert main(["match", "people.json", "-o", "plan.json", "--quiet", *more]) == 0
        plan = json.loads(Path("plan.json").read_text())
        del plan["figures"]["seconds"]
        plans.append(plan)
    assert plans[0] == plans[1]


@pytest.mark.usefixtures("folder")
def test_match_on_a_cluster_that_cannot_be_used_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["generate", "--left", "3", "--right", "3", "-o", "people.json"]) == 0
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["match", "people.json", "-o", "plan.json", "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err == "a cluster needs the library distributed (pip install distributed)\n"
    assert not Path("plan.json").exists()


@pytest.mark.parametrize("address", ["", "scheduler", "http://scheduler:80", "tcp://:1", "tcp://a b:1", "a:123456"])
def test_match_on_a_cluster_without_an_address_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["match", "people.json", "-o", "plan.json", "--cluster", address])
    assert refused.value.code == 2
    assert "must be host:port" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_match_with_earlier_pairs_leaves_them_and_matches_only_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    main(["generate", "--left", "20", "--right", "24", "--seed", "4", "-o", "people.json"])
    command = ["match", "people.json", "-o", "plan.json", "--quiet", "--objective", "total"]

    def pairs() -> set[tuple[str, str]]:
        return {(one["left"], one["right"]) for one in json.loads(Path("plan.json").read_text())["pairs"]}

    assert main([*command, "--objective", "stable", "--seed", "3"]) == 0
    kept = sorted(pairs())[:4]
    earlier = write("earlier.csv", "left,right\n" + "".join(f"{left},{right}\n" for left, right in kept))
    assert main([*command, "--earlier", earlier]) == 0
    assert set(kept) < pairs()
    assert main([*command, "--earlier", earlier, "--changes", "1"]) == 0
    assert len(set(kept) - pairs()) <= 1
    twice = write("twice.csv", f"left,right\n{kept[0][0]},{kept[0][1]}\n{kept[0][0]},{kept[1][1]}\n")
    assert main([*command, "--earlier", twice]) == 2
    assert "earlier:" in capsys.readouterr().err
