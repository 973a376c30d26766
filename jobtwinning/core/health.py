"""Is the platform alive? For load balancers and for whoever watches."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobtwinning.core.models import Heartbeat

WORKER_SILENCE = timedelta(seconds=30)


def beat(name: str = "worker") -> None:
    """Say "I live"; wall-clock time, since a demo offset must not make a dead worker look alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def remember_backup(made_at: datetime) -> None:
    """A database that was put back knows at least the backup it came from."""
    Heartbeat.objects.get_or_create(name="backup", defaults={"at": made_at})


def is_worker_alive() -> bool:
    return Heartbeat.objects.filter(name="worker", at__gt=timezone.now() - WORKER_SILENCE).exists()


def is_database_behind() -> bool:
    """There are migrations that were not run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything is ok, else 503; the body says which part is not."""
    body = {"status": "ok", "database": "ok", "worker": "ok", "migrations": "ok"}
    try:
        if is_database_behind():
            body["migrations"] = "behind"
        if not is_worker_alive():
            body["worker"] = "silent"
    except DatabaseError:
        body |= {"database": "down", "worker": "unknown", "migrations": "unknown"}
    if any(value != "ok" for value in body.values()):
        body["status"] = "failing"
    return JsonResponse(body, status=200 if body["status"] == "ok" else 503)
