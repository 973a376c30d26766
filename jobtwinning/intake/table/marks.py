"""Marks by which a value that somebody saw is known again, and the mark of a row in a file.

A mark tells nothing to whoever has no copy of the value: it is keyed with the secret of this platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s

from django.conf import settings

SIZE = 4  # bytes
HEADING = "_jobtwinning"


def mark(plain: str) -> str:
    """Eight characters for a value."""
    key = settings.SECRET_KEY.encode()[:32]
    return blake2s(plain.encode(), digest_size=SIZE, key=key).hexdigest()


def version_of(cells: Mapping[str, str]) -> int:
    """One number for the values in a form: it changes when one of them does."""
    return int(mark("\n".join(f"{code}={cells[code]}" for code in sorted(cells))), 16) >> 1


@dataclass(frozen=True, slots=True)
class RowMark:
    """What the hidden column says of a row: which it is, and what its cells were when the file was made."""

    programme_id: str
    table: str
    public_id: str
    marks: Mapping[str, str]  # by code of a column

    def text(self) -> str:
        cells = ",".join(f"{code}:{value}" for code, value in self.marks.items())
        return f"{self.programme_id}.{self.table}.{self.public_id}.{cells}"


def read_mark(text: str) -> RowMark | None:
    """None when this was not written by us."""
    parts = text.strip().split(".")
    if len(parts) != 4:
        return None
    cells = dict(cell.split(":", 1) for cell in parts[3].split(",") if ":" in cell)
    return RowMark(parts[0], parts[1], parts[2], cells)
