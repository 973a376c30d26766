"""Many people at once: whom a list knows already, and taking in everybody else with a handful of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.db.models.functions import Lower

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.intake.actions import SignUp, organisation_named
from jobtwinning.intake.readiness import line_about
from jobtwinning.intake.steps import INSTRUMENT
from jobtwinning.people.models import Employment, Organisation, Person
from jobtwinning.programmes.interest import drop_served_all
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.arriving import Kept, kept_by_many

BATCH = 500


@dataclass
class Known:
    """Whom we have of the addresses in a list, by address in lower case."""

    participations: dict[str, Participation]
    addresses: set[str]  # with a person or a login
    organisations: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    organisations_made: set[int] = field(default_factory=set)
    kept: dict[int, Kept] | None = None

    @classmethod
    def of(cls, programme: Programme, addresses: Collection[str]) -> Self:
        """Three queries for every five hundred addresses."""
        wanted = sorted(addresses)
        found: dict[str, Participation] = {}
        taken: set[str] = set()
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            people = Person.objects.annotate(address=Lower("email")).filter(address__in=some)
            taken |= set(people.values_list("address", flat=True))
            taken |= set(Account.objects.filter(email__in=some).values_list("email", flat=True))
            rows = Participation.objects.filter(programme=programme, person__in=people)
            for row in rows.select_related("person__account", "programme", "region", "employment__organisation"):
                found[row.person.email.lower()] = row
        return cls(found, taken)

    def is_new(self, address: str) -> bool:
        """Neither a person nor a login has it."""
        return address.lower() not in self.addresses

    def participation(self, address: str) -> Participation | None:
        return self.participations.get(address.lower())

    def answers(self, participation: Participation) -> Kept | None:
        """What one of them answered to the intake; asked once for all."""
        if self.kept is None:
            self.kept = kept_by_many(self.participations.values(), INSTRUMENT)
        return self.kept.get(participation.pk)

    def organisation(self, name: str, side: str) -> Organisation:
        """The employer of this name, made when it is new; asked once."""
        key = (name.casefold(), side)
        if key not in self.organisations:
            newest = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            self.organisations[key] = organisation_named(name, side)
            if self.organisations[key].pk > newest:
                self.organisations_made.add(self.organisations[key].pk)
        return self.organisations[key]


def take_many(
    programme: Programme, wishes: Sequence[SignUp], known: Known, *, by: Account | None, at: datetime
) -> list[Participation]:
    """Person, login, employment and participation for addresses that nobody has, and a line of history for each."""
    password = make_password(None)
    accounts = [Account(email=wish.email, language=wish.language, password=password) for wish in wishes]
    Account.objects.bulk_create(accounts, batch_size=BATCH)
    people = [
        Person(
            account=account,
            given_name=wish.given_name,
            surname=wish.surname,
            email=wish.email,
            phone=wish.phone,
            language=wish.language,
        )
        for account, wish in zip(accounts, wishes, strict=True)
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    work = [
        Employment(person=person, organisation=known.organisation(wish.organisation, wish.side), function=wish.function)
        for person, wish in zip(people, wishes, strict=True)
    ]
    Employment.objects.bulk_create(work, batch_size=BATCH)
    made = [
        Participation(
            person=person,
            programme=programme,
            region=wish.region,
            side=wish.side,
            employment=employment,
            channel=wish.channel,
            signed_up_at=at,
        )
        for person, employment, wish in zip(people, work, wishes, strict=True)
    ]
    Participation.objects.bulk_create(made, batch_size=BATCH)
    history.record_all([line_about(one, "signed_up", by=by, at=at, side=one.side, channel=one.channel) for one in made])
    drop_served_all({(one.person.email, one.region_id) for one in made})
    return made


def complete_many(made: Sequence[Participation], *, by: Account | None, at: datetime) -> None:
    """The intake of these newcomers is done; nothing else of them is in, so nobody is ready for it."""
    for start in range(0, len(made), BATCH):
        some = made[start : start + BATCH]
        Participation.objects.filter(pk__in=[one.pk for one in some]).update(
            state=Participation.State.INTAKE_COMPLETE, intake_completed_at=at, version=F("version") + 1
        )
    for one in made:
        one.state, one.intake_completed_at = Participation.State.INTAKE_COMPLETE, at
    history.record_all([line_about(one, "intake_completed", by=by, at=at) for one in made])
