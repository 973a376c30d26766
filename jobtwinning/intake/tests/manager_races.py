"""Managers' links and browsers that opened them, made in a process of the race's own database."""

from typing import Any

from django.test import Client
from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.intake.managers.actions import Manager, ask_permission
from jobtwinning.intake.models import HOLDS, ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import Participation, RoleGrant
from tests import make


def links(rounds: str) -> list[dict[str, Any]]:
    """One open question per round; two browsers with its link, and the coordinator."""
    region = make.make_region()
    programme = make.make_programme(region)
    coordinator = make.make_account()
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=region)
    (steering,) = sign_in_all([coordinator])
    found = []
    for number in range(int(rounds)):
        one = make.make_participation(programme, state="intake_complete")
        Participation.objects.filter(pk=one.pk).update(motivation_confirmed_at=clock.now())
        permission = ask_permission(one, Manager("X", f"x{number}@y.example"), by=None, at=clock.now())
        body = OutboxMail.objects.get(unique_key__contains=permission.public_id).body_text
        path = next(word for word in body.split() if "/link/" in word).partition("/link/")[2]
        found.append(
            {
                "permission": permission.public_id,
                "participation": one.public_id,
                "page": reverse("intake:manager"),
                "withdraw": reverse("intake:withdraw", args=[programme.slug, one.public_id]),
                "browsers": [browser_with(path) for _ in range(2)],
                "coordinator": steering,
            }
        )
    return found


def browser_with(path: str) -> str:
    """The session of a browser that opened this link."""
    client = Client()
    client.get(f"/link/{path}")
    return client.session.session_key or ""


def outcome() -> dict[str, Any]:
    """State of everybody, and what contradicts itself."""
    broken, states = [], {}
    for one in Participation.objects.prefetch_related("permissions"):
        holding = [row for row in one.permissions.all() if row.state in HOLDS]
        states[one.public_id] = [one.state, *sorted(row.state for row in one.permissions.all())]
        if len(holding) > 1:
            broken.append(f"{one.public_id}: {[row.state for row in holding]}")
        given = any(row.state == ManagerPermission.State.GIVEN for row in holding)
        if (one.state == Participation.State.READY) != (given and one.state != Participation.State.WITHDRAWN):
            broken.append(f"{one.public_id}: {states[one.public_id]}")
        if one.state == Participation.State.WITHDRAWN and any(row.is_open for row in holding):
            broken.append(f"{one.public_id} left, and somebody is still asked")
    return {"states": states, "broken": broken}
