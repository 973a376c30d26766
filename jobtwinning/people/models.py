"""Who takes part and where they work. A person need not have a login."""

from django.db import models
from django.db.models.functions import Lower

from jobtwinning.accounts.models import Account
from jobtwinning.core.public_ids import PublicIdModel


class SchoolHolidays(models.TextChoices):
    """The three parts of the country for school holidays (vakantieregio)."""

    NORTH = "north"
    MIDDLE = "middle"
    SOUTH = "south"


class Organisation(PublicIdModel):
    """A school, company or other employer (organisatie)."""

    class Kind(models.TextChoices):
        SCHOOL = "school"
        COMPANY = "company"
        PUBLIC = "public"  # overheid
        OTHER = "other"

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sector = models.CharField(max_length=20, blank=True)  # po, vo, mbo, hbo, company, …
    place_id = models.CharField(max_length=12, blank=True)  # people.places

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), "kind", "place_id", name="one_organisation_per_name")]

    def __str__(self) -> str:
        return self.name


class OrganisationPeriod(PublicIdModel):
    """A period in the calendar of one school or employer (AGR-06); both days inclusive."""

    class Kind(models.TextChoices):
        STUDY_DAYS = "study_days"  # studiedag
        TEST_WEEKS = "test_weeks"  # toetsweek
        PROJECT_WEEKS = "project_weeks"  # projectweek
        PEAK = "peak"  # piek
        CLOSED = "closed"  # dicht
        TIMETABLE = "timetable"  # from the first day on the timetable is known

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="period_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "first_day", "last_day"], name="one_period_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Region(PublicIdModel):
    """Where people can reach each other; the unit of organisation and of who may see whom (regio)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    contact_name = models.CharField(max_length=80, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    school_holidays = models.CharField(max_length=10, choices=SchoolHolidays.choices)

    def __str__(self) -> str:
        return self.name


class Person(PublicIdModel):
    """Somebody, with or without a login. Nothing that belongs to one programme lives here."""

    account = models.OneToOneField(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="person")
    given_name = models.CharField(max_length=80)
    surname = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="nl")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_person_per_address"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def full_name(self) -> str:
        """Given name and surname as one reads them."""
        return f"{self.given_name} {self.surname}".strip()


class Employment(PublicIdModel):
    """What somebody does where (dienstverband); a hybrid professional has two."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employments")
    function = models.CharField(max_length=120, blank=True)
    leads_people = models.BooleanField(null=True)  # None = not known
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.public_id


class Consent(models.Model):
    """What somebody agreed to or withdrew, append-only; the newest line per purpose counts (toestemming)."""

    class Purpose(models.TextChoices):
        RESEARCH = "research"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given = models.BooleanField()
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-at"])]

    def __str__(self) -> str:
        return f"{self.purpose} {'given' if self.given else 'withdrawn'}"
