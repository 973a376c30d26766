"""What is past its term. The terms stand in the registers; here stands from which moment each of them runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailConfirmation
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.core import viewlog
from jobtwinning.core.models import FormKey, History, ViewLog
from jobtwinning.intake.models import ColleagueList, EmployerLetter, SavedView
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import Scenario
from jobtwinning.moving.models import Move
from jobtwinning.pairs.models import OwnStart, Pair
from jobtwinning.people.models import Consent, Person, Region
from jobtwinning.privacy.queries import holds_at
from jobtwinning.programmes.models import ContactPerson, Interest, Participation, Programme, RoleGrant
from jobtwinning.surveys.models import ResponseKey

PROGRAMME_YEARS = 2  # programme+2y
ACCOUNT_YEARS = 1  # account+1y
QUIET_YEARS = 1  # 1y
LONG_YEARS = 5  # 5y
SHORT = timedelta(days=90)  # 90d
UNCONFIRMED = timedelta(days=14)  # 14d
DAY = timedelta(days=1)
UNANSWERED = timedelta(days=30)  # 30d
BATCH = 500
OPEN_MAILS = (OutboxMail.State.WAITING, OutboxMail.State.SENDING)


def years_before(moment: datetime, years: int) -> datetime:
    """The same moment so many years ago; 29 February becomes 28 February."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def end_of(programme: Programme) -> datetime:
    """The midnight after its last day, where it takes place."""
    return datetime.combine(programme.ends_on + timedelta(days=1), time(), ZoneInfo(programme.time_zone))


def ended(at: datetime, years: int) -> list[Programme]:
    """Programmes of which the last day is at least so many years ago, the oldest first."""
    nearly = years_before(at, years).date() + timedelta(days=1)
    found = Programme.objects.filter(ends_on__lte=nearly).order_by("ends_on", "pk")
    return [each for each in found if end_of(each) <= years_before(at, years)]


@dataclass(frozen=True)
class Held:
    """Whom and what a duty to keep rests on."""

    people: frozenset[str]  # public ids
    programmes: frozenset[str]

    @classmethod
    def at(cls, moment: datetime) -> "Held":
        people, programmes = holds_at(moment)
        return cls(frozenset(people), frozenset(programmes))

    @property
    def any(self) -> bool:
        return bool(self.people or self.programmes)

    @property
    def persons(self) -> QuerySet[Person]:
        """Everybody held, through their programme too."""
        return Person.objects.filter(
            Q(public_id__in=self.people) | Q(participations__programme__public_id__in=self.programmes)
        )


# --- People and programmes ------------------------------------------------------------------------


def programmes_past(at: datetime, held: Held) -> list[Programme]:
    """Programmes whose people go."""
    return [each for each in ended(at, PROGRAMME_YEARS) if each.public_id not in held.programmes]


def participations_past(programme: Programme, held: Held) -> list[Participation]:
    """Who took part in a programme that is past its term, whoever is held left out."""
    found = Participation.objects.filter(programme=programme).exclude(person__in=held.persons)
    return list(found.select_related("person", "programme").order_by("pk"))


def delete_empty(programme: Programme) -> int:
    """Pairs without anybody, and the proposals once nobody takes part any more; how many."""
    with transaction.atomic():
        pairs = Pair.objects.filter(programme=programme).exclude(seats__person__isnull=False)
        gone = pairs.count()
        pairs.delete()
        if not Participation.objects.filter(programme=programme).exists():
            scenarios = Scenario.objects.filter(programme=programme)
            views = SavedView.objects.filter(programme=programme)
            gone += scenarios.count() + views.count()
            scenarios.delete()
            views.delete()
    return gone


def unused_accounts(at: datetime) -> QuerySet[Account]:
    """Logins that nobody used for a year, without a role."""
    used = Coalesce("last_login", "date_joined")
    roles = RoleGrant.objects.filter(account=OuterRef("pk"), revoked_at__isnull=True)
    return Account.objects.annotate(used=used).filter(
        ~Exists(roles), used__lte=years_before(at, ACCOUNT_YEARS), is_platform_admin=False
    )


