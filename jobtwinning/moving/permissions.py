"""Who may bring a list in, and who may steer one that came in."""

from jobtwinning.core.models import StoredFile
from jobtwinning.moving.models import Move
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer


def may_import(viewer: Viewer, programme: Programme) -> bool:
    """A coordinator may bring people into the own regions of a programme that is not archived."""
    return bool(viewer.coordinated_region_ids(programme)) and not programme.is_archived


def may_steer_move(viewer: Viewer, move: Move) -> bool:
    """As long as it is only read: whoever sent it. Afterwards every coordinator of all its regions."""
    if not may_import(viewer, move.programme) or not set(move.region_ids) <= viewer.coordinated_region_ids(
        move.programme
    ):
        return False
    return move.state != Move.State.READING or move.made_by_id == viewer.account.pk


def may_read_import_file(viewer: Viewer, stored: StoredFile) -> bool:
    """Only whoever sent the file, and only as long as they may bring people into that programme."""
    if stored.owner_id != viewer.account.pk or stored.programme_id is None:
        return False
    programme = Programme.objects.prefetch_related("regions").filter(pk=stored.programme_id).first()
    if programme is None or not may_import(viewer, programme):
        return False
    # A file for one region stays closed when that region is not theirs any more.
    return stored.region_id is None or stored.region_id in viewer.coordinated_region_ids(programme)
