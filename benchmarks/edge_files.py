"""The command `assign` on a large file of allowed pairs."""

import contextlib
import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import peers
from benchmarks.engine_parts import Edges
from benchmarks.instances import many_edges
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import timed
from jobtwinning.matching.engine.__main__ import main as engine
from jobtwinning.matching.engine.codes import RESOLUTION


def figures(sizes: Sizes) -> Iterator[Figure]:
    """From file to file, beside bare reading and the bare flow solver."""
    edges = many_edges(sizes.file_people, sizes.file_partners, 1)
    with tempfile.TemporaryDirectory() as folder:
        source, target, summary = (Path(folder) / name for name in ("edges.csv", "pairs.csv", "summary.json"))
        write(source, edges)
        arguments = ["assign", str(source), "-o", str(target), "--summary", str(summary)]
        with contextlib.redirect_stderr(io.StringIO()):
            own, code = timed(lambda: engine(arguments))
        told = json.loads(summary.read_text(encoding="utf-8"))
        reading, _ = timed(lambda: read(source))
    solving, found = timed(lambda: peers.bare_flow(edges))
    if code or told["pairs"] != found.pairs:
        raise RuntimeError(f"assign made {told['pairs']} of {found.pairs} pairs and ended with {code}")
    yield Figure(
        f"`assign` of {len(edges):,} edges from CSV, {sizes.file_people:,} a side",
        "–",
        f"{seconds(own)}, of which solving {seconds(told['seconds'])}",
        f"{seconds(reading + solving)} (csv.reader and float {seconds(reading)}, bare flow {seconds(solving)})",
        f"{times(own / (reading + solving))}, solving {times(told['seconds'] / solving)}",
    )


def write(path: Path, edges: Edges) -> None:
    """EDGES.csv of these pairs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("left", "right", "score"))
        for left, right, score in zip(edges.left.tolist(), edges.right.tolist(), edges.score.tolist(), strict=True):
            writer.writerow((f"T{left:05d}", f"P{right:05d}", f"{score / RESOLUTION:.6f}"))


def read(path: Path) -> list[tuple[str, str, float]]:
    """The rows with their score as a number, and nothing checked."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [(left, right, float(score)) for left, right, score in rows]
