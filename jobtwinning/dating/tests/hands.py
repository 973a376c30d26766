"""Whoever looks at the pages of an evening and presses their buttons, at a moment that is set."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.dating.models import Talk
from jobtwinning.dating.tests.world import STARTS
from jobtwinning.programmes.models import Event


class Hands:
    """Somebody who looks and presses buttons at a moment that is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = STARTS - timedelta(minutes=30)
        monkeypatch.setattr(clock, "now", lambda: self.at)

    def page(self, client: Client, address: str, status: int = 200) -> str:
        response = client.get(address)
        assert response.status_code == status, address
        return str(response.content.decode())

    def send(self, client: Client, address: str, status: int = 302, **fields: object) -> str:
        response = client.post(address, fields, follow=status == 302)
        assert response.redirect_chain if status == 302 else response.status_code == status, address
        return str(response.content.decode())


def address(name: str, event: Event) -> str:
    return reverse(f"dating:{name}", args=[event.programme.slug, event.public_id])


def own(event: Event) -> str:
    return reverse("dating:own", args=[event.public_id])


def ballot(talk: Talk) -> str:
    return reverse("dating:ballot", args=[talk.public_id])
