"""EDGES.csv and the lists of pairs beside it: reading with every fault named by its row, and writing."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.edges import Edges
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
    scores: NDArray[np.float64]


def read_edges(path: Path) -> EdgeFile:
    """Read EDGES.csv. Raises ValueError with all faults; rows count from 1, the header."""
    faults: list[str] = []
    pairs: list[IdPair] = []
    values: list[list[float]] = []
    first_row: dict[IdPair, int] = {}
    header, rows = _rows(path, faults)
    names = [name for name in SCORES if name in header]
    if "score" not in names and len(names) < 2:
        faults.append("row 1: needs the column score, or left_score and right_score")
    if len(names) == 2 and "score" in names:
        faults.append("row 1: left_score and right_score must be given together")
    if faults:
        raise InvalidInput(faults)
    for number, row in rows:
        pair = _pair(row)
        broken = list(_broken_pair(number, pair, first_row))
        scores = [_score(row.get(name, "")) for name in names]
        for name, score in zip(names, scores, strict=True):
            if score is None and not (name == "score" and not row.get("score") and len(names) == 3):
                broken.append(f"row {number}: {name} must be a number from 0 to 1, not {row.get(name, '')!r}")
        faults.extend(broken)
        if not broken:
            pairs.append(pair)
            given = dict(zip(names, scores, strict=True))
            values.append([math.nan if given.get(name) is None else float(given[name] or 0) for name in SCORES])
    if faults:
        raise InvalidInput(faults)
    return _edge_file(pairs, values)


def read_pairs(path: Path) -> tuple[IdPair, ...]:
    """Read a file with the columns left and right. Raises ValueError with all faults and their rows."""
    faults: list[str] = []
    seen: dict[IdPair, int] = {}
    for number, row in _rows(path, faults)[1]:
        faults.extend(_broken_pair(number, _pair(row), seen))
    if faults:
        raise InvalidInput([f"{path.name}: {fault}" for fault in faults])
    return tuple(seen)


def write_pairs(path: Path, pairs: Sequence[tuple[str, str, float]]) -> None:
    """Write left,right,score, one row a pair."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("left", "right", "score"))
        writer.writerows((left, right, repr(score)) for left, right, score in pairs)


def _rows(path: Path, faults: list[str]) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The header and the numbered rows; empty lines are skipped."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([f"{path.name}: is not a CSV file in UTF-8 ({error})"]) from None
    header = [name.strip() for name in lines[0]] if lines else []
    faults.extend(f"row 1: the column {name} is missing" for name in REQUIRED if name not in header)
    faults.extend(f"row 1: the column {name} is there twice" for name in sorted(set(header)) if header.count(name) > 1)

    def numbered() -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in enumerate(lines[1:], start=2):
            if any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    faults.append(f"row {number}: has {len(cells)} cells, the header {len(header)}")
                yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}

    return header, numbered()


def _pair(row: dict[str, str]) -> IdPair:
    return row.get("left", ""), row.get("right", "")


def _broken_pair(number: int, pair: IdPair, first_row: dict[IdPair, int]) -> Iterator[str]:
    for name, value in zip(REQUIRED, pair, strict=True):
        if not value:
            yield f"row {number}: {name} is empty"
    if all(pair):
        if pair in first_row:
            yield f"row {number}: the pair {pair[0]!r}, {pair[1]!r} is already in row {first_row[pair]}"
        first_row.setdefault(pair, number)


def _score(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _edge_file(pairs: Sequence[IdPair], values: Sequence[list[float]]) -> EdgeFile:
    lefts, rights = tuple(sorted({pair[0] for pair in pairs})), tuple(sorted({pair[1] for pair in pairs}))
    left_row = {name: row for row, name in enumerate(lefts)}
    right_row = {name: row for row, name in enumerate(rights)}
    left = np.array([left_row[pair[0]] for pair in pairs], dtype=np.intp)
    right = np.array([right_row[pair[1]] for pair in pairs], dtype=np.intp)
    order = np.lexsort((right, left))
    score, left_score, right_score = np.array(values, dtype=float).reshape(-1, 3)[order].T
    score = np.where(np.isnan(score), harmonic(left_score, right_score), score)
    left_score = np.where(np.isnan(left_score), score, left_score)
    right_score = np.where(np.isnan(right_score), score, right_score)
    edges = Edges(
        left[order], right[order], whole(left_score), whole(right_score), whole(score), len(lefts), len(rights)
    )
    return EdgeFile(lefts, rights, edges, score)
