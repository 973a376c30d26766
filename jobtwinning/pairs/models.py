"""The pair (koppel), its two seats and its life from proposed to finished or ended."""

from datetime import datetime

from django.db import models

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side


class Pair(PublicIdModel):
    """One teacher and one non-teacher (R-1.1), with the pair's own dates."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        FINISHED = "finished"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"  # verlopen: not both answered in time

    class Kind(models.TextChoices):
        SUBJECT = "subject"  # vakmatch
        MOTIVATION = "motivation"
        SURPRISE = "surprise"  # verrassing

    class Band(models.TextChoices):
        STRONG = "strong"
        GOOD = "good"
        DOUBT = "doubt"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pairs")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)  # blank = not known (the 2015 pilot)
    band = models.CharField(max_length=8, choices=Band.choices, blank=True)
    # As explained when it was made: per side {"reasons": [codes with params], "travel_minutes", "is_surprise"}, and
    # "shared" {"day_parts", "weeks"}; see pairs.reasons. Codes only, sentences are made in the reader's language.
    reasons = models.JSONField(default=dict)
    proposed_at = models.DateTimeField(default=clock.now)  # when its two people hear of it; until then it may be ahead
    accepted_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["programme", "region", "state"])]

    def __str__(self) -> str:
        return self.public_id

    def is_told(self, at: datetime) -> bool:
        """Whether its two people may know of it."""
        return self.proposed_at <= at and (self.ended_at is None or self.ended_at >= self.proposed_at)


def told(at: datetime) -> models.Q:
    """Pairs that their two people may know of: not those that wait to be sent, nor those taken back before."""
    never_ended = models.Q(ended_at__isnull=True)
    return models.Q(proposed_at__lte=at) & (never_ended | models.Q(ended_at__gte=models.F("proposed_at")))


TRANSITIONS: dict[str, tuple[str, ...]] = {
    Pair.State.PROPOSED: (Pair.State.ACCEPTED, Pair.State.DECLINED, Pair.State.WITHDRAWN, Pair.State.LAPSED),
    Pair.State.ACCEPTED: (Pair.State.FINISHED,),
    Pair.State.FINISHED: (),
    Pair.State.DECLINED: (),
    Pair.State.WITHDRAWN: (),
    Pair.State.LAPSED: (),
}
SEATED = (Pair.State.PROPOSED, Pair.State.ACCEPTED)  # states in which both hold their seat


class Seat(models.Model):
    """Somebody's place in a pair. Active seats are unique per person over all programmes: no double pairs.

    A seat without a person was of somebody whose data were erased; the partner keeps the pair.
    """

    class Answer(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    class Reason(models.TextChoices):
        """Why somebody says no, if they want to say; only the coordinator reads it."""

        TIME = "time"
        TRAVEL = "travel"
        FIELD = "field"
        KNOWN = "known"
        OTHER = "other"

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="seats")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, null=True, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="seats")
    side = models.CharField(max_length=12, choices=Side.choices)
    active = models.BooleanField(default=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_spoken = models.BooleanField(default=False)  # said to the coordinator, who wrote it down
    talk_asked_at = models.DateTimeField(null=True, blank=True)  # wants to talk before answering
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    reason_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "side"], name="one_seat_per_side"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(active=True), name="one_active_seat_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.pair_id}"
