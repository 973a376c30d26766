"""The log of who viewed whose data: its own connection, a hash chain, one row per page view."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Min, Subquery

from jobtwinning.core import clock
from jobtwinning.core.models import ViewLog, ViewLogEnds

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
    alias = settings.VIEW_LOG_DATABASE
    with transaction.atomic(using=alias):
        ends = _ends(alias)
        row = ViewLog(
            at=at or clock.now(),
            account_id=account_id,
            person_ids=shown,
            page=page,
            data_class=data_class,
            previous_hash=ends.newest_hash,
        )
        row.row_hash = row_hash(row)
        row.save(using=alias)
        ends.newest_hash, ends.newest_id = row.row_hash, row.pk
        ends.save(using=alias)
    return row


def forget_before(at: datetime) -> int:
    """Remove the oldest rows, up to the first that is not older; the chain then starts after them. How many went."""
    alias = settings.VIEW_LOG_DATABASE
    with transaction.atomic(using=alias):
        ends = _ends(alias)
        rows = ViewLog.objects.using(alias)
        kept = rows.filter(at__gte=at).aggregate(first=Min("pk"))["first"]
        old = rows.filter(pk__lt=kept) if kept else rows.all()
        last = old.order_by("-pk").first()
        if last is None:
            return 0
        ends.oldest_hash = last.row_hash
        ends.save(using=alias)
        return old.delete()[0]


def first_broken_row() -> int | None:
    """The primary key of the first row that is not as it was written, or of the newest when that is gone.

    None when all is whole: from the remembered start every row follows the one before, up to the remembered end.
    """
    alias = settings.VIEW_LOG_DATABASE
    ends = ViewLogEnds.objects.using(alias)
    start = Subquery(ends.values("oldest_hash")[:1])
    end = Subquery(ends.values("newest_hash")[:1])
    previous: str | None = None
    newest: str | None = None
    last = 0
    # The ends are read in the same statement as the rows: who writes meanwhile does not disturb.
    for row in ViewLog.objects.using(alias).annotate(start=start, end=end).order_by("pk").iterator():
        expected = row.start if previous is None else previous
        if row.previous_hash != expected or row_hash(row) != row.row_hash:
            return row.pk
        previous, newest, last = row.row_hash, row.end, row.pk
    if last and newest == previous:
        return None
    known = ends.first()
    if last:  # rows behind the remembered end were put there, or the newest is gone
        return max(last, known.newest_id) if known else last
    return known.newest_id if known and known.newest_hash != known.oldest_hash else None


def _ends(alias: str) -> ViewLogEnds:
    """Where the chain starts and ends, for the one writer at a time that may go on."""
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:  # SQLite's IMMEDIATE does the same
            cursor.execute("SELECT pg_advisory_xact_lock(727001)")
    return ViewLogEnds.objects.using(alias).first() or ViewLogEnds(oldest_hash=START, newest_hash=START, newest_id=0)
