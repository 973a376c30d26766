"""What time does to an evening of short talks."""

from datetime import datetime

from jobtwinning.core.schedule import every
from jobtwinning.dating import telling


@every("dating.tell_results", minutes=1)
def tell_results(at: datetime) -> int:
    """Within a minute after the last answer, or at noon of the next day: who both said yes; how many evenings."""
    return telling.tell_due(at)


@every("dating.keep_up", minutes=1)
def keep_up(at: datetime) -> int:
    """Repair running evenings that somebody left; how many."""
    return telling.keep_up(at)