def people_past(at: datetime, held: Held) -> QuerySet[Person]:
    """Who takes part in nothing any more, and has no login or one that was not used for a year."""
    found = Person.objects.filter(
        Q(account__isnull=True) | Q(account__in=unused_accounts(at)), participations__isnull=True
    ).exclude(pk__in=held.persons)
    return found.order_by("pk")


# --- Rows that age on their own -------------------------------------------------------------------

LetGo = Callable[[bool], int]  # given whether it is only a rehearsal, how many rows


def rows_past(at: datetime, held: Held) -> Iterator[tuple[str, LetGo]]:
    """By kind what lets go of it."""
    yield "accounts", partial(delete, unused_accounts(at).filter(person__isnull=True))
    yield "mails", partial(delete, mails_past(at, held))
    yield "form_keys", partial(delete, FormKey.objects.filter(used_at__lte=at - SHORT))
    yield "sessions", partial(delete, Session.objects.filter(expire_date__lte=at))  # 14 days after the last use
    yield "links", partial(delete, Token.objects.filter(created_at__lte=at - SHORT))
    yield "browsers", partial(delete, AccountSession.objects.filter(last_seen_at__lte=at - SHORT))
    yield "confirmations", partial(delete, EmailConfirmation.objects.filter(created__lte=at - SHORT))
    yield "region_contacts", partial(blank_contacts, regions_quiet(at))
    yield "interests", partial(delete, interests_past(at, held))
    yield "own_starts", partial(delete, own_starts_past(at, held))
    yield "colleague_lists", partial(delete, colleague_lists_past(at, held))
    yield "colleague_mails", partial(delete, colleague_mails_past(at))
    yield "contact_persons", partial(delete, contacts_past(at, held))
    yield "employer_letters", partial(delete, EmployerLetter.objects.filter(programme__in=programmes_past(at, held)))
    yield "lists", partial(delete, lists_past(at, held))
    yield "roles", partial(delete, RoleGrant.objects.filter(revoked_at__lte=years_before(at, LONG_YEARS)))
    yield "consents", partial(delete, consents_past(at, held))
    yield "answers", partial(delete, keys_past(at, held))
    if not held.any:  # both tell what was done with data that may be asked about
        long_ago = years_before(at, LONG_YEARS)
        yield "history", partial(delete, History.objects.filter(at__lt=long_ago))
        yield "views", partial(cut_views, long_ago)


def delete(rows: QuerySet[Any], dry_run: bool) -> int:
    """Take the rows away; how many of them, what hangs on them not counted."""
    found = list(rows.values_list("pk", flat=True))
    for start in range(0, 0 if dry_run else len(found), BATCH):
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=found[start : start + BATCH]).delete()
    return len(found)


def mails_past(at: datetime, held: Held) -> QuerySet[OutboxMail]:
    """Mails of 90 days ago, except what still waits for its day and what is about somebody held."""
    programmes = Programme.objects.filter(public_id__in=held.programmes).values("pk")
    return (
        OutboxMail.objects.filter(created_at__lte=at - SHORT)
        .exclude(state__in=OPEN_MAILS, not_before__gt=at - SHORT)
        .exclude(person_id__isnull=False, person_id__in=held.persons.values("pk"))
        .exclude(programme_id__isnull=False, programme_id__in=programmes)
    )


def interests_past(at: datetime, held: Held) -> QuerySet[Interest]:
    """Addresses that nobody confirmed in fourteen days, those that were confirmed a year ago; of nobody held."""
    unconfirmed = Q(confirmed_at__isnull=True, asked_at__lte=at - UNCONFIRMED)
    past = Interest.objects.filter(unconfirmed | Q(confirmed_at__lte=years_before(at, QUIET_YEARS)))
    return past.exclude(email__in=held.persons.annotate(address=Lower("email")).values("address"))


