"""Programmes with a proposal and two coordinators, for the race of sending it."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.demo import samples
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import claim
from jobtwinning.matching.actions import commit_scenario, make_proposal
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import programme_with
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.privacy.actions import erase_person
from jobtwinning.programmes.models import Participation, Programme, RoleGrant
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


# --- Between making and sending -----------------------------------------------------------------


def planned(rounds: str) -> list[dict[str, Any]]:
    """Per round one region with two coordinators, and a proposal that waits for its moment."""
    worlds = scenarios(rounds)
    for world in worlds:
        scenario = Scenario.objects.get(public_id=world["commits"][0].rstrip("/").rpartition("/")[2])
        commit_scenario(scenario, by=None, at=clock.now(), sends_at=clock.now() + timedelta(hours=1))
        world["scenario"] = scenario.public_id
        world["undo"] = reverse(
            "matching:undo", args=[scenario.programme.slug, scenario.region.slug, scenario.public_id]
        )
    return worlds


def claim_all(scenario_ids: str, start: str, gap: str) -> bool:
    """A worker whose clock is ahead claims and sends the mails of one proposal after the other, at these instants."""
    for position, public_id in enumerate(scenario_ids.split(",")):
        pairs = Scenario.objects.values_list("pair_ids", flat=True).get(public_id=public_id)
        mails = [mail for pair in pairs for mail in OutboxMail.objects.filter(unique_key__contains=pair)]
        time.sleep(max(0.0, float(start) + position * float(gap) - time.time()))
        for mail in mails:
            if claim(mail):
                OutboxMail.objects.filter(pk=mail.pk).update(state=OutboxMail.State.SENT, sent_at=clock.now())
    return True


def erase_all(programmes: str, start: str, gap: str) -> bool:
    """Somebody of each programme is erased, at these instants."""
    for position, slug in enumerate(programmes.split(",")):
        person = Participation.objects.filter(programme__slug=slug).earliest("pk").person
        time.sleep(max(0.0, float(start) + position * float(gap) - time.time()))
        erase_person(person, by=None, at=clock.now())
    return True


def import_all(programmes: str, start: str, gap: str) -> bool:
    """Two new people come into each programme by import, at these instants."""
    for position, slug in enumerate(programmes.split(",")):
        programme = Programme.objects.get(slug=slug)
        cohort = samples.cohort_of(programme, teachers=1, non_teachers=1, seed=position)
        time.sleep(max(0.0, float(start) + position * float(gap) - time.time()))
        samples.populate(programme, cohort, at=clock.now())
    return True


def halves() -> dict[str, Any]:
    """Every proposal is all undone or all there, mails and seats included; what contradicts that."""
    broken = []
    for scenario in Scenario.objects.all():
        pairs = Pair.objects.filter(public_id__in=scenario.pair_ids)
        if scenario.state == Scenario.State.OPEN and scenario.pair_ids:
            broken.append("open and still with pairs")
        for pair in pairs.filter(state=Pair.State.PROPOSED):
            if pair.seats.filter(active=True, person__isnull=False).count() != 2:
                broken.append("a proposal with an empty seat")
    for pair in Pair.objects.filter(state=Pair.State.WITHDRAWN):
        if pair.seats.filter(active=True).exists():
            broken.append("withdrawn and still seated")
        mails = OutboxMail.objects.filter(unique_key__contains=pair.public_id, template="pair_proposed")
        never_told = pair.ended_at is not None and pair.ended_at < pair.proposed_at
        if never_told and mails.exclude(state=OutboxMail.State.CANCELLED).exists():
            broken.append("taken back and mailed")
    seats = Seat.objects.filter(active=True)
    doubles = seats.count() - seats.values("person").distinct().count()
    sent = OutboxMail.objects.filter(state=OutboxMail.State.SENT).count()
    states = {one.public_id: one.state for one in Scenario.objects.all()}
    return {"broken": broken, "doubles": doubles, "sent": sent, "states": states}
