"""A programme (cohort, on screen: ronde), who found the way to it, who takes part in it, who may do what in it, and the
meetings to which many are invited."""

import secrets
import uuid
from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import Lower

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.public_ids import ALPHABET, PublicIdModel, new_public_id
from jobtwinning.people.models import Employment, Organisation, Person, Region
from jobtwinning.programmes.rules import ProgrammeRules


class Side(models.TextChoices):
    """The two sides of a pair (R-1.1)."""

    TEACHER = "teacher"  # docent
    NON_TEACHER = "non_teacher"  # niet-docent; to participants: wie buiten het onderwijs werkt


def new_event_uid() -> str:
    """Fixed for life, so that calendars recognise a change."""
    return f"{uuid.uuid4()}@jobtwinning"


def default_rules() -> dict[str, object]:
    return ProgrammeRules().to_json()


class Programme(PublicIdModel):
    """A group of trajectories organised together (ronde, lichting); REC-08."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"  # people can sign up
        MATCHING = "matching"
        RUNNING = "running"
        FINISHED = "finished"
        ARCHIVED = "archived"  # out of the lists, nothing changes any more; its report stays

    slug = models.SlugField(unique=True)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    regions = models.ManyToManyField(Region, related_name="programmes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    sign_up_until = models.DateField(null=True, blank=True)
    matched_by = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    places_per_side = models.PositiveIntegerField(null=True, blank=True)  # None = no limit
    rules_json = models.JSONField(default=default_rules)
    is_standing = models.BooleanField(default=False)  # for pairs that began by themselves; nobody is matched in it
    released_before = models.BooleanField(default=False)  # its figures were published: small groups print in full
    time_zone = models.CharField(max_length=40, default="Europe/Amsterdam")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="programme_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def rules(self) -> ProgrammeRules:
        """The numbers of this programme."""
        return ProgrammeRules.from_json(self.rules_json)

    def takes_people_on(self, day: date) -> bool:
        """Somebody can sign up on that day, as far as the programme goes; with a rolling start until its last day."""
        if self.rules.rolling_start:
            taking = (self.State.OPEN, self.State.MATCHING, self.State.RUNNING)
            return self.state in taking and day <= self.ends_on
        return self.state == self.State.OPEN and (self.sign_up_until is None or day <= self.sign_up_until)

    @property
    def is_archived(self) -> bool:
        return self.state == self.State.ARCHIVED

    @property
    def is_over(self) -> bool:
        """Finished, and maybe archived since: nobody is paired any more."""
        return self.state in (self.State.FINISHED, self.State.ARCHIVED)


class Participation(PublicIdModel):
    """One person in one programme, on one side, in one region (deelname)."""

    class State(models.TextChoices):
        SIGNED_UP = "signed_up"
        INTAKE_COMPLETE = "intake_complete"
        READY = "ready"  # klaar voor matching: enthusiasm and permission are in too (REC-03)
        WITHDRAWN = "withdrawn"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="participations")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    side = models.CharField(max_length=12, choices=Side.choices)
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.SIGNED_UP)
    channel = models.CharField(max_length=40, blank=True)  # how they found us (REC-02)
    signed_up_at = models.DateTimeField(default=clock.now)
    intake_completed_at = models.DateTimeField(null=True, blank=True)
    motivation_confirmed_at = models.DateTimeField(null=True, blank=True)  # enthusiastic and curious
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "programme"], name="one_participation_per_programme"),
        ]
        indexes = [models.Index(fields=["programme", "region", "side", "state"])]

    def __str__(self) -> str:
        return self.public_id

    @property
    def has_intake(self) -> bool:
        """The intake is complete, whether or not the rest is in."""
        return self.state in (self.State.INTAKE_COMPLETE, self.State.READY)


class RoleGrant(PublicIdModel):
    """What an account may do, where (rol). Without programme: in every programme of the region."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator"
        RESEARCHER = "researcher"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True)
    granted_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region__isnull=False) | models.Q(programme__isnull=False), name="grant_is_somewhere"
            ),
            models.CheckConstraint(
                condition=~models.Q(role="coordinator") | models.Q(region__isnull=False),
                name="coordinator_has_a_region",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"


def new_channel_code() -> str:
    """Short enough to type over from a poster."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


class Channel(PublicIdModel):
    """A way by which people find a programme, with its own link and poster (kanaal, REC-02)."""

    class Kind(models.TextChoices):
        POSTER = "poster"
        MAIL = "mail"
        LINK = "link"  # on a site, in a newsletter, on social media
        MEETING = "meeting"
        PERSON = "person"  # somebody tells somebody
        EMPLOYER = "employer"  # the papers of one organisation: information for employers and poster (REC-06)

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="channels")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    code = models.SlugField(max_length=12, unique=True, default=new_channel_code)  # what a participation keeps
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=250)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "region", "organisation"],
                condition=models.Q(kind="employer"),
                name="one_channel_of_an_employer",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Interest(PublicIdModel):
    """Somebody who wants to hear when one can sign up in a region (belangstelling); takes part in nothing yet."""

    email = models.EmailField(max_length=254)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    language = models.CharField(max_length=2, default="nl")
    channel = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # until then nothing but the question itself is mailed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "email"], name="one_interest_per_address_and_region"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="interest_address_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ContactPerson(PublicIdModel):
    """Somebody at an organisation who sees how many of it take part in a programme, and nothing about anybody
    (contactpersoon). Not a RoleGrant: whoever holds one is staff, with a second factor and pages about people."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="contact_persons")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, default="nl")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_roles"
    )  # from the yes on
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "region", "organisation", "email"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_contact_role_per_address",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="contact_address_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(account__isnull=True, accepted_at__isnull=True)
                | models.Q(account__isnull=False, accepted_at__isnull=False),
                name="contact_has_an_account_from_the_yes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Event(PublicIdModel):
    """A meeting to which many people are invited (bijeenkomst; REC-04, AGR-01, GUI-06)."""

    class Kind(models.TextChoices):
        INFORMATION = "information"  # informatiebijeenkomst
        START = "start"  # startbijeenkomst
        INTERIM = "interim"  # tussentijdse bijeenkomst
        CLOSING = "closing"  # slotbijeenkomst
        SPEED_DATES = "speed_dates"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")  # its coordinator plans it
    shared_with = models.ManyToManyField(Region, related_name="+", blank=True)  # may invite their own people
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    uid = models.CharField(max_length=80, unique=True, default=new_event_uid)  # the same in every calendar
    sequence = models.PositiveIntegerField(default=0)
    check_in_code = models.CharField(max_length=12, unique=True, default=new_public_id)  # in the code on the screen
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="event_has_places"),
        ]
        indexes = [models.Index(fields=["programme", "starts_at"])]

    def __str__(self) -> str:
        return self.public_id

    @property
    def zone(self) -> ZoneInfo:
        """Where the event takes place."""
        return ZoneInfo(self.programme.time_zone)

    @property
    def has_decisions(self) -> bool:
        """Whoever was there says whether they join."""
        return self.kind == self.Kind.INFORMATION

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class EventInvitation(PublicIdModel):
    """One participation that is invited for an event: the answer, the place, who came, what was decided."""

    class Answer(models.TextChoices):
        OPEN = "open"
        YES = "yes"
        NO = "no"

    class Decision(models.TextChoices):
        JOINS = "joins"
        NOT = "not"
        THINKS = "thinks"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="event_invitations")
    answer = models.CharField(max_length=4, choices=Answer.choices, default=Answer.OPEN)
    place_number = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 and up; None = no place
    waiting_since = models.DateTimeField(null=True, blank=True)  # wants to come, and there is no place
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "participation"], name="one_invitation_per_event"),
            models.UniqueConstraint(fields=["event", "place_number"], name="one_person_per_place"),
            models.CheckConstraint(
                condition=models.Q(place_number__isnull=True) | models.Q(place_number__gt=0),
                name="places_count_from_one",
            ),
            models.CheckConstraint(
                condition=models.Q(place_number__isnull=True, waiting_since__isnull=True)
                | models.Q(answer="yes", place_number__isnull=True)
                | models.Q(answer="yes", waiting_since__isnull=True),
                name="place_or_waiting_of_who_comes",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False),
                name="event_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
