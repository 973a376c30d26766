"""Who may see and steer sign-ups: participants their own, coordinators those of their regions."""

from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.viewer import Viewer


def may_steer_participation(viewer: Viewer, participation: Participation) -> bool:
    """A coordinator of that region in that programme may withdraw somebody."""
    return viewer.coordinates(participation.programme, participation.region)


def may_import(viewer: Viewer, programme: Programme) -> bool:
    """A coordinator may bring people into the own regions of a programme."""
    return bool(viewer.coordinated_region_ids(programme))
