"""The calendar files of an event, read by a reader of its own, in every week in which the clock changes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.events.actions import EventPlan, cancel_event, change_event, invite_people, plan_event
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.tests.strict_calendar import Read, read
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 9, 0, tzinfo=clock.AMSTERDAM)


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


CHANGES = [last_sunday(year, month) for year in range(2026, 2031) for month in (3, 10)]


def local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), clock.AMSTERDAM)


def newest(template: str, method: str) -> Read:
    """The calendar file of the last mail."""
    mail = OutboxMail.objects.latest("pk")
    found = read(mail.calendar)
    assert (mail.template, mail.calendar_method, found.method) == (template, method, method)
    return found


@pytest.mark.parametrize("sunday", CHANGES, ids=str)
def test_invitation_move_and_cancel_read_right_around_every_change_of_the_clock(sunday: date, cast: Cast) -> None:
    at = max(AT, local(sunday, 9) - timedelta(days=200))
    guest = make.make_participation(cast.programme, state=Participation.State.SIGNED_UP)
    plan = EventPlan(
        "information", local(sunday - timedelta(days=1), 19), local(sunday - timedelta(days=1), 21),
        "Aula; 1e etage, links", 5, "Neem mee:\npen, papier",
    )  # fmt: skip
    event = plan_event(cast.programme, cast.region, plan, by=None, at=at)
    invite_people(event, [guest], by=None, at=at)
    invited = newest("event_invited", "REQUEST")
    moved = replace(plan, starts_at=local(sunday, 19), ends_at=local(sunday, 21), place="Aula")
    change_event(event, moved, version=event.version, by=None, at=at)
    changed = newest("event_moved", "REQUEST")
    cancel_event(event, by=None, at=at)
    cancelled = newest("event_cancelled", "CANCEL")
    assert [each.sequence for each in (invited, changed, cancelled)] == [0, 1, 2]
    assert {each.uid for each in (invited, changed, cancelled)} == {event.uid}
    assert [each.status for each in (invited, changed, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    for told, day in ((invited, sunday - timedelta(days=1)), (changed, sunday), (cancelled, sunday)):
        starts, ends = (moment.astimezone(clock.AMSTERDAM) for moment in (told.starts_at, told.ends_at))
        assert (starts.date(), starts.hour, starts.minute) == (day, 19, 30)
        assert (ends.date(), ends.hour, ends.minute) == (day, 21, 30)
        assert told.attendees == (guest.person.email,)
    assert invited.location == "Aula; 1e etage, links"
    assert invited.description.startswith("Neem mee:\npen, papier\n")
    assert "/uitnodiging/" not in invited.description  # whoever else sees the calendar cannot answer


@pytest.mark.parametrize(
    "broken", ["DTSTART:20260101T100000\r\n", "X:1\n", f"SUMMARY:{'x' * 80}\r\n", "SUMMARY:a,b\r\n"]
)
def test_control_the_reader_refuses_what_is_not_as_it_should(broken: str, cast: Cast) -> None:
    event = make.make_event(cast.programme)
    invite_people(event, [cast.teacher], by=None, at=clock.now())
    text = OutboxMail.objects.get(template="event_invited").calendar
    name = broken.partition(":")[0]
    lines = [broken if line.startswith(f"{name}:") else f"{line}\r\n" for line in text.split("\r\n")[:-1]]
    spoiled = "".join(lines) if name != "X" else text.replace("END:VEVENT\r\n", f"{broken}END:VEVENT\r\n")
    assert read(text).method == "REQUEST"
    with pytest.raises(ValueError):
        read(spoiled)
