"""What is past its term goes, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from jobtwinning.core import tasks
from jobtwinning.core.models import FormKey, LongWork, ScheduledWork

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD, YOUNG = NOW - timedelta(days=90, seconds=1), NOW - timedelta(days=89)


def test_form_keys_go_after_ninety_days() -> None:
    FormKey.objects.bulk_create([FormKey(key="old", used_at=OLD), FormKey(key="young", used_at=YOUNG)])
    assert tasks.prune_form_keys(NOW) == 1
    assert FormKey.objects.get().key == "young"


def test_expired_sessions_go() -> None:
    for name, days in (("old", -1), ("young", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(days=days))
    tasks.prune_sessions(NOW)
    assert Session.objects.get().session_key == "young"


def test_expired_counters_leave_the_database_cache(settings: Settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    }
    call_command("createcachetable", verbosity=0)
    for name in ("old", "young"):
        caches["default"].set(name, 1, timeout=100)
    with connection.cursor() as cursor:
        past = connection.ops.adapt_datetimefield_value(NOW - timedelta(days=1))
        cursor.execute("UPDATE core_cache SET expires = %s WHERE cache_key LIKE %s", [past, "%old"])
    assert tasks.prune_cache(NOW) == 1
    assert caches["default"].get("young") == 1


def test_ended_work_goes_after_ninety_days() -> None:
    for at in (OLD, YOUNG, None):
        LongWork.objects.create(task="t", key=str(at), asked_at=OLD, ended_at=at)
        ScheduledWork.objects.create(task="t", key=str(at), due_at=OLD, done_at=at)
        status = TaskResultStatus.SUCCESSFUL if at else TaskResultStatus.RUNNING
        DBTaskResult.objects.create(
            status=status, finished_at=at, args_kwargs={}, task_path="t", backend_name="default", run_after=OLD
        )
    assert tasks.prune_work(NOW) == 3
    assert (LongWork.objects.count(), ScheduledWork.objects.count(), DBTaskResult.objects.count()) == (2, 2, 2)
