"""What the pages about programmes read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jobtwinning.accounts.models import Account
from jobtwinning.core.models import History
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from jobtwinning.programmes.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme as the overview shows it, with the counts of the viewer's own regions."""

    programme: Programme
    regions: tuple[Region, ...]
    teachers: int
    non_teachers: int
    coordinates: bool
    may_change: bool  # coordinates all its regions


def programmes_of(viewer: Viewer) -> list[ProgrammeRow]:
    """The rounds this viewer works in, newest first; three queries."""
    rows = []
    programmes = granted_programmes(viewer).filter(is_standing=False).prefetch_related("regions")
    counts = participation_counts(viewer)
    for programme in programmes:
        own = viewer.coordinated_region_ids(programme)
        regions = tuple(region for region in programme.regions.all() if not own or region.pk in own)
        keys = [(programme.pk, region.pk) for region in regions]
        rows.append(
            ProgrammeRow(
                programme,
                regions,
                teachers=sum(counts.get((*key, Side.TEACHER.value), 0) for key in keys),
                non_teachers=sum(counts.get((*key, Side.NON_TEACHER.value), 0) for key in keys),
                coordinates=bool(own),
                may_change=own == {region.pk for region in programme.regions.all()},
            )
        )
    return rows


def granted_programmes(viewer: Viewer) -> QuerySet[Programme]:
    """Every programme in which some grant of the viewer is valid."""
    whole_regions = [grant.region_id for grant in viewer.grants if grant.programme_id is None]
    single = [grant.programme_id for grant in viewer.grants if grant.programme_id is not None]
    return (
        Programme.objects.filter(Q(regions__in=whole_regions) | Q(pk__in=single))
        .distinct()
        .order_by("-starts_on", "slug")
    )


def participation_counts(viewer: Viewer) -> dict[tuple[int, int, str], int]:
    """Number of participations by programme, region and side, over the programmes of this viewer."""
    grouped = (
        Participation.objects.filter(programme__in=granted_programmes(viewer))
        .exclude(state=Participation.State.WITHDRAWN)
        .values_list("programme_id", "region_id", "side")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {(programme, region, side): number for programme, region, side, number in grouped}


def public_ids(person_ids: Iterable[int | None]) -> list[str]:
    """The public ids of these people, for the view log."""
    return list(Person.objects.filter(pk__in={pk for pk in person_ids if pk}).values_list("public_id", flat=True))


def people_behind(account_ids: Iterable[int]) -> list[str]:
    """The public ids of the people with these logins, for the view log; most staff is nobody's participant."""
    return list(Person.objects.filter(account_id__in=set(account_ids)).values_list("public_id", flat=True))


@dataclass(frozen=True, slots=True)
class Register:
    """What a platform admin sees: regions, programmes and who has which role (REC-07)."""

    regions: list[Region]
    programmes: list[Programme]
    grants: list[RoleGrant]
    admins: list[Account]


def register() -> Register:
    """Everything of the register; four queries and one for the regions of programmes."""
    return Register(
        regions=list(Region.objects.select_related("organiser").order_by("name")),
        programmes=list(Programme.objects.prefetch_related("regions").order_by("-starts_on", "slug")),
        grants=list(
            RoleGrant.objects.filter(revoked_at__isnull=True)
            .select_related("account", "region", "programme")
            .order_by("account__email", "pk")
        ),
        admins=list(Account.objects.filter(is_platform_admin=True).order_by("email")),
    )


def programme_history(programme: Programme, limit: int = 20) -> QuerySet[History]:
    """What happened in this programme, newest first."""
    return History.objects.filter(programme_id=programme.pk).order_by("-at", "-pk")[:limit]
