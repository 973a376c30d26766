"""Reads an .ics by the letter of RFC 5545, knowing nothing of the library that wrote it; refuses whatever is not."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = re.compile(r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)")
MOMENT = re.compile(r"\d{8}T\d{6}Z")
ESCAPED = re.compile(r"\\(.)")
TEXTS = {"SUMMARY", "LOCATION", "DESCRIPTION"}
ONCE = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "ORGANIZER", *TEXTS}


@dataclass(frozen=True)
class Read:
    """What a calendar program takes out of it."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    status: str
    summary: str
    location: str
    description: str
    attendees: tuple[str, ...]


def read(text: str) -> Read:
    """The one event of this text; ValueError for anything that a strict reader may refuse."""
    properties = [_property(line) for line in _unfolded(text)]
    names = [name for name, _value in properties]
    frame = [value for name, value in properties if name in ("BEGIN", "END")]
    if frame != ["VCALENDAR", "VEVENT", "VEVENT", "VCALENDAR"] or names[0] != "BEGIN" or names[-1] != "END":
        raise ValueError(f"nested as {frame}")
    start, end = names.index("BEGIN", 1), len(names) - 1 - names[::-1].index("END", 1)
    head, body = dict(properties[1:start]), properties[start + 1 : end]
    if head.get("VERSION") != "2.0" or not head.get("PRODID") or head.get("METHOD") not in ("REQUEST", "CANCEL"):
        raise ValueError(f"a head of {head}")
    found = {name: value for name, value in body if name != "ATTENDEE"}
    if any([name for name, _value in body].count(name) > 1 for name in ONCE) or {"UID", "DTSTAMP", "DTSTART"} - {
        *found
    }:
        raise ValueError("something twice, or missing")
    attendees = tuple(value.removeprefix("mailto:") for name, value in body if name == "ATTENDEE")
    summary, location, description = (_text(found.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION"))
    return Read(
        head["METHOD"], found["UID"], int(found["SEQUENCE"]), _moment(found["DTSTART"]), _moment(found["DTEND"]),
        found["STATUS"], summary, location, description, attendees,
    )  # fmt: skip


def _unfolded(text: str) -> list[str]:
    """Lines end with CRLF, are at most 75 octets and go on after a blank (3.1)."""
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        raise ValueError("a line that does not end with CRLF")
    if any(len(line.encode()) > 75 for line in text.split("\r\n")):
        raise ValueError("a line of more than 75 octets")
    return text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def _property(line: str) -> tuple[str, str]:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"no property: {line}")
    return found["name"], found["value"]


def _moment(value: str) -> datetime:
    """A date-time in UTC (3.3.5)."""
    if not MOMENT.fullmatch(value):
        raise ValueError(f"no moment in UTC: {value}")
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _text(value: str) -> str:
    """Comma, semicolon, backslash and line break are escaped (3.3.11)."""
    bare = ESCAPED.sub("", value)
    if "," in bare or ";" in bare or "\\" in bare:
        raise ValueError(f"unescaped: {value}")
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
