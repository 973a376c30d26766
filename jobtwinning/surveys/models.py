"""Answers to instruments. A response belongs to a key; only the link table knows whose key it is."""

from django.db import models

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel, new_public_id
from jobtwinning.programmes.models import Participation, Programme, Side


class ResponseKey(models.Model):
    """A pseudonym per participation; what a researcher sees instead of a name."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    key = models.CharField(max_length=12, unique=True, default=new_public_id)
    side = models.CharField(max_length=12, choices=Side.choices)  # the one fact every table is split by

    def __str__(self) -> str:
        return self.key


class ResponseKeyLink(models.Model):
    """Whose key it is. Deleting this row makes the answers pseudonymous for good."""

    response_key = models.OneToOneField(ResponseKey, on_delete=models.CASCADE, related_name="link")
    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="response_link")

    def __str__(self) -> str:
        return str(self.pk)


class Response(PublicIdModel):
    """One person's answers to one instrument at one moment."""

    response_key = models.ForeignKey(ResponseKey, on_delete=models.CASCADE, related_name="responses")
    instrument = models.CharField(max_length=40)  # intake, baseline_survey, interim_survey, final_survey, …
    instrument_version = models.PositiveSmallIntegerField(default=1)
    # The first time, the second, …: what is asked about a partner is asked again with a new one.
    occasion = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, default="page")  # page or import
    version = models.PositiveIntegerField(default=1)
    last_form = models.CharField(max_length=40, blank=True)  # the key of the showing that was saved last

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response_key", "instrument", "occasion"], name="one_response_per_instrument_and_occasion"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Answer(models.Model):
    """One item of one response; the value is clean JSON as surveys.catalogue validated it."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=40)  # I4, N3.Y01, I9.education_type.wanted, …
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="one_answer_per_item")]

    def __str__(self) -> str:
        return self.item


class Draft(models.Model):
    """What was typed for one item and is no answer yet, as it was typed; gone when it becomes one."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="drafts")
    item = models.CharField(max_length=40)
    typed = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="one_draft_per_item")]

    def __str__(self) -> str:
        return self.item


class PartTime(models.Model):
    """How long somebody was busy with one part of a questionnaire, pauses left out (REC-05)."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="part_times")
    part = models.CharField(max_length=20)
    seconds = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)  # the first time the part was saved with its button

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "part"], name="one_time_per_part")]

    def __str__(self) -> str:
        return self.part


class ShownField(models.Model):
    """Who may see one field of somebody's profile, where they chose otherwise than the default (MAT-01)."""

    class Audience(models.TextChoices):
        COORDINATOR = "coordinator"  # nobody but the coordinator
        PARTNER = "partner"  # whoever is proposed to them too
        BROWSERS = "browsers"  # everybody of the other side who looks around in their round too

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="shown_fields")
    field = models.CharField(max_length=20)
    audience = models.CharField(max_length=12, choices=Audience.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participation", "field"], name="one_choice_per_field")]

    def __str__(self) -> str:
        return self.field
