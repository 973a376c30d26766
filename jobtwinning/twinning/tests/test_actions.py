"""Goals, meetings, hours and closing: what is allowed, what is refused, what is mailed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from conftest import Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.core.times import moment
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import Pair
from jobtwinning.surveys.models import Response
from jobtwinning.twinning import actions
from jobtwinning.twinning.actions import MeetingPlan, Spent
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import make
from tests.make import NOW

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY, TOMORROW = NOW.date(), NOW + timedelta(days=1)


def event_of(text: str) -> Any:
    """The one event of a calendar file."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def plan(starts_at: datetime = TOMORROW, *, hours: float = 2.5, what: str = "Rondleiding") -> MeetingPlan:
    return MeetingPlan(starts_at, starts_at + timedelta(hours=hours), Meeting.Place.WORK, "Balie 2", what)


def spent(work: str = "2", own: str = "0", *, on: date = TODAY) -> Spent:
    return Spent(on=on, work_hours=Decimal(work), private_hours=Decimal(own), what="Voorbereiden")


def refused(code: str, act: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


# --- Goals ----------------------------------------------------------------------------------------


def test_add_goal_of_one_partner_is_kept_with_its_owner_and_told_by_the_history(cast: Cast) -> None:
    owner = cast.teacher.person
    goal = actions.add_goal(cast.pair, text="Een gastles", owner=owner, by=owner.account, at=NOW)

    assert Goal.objects.values_list("text", "owner_id", "pair_id").get() == ("Een gastles", owner.pk, cast.pair.pk)
    line = History.objects.get(verb="add_goal")
    assert (line.subject_id, line.region_id, line.codes) == (
        goal.public_id,
        cast.region.pk,
        {"pair": cast.pair.public_id, "joint": False},
    )
    assert "gastles" not in str(line.codes)


def test_change_goal_that_the_partner_changed_meanwhile_is_refused_and_the_first_stays(cast: Cast) -> None:
    goal = make.make_goal(cast.pair)
    actions.change_goal(goal, text="Van Daan", version=1, by=None, at=NOW)

    refused("changed_meanwhile", lambda: actions.change_goal(goal, text="Van Noor", version=1, by=None, at=NOW))

    assert Goal.objects.values_list("text", "version").get() == ("Van Daan", 2)


def test_remove_goal_leaves_only_the_line_in_the_history(cast: Cast) -> None:
    goal = make.make_goal(cast.pair)
    actions.remove_goal(goal, by=None, at=NOW)

    assert not Goal.objects.exists()
    assert History.objects.get(verb="remove_goal").subject_id == goal.public_id


@pytest.mark.parametrize(
    "act",
    [
        lambda pair: actions.add_goal(pair, text="x", owner=None, by=None, at=NOW),
        lambda pair: actions.change_goal(make.make_goal(pair), text="y", version=1, by=None, at=NOW),
        lambda pair: actions.remove_goal(make.make_goal(pair), by=None, at=NOW),
        lambda pair: actions.plan_meeting(pair, plan(), person=None, by=None, at=NOW),
        lambda pair: actions.move_meeting(make.make_meeting(pair), plan(hours=1), version=1, by=None, at=NOW),
        lambda pair: actions.cancel_meeting(make.make_meeting(pair), by=None, at=NOW),
    ],
    ids=["add goal", "change goal", "remove goal", "plan", "move", "cancel"],
)
def test_a_finished_pair_is_read_only_even_when_the_page_was_open_before(
    cast: Cast, act: Callable[[Pair], object]
) -> None:
    act(cast.pair)  # the control: while it runs, everything is allowed
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.FINISHED)  # cast.pair itself still says accepted

    refused("pair_not_running", lambda: act(cast.pair))


# --- Meetings -------------------------------------------------------------------------------------


def invitations() -> list[OutboxMail]:
    return list(OutboxMail.objects.order_by("pk"))


def test_plan_meeting_to_come_invites_both_with_one_calendar_event(cast: Cast) -> None:
    meeting = actions.plan_meeting(cast.pair, plan(), person=cast.teacher.person, by=None, at=NOW)

    mails = invitations()
    assert [mail.address for mail in mails] == ["teacher@voorbeeld.example", "professional@voorbeeld.example"]
    assert {mail.calendar_method for mail in mails} == {"REQUEST"}
    assert {mail.reply_to for mail in mails} == {"saskia@voorbeeld.example"}
    assert mails[0].subject == "Afspraak met Daan op woensdag 16 september"
    assert "Balie 2" in mails[0].body_text
    event = event_of(mails[0].calendar)
    assert (str(event["uid"]), event["sequence"]) == (meeting.uid, 0)
    assert (event["dtstart"].dt, event["dtend"].dt) == (meeting.starts_at, meeting.ends_at)
    assert sorted(str(address) for address in event["attendee"]) == [
        "mailto:professional@voorbeeld.example",
        "mailto:teacher@voorbeeld.example",
    ]


