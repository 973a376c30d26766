"""Moving in (verhuizen): a list that a coordinator brings along, whom it brought, and how its columns were read."""

from django.db import models

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Participation, Programme


class Move(PublicIdModel):
    """One list, from choosing its columns to Start. The file itself goes as soon as it was taken over."""

    class Kind(models.TextChoices):
        PEOPLE = "people"
        PAIRS = "pairs"  # running pairs, both people on one line

    class State(models.TextChoices):
        READING = "reading"  # nothing of it is stored yet
        TAKEN = "taken"  # stored; no mail leaves and no clock runs
        STARTING = "starting"  # mails are being made; it cannot be thrown away any more
        STARTED = "started"
        THROWN = "thrown"  # thrown away, before it was taken over or after

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="moves")
    made_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True)
    region_ids = models.JSONField(default=list)  # primary keys of the regions that it may fill
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    stored_id = models.CharField(max_length=12, blank=True)  # public id of the StoredFile; empty once it is gone
    trial_id = models.CharField(max_length=12, blank=True)  # idem of what it would do, for the page
    sheet = models.PositiveSmallIntegerField(default=0)
    header_row = models.PositiveSmallIntegerField(default=1)  # as in a spreadsheet
    columns = models.JSONField(default=list)  # per column a code of moving.columns, "" = not read
    for_all = models.JSONField(default=dict)  # side and region of whoever has none in the list
    places = models.JSONField(default=dict)  # by name as written, the place that is meant
    told_how = models.CharField(max_length=6, blank=True)  # permission of everybody on the list, ManagerPermission.How
    told_note = models.CharField(max_length=500, blank=True)  # how that is known; gone once it was taken over
    counts = models.JSONField(default=dict)  # how many rows did what
    organisation_ids = models.JSONField(default=list)  # employers that it made
    made_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    thrown_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["programme", "-made_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "made_by", "stored_id"],
                condition=models.Q(state="reading"),
                name="one_list_per_file",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Moved(models.Model):
    """Somebody, or a pair, that came with a list; what is needed to start or to throw away again."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="moved")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, null=True, related_name="moves")
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, null=True, related_name="moves")
    is_new = models.BooleanField(default=True)  # False: was here before the list
    before = models.JSONField(default=dict)  # what stood where the list said otherwise; of who is new, whether known
    manager_name = models.CharField(max_length=100, blank=True)  # who was not asked yet, or said nothing yet
    manager_email = models.EmailField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["move", "participation"],
                condition=models.Q(participation__isnull=False),
                name="one_moved_per_person",
            ),
            models.UniqueConstraint(
                fields=["move", "pair"], condition=models.Q(pair__isnull=False), name="one_moved_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"moved {self.pk}"


class ColumnChoice(models.Model):
    """How somebody read a heading in this programme the last time; proposed for the next list."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="column_choices")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="column_choices")
    kind = models.CharField(max_length=6, choices=Move.Kind.choices)
    heading = models.CharField(max_length=80)  # folded, see moving.words
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "programme", "kind", "heading"], name="one_choice_per_heading_of_a_list"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.code}"
