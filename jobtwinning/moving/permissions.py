"""Who may bring a list in, and who may steer one that came in."""

from jobtwinning.intake.permissions import may_import
from jobtwinning.moving.models import Move
from jobtwinning.programmes.viewer import Viewer


def may_steer_move(viewer: Viewer, move: Move) -> bool:
    """As long as it is only read: whoever sent it. Afterwards every coordinator of all its regions."""
    if not may_import(viewer, move.programme) or not set(move.region_ids) <= viewer.coordinated_region_ids(
        move.programme
    ):
        return False
    return move.state != Move.State.READING or move.made_by_id == viewer.account.pk
