"""Files as people send them: what can be read is read whole, and of the rest everything that is wrong is named."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jobtwinning.matching.engine import InvalidInput
from jobtwinning.matching.engine.__main__ import main
from jobtwinning.matching.engine.edge_file import read_edges, read_pairs
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import read_problem

ROOT = Path(__file__).parents[4]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults_of(content: bytes) -> list[str]:
    Path("edges.csv").write_bytes(content)
    with pytest.raises(InvalidInput) as error:
        read_edges(Path("edges.csv"))
    return list(error.value.faults)


def people_faults(content: str | bytes) -> str:
    Path("people.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidInput) as error:
        read_problem(Path("people.json"))
    return "\n".join(error.value.faults)


def written(name: str, content: object) -> str:
    Path(name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return name


# --- CSV ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"left,right,score\na,x,0.5\n",
        b"\xef\xbb\xbfleft,right,score\na,x,0.5\n",
        b"left,right,score\r\na,x,0.5\r\n",
        b"Left, RIGHT ,Score\na,x,0.5",
        b'"left","right","score"\n"a","x","0.5"\n',
        b"note,score,left,right\nwhy not,0.5,a,x\n",
        b'left,right,score,note\na,x,0.5,"two\nlines, one cell"\n',
        b"left,right,score\n\n  a , x ,5e-1\n,,\n\n",
        b"note,note,left,right,score\n1,2,a,x,.5\n",
    ],
)
def test_edges_written_in_another_way_are_the_same(content: bytes) -> None:
    Path("edges.csv").write_bytes(content)
    file = read_edges(Path("edges.csv"))
    assert (file.lefts, file.rights, file.scores.tolist()) == (("a",), ("x",), [0.5])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("left,right,score\nzoë,x,0.5\nrené,x,0.5\n".encode("cp1252"), "edges.csv: line 2 is not UTF-8"),
        ("left,right,score\na,x,0.5\n".encode("utf-16"), "edges.csv: line 1 is not UTF-8"),
        (b"left;right;score\na;x;0,5\n", "row 1: the columns must be separated by commas"),
        (b"left,right,score\na,x,0.5\nb,y,0.5,\n", "row 3: has 4 cells, the header 3"),
        (b'left,right,score,note\na,x,0.5,"never closed\nb,y,0.5,x\n', "is not CSV"),
        (b"left,right,score\na,x," + b"9" * 200_000 + b"\n", "is not CSV"),
        (b'left,right,score\na,x,"0,5"\n', "row 2: score must be a number from 0 to 1, not '0,5'"),
        (b"left,right,score\na,x,1e999\n", "row 2: score must be a number from 0 to 1, not '1e999'"),
        (b"left,right,score\na,x,-1e-9\n", "row 2: score must be a number from 0 to 1, not '-1e-9'"),
        (b"left,right,score\na,x,\n", "row 2: score must be a number from 0 to 1, not ''"),
        (b"LEFT,left,right,score\na,a,x,1\n", "row 1: the column left is there twice"),
        (b"\nleft,right,score\na,x,1\n", "row 1: the column left is missing"),
        (b"", "row 1: the column right is missing"),
    ],
)
def test_edges_that_cannot_be_read_are_named(content: bytes, fault: str) -> None:
    assert fault in "\n".join(faults_of(content))


def test_edges_row_numbers_count_rows_and_not_lines() -> None:
    content = b'left,right,score,note\na,x,0.5,"two\nlines"\n\nb,y,2,\na,x,0.5,\n,,0.5,\n'
    assert faults_of(content) == [
        "row 4: score must be a number from 0 to 1, not '2'",
        "row 5: the pair 'a', 'x' is already in row 2",
        "row 6: left is empty",
        "row 6: right is empty",
    ]


def test_edges_ids_may_be_any_text() -> None:
    ids = ['a "b", c', "  ", "日本 語", "👩🏽‍🏫", "x" * 100_000, "null", "0", "00"]
    rows = "".join('"{}",{},0.5\n'.format(name.replace('"', '""'), number) for number, name in enumerate(ids))
    assert faults_of(f"left,right,score\n{rows}".encode()) == ["row 3: left is empty"]
    Path("edges.csv").write_text("left,right,score\n" + rows.replace('"  ",1,0.5\n', ""), encoding="utf-8")
    assert main(["assign", "edges.csv", "-o", "pairs.csv"]) == 0
    assert set(read_pairs(Path("pairs.csv"))) == {
        (name, str(number)) for number, name in enumerate(ids) if name.strip()
    }


def test_edges_a_very_long_id_is_shortened_in_the_message() -> None:
    faults = faults_of(f"left,right,score\n{'x' * 100_000},y,0.5\n{'x' * 100_000},y,0.5\n".encode())
    assert len(faults) == 1
    assert len(faults[0]) < 300


def test_edges_a_million_good_ones_are_read_at_once_and_one_bad_row_is_found() -> None:
    chance = random.Random(1)
    rows = [f"T{number // 40:05d},P{number * 7919 % 30011:05d},{chance.random():.6f}" for number in range(1_000_000)]
    path = Path("edges.csv")
    path.write_text("left,right,score\n" + "\n".join(rows) + "\n")
    started = time.process_time()
    assert len(read_edges(path).edges) == 1_000_000
    # Some 2.5 s on a machine that is busy; far more would mean that rows are read one by one again.
    assert time.process_time() - started < 8
    rows[765_432] = rows[765_432].rpartition(",")[0] + ",1.000001"
    path.write_text("left,right,score\n" + "\n".join(rows) + "\n")
    with pytest.raises(InvalidInput) as error:
        read_edges(path)
    assert error.value.faults == ("row 765434: score must be a number from 0 to 1, not '1.000001'",)


def test_pairs_all_faults_are_named_with_file_and_row() -> None:
    Path("p.csv").write_text("left,right\na,x\na\n,y\na,x\n")
    with pytest.raises(InvalidInput) as error:
        read_pairs(Path("p.csv"))
    assert error.value.faults == (
        "p.csv: row 3: has 1 cells, the header 2",
        "p.csv: row 3: right is empty",
        "p.csv: row 4: left is empty",
        "p.csv: row 5: the pair 'a', 'x' is already in row 2",
    )


# --- PEOPLE.json ----------------------------------------------------------------------------------------------------

NOBODY: dict[str, Any] = {"left": [], "right": []}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "people.json: is not JSON"),
        ("[" * 100_000, "people.json: is nested too deep"),
        ('{"left": [], "right": [], "evidence": ' + "[" * 200 + "]" * 200 + "}", "evidence[0] must be"),
        ('{"left": [], "right": [], "evidence": ' + "[" * 900 + "]" * 900 + "}", "nested too deep"),
        ('{"left": [{"id": "a", "age": NaN}], "right": []}', "left[0] 'a': age must be a whole number"),
        ('{"left": [{"id": "a", "latitude": -Infinity, "longitude": 1}], "right": []}', "'a': latitude must be"),
        ('{"left": [{"id": "a", "hours_per_month": 1e999}], "right": []}', "hours_per_month must be"),
        ('{"left": [{"id": "a", "waiting_days": 1' + "0" * 400 + '}], "right": []}', "waiting_days must be"),
        ('{"left": [{"id": "a", "waiting_days": 1' + "0" * 5000 + '}], "right": []}', "people.json: is not JSON"),
        ('{"left": [{"id": "a", "age": 30, "age": 40}], "right": []}', "left[0]: 'age' is there twice"),
        ('{"left": [{"id": "a", "wishes": [{"must": true, "must": false}]}]}', "wishes[0]: 'must' is there twice"),
        ('{"left": [], "left": [], "right": []}', "file: 'left' is there twice"),
        ('{"left": [{"id": "\\ud83d"}], "right": []}', "id holds half a character"),
        ('{"left": [{"id": "a", "text": "\\udc00"}], "right": []}', "text holds half a character"),
        ('{"left": [{"id": "a", "fields": ["\\udc00"]}], "right": []}', "fields holds half a character"),
        ('{"left": [{"id": ""}], "right": []}', "id must be a text that is not empty"),
        ('{"left": [{"id": "a"}, {}], "right": [{"id": "a"}]}', "left[1]: id is missing"),
        ('{"left": [{"id": "a"}, {}], "right": [{"id": "a"}]}', "right[0] 'a': id is already used by left[0]"),
        ('{"left": [{}, {"id": "b", "age": 1}], "right": []}', "left[1] 'b': age must be"),
        ('{"left": [null], "right": []}', "left[0]: must be an object"),
        ('{"left": [], "right": [], "existing": {"pairs": [["a"]]}}', "existing.pairs[0] must be"),
        ('{"left": [], "right": [], "existing": {"pairs": {}}}', "existing.pairs: must be a list"),
        ('{"left": [], "right": [], "existing": null}', "existing: must be an object"),
        ('{"left": [{"id": "' + "x" * 100_000 + '", "age": 1}], "right": []}', "xxx...xxx"),
        ('{"left": [{"id": "zoë"}], "right": []}'.encode("cp1252"), "people.json: line 1 is not UTF-8"),
        (json.dumps(NOBODY).encode("utf-16"), "people.json: line 1 is not UTF-8"),
    ],
)
def test_people_that_cannot_be_read_are_named(content: str | bytes, fault: str) -> None:
    told = people_faults(content)
    assert fault in told
    assert len(told) < 600


def test_people_with_a_byte_order_mark_and_odd_ids_are_read() -> None:
    ids = ["a b", "a,b", "👩🏽‍🏫", "x" * 100_000, "0", "None"]
    people = {"left": [{"id": name} for name in ids], "right": [{"id": "r" + name} for name in ids]}
    Path("people.json").write_text(json.dumps(people, ensure_ascii=False), encoding="utf-8-sig")
    assert [person.id for person in read_problem(Path("people.json")).left] == ids
    assert main(["match", "people.json", "-o", "plan.json"]) == 0
    assert {pair["left"] for pair in json.loads(Path("plan.json").read_text("utf-8"))["pairs"]} == set(ids)


def test_people_one_wrong_answer_among_very_many_is_found_and_nothing_else() -> None:
    content = generate_cohort(3_000, 3_000, 1)
    content["left"][2_345]["day_parts"] = [["mon-morning", "can"], ["mon-morning", "no"]]
    content["right"][17]["months"] = True
    content["right"][18]["guide"] = 0
    content["right"][19]["hours_per_month"] = "8"
    assert people_faults(json.dumps(content)).splitlines() == [
        "left[2345] 'T02346': day_parts names something twice",
        "right[17] 'P00018': months must be a whole number from 0 to 120, not True",
        "right[18] 'P00019': guide must be true or false, not 0",
        "right[19] 'P00020': hours_per_month must be a number from 0 to 744, not '8'",
    ]


def test_people_a_number_of_another_type_is_seen_beside_an_equal_one() -> None:
    people = [{"id": "a", "months": 1}, {"id": "b", "months": True}, {"id": "c", "months": 1.0}]
    assert people_faults(json.dumps({"left": people, "right": []})).splitlines() == [
        "left[1] 'b': months must be a whole number from 0 to 120, not True",
        "left[2] 'c': months must be a whole number from 0 to 120, not 1.0",
    ]
    rules = {"weights": [["subject", 1], ["motivation", True]]}
    assert "weights must be a number" in people_faults(json.dumps(NOBODY | {"rules": rules}))


# --- The command ----------------------------------------------------------------------------------------------------


def test_match_everything_that_is_wrong_with_all_files_is_in_one_error(capsys: pytest.CaptureFixture[str]) -> None:
    people = written("people.json", {"left": [{"id": "a", "age": 1}], "right": []})
    pins, forbids = written("p.csv", "left,right\na,\n"), "none.csv"
    assert main(["match", people, "-o", "plan.json", "--pins", pins, "--forbids", forbids]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "left[0] 'a': age must be a whole number from 14 to 120, not 1",
        "p.csv: row 2: right is empty",
        "none.csv: No such file or directory",
    ]
    assert not Path("plan.json").exists()


def test_match_contradicting_pins_and_forbids_are_named_by_row(capsys: pytest.CaptureFixture[str]) -> None:
    people = written("people.json", {"left": [{"id": "a"}, {"id": "b"}], "right": [{"id": "x"}, {"id": "y"}]})
    pins = written("p.csv", "left,right\n\na,x\na,y\nb,nobody\n")
    forbids = written("f.csv", "left,right\na,x\nx,a\n")
    assert main(["match", people, "-o", "plan.json", "--pins", pins, "--forbids", forbids]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "p.csv: row 3: ('a', 'x') is also forbidden",
        "p.csv: row 4: 'a' is also pinned in ('a', 'x')",
        "p.csv: row 5: 'nobody' is not on the right side",
        "f.csv: row 3: 'x' is not on the left side",
        "f.csv: row 3: 'a' is not on the right side",
    ]


@pytest.mark.parametrize("command", [["match", "people.json"], ["assign", "edges.csv"]])
def test_output_that_cannot_be_written_is_said_before_anything_is_read(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    source = written(command[1], "this is not read")
    assert main([*command, "-o", "folder", "--summary", "nowhere/s.json"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "folder: is a directory",
        "nowhere/s.json: there is no directory nowhere",
    ]
    assert main([*command, "-o", f"./{source}"]) == 2
    assert main([*command, "-o", "out", "--summary", "out"]) == 2
    assert "is also another file of this command" in capsys.readouterr().err
    assert Path(source).read_text() == "this is not read"


def test_source_that_is_a_directory_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    Path("people").mkdir()
    for command in ("match", "assign"):
        assert main([command, "people", "-o", "out"]) == 2
        assert capsys.readouterr().err == "people: Is a directory\n"


@pytest.mark.parametrize("value", ["nan", "1.01", "-0.1", "half", ""])
def test_floor_that_is_no_score_is_refused_in_words(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["match", "people.json", "-o", "plan.json", f"--floor={value}"])
    assert f"must be a number from 0 to 1, not {value!r}" in capsys.readouterr().err


@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, 3), (1, 0), (1, 1)])
def test_match_empty_side_and_one_person_give_a_plan(left: int, right: int) -> None:
    sides = {"left": [{"id": "a"}] * left, "right": [{"id": f"b{number}"} for number in range(right)]}
    written("people.json", sides)
    expected = 0 if left and right else 3
    assert main(["match", "people.json", "-o", "plan.json"]) == expected
    plan = json.loads(Path("plan.json").read_text())
    assert len(plan["pairs"]) * 2 + len(plan["unmatched"]) == left + right
    assert plan["message"] == ("" if expected == 0 else "empty_side")


def test_match_impossible_floor_is_a_status_and_not_an_error() -> None:
    main(["generate", "--left", "5", "--right", "5", "-o", "people.json"])
    assert main(["match", "people.json", "-o", "plan.json", "--floor", "1"]) == 3
    assert json.loads(Path("plan.json").read_text())["message"] in ("every_pair_below_floor", "every_pair_refused")


def test_explain_whose_reader_has_gone_ends_quietly(folder: Path) -> None:
    main(["generate", "--left", "9", "--right", "9", "-o", "people.json"])
    module = f"{sys.executable} -m jobtwinning.matching.engine explain {folder / 'people.json'}"
    command = f"{module} --person T00001 | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert "Error" not in done.stderr
