"""What a pair does: goals, meetings, hours."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import models

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person


class Goal(PublicIdModel):
    """A goal of one partner, or of both when `owner` is empty (leerdoel)."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="goals")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True)
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.public_id


def new_uid() -> str:
    return f"{uuid.uuid4()}@jobtwinning"


class Meeting(PublicIdModel):
    """A date of the pair (ontmoeting); UID and SEQUENCE make calendars follow when it moves."""

    class Place(models.TextChoices):
        """Whose world they meet in; the arch is built from both feet."""

        SCHOOL = "school"
        WORK = "work"
        ELSEWHERE = "elsewhere"  # online, in town, halfway

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40, default="Europe/Amsterdam")
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.ELSEWHERE)
    where = models.CharField(max_length=200, blank=True)  # address, reception
    what = models.CharField(max_length=200, blank=True)
    uid = models.CharField(max_length=80, unique=True, default=new_uid)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the meeting takes place."""
        return ZoneInfo(self.time_zone)

    @property
    def on(self) -> date:
        """The day of the meeting, as the pair sees it in the diary."""
        return self.starts_at.astimezone(self.zone).date()

    @property
    def hours(self) -> Decimal:
        """How long it lasts, rounded to half hours, at least half an hour."""
        minutes = (self.ends_at - self.starts_at).total_seconds() / 60
        return max(Decimal(round(minutes / 30)) / 2, Decimal("0.5"))

    def is_held(self, at: datetime) -> bool:
        """Whether it took place, as far as the diary knows."""
        return self.cancelled_at is None and self.ends_at <= at


class HoursEntry(PublicIdModel):
    """Hours of one person on one day, in steps of half an hour, work time and own time apart (ACT-04)."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="hours")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    on = models.DateField()
    work_hours = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    private_hours = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    what = models.CharField(max_length=200)
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["person", "on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(meeting__isnull=False),
                name="one_line_of_hours_per_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(work_hours__gte=0) & models.Q(private_hours__gte=0), name="hours_are_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(work_hours__gt=0) | models.Q(private_hours__gt=0), name="hours_are_something"
            ),
            models.CheckConstraint(
                condition=models.Q(work_hours__lte=24 - models.F("private_hours")), name="a_day_has_24_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def total(self) -> Decimal:
        """Work time and own time together."""
        return self.work_hours + self.private_hours
