"""Nobody can learn what only one of two people said: from no page, file, mail, count or checksum (MAT-06).

Two evenings that differ in nothing but what one person said are looked at by everybody who may look at anything, before
the results and after; whatever they get must be the same. The control tells somebody, and is seen.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobtwinning.accounts.models import Account
from jobtwinning.choosing.tests.test_attacker import plain
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.dating import telling
from jobtwinning.dating.models import Evening, Talk
from jobtwinning.dating.tests.world import Night, client_of
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.adapter import read_input
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Participation

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Seen = dict[str, object]
NIGHT = pytest.mark.night


class World:
    """Three and three people of whom everybody spoke everybody; Fan says something about Liked, who says maybe or
    nothing."""

    def __init__(self, *, decides: bool) -> None:
        self.night = Night(3, 3, rounds=3)
        rules = {**self.night.programme.rules.to_json(), "open_to_coordinator": decides}
        self.night.programme.rules_json = rules
        self.night.programme.save()
        self.night.run(3)
        self.fan, self.liked = self.night.teachers[0], self.night.others[0]
        self.rival = self.night.others[1]
        people: dict[str, Participation | Account] = {
            "liked": self.liked,
            "rival": self.rival,
            "coordinator": self.night.coordinator,
        }
        self.clients = {name: client_of(one) for name, one in people.items()}

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Who looks where."""
        event, place = self.night.event, [self.night.programme.slug, self.night.region.slug]
        mine = Talk.objects.get(evening=self.night.evening, teacher=self.fan, non_teacher=self.liked)
        yield "liked", reverse("dating:ballot", args=[mine.public_id])
        for name in ("liked", "rival"):
            yield name, reverse("dating:own", args=[event.public_id])
            yield name, reverse("twinning:home")
            yield name, reverse("privacy:own_data")
        for page in ("evening", "people", "print"):
            yield "coordinator", reverse(f"dating:{page}", args=[place[0], event.public_id])
        yield "coordinator", reverse("programmes:event", args=[place[0], event.public_id])
        yield "coordinator", reverse("matching:workspace", args=place)
        yield "coordinator", reverse("matching:waiting", args=place)
        two = f"?teacher={self.fan.public_id}&non_teacher={self.liked.public_id}"
        yield "coordinator", reverse("matching:two", args=place) + two
        for one in (self.fan, self.liked):
            yield "coordinator", reverse("matching:person", args=[*place, one.public_id])
            yield "coordinator", reverse("intake:participant", args=[place[0], one.public_id])

    def look(self, tell: Callable[[], object], *, told: bool, at_pages: bool = True) -> Seen:
        """Everything anybody can get hold of after `tell`, which is undone afterwards."""
        night = self.night
        with transaction.atomic():
            tell()
            seen: Seen = {}
            if told:
                seen["told"] = telling.tell_results(night.now(), by=None, at=night.at)
            seen["hash"] = read_input(night.programme, night.region).hash
            make_proposal(night.programme, night.region, by=None, at=night.at)
            for name, address in self.addresses() if at_pages else ():
                with CaptureQueriesContext(connection) as asked:
                    response = self.clients[name].get(address)
                assert response.status_code == 200, address
                seen[f"{name} {address}"] = plain(response.content.decode())
                seen[f"{name} {address} questions"] = len(asked)
            seen["due"] = telling.is_due(night.now(), night.at)
            seen["mails"] = sorted(OutboxMail.objects.values_list("address", "subject", "body_text"))
            seen["history"] = sorted(History.objects.values_list("verb", flat=True))
            seen["plan"] = list(Talk.objects.order_by("round", "table").values_list("round", "table", "teacher"))
            if not told:
                with CaptureQueriesContext(connection) as asked:
                    night.say(self.liked, self.fan, "maybe")
                seen["what answering asks"] = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in asked]
            transaction.set_rollback(True)
        return seen


@pytest.mark.parametrize(
    ("first", "second", "other", "told", "decides"),
    [
        pytest.param("yes", "no", None, False, True, marks=NIGHT),  # before the results not even a no shows anywhere
        pytest.param("yes", "maybe", None, True, True, marks=NIGHT),
        ("yes", "maybe", "maybe", True, False),
        pytest.param("maybe", "no", "yes", False, False, marks=NIGHT),
        pytest.param("yes", "maybe", None, True, False, marks=NIGHT),
        pytest.param("yes", "maybe", "maybe", True, True, marks=NIGHT),
    ],
)
def test_what_only_one_of_two_said_differs_in_nothing(
    first: str, second: str, other: str | None, told: bool, decides: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(decides=decides)
    monkeypatch.setattr(clock, "now", lambda: world.night.at)

    def saying(answer: str) -> Callable[[], None]:
        def say() -> None:
            world.night.say(world.fan, world.liked, answer)
            if other is not None:
                world.night.say(world.liked, world.fan, other)

        return say

    one, two = (world.look(saying(answer), told=told) for answer in (first, second))
    assert {name for name in one if one[name] != two[name]} == set()


def test_control_an_answered_yes_and_a_leak_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(decides=False)
    night = world.night
    monkeypatch.setattr(clock, "now", lambda: night.at)

    def both() -> None:
        night.say(world.fan, world.liked, "yes")
        night.say(world.liked, world.fan, "yes")

    def one() -> None:
        night.say(world.fan, world.liked, "maybe")
        night.say(world.liked, world.fan, "yes")

    def leak() -> None:
        one()
        Said.objects.update(source=Said.Source.TALK)  # counts before the results are told

    before = world.look(one, told=True, at_pages=False)
    mutual = world.look(both, told=True, at_pages=False)
    assert {"told", "mails", "history"} <= {name for name in before if before[name] != mutual[name]}
    quiet, leaking = (world.look(tell, told=False, at_pages=False) for tell in (one, leak))
    assert {name for name in quiet if quiet[name] != leaking[name]} >= {"hash"}


def test_the_moment_of_the_results_depends_on_how_many_answered_and_not_on_what() -> None:
    due = []
    for answer in ("yes", "no"):
        night = Night(2, 2, rounds=2)
        night.run(2)
        for talk in night.talks():
            night.say(talk.teacher, talk.non_teacher, answer)
            due.append(telling.is_due(night.now(), night.at))
            night.say(talk.non_teacher, talk.teacher, "maybe")
            due.append(telling.is_due(night.now(), night.at))
    assert due[:8] == due[8:] == [False] * 7 + [True]
    assert Evening.objects.filter(told_at=None).count() == 2
