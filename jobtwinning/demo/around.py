"""People of a sample who look around at each other's cards, through the same actions as the pages (MAT-05)."""

import random
from datetime import datetime, timedelta

from jobtwinning.choosing import actions
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Participation, Programme, Side

PER_SIDE = 14
SHOWN = ("function", "kind", "subject", "help", "goals", "reasons")


def look_around(programme: Programme, *, at: datetime, seed: int) -> None:
    """Some of both sides put a card down and look; two of them both said yes, and others wait for an answer."""
    chance = random.Random(seed)
    cards = [put_down(each, chance, at - timedelta(days=6)) for side in Side.values for each in ready(programme, side)]
    for card in cards[2 : 2 * PER_SIDE : 3]:
        actions.deal(card, at=at - timedelta(days=5))
        for dealt in Dealt.objects.filter(viewer=card).select_related("card__participation").order_by("place")[:6]:
            answer = chance.choices(Said.Answer.values, weights=(2, 3, 4))[0]
            actions.say(card, dealt.card, answer, at=at - timedelta(days=4))
    like_back(at - timedelta(days=3))


def ready(programme: Programme, side: str) -> list[Participation]:
    rows = Participation.objects.filter(programme=programme, side=side, state=Participation.State.READY)
    related = rows.filter(person__account__isnull=False).select_related("person__account", "programme", "region")
    return list(related.order_by("pk")[:PER_SIDE])


def put_down(one: Participation, chance: random.Random, at: datetime) -> Card:
    account = one.person.account
    if account is None:
        raise ValueError("only people with a login look around")
    shown = [code for code in SHOWN if code == "subject" or chance.random() < 0.85]
    return actions.join(one, shown, is_coarse=chance.random() < 0.1, has_keys=True, by=account, at=at)


def like_back(at: datetime) -> None:
    """The first yes there is gets its answer."""
    first = Said.objects.filter(answer=Said.Answer.YES).select_related("by__card", "about__card").order_by("pk").first()
    if first is not None:
        one, other = (Card.objects.select_related("participation__programme").get(participation=each)
                      for each in (first.about_id, first.by_id))  # fmt: skip
        actions.say(one, other, Said.Answer.YES, at=at)
