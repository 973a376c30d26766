"""What time does to a question to a manager."""

from datetime import datetime

from jobtwinning.core.schedule import every
from jobtwinning.intake.managers.care import remind_manager
from jobtwinning.intake.managers.queries import managers_to_remind


@every("intake.remind_managers", daily_at="08:10")
def remind_managers(at: datetime) -> int:
    """One reminder, some working days after the link; how many. In the morning, since people get a mail."""
    return sum(remind_manager(permission, by=None, at=at) for permission in managers_to_remind(at))
