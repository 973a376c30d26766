"""healthz says which part is not well."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobtwinning.core import health
from jobtwinning.core.models import Heartbeat


@pytest.mark.django_db
def test_healthz_with_a_living_worker_is_ok(client: Client) -> None:
    health.beat()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "worker": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_healthz_with_a_silent_worker_fails(client: Client) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=31))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "ok", "worker": "silent", "migrations": "ok"}
