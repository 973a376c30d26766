"""Tidying up: what is past its term and nobody's record. Terms that count on people are the privacy registers' work."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobtwinning.core import files
from jobtwinning.core.models import FormKey, LongWork, ScheduledWork
from jobtwinning.core.schedule import every

KEPT = timedelta(days=90)  # "90d" in the privacy register


@every("core.prune_form_keys", hours=24)
def prune_form_keys(at: datetime) -> int:
    """A form that was sent so long ago is not sent again."""
    return FormKey.objects.filter(used_at__lt=at - KEPT).delete()[0]


@every("core.prune_sessions", hours=24)
def prune_sessions(at: datetime) -> None:
    """Sessions that expired; by the clock on the wall, as Django made them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@every("core.prune_cache", hours=24)
def prune_cache(at: datetime) -> int:
    """Counters of the rate limits that are over. The database cache forgets by itself only when it is full."""
    tables = [str(cache._table) for cache in caches.all() if isinstance(cache, DatabaseCache)]  # type: ignore[attr-defined]  # Django's own name for it
    return sum(prune_table(table) for table in tables)


def prune_table(table: str) -> int:
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)} WHERE expires < %s", [now])  # noqa: S608  # our own name
        return int(cursor.rowcount)


@every("core.prune_work", hours=24)
def prune_work(at: datetime) -> int:
    """Computations and planned work that ended long ago, and the queue's own rows."""
    ended = LongWork.objects.filter(ended_at__lt=at - KEPT).delete()[0]
    done = ScheduledWork.objects.filter(done_at__lt=at - KEPT).delete()[0]
    return ended + done + DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()[0]


@every("core.sweep_files", hours=1)
def sweep_files(at: datetime) -> int:
    """Files whose term is over and contents without a row go; returns how many."""
    return files.delete_expired(at) + files.sweep_orphans(at)
