"""The pair (koppel), its two seats and its life from proposed to finished or ended."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Lower

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.intake.models import TableLine
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side


class Pair(PublicIdModel):
    """One teacher and one non-teacher (R-1.1), with the pair's own dates."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"  # both said yes, the first day is still to come
        TRIAL = "trial"  # proeftijd
        DEFINITE = "definite"
        PAUSED = "paused"
        FINISHED = "finished"
        ENDED = "ended"  # stopped on the way: an exit card, the coordinator, or somebody's data were erased
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"  # verlopen: not both answered in time

    class Kind(models.TextChoices):
        SUBJECT = "subject"  # vakmatch
        MOTIVATION = "motivation"
        SURPRISE = "surprise"  # verrassing
        OWN = "own"  # they found each other (REC-09)

    class Band(models.TextChoices):
        STRONG = "strong"
        GOOD = "good"
        DOUBT = "doubt"

    class EndReason(models.TextChoices):
        """Why the coordinator ended it; an exit card needs no reason (MAT-08)."""

        NO_CLICK = "no_click"
        TIME = "time"
        WORK = "work"  # something changed at work
        SILENT = "silent"  # one of them is not heard of any more
        OTHER = "other"

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
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    trial_asked_on = models.DateField(null=True, blank=True)  # both were asked whether they go on
    click_asked_on = models.DateField(null=True, blank=True)  # both were asked about the click, after the first talk
    paused_on = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)  # the last day of the pause
    paused_from = models.CharField(max_length=12, choices=State.choices, blank=True)  # the state it goes back to
    pause_days = models.PositiveSmallIntegerField(default=0)  # of all pauses that are over; dates have moved along
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["programme", "region", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        paused_on__isnull=False, paused_until__isnull=False, paused_until__gte=models.F("paused_on")
                    ),
                    state="paused",
                )
                | models.Q(~models.Q(state="paused"), paused_on__isnull=True, paused_until__isnull=True),
                name="a_pause_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_told(self, at: datetime) -> bool:
        """Whether its two people may know of it."""
        return self.proposed_at <= at and (self.ended_at is None or self.ended_at >= self.proposed_at)

    @property
    def is_over(self) -> bool:
        """Nothing can happen to it any more."""
        return not TRANSITIONS[self.state]


def told(at: datetime) -> models.Q:
    """Pairs that their two people may know of: not those that wait to be sent, nor those taken back before."""
    never_ended = models.Q(ended_at__isnull=True)
    return models.Q(proposed_at__lte=at) & (never_ended | models.Q(ended_at__gte=models.F("proposed_at")))


TRANSITIONS: dict[str, tuple[str, ...]] = {
    Pair.State.PROPOSED: (Pair.State.ACCEPTED, Pair.State.DECLINED, Pair.State.WITHDRAWN, Pair.State.LAPSED),
    Pair.State.ACCEPTED: (Pair.State.TRIAL, Pair.State.DEFINITE, Pair.State.PAUSED, Pair.State.ENDED),
    Pair.State.TRIAL: (Pair.State.DEFINITE, Pair.State.PAUSED, Pair.State.FINISHED, Pair.State.ENDED),
    Pair.State.DEFINITE: (Pair.State.PAUSED, Pair.State.FINISHED, Pair.State.ENDED),
    Pair.State.PAUSED: (Pair.State.ACCEPTED, Pair.State.TRIAL, Pair.State.DEFINITE, Pair.State.ENDED),
    Pair.State.FINISHED: (),
    Pair.State.ENDED: (),
    Pair.State.DECLINED: (),
    Pair.State.WITHDRAWN: (),
    Pair.State.LAPSED: (),
}
RUNNING = (Pair.State.ACCEPTED, Pair.State.TRIAL, Pair.State.DEFINITE, Pair.State.PAUSED)  # both said yes, not over
SEATED = (Pair.State.PROPOSED, *RUNNING)  # states in which both hold their seat
TOGETHER = (*RUNNING, Pair.State.FINISHED, Pair.State.ENDED)  # both said yes once


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

    class TrialAnswer(models.TextChoices):
        """Going on after the trial (instrument item M13)."""

        CONTINUE = "continue"
        TALK = "talk"
        SILENT = "silent"  # no answer in time, which counts as going on

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
    trial_answer = models.CharField(max_length=8, choices=TrialAnswer.choices, blank=True)
    trial_answered_at = models.DateTimeField(null=True, blank=True)
    call_asked_at = models.DateTimeField(null=True, blank=True)  # the coordinator may call about the click
    left_at = models.DateTimeField(null=True, blank=True)  # they put the exit card on the table

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "side"], name="one_seat_per_side"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(active=True), name="one_active_seat_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.pair_id}"


class PairTableLine(TableLine):
    """The line of one pair in the coordinator's table; about the two, so it goes when the data of one are erased."""

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="line")

    def __str__(self) -> str:
        return f"line {self.pk}"


class OwnStart(PublicIdModel):
    """Two people who found each other and want to begin together (zelf starten, REC-09).

    Filled in by one of them, who confirms the own address; the partner says yes or no by a link. Answered or not in
    time, the row is gone: until both said yes nobody takes part in anything.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    side = models.CharField(max_length=12, choices=Side.choices)  # of who filled it in; the partner has the other
    given_name = models.CharField(max_length=80)
    surname = models.CharField(max_length=100)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=160)
    partner_given_name = models.CharField(max_length=80)
    partner_surname = models.CharField(max_length=100)
    partner_email = models.EmailField(max_length=254)
    partner_organisation = models.CharField(max_length=160)
    language = models.CharField(max_length=2, default="nl")
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # only then the partner is mailed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email", "partner_email"], name="one_own_start_per_two_addresses"),
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(confirmed_at__isnull=False), name="one_partner_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email"), partner_email=Lower("partner_email")),
                name="own_start_addresses_in_lower_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(email=models.F("partner_email")), name="own_start_of_two_addresses"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ExitNote(models.Model):
    """What somebody chose to say after their pair ended (exit-kaart). Only for the coordinator."""

    class Reason(models.TextChoices):
        NO_CLICK = "no_click"
        TIME = "time"
        PLANNING = "planning"
        EXPECTED = "expected"  # they expected something else
        WORK = "work"
        OTHER = "other"

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="exit_note")
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    text = models.CharField(max_length=500, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)  # about how many it took altogether
    final_survey = models.BooleanField(default=False)  # may be asked the final survey
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"exit note of {self.seat_id}"
