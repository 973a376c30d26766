"""The one place that writes .ics: meetings of a pair and events of a programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from jobtwinning.core.texts import clean, one_line

PRODUCT = "-//Job Twinning//jobtwinning//NL"
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in the invitation."""

    name: str
    address: str


def meeting_calendar(
    *,
    uid: str,
    sequence: int,
    starts_at: datetime,
    ends_at: datetime,
    zone: ZoneInfo,
    summary: str,
    location: str,
    description: str,
    organizer: Attendee,
    attendees: Sequence[Attendee],
    method: Method,
    stamp: datetime,
) -> str:
    """An iCalendar text with one event, for a mail's text/calendar part or a download.

    Times are written in UTC, so that no reader needs our zone's rules; `zone` only tells in which zone to show a
    calendar. The same `uid` with a higher `sequence` changes or cancels what was sent before. `stamp` is the moment
    of writing. Raises ValueError for a time without zone or an end that is not after the start.
    """
    start, end = in_utc(starts_at), in_utc(ends_at)
    if end <= start:
        raise ValueError("a meeting ends after it starts")
    event = Event()
    event.add("uid", one_line(uid))
    event.add("sequence", sequence)
    event.add("dtstamp", in_utc(stamp))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", one_line(summary))
    if location:
        event.add("location", one_line(location))
    if description:
        event.add("description", clean(description))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event["organizer"] = cal_address(organizer)
    for attendee in attendees:
        event.add("attendee", invited(attendee), encode=False)
    return wrapped(event, zone, method)


def organizer() -> Attendee:
    """The platform: answers of calendars go there, not to a partner or coordinator."""
    name, _, address = settings.DEFAULT_FROM_EMAIL.rpartition("<")
    return Attendee(name.strip() or "Job Twinning", address.rstrip(">").strip())


def wrapped(event: Event, zone: ZoneInfo, method: Method) -> str:
    """The event in its calendar."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-timezone", str(zone))
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; `fold` decides which of the two hours it is when the clock goes back."""
    if moment.tzinfo is None:
        raise ValueError("a time in a calendar needs a zone")
    return moment.astimezone(UTC)


def cal_address(person: Attendee) -> vCalAddress:
    """`mailto:` with the name; a quotation mark cannot stand in a parameter."""
    address = vCalAddress(f"mailto:{''.join(clean(person.address).split())}")
    address.params["CN"] = vText(one_line(person.name).replace('"', "'"))
    return address


def invited(person: Attendee) -> vCalAddress:
    address = cal_address(person)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE")
    return address
