"""Mail that must not get lost: written in the transaction of the action, sent by the worker."""

import uuid

from django.db import models

from jobtwinning.core.public_ids import PublicIdModel


def new_message_id() -> str:
    """Fixed when the row is written, so that a receiver recognises a second copy."""
    return f"<{uuid.uuid4()}@jobtwinning>"


class OutboxMail(PublicIdModel):
    """One mail to one person, complete as it will be sent. Plain ids, no foreign keys."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"
        HELD = "held"  # was due when a backup came back: it may have left before; somebody decides

    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    template = models.CharField(max_length=60)  # which text it is; what the coordinator sees in the list
    text_version = models.CharField(max_length=12, blank=True)  # public id of the TextVersion; "" = as built in
    subject = models.CharField(max_length=200)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)  # an .ics, sent as text/calendar
    calendar_method = models.CharField(max_length=10, blank=True)
    reply_to = models.EmailField(blank=True)
    holds_secret = models.BooleanField(default=False)  # a code or token: the body is blanked after sending
    is_awaited = models.BooleanField(default=False)  # somebody sits waiting for it: a code, a link just asked for
    message_id = models.CharField(max_length=80, unique=True, default=new_message_id)
    unique_key = models.CharField(max_length=120, unique=True)  # the same event never queues a second mail
    request_id = models.CharField(max_length=12, blank=True)  # which request queued it, for whoever reads the log
    person_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    held_for_id = models.BigIntegerField(
        null=True
    )  # people.Person it is about: as long as a MailHold is on them it waits
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["programme_id", "region_id", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.public_id}"


class MailHold(models.Model):
    """Somebody was moved in: nothing about them leaves until the coordinator presses Start. Plain ids.

    `source` is the public id of the list they came with; one hold is enough to wait.
    """

    programme_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    source = models.CharField(max_length=12)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_id", "person_id", "source"], name="one_hold_per_person_and_list")
        ]
        indexes = [models.Index(fields=["source"])]

    def __str__(self) -> str:
        return f"hold of {self.source}"


class Words(models.Model):
    """The parts of a text in both languages; what a text does not have stays empty."""

    subject_nl = models.CharField(max_length=150, blank=True)
    subject_en = models.CharField(max_length=150, blank=True)
    opening_nl = models.TextField(blank=True)
    opening_en = models.TextField(blank=True)
    closing_nl = models.TextField(blank=True)
    closing_en = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def words(self) -> dict[str, str]:
        """All six, by column."""
        return {field.name: getattr(self, field.name) for field in Words._meta.local_fields}


class EditableText(Words, PublicIdModel):
    """The text as somebody is wording it, for one programme or, without programme, for the whole platform."""

    code = models.CharField(max_length=40)  # mail.texts.PLACES
    programme_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)  # counts savings, against lost updates
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)  # accounts.Account

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "programme_id"], name="one_text_per_programme"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(programme_id__isnull=True), name="one_text_of_the_platform"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"


class TextVersion(Words, PublicIdModel):
    """A text as it was published: never changed, the newest number is the one that is used."""

    text = models.ForeignKey(EditableText, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)  # accounts.Account

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="one_text_version_per_number")]

    def __str__(self) -> str:
        return f"{self.text_id} {self.number}"
