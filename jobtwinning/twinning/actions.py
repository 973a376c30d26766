"""What a pair does: set goals, plan meetings, log hours; and how its trajectory is closed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs.actions import finish_pair
from jobtwinning.pairs.models import RUNNING, ExitNote, Pair
from jobtwinning.people.models import Person
from jobtwinning.surveys.actions import open_response
from jobtwinning.surveys.models import Response
from jobtwinning.twinning import letters
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

STEP = Decimal("0.5")  # hours are kept in half hours (ACT-04)
HOURS_IN_A_DAY = 24
DIARY_REACH = timedelta(days=366)  # a date further from the period than this is a slip of the keyboard
CLOSING_SURVEY = "final_survey"


# --- Goals ------------------------------------------------------------------------------------------


@transaction.atomic
def add_goal(pair: Pair, *, text: str, owner: Person | None, by: Account | None, at: datetime) -> Goal:
    """Write down a goal of one partner, or of both when `owner` is None (AGR-03, R-2.4)."""
    _refuse_closed(pair)
    goal = Goal.objects.create(pair=pair, owner=owner, text=text, made_at=at)
    _record("add_goal", goal, pair, by=by, at=at, codes={"joint": owner is None})
    return goal


@transaction.atomic
def change_goal(goal: Goal, *, text: str, version: int, by: Account | None, at: datetime) -> Goal:
    """Change a goal that is still as the writer saw it; otherwise DomainError "changed_meanwhile", nothing is lost."""
    _refuse_closed(goal.pair)
    _update(goal, version, text=text)
    _record("change_goal", goal, goal.pair, by=by, at=at, codes={"joint": goal.owner_id is None})
    return goal


@transaction.atomic
def remove_goal(goal: Goal, *, by: Account | None, at: datetime) -> None:
    """Take a goal away; the history keeps that it was there. Twice is once."""
    _refuse_closed(goal.pair)
    if Goal.objects.filter(pk=goal.pk).delete()[0]:
        _record("remove_goal", goal, goal.pair, by=by, at=at)


# --- Meetings ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When, where and what; times are moments, so with a zone."""

    starts_at: datetime
    ends_at: datetime
    place: str
    where: str = ""
    what: str = ""


@transaction.atomic
def plan_meeting(pair: Pair, plan: MeetingPlan, *, person: Person | None, by: Account | None, at: datetime) -> Meeting:
    """Put a meeting in the diary; a meeting to come goes to both partners' calendars (AGR-05)."""
    _refuse_closed(pair)
    _check_plan(pair, plan, at)
    meeting = Meeting.objects.create(pair=pair, made_by=person, time_zone=pair.programme.time_zone, **asdict(plan))
    _record("plan_meeting", meeting, pair, by=by, at=at, codes={"place": meeting.place})
    letters.send_invitations(meeting, at=at, news=letters.PLANNED)
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, plan: MeetingPlan, *, version: int, by: Account | None, at: datetime) -> Meeting:
    """Change when, where or what; the calendars follow under the same UID with a higher SEQUENCE."""
    _refuse_closed(meeting.pair)
    _check_plan(meeting.pair, plan, at)
    was_to_come = meeting.ends_at > at
    if asdict(plan) == {name: getattr(meeting, name) for name in asdict(plan)}:
        return meeting
    _update(meeting, version, sequence=F("sequence") + 1, **asdict(plan))
    _record("move_meeting", meeting, meeting.pair, by=by, at=at, codes={"sequence": meeting.sequence})
    letters.send_invitations(meeting, at=at, news=letters.MOVED, even_past=was_to_come)
    return meeting


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, by: Account | None, at: datetime, news: letters.News = letters.CANCELLED
) -> Meeting:
    """Strike a meeting; hours that were logged for it stay with whoever spent them. Twice is once."""
    _refuse_closed(meeting.pair)
    struck = Meeting.objects.filter(pk=meeting.pk, cancelled_at__isnull=True).update(
        cancelled_at=at, sequence=F("sequence") + 1, version=F("version") + 1
    )
    meeting.refresh_from_db(fields=["cancelled_at", "sequence", "version"])
    if struck:
        _record("cancel_meeting", meeting, meeting.pair, by=by, at=at, codes={"sequence": meeting.sequence})
        letters.send_invitations(meeting, at=at, news=news)
    return meeting


