"""Who may see and adopt pairs that began by themselves."""

from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.permissions import may_answer
from jobtwinning.programmes.permissions import region_ids_now
from jobtwinning.programmes.viewer import Viewer


def may_adopt(viewer: Viewer, pair: Pair) -> bool:
    """A coordinator of its region, not of the own pair; once it is in a round there is nothing to adopt."""
    is_own = may_answer(viewer, pair)
    return pair.programme.is_standing and pair.region_id in region_ids_now(viewer) and not is_own
