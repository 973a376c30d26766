"""An evening of short talks: its rounds, who is there in which of them, and who speaks whom at which table (MAT-06)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.programmes.models import Event, Participation

MOST_ROUNDS = 30


class Evening(PublicIdModel):
    """The rounds of an event (gespreksrondes). Round 0 is before the first."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="evening")
    rounds = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()  # of a talk
    change_minutes = models.PositiveSmallIntegerField(default=2)  # to walk to the next table and to answer
    tables = models.PositiveSmallIntegerField()
    rest_after = models.PositiveSmallIntegerField(default=0)  # the round after which everybody rests; 0 = no rest
    rest_minutes = models.PositiveSmallIntegerField(default=0)
    round_now = models.PositiveSmallIntegerField(default=0)  # the last round that began
    round_began_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_for = models.CharField(max_length=64, blank=True)  # checksum of who was there and of the rounds
    shown_at = models.DateTimeField(null=True, blank=True)  # from then on people see whom they meet
    told_at = models.DateTimeField(null=True, blank=True)  # the results; nobody answers any more
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rounds__gte=1, rounds__lte=MOST_ROUNDS, minutes__gte=1, tables__gte=1, round_now__lte=MOST_ROUNDS
                ),
                name="evening_has_rounds_and_tables",
            ),
            models.CheckConstraint(
                condition=models.Q(round_now=0, round_began_at__isnull=True)
                | models.Q(round_now__gt=0, round_began_at__isnull=False),
                name="round_began_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def state(self) -> str:
        """set, planned, shown, running or told."""
        if self.told_at:
            return "told"
        if self.round_now:
            return "running"
        return "shown" if self.shown_at else "planned" if self.planned_at else "set"

    @property
    def next_round(self) -> int | None:
        """The round that can begin; None after the last."""
        return self.round_now + 1 if self.round_now < self.rounds else None

    def begins_at(self, number: int) -> datetime:
        """When a round that has not begun is to begin, as far as is known now."""
        began, first = (self.round_began_at, self.round_now) if self.round_began_at else (self.event.starts_at, 1)
        rest = self.rest_minutes if self.rest_after and first <= self.rest_after < number else 0
        return began + timedelta(minutes=(number - first) * (self.minutes + self.change_minutes) + rest)

    @property
    def ends_at(self) -> datetime:
        """When the last round is to be over."""
        last = self.round_began_at if self.round_now == self.rounds else None
        return (last or self.begins_at(self.rounds)) + timedelta(minutes=self.minutes)

    def where(self, guest: "Guest") -> str:
        """Somebody in one word: here, late, left, absent."""
        away = [number for number in guest.away if number <= self.rounds]
        first = next((number for number in range(1, self.rounds + 1) if number not in away), None)
        if first is None:
            return "absent"
        if self.rounds in away:
            return "left"
        return "late" if first > max(self.round_now, 1) else "here"

    @property
    def round_ends_at(self) -> datetime | None:
        """When the round that began last is over; None before the first."""
        return self.round_began_at + timedelta(minutes=self.minutes) if self.round_began_at else None

    def is_over(self, number: int, at: datetime) -> bool:
        """Whether the talks of this round are done: its minutes are over, or a later round began."""
        if number < self.round_now or self.told_at:
            return number <= self.round_now
        return number == self.round_now and self.round_ends_at is not None and self.round_ends_at <= at


class Guest(PublicIdModel):
    """Somebody who takes part in the rounds of an evening."""

    evening = models.ForeignKey(Evening, on_delete=models.CASCADE, related_name="guests")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="evenings")
    away = models.JSONField(default=list)  # numbers of the rounds in which they are not there
    walked_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evening", "participation"], name="one_guest_per_evening"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_there(self, number: int) -> bool:
        """In this round."""
        return number not in self.away


class Talk(PublicIdModel):
    """Two people at a table in a round. It was missed when one of them was not there after all."""

    evening = models.ForeignKey(Evening, on_delete=models.CASCADE, related_name="talks")
    round = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="talks_as_teacher")
    non_teacher = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="talks_as_non_teacher")
    missed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evening", "round", "table"], name="two_people_at_a_table"),
            models.UniqueConstraint(fields=["evening", "round", "teacher"], name="teacher_at_one_table"),
            models.UniqueConstraint(fields=["evening", "round", "non_teacher"], name="non_teacher_at_one_table"),
            models.UniqueConstraint(
                fields=["evening", "teacher", "non_teacher"],
                condition=models.Q(missed=False),
                name="nobody_meets_somebody_twice",
            ),
            models.CheckConstraint(condition=models.Q(round__gte=1, table__gte=1), name="talks_count_from_one"),
            models.CheckConstraint(
                condition=~models.Q(teacher=models.F("non_teacher")), name="nobody_meets_themselves"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


def whole_evening() -> list[int]:
    """The rounds of somebody who does not come at all, however many rounds there will be."""
    return list(range(1, MOST_ROUNDS + 1))


def rounds_before(number: int) -> list[int]:
    return list(range(1, number))


def first_round(guest: Guest) -> int:
    """The first round in which somebody is there; 0 = in none."""
    return next((number for number in whole_evening() if number not in guest.away), 0)


def without(away: Iterable[int], *, after: int) -> list[int]:
    """The rounds away up to and including a round."""
    return sorted(number for number in away if number <= after)
