"""Who may see and answer a pair."""

from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.viewer import Viewer


def may_answer(viewer: Viewer, pair: Pair) -> bool:
    """One of the two people the proposal was made to; it stays theirs to read after it ended."""
    if viewer.person is None:
        return False
    return any(seat.person_id == viewer.person.pk for seat in pair.seats.all())


def may_steer(viewer: Viewer, pair: Pair) -> bool:
    """A coordinator of the pair's region in its programme, not of the own pair: the partner speaks freely."""
    return viewer.coordinates(pair.programme, pair.region) and not may_answer(viewer, pair)
