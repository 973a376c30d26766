"""The files of one command: everything that is wrong with all of them in one error, before any work is done."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jobtwinning.matching.engine.problem import InvalidInput


def os_fault(error: OSError) -> str:
    """What the system says of a file, with its name."""
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def read_all(*readings: Callable[[], Any]) -> list[Any]:
    """The result of every reading. Raises one ValueError with the faults of all of them, not only of the first."""
    found: list[Any] = []
    faults: list[str] = []
    for reading in readings:
        try:
            found.append(reading())
        except InvalidInput as error:
            faults.extend(error.faults)
        except OSError as error:
            faults.append(os_fault(error))
    if faults:
        raise InvalidInput(faults)
    return found


def refuse_outputs(outputs: Sequence[Path | None], inputs: Sequence[Path | None]) -> None:
    """Raises ValueError when a file cannot be written, is written twice, or would overwrite what is read."""
    faults: list[str] = []
    used = {path.resolve() for path in inputs if path}
    for path in outputs:
        if path is None:
            continue
        if path.resolve() in used:
            faults.append(f"{path}: is also another file of this command")
        elif path.is_dir():
            faults.append(f"{path}: is a directory")
        elif not path.parent.is_dir():
            faults.append(f"{path}: there is no directory {path.parent}")
        elif not os.access(path if path.exists() else path.parent, os.W_OK):
            faults.append(f"{path}: may not be written")
        used.add(path.resolve())
    if faults:
        raise InvalidInput(faults)


@contextmanager
def rows_named(**lists: tuple[Path | None, Sequence[int]]) -> Iterator[None]:
    """Within, a fault of pins[3] is raised as one of the file and row it came from; lists: per name file and rows."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput([_with_row(fault, lists) for fault in error.faults]) from None


def _with_row(fault: str, lists: Mapping[str, tuple[Path | None, Sequence[int]]]) -> str:
    place = re.match(r"(\w+)\[(\d+)\]", fault)
    path, rows = lists.get(place[1], (None, ())) if place else (None, ())
    if not place or path is None:
        return fault
    return f"{path.name}: row {rows[int(place[2])]}{fault[place.end() :]}"
