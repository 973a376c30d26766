"""ROUNDS.csv: who meets whom in which round at which table, and who pauses; written, and read to be repaired."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from jobtwinning.matching.engine.checks import shown
from jobtwinning.matching.engine.codes import Side
from jobtwinning.matching.engine.problem import InvalidInput
from jobtwinning.matching.engine.round_plan import Meeting, Pause, RoundPlan
from jobtwinning.matching.engine.rounds import Asked, written_plan

COLUMNS = ("round", "table", "left", "right", "score", "uncertainty")


def write_rounds(path: Path, plan: RoundPlan) -> None:
    """A row per meeting; whoever pauses has a row without a table and without the other."""
    rows: list[tuple[int, int, tuple[object, ...]]] = [
        (one.round, one.table, (one.round, one.table, one.left, one.right, repr(one.score), repr(one.uncertainty)))
        for one in plan.meetings
    ]
    last = plan.tables + 1
    for pause in plan.pauses:
        ends = (pause.person, "") if pause.side == "left" else ("", pause.person)
        rows += [(number, last, (number, "", *ends, "", "")) for number in pause.rounds]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(cells for *_, cells in sorted(rows, key=lambda row: row[:2]))


def read_rounds(path: Path, asked: Asked) -> RoundPlan:
    """The plan in a file as `write_rounds` makes it. Raises ValueError with all faults by row, or OSError."""
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        rows = [] if missing else [{name: (row[name] or "").strip() for name in COLUMNS} for row in reader]
    except UnicodeDecodeError:
        raise InvalidInput([f"{path.name}: is not UTF-8"]) from None
    except csv.Error as error:
        raise InvalidInput([f"{path.name}: is not CSV ({error})"]) from None
    faults = [f"{path.name}: row 1: the column {name} is missing" for name in missing]
    meetings: list[Meeting] = []
    paused: dict[tuple[str, Side], list[int]] = {}
    busy: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 2):
        wrong = [*_faults(row, busy, asked)]
        faults += [f"{path.name}: row {number}: {fault}" for fault in wrong]
        if wrong:
            continue
        at = int(row["round"])
        if row["table"]:
            scores = float(row["score"]), float(row["uncertainty"])
            meetings.append(Meeting(at, int(row["table"]), row["left"], row["right"], *scores))
        else:
            side: Side = "left" if row["left"] else "right"
            paused.setdefault((row["left"] or row["right"], side), []).append(at)
    if faults:
        raise InvalidInput(faults)
    pauses = [Pause(person, side, tuple(sorted(found))) for (person, side), found in paused.items()]
    return written_plan(asked, tuple(meetings), tuple(pauses))


def _faults(row: dict[str, str], busy: set[tuple[str, str]], asked: Asked) -> Iterator[str]:
    """What is wrong with one row; busy: who is in which round already."""
    for name, highest in (("round", asked.rounds), ("table", asked.tables)):
        if (name == "round" or row[name]) and not _is_count(row[name], highest):
            yield f"{name} must be a whole number from 1 to {highest}, not {shown(row[name])}"
    people = [row[name] for name in ("left", "right") if row[name]]
    if len(people) != (2 if row["table"] else 1):
        yield "must be two people at a table, or one without"
    for name in ("score", "uncertainty") if row["table"] else ():
        if not _is_part(row[name]):
            yield f"{name} must be a number from 0 to 1, not {shown(row[name])}"
    for person in people:
        key = row["round"], person
        if key in busy:
            yield f"{shown(person)} is in this round twice"
        busy.add(key)


def _is_part(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _is_count(text: str, highest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= highest