def own_starts_past(at: datetime, held: Held) -> QuerySet[OwnStart]:
    """Questions to begin together of fourteen days ago that nobody confirmed; of nobody held.

    Those that were confirmed lapse that day with a kind mail (pairs.lapse_own_starts); a day later they go anyhow.
    """
    past = Q(confirmed_at__isnull=True, asked_at__lte=at - UNCONFIRMED) | Q(asked_at__lte=at - UNCONFIRMED - DAY)
    kept = held.persons.annotate(address=Lower("email")).values("address")
    return OwnStart.objects.filter(past).exclude(Q(email__in=kept) | Q(partner_email__in=kept))


def colleague_lists_past(at: datetime, held: Held) -> QuerySet[ColleagueList]:
    """Lists, with whoever on them did not answer: thirty days after they were confirmed, fourteen when nobody did."""
    unconfirmed = Q(confirmed_at__isnull=True, asked_at__lte=at - UNCONFIRMED)
    past = ColleagueList.objects.filter(unconfirmed | Q(confirmed_at__lte=at - UNANSWERED))
    addresses = held.persons.annotate(address=Lower("email")).values("address")
    named = ColleagueList.objects.filter(colleagues__email__in=addresses)
    return past.exclude(registrar_email__in=addresses).exclude(pk__in=named)


def colleague_mails_past(at: datetime) -> QuerySet[OutboxMail]:
    """The mails to whoever was named hold the address too."""
    mails = OutboxMail.objects.filter(template="colleague_named", created_at__lte=at - UNANSWERED)
    return mails.exclude(state__in=OPEN_MAILS)


def contacts_past(at: datetime, held: Held) -> QuerySet[ContactPerson]:
    """Invitations without a yes, roles that were taken back, and those of programmes whose people go."""
    silent = Q(accepted_at__isnull=True, invited_at__lte=at - UNANSWERED)
    past = silent | Q(revoked_at__lte=at - SHORT) | Q(programme__in=programmes_past(at, held))
    addresses = held.persons.annotate(address=Lower("email")).values("address")
    return ContactPerson.objects.filter(past).exclude(email__in=addresses)


def lists_past(at: datetime, held: Held) -> QuerySet[Move]:
    """What came with a list, of programmes whose people go; not when somebody held is on it."""
    past = Move.objects.filter(programme__in=programmes_past(at, held))
    return past.exclude(moved__participation__person__in=held.persons)


def regions_quiet(at: datetime) -> QuerySet[Region]:
    """Regions with a contact that only had programmes which ended a year ago."""
    over = [each.pk for each in ended(at, QUIET_YEARS)]
    going_on = Programme.objects.exclude(pk__in=over).values("regions")
    named = ~Q(contact_name="", contact_email="", contact_phone="")
    return Region.objects.filter(named, programmes__in=over).exclude(pk__in=going_on.filter(regions__isnull=False))


def blank_contacts(regions: QuerySet[Region], dry_run: bool) -> int:
    """Whom to ask in a region where nothing happens any more; how many regions."""
    found = set(regions.values_list("pk", flat=True))
    if not dry_run:
        Region.objects.filter(pk__in=found).update(contact_name="", contact_email="", contact_phone="")
    return len(found)


def consents_past(at: datetime, held: Held) -> QuerySet[Consent]:
    """Lines of five years ago that a newer one replaced; what somebody said last always counts."""
    newer = Consent.objects.filter(person=OuterRef("person"), purpose=OuterRef("purpose"), at__gt=OuterRef("at"))
    return Consent.objects.filter(Exists(newer), at__lte=years_before(at, LONG_YEARS)).exclude(person__in=held.persons)


def keys_past(at: datetime, held: Held) -> QuerySet[ResponseKey]:
    """Answers of programmes that ended five years ago, if nobody's any more."""
    programmes = [each.pk for each in ended(at, LONG_YEARS) if each.public_id not in held.programmes]
    return ResponseKey.objects.filter(programme__in=programmes, link__isnull=True)


def cut_views(moment: datetime, dry_run: bool) -> int:
    """The view log lives on its own connection: cut there, outside every other transaction."""
    if dry_run:
        return ViewLog.objects.filter(at__lt=moment).count()
    return viewlog.forget_before(moment)
