"""The erasure ledger: a table, and the same lines in a file that a restored older database does not take away."""

import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jobtwinning.privacy.models import Erasure

FILE = "erasures.jsonl"
PERSON_ID = re.compile(r"[a-z0-9]{1,12}")


def path() -> Path:
    """Where the file is; it belongs in every backup, and a restore leaves it as it is."""
    return settings.VAR_DIR / FILE


def write(person_id: str, *, at: datetime, reason: str, role: str) -> Erasure:
    """One line per person ever: in the table now, in the file as soon as the erasing is sure.

    A file that cannot be written undoes nothing: it goes into the log, doctor tells, and `join` makes good every day.
    """
    row, _made = Erasure.objects.get_or_create(person_id=person_id, defaults={"at": at, "reason": reason, "role": role})
    transaction.on_commit(lambda: append([row]), robust=True)
    return row


def append(rows: Iterable[Erasure]) -> None:
    """Add to the file what is not in it yet, in one write that reaches the disk."""
    known = {line["person_id"] for line in read()}
    lines = [
        json.dumps({"person_id": row.person_id, "at": row.at.isoformat(), "reason": row.reason, "role": row.role})
        for row in rows
        if row.person_id not in known
    ]
    if not lines:
        return
    text = "".join(f"{line}\n" for line in lines)
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="utf-8") as file:
        path().chmod(0o600)
        file.write(text if ends_whole() else f"\n{text}")
        file.flush()
        os.fsync(file.fileno())


def ends_whole() -> bool:
    """Whether the file is empty or ends with a whole line; the machine may have stopped half-way one."""
    if not path().exists() or path().stat().st_size == 0:
        return True
    with path().open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def read() -> list[dict[str, str]]:
    """The lines of the file; one that cannot be read is passed by, the table still has it."""
    return [line for line in parsed() if line is not None]


def unreadable() -> int:
    """How many lines of the file say nothing."""
    return parsed().count(None)


def parsed() -> list[dict[str, str] | None]:
    """Line by line what the file says, None for what is no line of a ledger: cut off, spoiled, edited by hand."""
    if not path().exists():
        return []
    return [parse(line) for line in path().read_bytes().splitlines() if line.strip()]


def parse(line: bytes) -> dict[str, str] | None:
    try:
        found = json.loads(line)
        known = {name: found[name] for name in ("person_id", "at", "reason", "role")}
        whole = (
            PERSON_ID.fullmatch(known["person_id"])
            and datetime.fromisoformat(known["at"]).tzinfo
            and known["reason"] in Erasure.Reason.values
            and known["role"] in Erasure.Role.values
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return known if whole else None


def join() -> list[Erasure]:
    """Make table and file say the same, whichever of the two is older; everybody ever erased."""
    known = set(Erasure.objects.values_list("person_id", flat=True))
    Erasure.objects.bulk_create(
        [
            Erasure(
                person_id=line["person_id"],
                at=datetime.fromisoformat(line["at"]),
                reason=line["reason"],
                role=line["role"],
            )
            for line in read()
            if line["person_id"] not in known
        ],
        ignore_conflicts=True,
    )
    rows = list(Erasure.objects.order_by("at", "pk"))
    append(rows)
    return rows
