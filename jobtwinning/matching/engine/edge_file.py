"""EDGES.csv and the lists of pairs beside it: reading with every fault named by its row, and writing."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Positions, Truths
from jobtwinning.matching.engine.checks import shown
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.people import uncollected
from jobtwinning.matching.engine.problem import InvalidInput
from jobtwinning.matching.engine.scores import harmonic, whole

IdPair = tuple[str, str]
REQUIRED = ("left", "right")
SCORES = ("score", "left_score", "right_score")


@dataclass(frozen=True, slots=True, eq=False)
class EdgeFile:
    """The allowed pairs of a file. lefts, rights: the ids, sorted; scores: as given or the harmonic mean (0..1)."""

    lefts: tuple[str, ...]
    rights: tuple[str, ...]
    edges: Edges
    scores: Floats


class _Fault(NamedTuple):
    row: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A CSV file by column, without the empty rows. rows: the number of each row, 1 being the header."""

    columns: dict[str, list[str]]
    rows: Positions
    faults: list[_Fault]


class _Ids(NamedTuple):
    """The ids of one column: all of them, sorted, and per row which one."""

    names: tuple[str, ...]
    place: Positions


def read_edges(path: Path) -> EdgeFile:
    """Read EDGES.csv. Raises ValueError with all faults; rows count from 1, the header."""
    sheet = _read(path)
    names = [name for name in SCORES if name in sheet.columns]
    if "score" not in names and len(names) < 2:
        sheet.faults.append(_Fault(1, "needs the column score, or left_score and right_score"))
    if len(names) == 2 and "score" in names:
        sheet.faults.append(_Fault(1, "left_score and right_score must be given together"))
    _refuse([fault for fault in sheet.faults if fault.row == 1])
    lefts, rights = (_ids(sheet.columns[name]) for name in REQUIRED)
    sheet.faults.extend(_pair_faults(sheet, lefts, rights))
    scores = {name: _numbers(sheet.columns[name]) for name in names}
    for name, values in scores.items():
        may_be_absent = name == "score" and len(names) == 3
        sheet.faults.extend(_score_faults(sheet, name, values, may_be_absent))
    _refuse(sheet.faults)
    return _edge_file(lefts, rights, scores)


def read_pairs(path: Path) -> dict[IdPair, int]:
    """The pairs of a file with the columns left and right, with their rows. Raises ValueError with all faults."""
    sheet = _read(path)
    if not any(fault.row == 1 for fault in sheet.faults):
        lefts, rights = (_ids(sheet.columns[name]) for name in REQUIRED)
        sheet.faults.extend(_pair_faults(sheet, lefts, rights))
    _refuse(sheet.faults, f"{path.name}: ")
    pairs = zip(*(sheet.columns[name] for name in REQUIRED), strict=True)
    return {(left, right): row for (left, right), row in zip(pairs, sheet.rows.tolist(), strict=True)}


def write_pairs(path: Path, pairs: Sequence[tuple[str, str, float]]) -> None:
    """Write left,right,score, one row a pair."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("left", "right", "score"))
        writer.writerows((left, right, repr(score)) for left, right, score in pairs)


def _refuse(faults: list[_Fault], before: str = "") -> None:
    """Raise what is wrong, row by row."""
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.row)
        raise InvalidInput([f"{before}row {fault.row}: {fault.text}" for fault in ordered])


def _read(path: Path) -> _Sheet:
    """The file by column. Column names may be in capitals; columns with other names are not read."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput([f"{path.name}: line {line} is not UTF-8; save the file as CSV in UTF-8"]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        with uncollected():
            names = [name.strip().lower() for name in next(reader, [])]
            records = list(reader)
    except csv.Error as error:
        raise InvalidInput([f"{path.name}: line {reader.line_num} is not CSV ({error})"]) from None
    faults = list(_header_faults(names))
    if faults:
        return _Sheet({}, np.zeros(0, dtype=np.intp), faults)
    rows = np.arange(2, len(records) + 2)
    widths = np.fromiter(map(len, records), dtype=np.intp, count=len(records))
    for at in np.flatnonzero(widths != len(names)).tolist():
        if any(cell.strip() for cell in records[at]):
            faults.append(_Fault(at + 2, f"has {len(records[at])} cells, the header {len(names)}"))
        records[at] = [*records[at], *[""] * len(names)][: len(names)]
    empty = [at for at, record in enumerate(records) if not record[0].strip() and not any(map(str.strip, record))]
    if empty:
        gone = set(empty)
        records = [record for at, record in enumerate(records) if at not in gone]
        rows = np.delete(rows, empty)
    known = {name: at for at, name in enumerate(names) if name in (*REQUIRED, *SCORES)}
    return _Sheet({name: [record[at].strip() for record in records] for name, at in known.items()}, rows, faults)


