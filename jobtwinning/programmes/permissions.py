"""Who may do what with a programme and the people in it. Pure predicates; views ask them through `find`."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from jobtwinning.core.errors import DomainError
from jobtwinning.core.files import PURPOSES
from jobtwinning.core.models import StoredFile
from jobtwinning.programmes.models import (
    Channel,
    Event,
    EventInvitation,
    Participation,
    Programme,
    RoleGrant,
)
from jobtwinning.programmes.viewer import Viewer

M = TypeVar("M", bound=Model)


OWNERS = ("pair", "response_key", "programme", "event", "evening")  # what leads from a row to its programme


def find(
    queryset: QuerySet[M],
    viewer: Viewer,
    may: Callable[[Viewer, M], bool],
    *,
    even_archived: bool = False,
    **lookup: object,
) -> M:
    """The one row, only if this viewer may; otherwise 404, as if it did not exist.

    DomainError when something would change in a programme that is archived, unless that is allowed.
    """
    if any("\x00" in str(value) for value in lookup.values()):  # PostgreSQL refuses to look for NUL
        raise Http404
    row = next(iter(queryset.filter(**lookup)[:1]), None)  # there is no other: nothing to put in order
    if row is None or not may(viewer, row):
        raise Http404
    if viewer.is_changing and not even_archived:
        refuse_archived(row)
    return row


def refuse_archived(row: Model) -> None:
    """DomainError when the row is a programme that is archived, or belongs to one (REC-08)."""
    while not isinstance(row, Programme):
        owner = next((name for name in OWNERS if getattr(row, name, None) is not None), None)
        if owner is None:
            return
        row = getattr(row, owner)
    if row.is_archived:
        raise DomainError("archived", _("Deze ronde is gearchiveerd. Er verandert niets meer aan."))


def refuse_over(programme: Programme) -> None:
    """DomainError when the programme is finished: nobody is matched or starts in it any more."""
    if programme.is_over:
        raise DomainError("over", _("Deze ronde is afgerond. Er wordt niemand meer gematcht."))


def refuse_standing(programme: Programme) -> None:
    """DomainError when the programme holds the pairs that began by themselves: it is no round (REC-09)."""
    if programme.is_standing:
        raise DomainError("standing", _("Dit kan niet bij koppels die zelf begonnen."))


def may_coordinate(viewer: Viewer, programme: Programme) -> bool:
    """Coordinator of at least one region of the programme."""
    return viewer.coordinates(programme)


def may_administer(viewer: Viewer) -> bool:
    """Regions, organisations, programmes and grants are made by a platform admin."""
    return viewer.account.is_platform_admin


def may_read_report(viewer: Viewer, programme: Programme) -> bool:
    """The report: coordinators of the programme and its researchers."""
    return viewer.coordinates(programme) or any(
        grant.role == RoleGrant.Role.RESEARCHER and grant.programme_id == programme.pk for grant in viewer.grants
    )


def may_see_participation(viewer: Viewer, participation: Participation) -> bool:
    """A coordinator of that region in that programme."""
    return viewer.coordinates(participation.programme, participation.region)


def is_own_participation(viewer: Viewer, participation: Participation) -> bool:
    """The participant themselves, as long as they have not withdrawn."""
    return (
        viewer.person is not None
        and participation.person_id == viewer.person.pk
        and participation.state != Participation.State.WITHDRAWN
    )


def may_see_overview(viewer: Viewer) -> bool:
    """Everybody with a role somewhere."""
    return bool(viewer.grants)


def whole_region_ids(viewer: Viewer) -> set[int]:
    """Primary keys of the regions somebody coordinates in every programme."""
    return {
        grant.region_id
        for grant in viewer.grants
        if grant.role == RoleGrant.Role.COORDINATOR and grant.programme_id is None and grant.region_id is not None
    }


def region_ids_now(viewer: Viewer) -> set[int]:
    """Primary keys of the regions somebody coordinates, in all programmes or in one that is not over."""
    return {
        grant.region_id
        for grant in viewer.grants
        if grant.role == RoleGrant.Role.COORDINATOR
        and grant.region_id is not None
        and (grant.programme is None or not grant.programme.is_over)
    }


def may_create_programme(viewer: Viewer) -> bool:
    """A platform admin, or the coordinator of a whole region."""
    return may_administer(viewer) or bool(whole_region_ids(viewer))


def may_change_state(viewer: Viewer, programme: Programme) -> bool:
    """Whoever coordinates all regions of the programme, or a platform admin."""
    every = {region.pk for region in programme.regions.all()}
    return may_administer(viewer) or viewer.coordinated_region_ids(programme) == every


def may_see_channel(viewer: Viewer, channel: Channel) -> bool:
    """A coordinator of its region in its programme."""
    return viewer.coordinates(channel.programme, channel.region)


def may_see_event(viewer: Viewer, event: Event) -> bool:
    """A coordinator of its region, or of one with which it is shared."""
    return any(viewer.coordinates(event.programme, region) for region in (event.region, *event.shared_with.all()))


def may_change_event(viewer: Viewer, event: Event) -> bool:
    """A coordinator of its region."""
    return viewer.coordinates(event.programme, event.region)


def may_note_invited(viewer: Viewer, invitation: EventInvitation) -> bool:
    """A coordinator of the region of who is invited."""
    return viewer.coordinates(invitation.event.programme, invitation.participation.region)


def is_own_invitation(viewer: Viewer, invitation: EventInvitation) -> bool:
    """Whoever is invited, as long as they have not withdrawn."""
    return is_own_participation(viewer, invitation.participation)


def may_revoke(viewer: Viewer, grant: RoleGrant) -> bool:
    """A platform admin."""
    return may_administer(viewer)


def may_read_file(viewer: Viewer, stored: StoredFile) -> bool:
    """Whoever the purpose of the file lets in; a purpose that no app registered lets nobody in."""
    purpose = PURPOSES.get(stored.purpose)
    return purpose is not None and purpose.may_read(viewer, stored)


def may_edit_texts(viewer: Viewer, programme: Programme | None) -> bool:
    """The texts of a programme that is not archived: its coordinators. Those of the platform (None): an admin."""
    if programme is None:
        return viewer.account.is_platform_admin
    return viewer.coordinates(programme) and not programme.is_archived