def test_plan_meeting_that_is_noted_afterwards_sends_no_invitation(cast: Cast) -> None:
    actions.plan_meeting(cast.pair, plan(NOW - timedelta(hours=5)), person=None, by=None, at=NOW)

    assert Meeting.objects.count() == 1
    assert invitations() == []


def test_move_meeting_keeps_the_uid_and_raises_the_sequence(cast: Cast) -> None:
    meeting = actions.plan_meeting(cast.pair, plan(), person=None, by=None, at=NOW)
    moved = plan(TOMORROW + timedelta(days=2))
    actions.move_meeting(meeting, moved, version=1, by=None, at=NOW)

    event = event_of(invitations()[-1].calendar)
    assert (str(event["uid"]), event["sequence"], event["dtstart"].dt) == (meeting.uid, 1, moved.starts_at)
    assert len(invitations()) == 4


def test_move_meeting_without_a_change_does_nothing(cast: Cast) -> None:
    meeting = actions.plan_meeting(cast.pair, plan(), person=None, by=None, at=NOW)
    actions.move_meeting(meeting, plan(), version=1, by=None, at=NOW)

    assert (meeting.sequence, meeting.version, len(invitations())) == (0, 1, 2)


def test_move_meeting_that_the_partner_moved_is_refused(cast: Cast) -> None:
    meeting = actions.plan_meeting(cast.pair, plan(), person=None, by=None, at=NOW)
    actions.move_meeting(meeting, plan(hours=3), version=1, by=None, at=NOW)

    refused("changed_meanwhile", lambda: actions.move_meeting(meeting, plan(hours=2), version=1, by=None, at=NOW))


def test_cancel_meeting_takes_it_out_of_both_calendars_once(cast: Cast) -> None:
    meeting = actions.plan_meeting(cast.pair, plan(), person=None, by=None, at=NOW)
    actions.cancel_meeting(meeting, by=None, at=NOW)
    actions.cancel_meeting(meeting, by=None, at=NOW)

    cancellations = [mail for mail in invitations() if mail.calendar_method == "CANCEL"]
    assert len(cancellations) == 2
    event = event_of(cancellations[0].calendar)
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == (meeting.uid, 1, "CANCELLED")
    assert History.objects.filter(verb="cancel_meeting").count() == 1


def test_plan_meeting_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    error = refused(
        "ends_before_start",
        lambda: actions.plan_meeting(cast.pair, plan(hours=-1), person=None, by=None, at=NOW),
    )
    assert error.field == "end"


def test_plan_meeting_in_another_century_is_refused(cast: Cast) -> None:
    wrong = plan(datetime(2206, 9, 16, 12, tzinfo=UTC))
    refused("far_outside_period", lambda: actions.plan_meeting(cast.pair, wrong, person=None, by=None, at=NOW))


def test_hostile_text_in_a_meeting_adds_no_line_to_mail_or_calendar(cast: Cast) -> None:
    hostile = "x\r\nATTENDEE:mailto:evil@voorbeeld.example\r\n<script>alert(1)</script> {{ 7|add:7 }} \u202e"
    actions.plan_meeting(cast.pair, plan(what=hostile), person=None, by=None, at=NOW)

    mail = invitations()[0]
    event = event_of(mail.calendar)
    assert [str(address) for address in event["attendee"]] == [
        "mailto:teacher@voorbeeld.example",
        "mailto:professional@voorbeeld.example",
    ]
    assert "<script>" not in mail.body_html
    assert "\n" not in mail.subject


# --- Times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2026, 2031))
def test_moment_refuses_the_skipped_and_the_doubled_hour_and_no_other(year: int) -> None:
    """All half hours around both changes of the clock, against the zone's own offsets."""
    spring = max(date(year, 3, day) for day in range(25, 32) if date(year, 3, day).weekday() == 6)
    autumn = max(date(year, 10, day) for day in range(25, 32) if date(year, 10, day).weekday() == 6)
    for day, code in ((spring, "no_such_time"), (autumn, "time_exists_twice")):
        for hour in range(24):
            for minute in (0, 30):
                if hour == 2:
                    refused(code, partial(moment, day, time(hour, minute), AMSTERDAM, field="start"))
                else:
                    found = moment(day, time(hour, minute), AMSTERDAM, field="start")
                    assert found.astimezone(AMSTERDAM).replace(tzinfo=None) == datetime.combine(day, time(hour, minute))


# --- Hours ----------------------------------------------------------------------------------------


