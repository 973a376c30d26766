"""What a contact person sees of an organisation: two numbers, as long as neither tells about a few people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from jobtwinning.intake.models import ManagerPermission
from jobtwinning.programmes.models import ContactPerson, Participation


@dataclass(frozen=True, slots=True)
class Figures:
    """One organisation in one programme and region; None where the number is about too few people to print."""

    contact: ContactPerson
    floor: int
    participants: int | None
    open_permissions: int | None  # participants whose manager did not say yes yet


def figures_of(contacts: Iterable[ContactPerson]) -> list[Figures]:
    """In the order of the contacts; one query for all of them."""
    rows = list(contacts)
    given = ManagerPermission.objects.filter(participation=OuterRef("pk"), state=ManagerPermission.State.GIVEN)
    counted = (
        Participation.objects.filter(
            programme__in={row.programme_id for row in rows},
            region__in={row.region_id for row in rows},
            employment__organisation__in={row.organisation_id for row in rows},
        )
        .exclude(state=Participation.State.WITHDRAWN)
        .annotate(has_permission=Exists(given))
        .values_list("programme_id", "region_id", "employment__organisation_id")
        .annotate(everybody=Count("pk"), waiting=Count("pk", filter=Q(has_permission=False)))
        .order_by()
    )
    numbers = {(programme, region, at): (whole, part) for programme, region, at, whole, part in counted}
    return [figures(row, *numbers.get((row.programme_id, row.region_id, row.organisation_id), (0, 0))) for row in rows]


def figures(contact: ContactPerson, participants: int, waiting: int) -> Figures:
    """A number is printed when neither it nor what it leaves over is about fewer people than the programme shows."""
    floor = contact.programme.rules.small_group
    is_shown = participants >= floor
    is_split = is_shown and min(waiting, participants - waiting) >= floor
    return Figures(contact, floor, participants if is_shown else None, waiting if is_split else None)
