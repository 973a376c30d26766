"""Write and read the append-only history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from jobtwinning.core import clock
from jobtwinning.core.models import History


class Actor(Protocol):
    """Whoever acts: an account, or None for the platform itself."""

    pk: int


class Subject(Protocol):
    """What it was done to."""

    public_id: str


def record(
    verb: str,
    subject: Subject,
    *,
    by: Actor | None,
    at: datetime | None = None,
    programme_id: int | None = None,
    region_id: int | None = None,
    codes: Mapping[str, str | int | bool | None] | None = None,
) -> History:
    """Add one line, in the transaction of the action it tells about. `codes` never hold names or free text."""
    made = line(verb, subject, by=by, at=at, programme_id=programme_id, region_id=region_id, codes=codes)
    made.save(force_insert=True)
    return made


def record_all(lines: Iterable[History]) -> None:
    """Add many lines at once; see `line`."""
    History.objects.bulk_create(lines, batch_size=500)


def line(
    verb: str,
    subject: Subject,
    *,
    by: Actor | None,
    at: datetime | None = None,
    programme_id: int | None = None,
    region_id: int | None = None,
    codes: Mapping[str, str | int | bool | None] | None = None,
) -> History:
    """The line as `record` would add it, not yet stored."""
    return History(
        at=at or clock.now(),
        actor_id=by.pk if by is not None else None,
        verb=verb,
        subject_type=subject.__class__.__name__.lower(),  # also of who is signed in, whom Django wraps
        subject_id=subject.public_id,
        programme_id=programme_id,
        region_id=region_id,
        codes=dict(codes or {}),
    )


def newest() -> int:
    """The number of the newest line, 0 without any: as long as it stays, nobody did anything; one query."""
    return History.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
