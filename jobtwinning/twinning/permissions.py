"""Who may do what on the page of a pair. The page belongs to the two partners, nobody else."""

from django.db.models import Prefetch, QuerySet

from jobtwinning.pairs.models import TOGETHER, Pair, Seat
from jobtwinning.pairs.permissions import may_steer
from jobtwinning.programmes.viewer import Viewer
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting


def pairs_with_seats() -> QuerySet[Pair]:
    """Pairs with everything the predicates and the page ask for."""
    seats = Seat.objects.select_related("person", "participation__employment__organisation", "exit_note")
    return Pair.objects.select_related("programme", "region").prefetch_related(Prefetch("seats", seats))


def may_open_pair(viewer: Viewer, pair: Pair) -> bool:
    """One of the two partners, from the moment both said yes."""
    return (
        viewer.person is not None
        and pair.state in TOGETHER
        and any(seat.person_id == viewer.person.pk for seat in pair.seats.all())
    )


def may_look_back(viewer: Viewer, pair: Pair) -> bool:
    """One of the two, after their pair was ended."""
    return pair.state == Pair.State.ENDED and may_open_pair(viewer, pair)


def may_change_goal(viewer: Viewer, goal: Goal) -> bool:
    """Whoever owns it; both when it is a joint goal."""
    return may_open_pair(viewer, goal.pair) and (
        goal.owner_id is None or (viewer.person is not None and goal.owner_id == viewer.person.pk)
    )


def may_change_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Both partners."""
    return may_open_pair(viewer, meeting.pair)


def may_change_hours(viewer: Viewer, entry: HoursEntry) -> bool:
    """Only whoever spent them."""
    return may_open_pair(viewer, entry.pair) and viewer.person is not None and entry.person_id == viewer.person.pk


def may_close_pair(viewer: Viewer, pair: Pair) -> bool:
    """Whoever guides the pair as its coordinator; see `may_steer`."""
    return may_steer(viewer, pair)
