"""The only clock. Everything that needs "now" takes it as an argument or asks here.

`CLOCK_OFFSET_SECONDS` moves the whole platform in time for a demonstration; never in production.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, in UTC, moved by the demo offset."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


def today(zone: ZoneInfo = AMSTERDAM) -> date:
    """The date it is now in the zone of the programme."""
    return now().astimezone(zone).date()
