"""Evenings of short talks for two windows at once, and what came of it; in a process of the race's own database."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.urls import reverse

from jobtwinning.choosing.tests.world import with_account
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.dating import actions
from jobtwinning.dating.models import Evening, Talk
from jobtwinning.dating.tests.world import Night, coordinator_of
from jobtwinning.matching.models import Said
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.tests.race_server import sign_in_all


def evenings(waiting: str, begun: str) -> list[dict[str, Any]]:
    """So many evenings of four and four before the bell, then so many after it, each with two coordinators and two
    people who sit at one table."""
    found = []
    for number in range(int(waiting) + int(begun)):
        night = Night(4, 4, rounds=3, starts_at=clock.now() - timedelta(hours=1))
        night.at = clock.now() - timedelta(minutes=30)
        night.plan()
        if number >= int(waiting):
            night.begin(1)
        talk = night.talks(1)[0]
        people = [with_account(one) for one in (talk.teacher, talk.non_teacher)]
        sessions = sign_in_all([night.coordinator, coordinator_of(night.programme), *people])
        place = [night.programme.slug, night.event.public_id]
        found.append(
            {
                "leads": sessions[:2],
                "spoke": sessions[2:],
                "evening": reverse("dating:evening", args=place),
                "people": reverse("dating:people", args=place),
                "ballot": reverse("dating:ballot", args=[talk.public_id]),
                "guests": [night.guest(one).public_id for one in (night.teachers[0], night.others[0])],
            }
        )
    return found


def outcome() -> dict[str, Any]:
    """Talks with somebody who is not there, evenings that are not up to date, bells that rang twice, and answers."""
    wrong = []
    for talk in Talk.objects.filter(missed=False).select_related("evening"):
        guests = {one.participation_id: one for one in talk.evening.guests.all()}
        if not all(guests[key].is_there(talk.round) for key in (talk.teacher_id, talk.non_teacher_id)):
            wrong.append(f"{talk.round}: somebody who is not there")
    rang = Counter(History.objects.filter(verb="begin_round").values_list("subject_id", flat=True))
    told = Evening.objects.exclude(told_at=None)
    return {
        "wrong": wrong,
        "stale": sum(actions.is_stale(one) for one in Evening.objects.select_related("event")),
        "absent": [sum(bool(one.away) for one in each.guests.all()) for each in Evening.objects.order_by("pk")],
        "rang": max(rang.values(), default=0),
        "rounds": sorted(set(Evening.objects.values_list("round_now", flat=True))),
        "answers": Said.objects.count(),
        "open_after_telling": Said.objects.filter(source="open", by__talks_as_teacher__evening__in=told).count(),
        "pairs": Pair.objects.count(),
        "told": told.count(),
    }