def log(cast: Cast, what: Spent, **named: object) -> HoursEntry:
    return actions.log_hours(cast.pair, what, person=cast.teacher.person, by=None, at=NOW, **named)  # type: ignore[arg-type]


def test_log_hours_keeps_work_and_own_time_apart(cast: Cast) -> None:
    log(cast, spent("1.5", "0.5"))

    row = HoursEntry.objects.values_list("person_id", "on", "work_hours", "private_hours").get()
    assert row == (cast.teacher.person_id, NOW.date(), Decimal("1.5"), Decimal("0.5"))


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (spent("0.25"), "hours_in_halves"),
        (spent("-1", "2"), "hours_in_halves"),
        (spent("0", "0"), "no_hours"),
        (spent(on=NOW.date() + timedelta(days=1)), "hours_in_future"),
        (spent(on=NOW.date() - timedelta(days=1)), "hours_before_start"),
        (spent("12.5", "12"), "day_is_full"),
    ],
)
def test_log_hours_that_cannot_be_is_refused(cast: Cast, what: Spent, code: str) -> None:
    refused(code, lambda: log(cast, what))
    assert not HoursEntry.objects.exists()


def test_log_hours_counts_everything_of_that_person_on_that_day(cast: Cast) -> None:
    log(cast, spent("20"))
    make.make_hours(cast.pair, cast.professional.person, work="20.0")  # the partner's day is another day

    refused("day_is_full", lambda: log(cast, spent("4.5")))
    log(cast, spent("4"))

    assert HoursEntry.objects.filter(person=cast.teacher.person).count() == 2


def test_change_hours_does_not_count_its_own_old_value(cast: Cast) -> None:
    entry = log(cast, spent("20"))
    actions.change_hours(entry, spent("0", "24"), version=1, by=None, at=NOW)

    assert HoursEntry.objects.values_list("work_hours", "private_hours", "version").get() == (
        Decimal(0),
        Decimal(24),
        2,
    )
    refused("changed_meanwhile", lambda: actions.change_hours(entry, spent("1"), version=1, by=None, at=NOW))


def test_remove_hours_takes_the_line_away(cast: Cast) -> None:
    entry = log(cast, spent())
    actions.remove_hours(entry, by=None, at=NOW)

    assert not HoursEntry.objects.exists()
    assert History.objects.get(verb="remove_hours").codes["work_hours"] == "2"


def test_log_hours_of_one_meeting_twice_is_refused_but_the_partner_may(cast: Cast) -> None:
    meeting = make.make_meeting(cast.pair, starts_at=NOW - timedelta(hours=3))
    log(cast, spent(), meeting=meeting)

    refused("hours_of_meeting_known", lambda: log(cast, spent(), meeting=meeting))
    actions.log_hours(cast.pair, spent(), person=cast.professional.person, meeting=meeting, by=None, at=NOW)

    assert HoursEntry.objects.filter(meeting=meeting).count() == 2


# --- Closing --------------------------------------------------------------------------------------


def test_close_pair_opens_the_nameting_for_both_and_invites_them(cast: Cast) -> None:
    pair = actions.close_pair(cast.pair, by=cast.accounts["coordinator"], at=NOW)

    assert (pair.state, pair.ended_at) == (Pair.State.FINISHED, NOW)
    responses = Response.objects.filter(instrument="final_survey")
    owners = {row.response_key.link.participation_id: row for row in responses}
    assert set(owners) == {cast.teacher.pk, cast.professional.pk}
    mails = {mail.address: mail for mail in OutboxMail.objects.filter(template="closing_survey")}
    assert set(mails) == {"teacher@voorbeeld.example", "professional@voorbeeld.example"}
    assert owners[cast.teacher.pk].public_id in mails["teacher@voorbeeld.example"].body_text
    assert owners[cast.professional.pk].public_id not in mails["teacher@voorbeeld.example"].body_text
    assert mails["teacher@voorbeeld.example"].subject == "Hoe was het met Daan?"


def test_close_pair_twice_is_refused_and_mails_once(cast: Cast) -> None:
    actions.close_pair(cast.pair, by=None, at=NOW)
    refused("pair_is_finished", lambda: actions.close_pair(cast.pair, by=None, at=NOW))

    assert OutboxMail.objects.filter(template="closing_survey").count() == 2


def test_hours_of_a_closed_pair_stop_at_the_day_of_closing(cast: Cast) -> None:
    pair = actions.close_pair(cast.pair, by=None, at=NOW)
    later = NOW + timedelta(days=3)
    person = cast.teacher.person

    actions.log_hours(pair, spent(), person=person, by=None, at=later)
    next_day = spent(on=NOW.date() + timedelta(days=1))
    refused("hours_in_future", lambda: actions.log_hours(pair, next_day, person=person, by=None, at=later))
