"""Tables that every floor above uses. They hold plain ids, no foreign keys upwards."""

from django.db import models

from jobtwinning.core.public_ids import PublicIdModel


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


class ViewLogEnds(models.Model):
    """Where the chain of the view log starts and ends, in one row: so that the newest cannot go unseen either."""

    oldest_hash = models.CharField(max_length=64)  # of the row before the first that is kept
    newest_hash = models.CharField(max_length=64)
    newest_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.newest_hash


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


class StoredFile(PublicIdModel):
    """A file that somebody sent. The content lies in the media folder under `disk_name`, never under its own name."""

    disk_name = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)  # as its owner knows it, on one line; only ever shown
    purpose = models.CharField(max_length=20)  # core.files.PURPOSES
    kind = models.CharField(max_length=10)  # core.file_kinds, told by the content
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    owner_id = models.BigIntegerField()  # accounts.Account
    programme_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()
    keep_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "owner_id", "programme_id", "sha256"], name="one_stored_file_per_content"
            )
        ]
        indexes = [models.Index(fields=["keep_until"])]

    def __str__(self) -> str:
        return self.public_id


class ScheduledWork(models.Model):
    """Something to do at a moment: one row per periodic job (key empty), one per planned piece of work.

    `due_at` follows the platform's clock; a claim is a sign of life and follows the clock on the wall.
    """

    task = models.CharField(max_length=60)  # the name it is registered under
    key = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField()
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=12, blank=True)  # a public id
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # planned work only: done, or given up when there is an error code
    error_code = models.CharField(max_length=60, blank=True)  # of the last attempt

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="one_row_per_task_and_key")]
        indexes = [models.Index(fields=["done_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.task} {self.key}".strip()


class LongWork(PublicIdModel):
    """A computation that takes longer than a page may: how far it is, and how it ended. Plain ids, codes only."""

    class Outcome(models.TextChoices):
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    task = models.CharField(max_length=60)
    key = models.CharField(max_length=80)  # what it is about; one at a time per task and key
    asked_by_id = models.BigIntegerField(null=True)  # accounts.Account
    asked_at = models.DateTimeField()
    queue_id = models.UUIDField(null=True)  # its row in the queue of django-tasks
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # sign of life; None while it waits
    step = models.CharField(max_length=20, blank=True)  # code of what is being done
    percent = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    result_id = models.CharField(max_length=12, blank=True)  # public id of what it made

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"],
                condition=models.Q(ended_at__isnull=True),
                name="one_long_work_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.public_id}"

    @property
    def state(self) -> str:
        """waiting, running, done, failed or stopped."""
        return self.outcome or ("running" if self.beat_at else "waiting")
