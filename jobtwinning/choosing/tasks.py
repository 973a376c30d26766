"""What time does to open matching."""

from datetime import datetime

from jobtwinning.choosing import telling
from jobtwinning.core.schedule import every


@every("choosing.tell_mutual", daily_at="12:00")
def tell_mutual(at: datetime) -> int:
    """On Tuesdays and Fridays: a proposal for whoever both said yes; how many."""
    return telling.tell_mutual(at)


@every("choosing.forget", daily_at="03:30")
def forget(at: datetime) -> int:
    """Answers that lapsed, and cards of who left; how many."""
    return telling.forget(at)