def _check_plan(pair: Pair, plan: MeetingPlan, at: datetime) -> None:
    if plan.ends_at <= plan.starts_at:
        raise DomainError("ends_before_start", _("De eindtijd moet na de begintijd liggen."), field="end")
    is_to_come = plan.ends_at > at  # what has been may always be written down
    if is_to_come and pair.paused_until and plan.starts_at.astimezone(_zone(pair)).date() <= pair.paused_until:
        message = _("Jullie hebben pauze tot en met %(day)s. Kies een dag daarna.") % {
            "day": date_format(pair.paused_until, "j F Y")
        }
        raise DomainError("in_the_pause", message, field="day")
    first, last = first_day(pair) - DIARY_REACH, (pair.planned_end_on or first_day(pair)) + DIARY_REACH
    if not first <= plan.starts_at.astimezone(_zone(pair)).date() <= last:
        message = _("Klopt het jaar? Kies een dag tussen %(first)s en %(last)s.") % {
            "first": date_format(first, "j F Y"),
            "last": date_format(last, "j F Y"),
        }
        raise DomainError("far_outside_period", message, field="day")


# --- Hours ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours of one person on one day, work time and own time apart, in steps of half an hour."""

    on: date
    work_hours: Decimal
    private_hours: Decimal
    what: str

    @property
    def total(self) -> Decimal:
        return self.work_hours + self.private_hours


@transaction.atomic
def log_hours(
    pair: Pair, spent: Spent, *, person: Person, by: Account | None, at: datetime, meeting: Meeting | None = None
) -> HoursEntry:
    """Write down what somebody spent (ACT-04). A meeting gets one line per person: a second one is refused."""
    _check_hours(pair, spent, person=person, at=at)
    try:
        with transaction.atomic():
            entry = HoursEntry.objects.create(pair=pair, person=person, meeting=meeting, **asdict(spent))
    except IntegrityError:
        raise DomainError("hours_of_meeting_known", _("De uren van deze ontmoeting staan er al.")) from None
    _record("log_hours", entry, pair, by=by, at=at, codes=_hours_codes(entry))
    return entry


@transaction.atomic
def change_hours(entry: HoursEntry, spent: Spent, *, version: int, by: Account | None, at: datetime) -> HoursEntry:
    """Correct a line that is still as the writer saw it."""
    _check_hours(entry.pair, spent, person=entry.person, at=at, besides=entry)
    _update(entry, version, **asdict(spent))
    _record("change_hours", entry, entry.pair, by=by, at=at, codes=_hours_codes(entry))
    return entry


@transaction.atomic
def remove_hours(entry: HoursEntry, *, by: Account | None, at: datetime) -> None:
    """Take a line away. Twice is once."""
    if HoursEntry.objects.filter(pk=entry.pk).delete()[0]:
        _record("remove_hours", entry, entry.pair, by=by, at=at, codes=_hours_codes(entry))


def _hours_codes(entry: HoursEntry) -> dict[str, str | int | bool | None]:
    return {"work_hours": str(entry.work_hours), "private_hours": str(entry.private_hours)}


def _check_hours(pair: Pair, spent: Spent, *, person: Person, at: datetime, besides: HoursEntry | None = None) -> None:
    _check_amount(spent)
    first, last = first_day(pair), last_day_for_hours(pair, at)
    if spent.on > last:
        raise DomainError("hours_in_future", _("Vul uren in als ze geweest zijn, niet vooruit."), field="on")
    if spent.on < first:
        message = _("Jullie zijn begonnen op %(first)s. Uren van daarvoor tellen niet mee.") % {
            "first": date_format(first, "j F Y")
        }
        raise DomainError("hours_before_start", message, field="on")
    _check_day_is_not_longer_than_a_day(spent, person, besides)


def _check_amount(spent: Spent) -> None:
    for field in ("work_hours", "private_hours"):
        hours: Decimal = getattr(spent, field)
        if hours < 0 or hours % STEP:
            raise DomainError("hours_in_halves", _("Vul uren in per half uur, bijvoorbeeld 1,5."), field=field)
    if spent.total <= 0:
        raise DomainError("no_hours", _("Vul in hoeveel uur het was."), field="work_hours")


