"""How long something takes, and how much memory."""

import gc
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of one call, and what it gave."""
    started = perf_counter()
    result = run()
    return perf_counter() - started, result


def median_seconds(prepare: Callable[[], Given], run: Callable[[Given], object], runs: int) -> float:
    """Median seconds of run, each time on something freshly prepared; preparing and collecting garbage do not count."""
    found = []
    for _ in range(runs):
        given = prepare()
        gc.collect()
        found.append(timed(lambda given=given: run(given))[0])  # type: ignore[misc]  # the loop's own value
    return median(found)


def peak_megabytes() -> float:
    """The most memory this process ever held.

    On Linux the kernel's own mark of this process, for what `resource` says may be inherited from the parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
