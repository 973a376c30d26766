"""Nobody can learn of a like that is not answered: from no page, file, mail, count or checksum (MAT-05).

Two worlds that differ in nothing but what one person said are looked at by everybody who may look at anything; whatever
they get must be the same. The control tells somebody, and is seen.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.choosing import actions, queries, telling
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.tests.world import AT, NOON, both_sides, open_programme, with_account, yes
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.adapter import read_input
from jobtwinning.matching.models import Said
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Seen = dict[str, object]
NIGHT = pytest.mark.night


class World:
    """Three teachers and three others with cards in hand; Fan may like Liked, who did not answer."""

    def __init__(self, cast: Cast, *, decides: bool) -> None:
        self.programme = make.make_programme(cast.region, slug="rondkijken")
        (self.fan, *_more), (self.liked, self.rival, *_rest) = both_sides(self.programme, 3, 3)
        open_programme(self.programme, open_to_coordinator=decides)
        for card in Card.objects.select_related(*queries.RELATED).order_by("pk"):
            actions.deal(card, at=AT)
        coordinator = cast.accounts["coordinator"]
        assert coordinator is not None
        make.make_grant(coordinator, "coordinator", region=cast.region, programme=self.programme)
        self.place = [self.programme.slug, cast.region.slug]
        self.region = cast.region
        self.clients = {"coordinator": Client()}
        sign_in(self.clients["coordinator"], coordinator)
        for name, card in (("liked", self.liked), ("rival", self.rival)):
            self.clients[name] = Client()
            sign_in(self.clients[name], with_account(card.participation))

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Who looks where."""
        for name, card in (("liked", self.liked), ("rival", self.rival)):
            own = card.participation.public_id
            for page in ("start", "deck", "list", "said"):
                yield name, reverse(f"choosing:{page}", args=[own])
            yield name, reverse("choosing:card", args=[own, self.fan.public_id])
            yield name, reverse("twinning:home")
            yield name, reverse("privacy:own_data")
        two = f"?teacher={self.fan.participation.public_id}&non_teacher={self.liked.participation.public_id}"
        yield "coordinator", reverse("choosing:picture", args=self.place)
        yield "coordinator", reverse("matching:workspace", args=self.place)
        yield "coordinator", reverse("matching:waiting", args=self.place)
        yield "coordinator", reverse("matching:two", args=self.place) + two
        for card in (self.fan, self.liked):
            yield "coordinator", reverse("matching:person", args=[*self.place, card.participation.public_id])
        yield "coordinator", reverse("intake:participant", args=[self.place[0], self.fan.participation.public_id])

    def look(self, tell: Callable[[], None], *, at_pages: bool = True) -> Seen:
        """Everything anybody can get hold of after `tell`, which is undone afterwards."""
        with transaction.atomic():
            tell()
            seen: Seen = {"hash": read_input(self.programme, self.region).hash}
            make_proposal(self.programme, self.region, by=None, at=AT)
            for name, address in self.addresses() if at_pages else ():
                with CaptureQueriesContext(connection) as asked:
                    response = self.clients[name].get(address)
                assert response.status_code == 200, address
                seen[f"{name} {address}"] = plain(response.content.decode())
                seen[f"{name} {address} questions"] = len(asked)
            seen["told"] = (telling.tell_mutual(NOON), telling.forget(NOON))
            seen["mails"] = sorted(OutboxMail.objects.values_list("address", "subject", "body_text"))
            seen["history"] = sorted(History.objects.values_list("verb", flat=True))
            liked, fan = (
                Card.objects.select_related(*queries.RELATED).get(pk=each.pk) for each in (self.liked, self.fan)
            )
            with CaptureQueriesContext(connection) as asked, suppress(DomainError):
                actions.say(liked, fan, "maybe", at=AT)
            seen["what answering asks of the database"] = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in asked]
            others = Card.objects.exclude(pk=self.fan.pk).order_by("pk")
            for card in others:
                with suppress(DomainError):
                    actions.deal(card, at=AT + timedelta(days=8))
            seen["order"] = list(
                Dealt.objects.exclude(viewer=self.fan).order_by("viewer", "hand", "place").values_list("viewer", "card")
            )
            transaction.set_rollback(True)
        return seen


def plain(text: str) -> str:
    """Without what is drawn anew each time: keys, tokens, numbers of rows, moments."""
    text = re.sub(r'value="[^"]{16,}"|nonce="[^"]+"|\b\d{2}[.:]\d{2}\b', "", text)
    return re.sub(r"s\d+_x\d+|\b\d{4}-\d\d-\d\d [\d:.+]+|scenario/[a-z0-9]{12}|[a-z0-9]{12}(?=/)", "", text)


def nothing() -> None:
    """Nobody says anything."""


@pytest.mark.parametrize(
    ("decides", "answer"),
    [(True, "yes"), pytest.param(False, "yes", marks=NIGHT), pytest.param(False, "maybe", marks=NIGHT)],
)
def test_a_like_that_is_not_answered_differs_from_none_in_nothing(
    cast: Cast, decides: bool, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=1))
    world = World(cast, decides=decides)
    before = world.look(nothing)
    after = world.look(lambda: actions.say(world.fan, world.liked, answer, at=NOON - timedelta(days=2)))
    assert {name for name in before if before[name] != after[name]} == set()


def test_control_an_answered_like_and_a_leak_are_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=1))
    world = World(cast, decides=False)

    def both() -> None:
        yes(world.fan, world.liked)
        yes(world.liked, world.fan)

    def popular() -> int:
        yes(world.fan, world.liked)
        return 50 * Said.objects.filter(about=world.liked.participation, answer="yes").count()

    def liked_last() -> None:  # an order that knows who is liked
        Card.objects.filter(pk=world.liked.pk).update(shown=popular())

    def liked_first() -> None:
        Card.objects.exclude(pk=world.liked.pk).update(shown=popular())

    before = world.look(nothing, at_pages=False)
    mutual = world.look(both, at_pages=False)
    leaking = [world.look(leak, at_pages=False)["order"] for leak in (liked_last, liked_first)]
    assert {"hash", "told", "mails"} <= {name for name in before if before[name] != mutual[name]}
    assert leaking != [before["order"]] * 2, "by chance they stood first or last already, never both"
