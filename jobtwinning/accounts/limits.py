"""How often something may be tried, counted exactly, also when hundreds try at the same moment.

Which limits there are is allauth's configuration, and so is the counting. Only its lock is ours: allauth locks with a
row that it takes for lost after ten seconds, and gives up waiting after one. Here it is a transaction of the database:
PostgreSQL locks the counter, SQLite's IMMEDIATE lets one writer in. Whoever dies holding it holds nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_at_a_time(counter: str) -> Iterator[bool]:
    """Within this block nobody else counts this counter; always True, as allauth asks."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(counter)])
        yield True


def lock_number(counter: str) -> int:
    """A signed number of 64 bits, as PostgreSQL names its locks."""
    return int.from_bytes(hashlib.sha256(counter.encode()).digest()[:8], "big", signed=True)
