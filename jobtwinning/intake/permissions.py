"""Who may see and steer sign-ups: participants their own, coordinators those of their regions."""

from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Participation, RoleGrant
from jobtwinning.programmes.viewer import Viewer


def may_steer_participation(viewer: Viewer, participation: Participation) -> bool:
    """A coordinator of that region in that programme may withdraw somebody."""
    return viewer.coordinates(participation.programme, participation.region)


def may_change_period(viewer: Viewer, period: OrganisationPeriod) -> bool:
    """A coordinator of a region in which people of this organisation take part."""
    regions = {grant.region_id for grant in viewer.grants if grant.role == RoleGrant.Role.COORDINATOR}
    takes_part = Participation.objects.exclude(state=Participation.State.WITHDRAWN)
    return takes_part.filter(employment__organisation=period.organisation_id, region__in=regions).exists()
