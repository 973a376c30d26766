"""How far work inside one transaction is: told beside the database, which shows nobody anything before the end.

A number in a file of VAR_DIR. Who cannot read it sees the step at which the transaction began.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def _path(public_id: str) -> Path:
    return Path(settings.VAR_DIR, "progress", public_id)


def tell(public_id: str, percent: int) -> None:
    """Replace what was told; a disk that is full stops no work."""
    path = _path(public_id)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(str(percent))
        fresh.replace(path)


def told(public_id: str) -> int:
    """The percentage, 0 when nothing was told."""
    try:
        return int(_path(public_id).read_text())
    except (OSError, ValueError):
        return 0


def forget(public_id: str) -> None:
    """The work ended; the database says how."""
    with suppress(OSError):
        _path(public_id).unlink(missing_ok=True)
