"""What time does to a question to a manager, and to a timetable that was not known."""

from datetime import datetime

from jobtwinning.core.schedule import every
from jobtwinning.intake.managers.care import remind_manager
from jobtwinning.intake.managers.queries import managers_to_remind
from jobtwinning.intake.timetables import ask_timetable, timetables_to_mail


@every("intake.remind_managers", daily_at="08:10")
def remind_managers(at: datetime) -> int:
    """One reminder, some working days after the link; how many. In the morning, since people get a mail."""
    return sum(remind_manager(permission, by=None, at=at) for permission in managers_to_remind(at))


@every("intake.ask_timetables", daily_at="08:15")
def ask_timetables(at: datetime) -> int:
    """When the timetable is out, once more to whoever did not know it; how many. In the morning: people get a mail."""
    return sum(ask_timetable(asked, at=at) for asked in timetables_to_mail(at))
