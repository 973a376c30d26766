"""Events with one place, and what came of a race for it; in a process of the race's own database."""

import time
from datetime import timedelta
from typing import Any

from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import Event, EventInvitation, Participation
from tests import make


def events(rounds: str, kind: str = "last place") -> list[dict[str, str]]:
    """One event per round with two people who want the only place; or one who gives it up while another asks."""
    programme = make.make_programme(make.make_region(slug=f"r{time.monotonic_ns()}"), slug=f"p{time.monotonic_ns()}")
    accounts = [make.make_account(f"race{time.monotonic_ns()}@voorbeeld.example") for _ in range(2)]
    sessions = sign_in_all(accounts)
    people = [
        make.make_participation(
            programme, person=make.make_person(account=account), state=Participation.State.SIGNED_UP
        )
        for account in accounts
    ]
    return [world(people, sessions, kind) for _number in range(int(rounds))]


def world(people: list[Participation], sessions: list[str], kind: str) -> dict[str, str]:
    event = make.make_event(people[0].programme, starts_at=clock.now() + timedelta(days=3), capacity=1)
    invitations = [make.make_invitation(one, event) for one in people]
    if kind == "given up":
        EventInvitation.objects.filter(pk=invitations[0].pk).update(answer="yes", place_number=1)
    urls = [reverse("programmes:own_event", args=[each.public_id]) for each in invitations]
    return {"one": sessions[0], "other": sessions[1], "one_url": urls[0], "other_url": urls[1]}


def outcome() -> dict[str, Any]:
    """What contradicts itself: a place of two people or of nobody while somebody waits; how many waited or moved up."""
    broken = []
    for event in Event.objects.prefetch_related("invitations"):
        rows = list(event.invitations.all())
        placed = [row.place_number for row in rows if row.place_number is not None]
        waiting = [row for row in rows if row.waiting_since is not None]
        if len(placed) > event.capacity:
            broken.append(f"{len(placed)} people on {event.capacity} places")
        if waiting and len(placed) < event.capacity:
            broken.append("somebody waits beside a free place")
    waiting_now = EventInvitation.objects.filter(waiting_since__isnull=False).count()
    moved_up = OutboxMail.objects.filter(template="event_placed").count()
    return {"broken": broken, "waiting": waiting_now, "moved_up": moved_up}
