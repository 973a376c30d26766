"""What the benchmarks print: the machine, and tables in markdown that can be pasted in a document."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

LIBRARIES = ("numpy", "scipy", "ortools", "munkres", "lapx")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: what was measured, the goal, the measured value, the peer's and their ratio, as text."""

    name: str
    goal: str
    measured: str
    peer: str = "–"
    ratio: str = "–"


FIGURE_HEADS = ("figure", "goal", "measured", "peer, in the same run", "ratio")


def table_head() -> str:
    """The head of the table of figures; its rows can follow one by one."""
    return markdown(FIGURE_HEADS, ())


def figure_row(figure: Figure) -> str:
    """One row of the table of figures."""
    return _row((figure.name, figure.goal, figure.measured, figure.peer, figure.ratio))


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table."""
    return "\n".join(map(_row, (heads, ["---"] * len(heads), *rows)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """One line: processor, cores, load, Python, libraries and the day."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {load} at the start; Python {platform.python_version()},"
        f" {libraries}; {datetime.now(UTC).date().isoformat()}."
    )


def core_share(started: float) -> str:
    """How much of one core this run and its children had since that moment (of `perf_counter`)."""
    used = sum(os.times()[:4])
    return (
        f"All times are by the clock; the run had {used / (perf_counter() - started):.0%} of one core. Below 100 %"
        " other work stood in the way: the times are longer than they need be, the ratios are less touched."
    )


def seconds(value: float) -> str:
    """Seconds, or milliseconds below a tenth of a second, with three significant digits."""
    return f"{value:.3g} s" if value >= 0.1 else f"{1000 * value:.3g} ms"


def times(value: float) -> str:
    """Own time divided by the peer's: 1.5 ×, or 1/40 where the peer takes much longer."""
    return f"{value:.3g} ×" if value >= 0.1 else f"1/{1 / value:.0f}"


def _processor() -> str:
    """The processor's name where the system tells it."""
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
