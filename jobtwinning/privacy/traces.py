"""What leads to the traces of a person: keys, public ids, addresses; and rows about somebody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from jobtwinning.intake.models import (
    ManagerPermission,
)
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from jobtwinning.twinning.models import Meeting

SHORTEST_NAME = 5  # shorter ones stand in texts about somebody else


@dataclass(frozen=True)
class Traces:
    """What leads to the rows about somebody: keys, public ids, addresses. Read before anything is erased."""

    person: Person
    participations: tuple[Participation, ...]  # whose traces go; with all of them the person goes too
    pair_ids: dict[int, str] = field(default_factory=dict)  # public id by primary key
    meeting_ids: dict[int, str] = field(default_factory=dict)
    permission_ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()

    @property
    def participation_keys(self) -> list[int]:
        return [one.pk for one in self.participations]

    @property
    def participation_ids(self) -> set[str]:
        return {one.public_id for one in self.participations}

    @property
    def names(self) -> list[str]:
        """What tells who it is when it stands in a text; a first name alone tells nothing."""
        person = self.person
        whole = person.full_name if person.given_name and person.surname else ""
        return [each for each in (*self.addresses, whole, person.phone) if len(each) >= SHORTEST_NAME]


def traces_of(person: Person, participations: list[Participation]) -> Traces:
    """Collect what leads to the traces of these participations."""
    keys = [one.pk for one in participations]
    pairs = dict(Pair.objects.filter(seats__participation__in=keys).values_list("pk", "public_id"))
    account_addresses = [person.account.email] if person.account else []
    return Traces(
        person=person,
        participations=tuple(participations),
        pair_ids=pairs,
        meeting_ids=dict(Meeting.objects.filter(pair__in=pairs).values_list("pk", "public_id")),
        permission_ids=frozenset(
            ManagerPermission.objects.filter(participation__in=keys).values_list("public_id", flat=True)
        ),
        addresses=frozenset(each.lower() for each in (person.email, *account_addresses) if each),
        organisation_ids=frozenset(person.employments.values_list("organisation_id", flat=True)),
    )


@dataclass(frozen=True)
class Rows:
    """Rows about somebody; `fields` are the columns to blank, by default every column the register says so of."""

    queryset: QuerySet[Any]
    fields: tuple[str, ...] | None = None


Finder = Callable[[Traces], Iterator[Rows]]


def of(model: type[Model], **lookups: str) -> Finder:
    """Rows of one table by one lookup; the value is the name of a property of Traces, or of the person behind it."""
    (lookup, source), *_none = lookups.items()

    def find(traces: Traces) -> Iterator[Rows]:
        value: Any = traces
        for name in source.split("."):
            value = getattr(value, name)
        yield Rows(
            model._default_manager.filter(**{lookup: value}) if value is not None else model._default_manager.none()
        )

    return find
