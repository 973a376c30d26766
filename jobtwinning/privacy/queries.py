"""What the pages about erasing say, and whether somebody must be kept."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from jobtwinning.core.clock import AMSTERDAM
from jobtwinning.pairs.models import SEATED, Pair, told
from jobtwinning.people.models import Person
from jobtwinning.privacy.models import LegalHold
from jobtwinning.programmes.models import Participation, Programme, RoleGrant


def holds_at(at: datetime) -> tuple[set[str], set[str]]:
    """Public ids of people and of programmes that must be kept now."""
    active = LegalHold.objects.active(at.astimezone(AMSTERDAM).date()).values_list("subject", "subject_id")
    people = {public_id for subject, public_id in active if subject == LegalHold.Subject.PERSON}
    programmes = {public_id for subject, public_id in active if subject == LegalHold.Subject.PROGRAMME}
    return people, programmes


def is_held(person: Person, at: datetime) -> bool:
    """Whether a duty to keep rests on this person, or on a programme they take or took part in."""
    people, programmes = holds_at(at)
    return person.public_id in people or person.participations.filter(programme__public_id__in=programmes).exists()


def has_role(person: Person) -> bool:
    """Whether the login behind this person still works for the platform or a region."""
    if person.account is None:
        return False
    return (
        person.account.is_platform_admin
        or RoleGrant.objects.filter(account=person.account, revoked_at__isnull=True).exists()
    )


def open_pair(person: Person, *, known_at: datetime | None = None) -> Pair | None:
    """The proposal or running pair that erasing would end; for the person themselves only one they know of."""
    known = told(known_at) if known_at else Q()
    return Pair.objects.filter(known, seats__person=person, seats__active=True, state__in=SEATED).first()


def takes_part_elsewhere(person: Person, programme: Programme, region_ids: Collection[int]) -> bool:
    """Whether somebody takes or took part where this coordinator may not look."""
    here = Q(programme=programme, region__in=region_ids)
    return Participation.objects.filter(person=person).exclude(here).exists()
