"""The hold on letters about people who were moved in: until Start nothing about them leaves (see MailHold)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from jobtwinning.mail.models import MailHold, OutboxMail

OPEN = (OutboxMail.State.WAITING, OutboxMail.State.HELD)


def is_held(programme: str, person: str) -> Exists:
    """For a query: a hold is on this person in this programme; both are names of columns of that query."""
    return Exists(MailHold.objects.filter(programme_id=OuterRef(programme), person_id=OuterRef(person)))


def held_person(programme_id: int | None, person_ids: Iterable[int | None]) -> int | None:
    """The first of these people on whom a hold is, if any."""
    wanted = [each for each in person_ids if each is not None]
    if programme_id is None or not wanted:
        return None
    holds = MailHold.objects.filter(programme_id=programme_id, person_id__in=wanted).order_by("person_id")
    return holds.values_list("person_id", flat=True).first()


def held_people(programme_id: int, person_ids: Collection[int]) -> set[int]:
    """Those of these people on whom a hold is."""
    holds = MailHold.objects.filter(programme_id=programme_id, person_id__in=person_ids)
    return set(holds.values_list("person_id", flat=True))


def hold_people(programme_id: int, person_ids: Iterable[int], source: str, *, at: datetime) -> None:
    """From now on nothing about these people leaves; twice is once."""
    MailHold.objects.bulk_create(
        [MailHold(programme_id=programme_id, person_id=each, source=source, made_at=at) for each in person_ids],
        ignore_conflicts=True,
        batch_size=500,
    )


def release_people(person_ids: Collection[int], source: str) -> int:
    """This list holds them no longer; how many holds went. What waited leaves once no other list holds them."""
    return MailHold.objects.filter(source=source, person_id__in=person_ids).delete()[0]


def waiting_mails(programme_id: int, source: str) -> QuerySet[OutboxMail]:
    """What this list keeps back."""
    people = MailHold.objects.filter(source=source).values("person_id")
    return OutboxMail.objects.filter(
        programme_id=programme_id, held_for_id__in=people, state__in=OPEN, cancelled_at__isnull=True
    )
