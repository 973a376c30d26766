"""Who may erase whom."""

from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.viewer import Viewer


def is_oneself(viewer: Viewer, person: Person) -> bool:
    """The person behind the login."""
    return viewer.person is not None and viewer.person.pk == person.pk


def may_erase(viewer: Viewer, participation: Participation) -> bool:
    """A coordinator of that region in that programme."""
    return viewer.coordinates(participation.programme, participation.region)
