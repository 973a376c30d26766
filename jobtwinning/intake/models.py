"""What must be in before somebody can be matched: the permission of the manager (R-0.1), or a coordinator's own
decision; who received the honest information for employers (REC-06); colleagues whom somebody named (REC-02); and
what coordinators keep in their table."""

from django.db import models
from django.db.models.functions import Lower

from jobtwinning.accounts.models import Account
from jobtwinning.core.models import StoredFile
from jobtwinning.core.public_ids import PublicIdModel
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.models import Participation, Programme, Side


class ManagerPermission(PublicIdModel):
    """What one manager said, or was asked, about one participation (toestemming van de leidinggevende)."""

    class State(models.TextChoices):
        ASKED = "asked"
        QUESTION = "question"  # the manager wants to know something first
        GIVEN = "given"
        REFUSED = "refused"
        PASSED_ON = "passed_on"  # "Dit is niet aan mij": a colleague was asked instead
        WITHDRAWN = "withdrawn"
        REPLACED = "replaced"  # somebody else was asked, or it was recorded in another way

    class How(models.TextChoices):
        LINK = "link"
        PAPER = "paper"  # a signature the coordinator saw
        SPOKEN = "spoken"  # told to the coordinator
        OWN = "own"  # of whoever decides about their own time

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="permissions")
    manager_name = models.CharField(max_length=100, blank=True)
    manager_email = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    how = models.CharField(max_length=6, choices=How.choices, default=How.LINK)
    hours_maximum = models.PositiveSmallIntegerField(null=True, blank=True)  # in total; None = no limit
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    counts_as_development = models.BooleanField(null=True, blank=True)  # None = not said
    hopes = models.TextField(blank=True)  # what the organisation hopes to get out of it
    note = models.TextField(blank=True)  # of the coordinator, how a permission without a link is known
    text_version = models.CharField(max_length=20, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="nl")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField()  # the newest link
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)  # accounts.Account of the coordinator who wrote it down
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=models.Q(state__in=["asked", "question", "given"]),
                name="one_permission_per_participation",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["given", "refused"]) | models.Q(decided_at__isnull=False),
                name="permission_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(hours_maximum__isnull=True) | models.Q(hours_maximum__gt=0),
                name="permission_of_at_least_an_hour",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["asked", "question"]) | ~models.Q(manager_email=""),
                name="permission_asked_at_an_address",
            ),
        ]
        indexes = [models.Index(fields=["manager_email", "state"])]

    def __str__(self) -> str:
        return f"{self.state} {self.public_id}"

    @property
    def is_open(self) -> bool:
        """It waits for the manager, or for an answer to the manager."""
        return self.state in OPEN


OPEN = (ManagerPermission.State.ASKED, ManagerPermission.State.QUESTION)
HOLDS = (*OPEN, ManagerPermission.State.GIVEN)  # at most one of these per participation


class ReadinessOverride(models.Model):
    """A coordinator lets somebody be matched although something is missing, and says why."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="readiness_override")
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)  # accounts.Account

    def __str__(self) -> str:
        return f"override {self.pk}"


class EmployerLetter(PublicIdModel):
    """The honest information, sent to somebody at an organisation, and whether they said that they read it (REC-06)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="employer_letters")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="nl")
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)  # accounts.Account
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "region", "-sent_at"])]

    def __str__(self) -> str:
        return self.public_id


class ColleagueList(PublicIdModel):
    """Colleagues whom HR or a school leader named at once (REC-02): by whom, and only numbers of what they said."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="colleague_lists")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    registrar_name = models.CharField(max_length=100)
    registrar_email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=160)  # as it was typed
    channel = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="nl")
    named = models.PositiveSmallIntegerField()  # addresses on the list
    said_yes = models.PositiveSmallIntegerField(default=0)
    said_no = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # until then nobody on the list is mailed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(registrar_email=Lower("registrar_email")), name="registrar_address_in_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(named__gte=models.F("said_yes") + models.F("said_no")),
                name="no_more_answers_than_colleagues",
            ),
        ]
        indexes = [models.Index(fields=["programme", "registrar_email"])]

    def __str__(self) -> str:
        return self.public_id


class NamedColleague(PublicIdModel):
    """Somebody on such a list who did not answer yet; an answer takes the row away."""

    colleague_list = models.ForeignKey(ColleagueList, on_delete=models.CASCADE, related_name="colleagues")
    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    side = models.CharField(max_length=12, choices=Side.choices)
    link_key = models.CharField(max_length=32)  # of this address in this programme, on whatever list

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague_list", "email"], name="one_colleague_per_address_and_list"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="colleague_address_in_lower_case"),
        ]
        indexes = [models.Index(fields=["link_key"])]

    def __str__(self) -> str:
        return self.public_id


# --- The table ------------------------------------------------------------------------------------


class TableColumn(PublicIdModel):
    """A column that a coordinator added to a table of the programme (eigen kolom)."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        YES_NO = "yes_no"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="table_columns")
    table = models.CharField(max_length=10)  # intake.table.tables.TABLES
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)  # accounts.Account

    class Meta:
        constraints = [
            models.UniqueConstraint("programme", "table", Lower("label"), name="one_column_per_label"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def code(self) -> str:
        """Under which `TableLine.cells` keep its values; never only digits."""
        return f"c{self.public_id}"


class TableLine(models.Model):
    """What coordinators keep about one row of a table. Cells: by code of an own column, a text that is never empty:
    the text, a number such as "2.5", a day such as "2026-09-12", "yes" or "no"."""

    note = models.TextField(blank=True)
    cells = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class ParticipantLine(TableLine):
    """The line of one participant."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="line")
    last_contact_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"line {self.pk}"


class SavedView(PublicIdModel):
    """A choice of columns, filters and order that somebody keeps (bewaarde weergave)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)  # as in the address of the table
    is_shared = models.BooleanField(default=False)  # with coordinators of the own regions
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "programme", "table", Lower("name"), name="one_view_per_name"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReadBack(models.Model):
    """What somebody ticked in a large file that is being taken over; goes with the file."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="read_back")
    table = models.CharField(max_length=10)
    choices = models.JSONField(default=dict)  # ids, codes and marks, no values

    def __str__(self) -> str:
        return f"read back {self.pk}"
