"""Who was erased and what must be kept for a while; public ids and codes only, nothing that tells who it was."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from jobtwinning.core.public_ids import PublicIdModel


class Erasure(models.Model):
    """That somebody was erased, append-only; also a line in a file, which outlives a restored older database."""

    class Reason(models.TextChoices):
        OWN = "own"  # by themselves
        REQUEST = "request"  # asked the coordinator
        MISTAKE = "mistake"  # should never have been entered
        RETENTION = "retention"  # the term is over
        COMMAND = "command"  # on the command line

    class Role(models.TextChoices):
        SELF = "self"
        COORDINATOR = "coordinator"
        PLATFORM = "platform"

    person_id = models.CharField(max_length=12, unique=True)  # the public id the person had
    at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    role = models.CharField(max_length=12, choices=Role.choices)

    def __str__(self) -> str:
        return f"{self.person_id} {self.reason}"


class HoldQuerySet(models.QuerySet["LegalHold"]):
    def active(self, on: date) -> Self:
        """Set, not released, and not over on this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), released_at__isnull=True)


class LegalHold(PublicIdModel):
    """A duty to keep (bewaarplicht): while it lasts nothing of this person or programme is erased."""

    class Subject(models.TextChoices):
        PERSON = "person"
        PROGRAMME = "programme"

    class Reason(models.TextChoices):
        COMPLAINT = "complaint"  # somebody complained and it is being looked into
        COURT = "court"  # a judge or authority asked
        AUDIT = "audit"  # who paid for it checks
        INTEGRITY = "integrity"  # a question about the research

    subject = models.CharField(max_length=10, choices=Subject.choices)
    subject_id = models.CharField(max_length=12)  # the public id of the person or programme
    reason = models.CharField(max_length=10, choices=Reason.choices)
    since = models.DateTimeField()
    until = models.DateField(null=True, blank=True)  # the last day; None = until it is released
    set_by_id = models.BigIntegerField()  # accounts.Account
    released_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id"], condition=Q(released_at__isnull=True), name="one_hold_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.reason}"
