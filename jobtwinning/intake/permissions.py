"""Who may see and steer sign-ups: participants their own, coordinators those of their regions."""

from jobtwinning.core.models import StoredFile
from jobtwinning.intake.models import EmployerLetter, SavedView
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Participation, Programme, RoleGrant
from jobtwinning.programmes.viewer import Viewer


def may_steer_participation(viewer: Viewer, participation: Participation) -> bool:
    """A coordinator of that region in that programme may withdraw somebody."""
    return viewer.coordinates(participation.programme, participation.region)


def may_see_letter(viewer: Viewer, letter: EmployerLetter) -> bool:
    """Who received the information for employers: a coordinator of that region in that programme."""
    return viewer.coordinates(letter.programme, letter.region)


def may_change_period(viewer: Viewer, period: OrganisationPeriod) -> bool:
    """A coordinator of a region in which people of this organisation take part."""
    regions = {grant.region_id for grant in viewer.grants if grant.role == RoleGrant.Role.COORDINATOR}
    takes_part = Participation.objects.exclude(state=Participation.State.WITHDRAWN)
    return takes_part.filter(employment__organisation=period.organisation_id, region__in=regions).exists()


def may_import(viewer: Viewer, programme: Programme) -> bool:
    """A coordinator may bring people into the own regions of a programme that is not archived."""
    return bool(viewer.coordinated_region_ids(programme)) and not programme.is_archived


def may_read_import_file(viewer: Viewer, stored: StoredFile) -> bool:
    """Only whoever sent the file, and only as long as they may bring people into that programme."""
    if stored.owner_id != viewer.account.pk or stored.programme_id is None:
        return False
    programme = Programme.objects.prefetch_related("regions").filter(pk=stored.programme_id).first()
    if programme is None or not may_import(viewer, programme):
        return False
    # A file for one region stays closed when that region is not theirs any more.
    return stored.region_id is None or stored.region_id in viewer.coordinated_region_ids(programme)


def may_change_view(viewer: Viewer, view: SavedView) -> bool:
    """Whoever keeps it, also when it is shared."""
    return view.account_id == viewer.account.pk