def _check_day_is_not_longer_than_a_day(spent: Spent, person: Person, besides: HoursEntry | None) -> None:
    """Count with the person locked, so that two pages at once cannot both fill the day."""
    Person.objects.select_for_update().get(pk=person.pk)
    others = HoursEntry.objects.filter(person=person, on=spent.on)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    known = others.aggregate(total=Sum(F("work_hours") + F("private_hours")))["total"] or Decimal(0)
    if known + spent.total > HOURS_IN_A_DAY:
        raise DomainError("day_is_full", _("Dat is meer dan 24 uur op één dag."), field="work_hours")


# --- Closing ----------------------------------------------------------------------------------------


@transaction.atomic
def close_pair(pair: Pair, *, by: Account | None, at: datetime) -> Pair:
    """End the trajectory, open the nameting for both and invite them to it (R-4.2, R-4.6)."""
    finished = finish_pair(pair, by=by, at=at)
    for seat in finished.seats.select_related("person", "participation").order_by("side"):
        if seat.person is None or seat.participation is None:
            continue  # erased
        response = open_response(seat.participation, CLOSING_SURVEY, at=at)
        letters.invite_to_closing_survey(finished, seat.person, response_id=response.public_id)
    return finished


@transaction.atomic
def ask_who_stopped(note: ExitNote, *, at: datetime) -> bool:
    """The nameting for somebody who stopped on the way and has no other pair now; whether they were asked."""
    participation, pair = note.seat.participation, note.seat.pair
    if participation is None or participation.seats.filter(active=True).exists():
        return False
    if Response.objects.filter(response_key__link__participation=participation, instrument=CLOSING_SURVEY).exists():
        return False
    response = open_response(participation, CLOSING_SURVEY, at=at)
    return letters.invite_who_stopped(pair, participation.person, response_id=response.public_id)


# --- Shared -----------------------------------------------------------------------------------------


def first_day(pair: Pair) -> date:
    """The day from which hours count: the start, or the day both said yes when that came first."""
    days = [pair.starts_on] if pair.starts_on else []
    if pair.accepted_at:
        days.append(pair.accepted_at.astimezone(_zone(pair)).date())
    return min(days) if days else timezone.localdate(pair.proposed_at, _zone(pair))


def last_day_for_hours(pair: Pair, at: datetime) -> date:
    """Today, or the day the pair was closed."""
    moment = min(at, pair.ended_at) if pair.ended_at else at
    return moment.astimezone(_zone(pair)).date()


def _zone(pair: Pair) -> ZoneInfo:
    return ZoneInfo(pair.programme.time_zone)


def _refuse_closed(pair: Pair) -> None:
    """Goals and the diary are of a running pair; asks the database, since the coordinator may just have closed it."""
    state = Pair.objects.select_for_update().values_list("state", flat=True).get(pk=pair.pk)
    if state == Pair.State.ENDED:
        raise DomainError("pair_not_running", _("Jullie koppel is gestopt. Dit kun je niet meer veranderen."))
    if state not in RUNNING:
        raise DomainError("pair_not_running", _("Jullie traject is afgerond. Dit kun je niet meer veranderen."))


def _update(row: models.Model, version: int, **changes: Any) -> None:
    """Change the row only if it still has this version."""
    manager = type(row)._default_manager
    changed = manager.filter(pk=row.pk, version=version).update(version=F("version") + 1, **changes)
    if changed != 1:
        raise DomainError("changed_meanwhile", _("Je partner heeft dit intussen aangepast. Je tekst staat er nog."))
    row.refresh_from_db()


def _record(
    verb: str,
    subject: Goal | Meeting | HoursEntry,
    pair: Pair,
    *,
    by: Account | None,
    at: datetime,
    codes: dict[str, str | int | bool | None] | None = None,
) -> None:
    history.record(
        verb,
        subject,
        by=by,
        at=at,
        programme_id=pair.programme_id,
        region_id=pair.region_id,
        codes={"pair": pair.public_id, **(codes or {})},
    )
