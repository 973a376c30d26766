"""Two coordinators of one region and a school without papers, made in a process of the race's own database."""

from typing import Any

from django.urls import reverse

from jobtwinning.core.models import History
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.people.models import Organisation
from jobtwinning.programmes.models import Channel, RoleGrant
from tests import make


def world(rounds: str) -> dict[str, Any]:
    """Sessions of both, and per round an organisation that is known and the name of one that is not."""
    region = make.make_region()
    programme = make.make_programme(region)
    accounts = [make.make_account() for _ in range(2)]
    for account in accounts:
        make.make_grant(account, RoleGrant.Role.COORDINATOR, region=region)
    schools = [make.make_organisation() for _ in range(int(rounds))]
    for school in schools:
        make.make_participation(programme, organisation=school)
    return {
        "sessions": sign_in_all(accounts),
        "page": reverse("intake:papers", args=[programme.slug]),
        "known": [school.public_id for school in schools],
        "new": [f"Nieuwe school {number}" for number in range(int(rounds))],
    }


def outcome() -> dict[str, int]:
    """How many channels, organisations with a new name and lines of history there are."""
    return {
        "channels": Channel.objects.count(),
        "organisations": Organisation.objects.filter(name__startswith="Nieuwe school").count(),
        "told": History.objects.filter(verb="make_channel").count(),
    }
