"""Programmes with a proposal and two coordinators, for the race of sending it."""

from typing import Any

from django.db import connection
from django.urls import reverse

from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.tests.world import programme_with
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import RoleGrant
from tests import make


def scenarios(rounds: str) -> list[dict[str, Any]]:
    """Per round one region with two coordinators and two proposals about the same people."""
    found = []
    for _ in range(int(rounds)):
        programme, region = programme_with(3, 3)
        accounts = [make.make_account() for _ in range(2)]
        for account in accounts:
            make.make_grant(account, RoleGrant.Role.COORDINATOR, region=region)
        proposals = [
            make_proposal(programme, region, by=accounts[0], at=make.NOW, objective=objective)
            for objective in ("floor", "stable")
        ]
        place = [programme.slug, region.slug]
        found.append(
            {
                "sessions": sign_in_all(accounts),
                "commits": [reverse("matching:commit", args=[*place, one.public_id]) for one in proposals],
                "workspace": reverse("matching:workspace", args=place),
                "programme": programme.slug,
                "pairs": [len(one.result["pairs"]) for one in proposals],
            }
        )
    return found


def drop_the_index() -> bool:
    """The guard off: nothing in the database keeps somebody from sitting in two pairs."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_active_seat_per_person")
    return True


def outcome() -> dict[str, Any]:
    """Pairs per programme, and everybody who sits twice."""
    seats = Seat.objects.filter(active=True)
    return {
        "pairs": {
            slug: Pair.objects.filter(programme__slug=slug).count()
            for slug in Pair.objects.values_list("programme__slug", flat=True)
        },
        "doubles": seats.count() - seats.values("person").distinct().count(),
        "mails": OutboxMail.objects.filter(template="pair_proposed").count(),
    }
