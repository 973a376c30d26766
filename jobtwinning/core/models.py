"""Tables that every floor above uses. They hold plain ids, no foreign keys upwards."""

from django.db import models


class History(models.Model):
    """What was done, by whom, to what: codes only, no free text and no personal values.

    Append-only; erasing a person keeps the row, since nothing in it tells who the person was.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # accounts.Account, None = the platform or the command line
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=12)  # a public id
    programme_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    codes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class ViewLog(models.Model):
    """Who of the staff looked at whose data; each row holds the hash of the one before it."""

    at = models.DateTimeField()
    account_id = models.BigIntegerField()
    person_ids = models.JSONField()  # public ids of the people shown
    page = models.CharField(max_length=80)  # URL name
    data_class = models.CharField(max_length=20)
    previous_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page}"


class ViewLogCut(models.Model):
    """Up to where the log was shortened because its term was over; the chain goes on from the last hash cut away."""

    at = models.DateTimeField()
    row_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class FormKey(models.Model):
    """A form that was sent: the key makes the second sending return the first answer."""

    key = models.CharField(max_length=40, unique=True)
    account_id = models.BigIntegerField(null=True)
    used_at = models.DateTimeField()
    result_url = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """The last sign of life of a process that must run: "worker"."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
