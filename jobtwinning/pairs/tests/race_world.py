"""People and proposals for the races, made in a process of the race's own database."""

import time
from typing import Any

from django.urls import reverse

from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import RUNNING, SEATED, Pair, Seat
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import RoleGrant, Side
from tests import make


def proposals(rounds: str) -> list[dict[str, Any]]:
    """One open proposal per round, with a session for both people and the coordinator."""
    region = make.make_region()
    programme = make.make_programme(region)
    coordinator = make.make_account()
    make.make_grant(coordinator, RoleGrant.Role.COORDINATOR, region=region)
    found = []
    for _ in range(int(rounds)):
        accounts = [make.make_account(f"race{time.monotonic_ns()}@voorbeeld.example") for _ in range(2)]
        people = [make.make_person(account=account) for account in accounts]
        pair = make.make_pair(
            make.make_participation(programme, person=people[0]),
            make.make_participation(programme, side=Side.NON_TEACHER, person=people[1]),
        )
        teacher, professional, steering = sign_in_all([*accounts, coordinator])
        found.append(
            {
                "pair": pair.public_id,
                "answer": reverse("pairs:answer", args=[pair.public_id]),
                "withdraw": reverse("pairs:withdraw", args=[pair.public_id]),
                "spoken": reverse("pairs:spoken", args=[pair.public_id]),
                "list": reverse("pairs:pairs", args=[programme.slug]),
                "teacher": teacher,
                "professional": professional,
                "coordinator": steering,
            }
        )
    return found


def outcome() -> dict[str, Any]:
    """State, answers, seats and mails of every pair, and everything that contradicts itself."""
    states: dict[str, str] = {}
    broken: list[str] = []
    for pair in Pair.objects.prefetch_related("seats"):
        states[pair.public_id] = pair.state
        answers = sorted(seat.answer for seat in pair.seats.all())
        seated = [seat.active for seat in pair.seats.all()]
        if pair.state in RUNNING and (answers != ["accepted", "accepted"] or not all(seated)):
            broken.append(f"accepted with {answers} {seated}")
        if pair.state == Pair.State.PROPOSED and answers == ["accepted", "accepted"]:
            broken.append("two yeses and not started")
        if pair.state not in SEATED and any(seated):
            broken.append(f"{pair.state} and still seated")
        letters = OutboxMail.objects.filter(unique_key__contains=pair.public_id).values_list("template", flat=True)
        both = {"pair_confirmed", "pair_not_going_on"} <= set(letters)
        if both or (pair.state in RUNNING and list(letters).count("pair_confirmed") != 2):
            broken.append(f"{pair.state} with mails {sorted(letters)}")
    doubles = (
        Seat.objects.filter(active=True).count() - Seat.objects.filter(active=True).values("person").distinct().count()
    )
    return {"states": states, "broken": broken, "doubles": doubles}
