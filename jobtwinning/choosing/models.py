"""Open matching: somebody's card in the round, and the cards that were dealt to them (MAT-05)."""

import secrets

from django.db import models

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.programmes.models import Participation

LOTS = 1_000_000


def new_lot() -> int:
    """A draw among cards that equally many people saw."""
    return secrets.randbelow(LOTS)


class Card(PublicIdModel):
    """Somebody who looks around and is seen by the other side (kaart). Its public id does not tell whose it is."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="card")
    is_coarse = models.BooleanField(default=False)  # wants wider words, also where nobody would recognise them
    has_keys = models.BooleanField(default=True)  # answers with single keys
    crowd = models.CharField(max_length=80, blank=True)  # kind of work by codes; among too few alike: wider words
    shown = models.PositiveIntegerField(default=0)  # to how many people it was dealt
    lot = models.PositiveIntegerField(default=new_lot)
    hands = models.PositiveIntegerField(default=0)  # how often cards were dealt to this person
    joined_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["shown", "lot"]), models.Index(fields=["crowd"])]

    def __str__(self) -> str:
        return self.public_id


class Dealt(models.Model):
    """One card in somebody's hand, with why the two fit as far as their answers are the same."""

    viewer = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="hand")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="dealt")
    hand = models.PositiveIntegerField(default=0)  # which hand it came in; 0 = found in the list
    place = models.PositiveSmallIntegerField(default=0)  # in that hand, from 1
    dealt_at = models.DateTimeField(default=clock.now)
    turned_at = models.DateTimeField(null=True, blank=True)  # answered
    digest = models.CharField(max_length=64, blank=True)  # of the answers that the explanation rests on
    explained = models.JSONField(default=dict)  # as Pair.reasons

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "card"], name="dealt_once_to_somebody"),
            models.CheckConstraint(condition=~models.Q(viewer=models.F("card")), name="nobody_is_dealt_themselves"),
        ]
        indexes = [models.Index(fields=["viewer", "hand", "place"])]

    def __str__(self) -> str:
        return f"dealt {self.pk}"
