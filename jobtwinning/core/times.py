"""Turn a day and a time as people write them into a moment, in a zone that skips an hour and repeats one."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from jobtwinning.core.errors import DomainError


def moment(day: date, at: time, zone: ZoneInfo, *, field: str) -> datetime:
    """The one moment that day and time mean there, in UTC.

    Raises DomainError for a time that does not exist (the clock goes forward) or exists twice (it goes back).
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise DomainError(
            "no_such_time",
            _("Die tijd bestaat niet: in deze nacht gaat de klok een uur vooruit. Kies een tijd vanaf 3.00 uur."),
            field=field,
        )
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise DomainError(
            "time_exists_twice",
            _(
                "Die tijd komt twee keer voor: in deze nacht gaat de klok een uur terug. "
                "Kies een tijd vóór 2.00 uur of vanaf 3.00 uur."
            ),
            field=field,
        )
    return local.astimezone(UTC)
