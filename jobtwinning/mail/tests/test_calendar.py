from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from jobtwinning.mail.calendar import Attendee, meeting_calendar

pytestmark = pytest.mark.one_database

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STAMP = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def write(**changes: Any) -> str:
    values: dict[str, Any] = {
        "uid": "abc123@jobtwinning",
        "sequence": 0,
        "starts_at": datetime(2026, 10, 13, 13, 0, tzinfo=AMSTERDAM),
        "ends_at": datetime(2026, 10, 13, 15, 0, tzinfo=AMSTERDAM),
        "zone": AMSTERDAM,
        "summary": "Ontmoeting met Daan",
        "location": "Brugwater Lyceum, Maasmond",
        "description": "Meld je bij de receptie.",
        "organizer": Attendee("Saskia de Boer", "saskia@voorbeeld.example"),
        "attendees": [Attendee("Noor", "noor@voorbeeld.example"), Attendee("Daan", "daan@voorbeeld.example")],
        "method": "REQUEST",
        "stamp": STAMP,
    }
    return meeting_calendar(**(values | changes))


def read(text: str) -> Any:
    """The one event; fails when the text holds anything else."""
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    return events[0]


def test_meeting_calendar_gives_every_property_once_and_never_a_zone_name() -> None:
    text = write()
    lines = text.replace("\r\n ", "").split("\r\n")
    read_once = {"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE", "UID", "SEQUENCE", "DTSTAMP", "DTSTART"}
    read_once |= {"DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "ORGANIZER"}
    names = [line.split(":")[0].split(";")[0] for line in lines if line]
    assert Counter(names) == Counter(read_once) + Counter(["BEGIN", "END", "ATTENDEE"] * 2)
    assert "DTSTART:20261013T110000Z" in lines
    assert "DTEND:20261013T130000Z" in lines
    assert "DTSTAMP:20260901T080000Z" in lines
    assert "METHOD:REQUEST" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "TZID" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_meeting_calendar_cancel_keeps_the_uid_and_says_cancelled() -> None:
    event = read(write(method="CANCEL", sequence=3))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("abc123@jobtwinning", 3, "CANCELLED")
    assert "METHOD:CANCEL" in write(method="CANCEL")


def test_meeting_calendar_is_pure() -> None:
    assert write() == write()


def sundays(year: int) -> list[date]:
    """The two days on which the clock changes."""
    days = [date(year, month, 31) for month in (3, 10)]
    return [day - timedelta(days=(day.weekday() + 1) % 7) for day in days]


DST_DAYS = [
    sunday + timedelta(days=offset) for year in range(2026, 2031) for sunday in sundays(year) for offset in range(-3, 4)
]


def test_the_weeks_of_the_test_hold_both_changes_of_the_clock() -> None:
    offsets = {datetime(d.year, d.month, d.day, 12, tzinfo=AMSTERDAM).utcoffset() for d in DST_DAYS}
    assert len(DST_DAYS) == 70
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize("fold", [0, 1])
def test_meeting_calendar_in_the_weeks_the_clock_changes_keeps_the_hour(fold: int) -> None:
    wrong = []
    for day in DST_DAYS:
        for hour, minute in [*((hour, 0) for hour in range(24)), (1, 30), (2, 30)]:
            starts_at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM, fold=fold)
            ends_at = (starts_at.astimezone(UTC) + timedelta(hours=2)).astimezone(AMSTERDAM)
            event = read(write(starts_at=starts_at, ends_at=ends_at))
            if event["DTSTART"].dt.timestamp() != starts_at.timestamp():
                wrong.append(starts_at)
            if event["DTEND"].dt - event["DTSTART"].dt != timedelta(hours=2):
                wrong.append(ends_at)
    assert wrong == []


def test_meeting_calendar_in_the_doubled_hour_tells_the_two_apart() -> None:
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=fold) for fold in (0, 1))
    assert "DTSTART:20261025T003000Z" in write(starts_at=first, ends_at=second)
    assert "DTEND:20261025T013000Z" in write(starts_at=first, ends_at=second)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (datetime(2026, 10, 13, 13, 0), datetime(2026, 10, 13, 15, 0, tzinfo=UTC)),
        (datetime(2026, 10, 13, 13, 0, tzinfo=UTC), datetime(2026, 10, 13, 13, 0, tzinfo=UTC)),
        (datetime(2026, 10, 13, 13, 0, tzinfo=UTC), datetime(2026, 10, 13, 12, 0, tzinfo=UTC)),
    ],
)
def test_meeting_calendar_impossible_time_is_an_error(starts_at: datetime, ends_at: datetime) -> None:
    with pytest.raises(ValueError, match=r"a (time in a calendar needs a zone|meeting ends after it starts)"):
        write(starts_at=starts_at, ends_at=ends_at)


HOSTILE = [
    "plat\r\nATTENDEE:mailto:evil@x.example",
    "x\nEND:VEVENT\nBEGIN:VEVENT",
    "a\rb\x00c\x0bd\x1be\u2028f\u202eg",
    'aan"halings;teken:dubbel,komma\\n',
    "emoji 🌉 " * 60,
    "é" * 500,
    "<script>alert(1)</script> {{ 7*7 }} {0.__class__}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_meeting_calendar_hostile_text_stays_text(text: str) -> None:
    event = read(
        write(
            uid=text,
            summary=text,
            location=text,
            description=text,
            organizer=Attendee(text, f"o{text}@x.example"),
            attendees=[Attendee(text, "a@x.example\r\nX-EVIL:1")],
        )
    )
    plain = sorted(read(write(attendees=[Attendee("N", "n@x.example")])).keys())
    assert sorted(event.keys()) == plain
    assert str(event["SUMMARY"]) == " ".join(str(event["SUMMARY"]).split())
    if text == HOSTILE[0]:
        assert str(event["SUMMARY"]) == "plat ATTENDEE:mailto:evil@x.example"
        assert str(event["ATTENDEE"]) == "mailto:a@x.exampleX-EVIL:1"


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_meeting_calendar_any_text_gives_one_event_with_the_same_properties(text: str) -> None:
    event = read(write(summary="s" + text, location="l" + text, description="d" + text))
    assert sorted(event.keys()) == sorted(read(write()).keys())