def _header_faults(names: Sequence[str]) -> Iterator[_Fault]:
    missing = [name for name in REQUIRED if name not in names]
    yield from (_Fault(1, f"the column {name} is missing") for name in missing)
    if missing and any(";" in name or "\t" in name for name in names):
        yield _Fault(1, "the columns must be separated by commas")
    twice = sorted({name for name in names if name in (*REQUIRED, *SCORES) and names.count(name) > 1})
    yield from (_Fault(1, f"the column {name} is there twice") for name in twice)


def _ids(column: Sequence[str]) -> _Ids:
    number_of: defaultdict[str, int] = defaultdict(count().__next__)
    numbers = np.fromiter(map(number_of.__getitem__, column), dtype=np.intp, count=len(column))
    names = tuple(sorted(number_of))
    place = np.empty(len(names), dtype=np.intp)
    place[[number_of[name] for name in names]] = np.arange(len(names))
    return _Ids(names, place[numbers])


def _pair_faults(sheet: _Sheet, lefts: _Ids, rights: _Ids) -> Iterator[_Fault]:
    """Rows without an id, and rows whose pair stands higher up already."""
    nameless = np.zeros(len(sheet.rows), dtype=bool)
    for name, ids in zip(REQUIRED, (lefts, rights), strict=True):
        if ids.names[:1] == ("",):
            empty = ids.place == 0
            yield from (_Fault(row, f"{name} is empty") for row in sheet.rows[empty].tolist())
            nameless |= empty
    keys = lefts.place * max(len(rights.names), 1) + rights.place
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    for at in np.flatnonzero(ordered[1:] == ordered[:-1]).tolist():
        again = order[at + 1]
        if not nameless[again]:
            first = sheet.rows[order[np.searchsorted(ordered, ordered[at])]]
            pair = f"{shown(lefts.names[lefts.place[again]])}, {shown(rights.names[rights.place[again]])}"
            yield _Fault(int(sheet.rows[again]), f"the pair {pair} is already in row {first}")


def _numbers(column: Sequence[str]) -> Floats:
    """The cells as numbers; NaN where they are none."""
    try:
        return np.array(list(map(float, column)), dtype=float)
    except ValueError:
        return np.array([_number(cell) for cell in column], dtype=float)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _score_faults(sheet: _Sheet, name: str, values: Floats, may_be_absent: bool) -> Iterator[_Fault]:
    outside: Truths = ~((values >= 0) & (values <= 1))
    for at in np.flatnonzero(outside).tolist():
        cell = sheet.columns[name][at]
        if cell or not may_be_absent:
            yield _Fault(int(sheet.rows[at]), f"{name} must be a number from 0 to 1, not {shown(cell)}")


def _edge_file(lefts: _Ids, rights: _Ids, given: dict[str, Floats]) -> EdgeFile:
    order = np.lexsort((rights.place, lefts.place))
    nothing = np.full(len(order), np.nan)
    score, left_score, right_score = (given.get(name, nothing)[order] for name in SCORES)
    score = np.where(np.isnan(score), harmonic(left_score, right_score), score)
    left_score = np.where(np.isnan(left_score), score, left_score)
    right_score = np.where(np.isnan(right_score), score, right_score)
    sizes = len(lefts.names), len(rights.names)
    left, right = lefts.place[order], rights.place[order]
    edges = Edges(left, right, whole(left_score), whole(right_score), whole(score), *sizes)
    return EdgeFile(lefts.names, rights.names, edges, score)
