"""Who may look around: whoever takes part and is ready, in a programme where people do so."""

from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import is_own_participation
from jobtwinning.programmes.viewer import Viewer


def may_look_around(viewer: Viewer, participation: Participation) -> bool:
    """The participant themselves, where the rules of the programme know open matching."""
    return is_own_participation(viewer, participation) and "open" in participation.programme.rules.modes
