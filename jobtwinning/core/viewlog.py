"""The log of who viewed whose data (C9): its own connection, a hash chain, one row per page view."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction

from jobtwinning.core import clock
from jobtwinning.core.models import ViewLog, ViewLogCut

START = "0" * 64


def row_hash(row: ViewLog) -> str:
    """The hash over everything in the row, the hash of the row before it included."""
    content = [row.at.isoformat(), row.account_id, row.person_ids, row.page, row.data_class, row.previous_hash]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def record_view(
    *, account_id: int, person_ids: Iterable[str], page: str, data_class: str, at: datetime | None = None
) -> ViewLog | None:
    """Write that this account saw data of these people; nothing is written when the page showed nobody.

    Call it before any transaction of the page opens: the row stays when the page's own work is undone.
    """
    shown = sorted(set(person_ids))
    if not shown:
        return None
    with one_writer() as alias:
        row = ViewLog(
            at=at or clock.now(),
            account_id=account_id,
            person_ids=shown,
            page=page,
            data_class=data_class,
            previous_hash=_last_hash(alias),
        )
        row.row_hash = row_hash(row)
        row.save(using=alias)
    return row


@contextmanager
def one_writer() -> Iterator[str]:
    """A transaction on the log's own connection, which only one process has at a time; the connection's name."""
    alias = settings.VIEW_LOG_DATABASE
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:  # SQLite's IMMEDIATE does the same
                cursor.execute("SELECT pg_advisory_xact_lock(727001)")
        yield alias


def _last_hash(alias: str) -> str:
    """What the next row follows, in one query: the newest row, or the last one cut away."""
    newest = "(SELECT row_hash FROM core_viewlog ORDER BY id DESC LIMIT 1)"
    cut = "(SELECT row_hash FROM core_viewlogcut ORDER BY id DESC LIMIT 1)"
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT COALESCE({newest}, {cut})")
        (found,) = cursor.fetchone()
    return found or START


def _start(alias: str) -> str:
    """What the first row of the log follows."""
    cut = ViewLogCut.objects.using(alias).order_by("-pk").first()
    return cut.row_hash if cut else START


def cut_views_before(moment: datetime, *, at: datetime) -> int:
    """Take away the oldest rows, up to the first one from this moment or later; how many. The chain stays whole."""
    with one_writer() as alias:
        rows = ViewLog.objects.using(alias)
        first_kept = rows.filter(at__gte=moment).order_by("pk").values_list("pk", flat=True).first()
        old = rows.filter(pk__lt=first_kept) if first_kept is not None else rows.all()
        last = old.order_by("-pk").first()
        if last is None:
            return 0
        ViewLogCut.objects.using(alias).create(at=at, row_hash=last.row_hash)
        return old.delete()[0]


def first_broken_row() -> int | None:
    """The primary key of the first row that was changed or whose predecessor is gone; None when all is whole."""
    previous = _start(settings.VIEW_LOG_DATABASE)
    for row in ViewLog.objects.order_by("pk").iterator():
        if row.previous_hash != previous or row_hash(row) != row.row_hash:
            return row.pk
        previous = row.row_hash
    return None
