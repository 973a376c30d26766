"""What the pages of a pair and the reports read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from jobtwinning.choosing.moments import open_to
from jobtwinning.core import clock
from jobtwinning.intake.profile import contact_preference
from jobtwinning.intake.timetables import Asked, asked_again
from jobtwinning.pairs.models import RUNNING, TOGETHER, Pair, Seat, told
from jobtwinning.pairs.queries import APART_DAYS, person_in, today_for
from jobtwinning.people.models import Person
from jobtwinning.programmes.events.queries import OwnEvent, own_events
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.surveys.models import Response
from jobtwinning.surveys.queries import response_of
from jobtwinning.twinning.days import PairPeriod, notes_on, periods_of, school_region
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from jobtwinning.twinning.permissions import pairs_with_seats
from jobtwinning.twinning.plan import (
    PlanCheck,
    Weeks,
    check_plan,
    weeks_between,
)

NONE = Decimal(0)
STARTING_MATCH = "starting_match_check"


# --- Hours ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HoursTotal:
    """Hours of one person in one pair (F5.5)."""

    work: Decimal = NONE
    private: Decimal = NONE

    @property
    def total(self) -> Decimal:
        return self.work + self.private


def hours_of(pair: Pair) -> dict[int, HoursTotal]:
    """Totals by primary key of the person, both partners always there; 0 is somebody who was erased."""
    totals = {seat.person_id or 0: HoursTotal() for seat in pair.seats.all()}
    for row in _summed(HoursEntry.objects.filter(pair=pair), "person_id"):
        totals[row["person_id"]] = HoursTotal(row["work"], row["private"])
    return totals


def hours_by_participation(programme: Programme) -> dict[int, HoursTotal]:
    """Totals by primary key of the participation, for everyone who is or was in a pair; two queries."""
    rows = _summed(HoursEntry.objects.filter(pair__programme=programme), "pair_id", "person_id")
    sums = {(row["pair_id"], row["person_id"]): HoursTotal(row["work"], row["private"]) for row in rows}
    totals: dict[int, HoursTotal] = {}
    seats = Seat.objects.filter(pair__programme=programme, pair__state__in=TOGETHER, person__isnull=False)
    for pair_id, person_id, participation_id in seats.values_list("pair_id", "person_id", "participation_id"):
        known, more = totals.get(participation_id, HoursTotal()), sums.get((pair_id, person_id), HoursTotal())
        totals[participation_id] = HoursTotal(known.work + more.work, known.private + more.private)
    return totals


def _summed(entries: QuerySet[HoursEntry], *by: str) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = (
        entries.order_by().values(*by).annotate(work=Sum("work_hours"), private=Sum("private_hours"))
    )
    return rows


# --- The page of a pair -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the two, as the other sees them once both said yes."""

    person: Person
    is_teacher: bool
    function: str
    organisation: str
    hours: HoursTotal

    @property
    def name(self) -> str:
        return self.person.given_name

    @property
    def is_gone(self) -> bool:
        """Whether their data were erased."""
        return self.person.pk is None

    @property
    def side(self) -> str:
        """The side as the drawings call it."""
        return "school" if self.is_teacher else "work"


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in the list of the pair."""

    meeting: Meeting
    is_held: bool
    notes: Sequence[str]  # what to know about the day of a meeting that is still to come


@dataclass(frozen=True, slots=True)
class PairPage:
    """Everything the page of a pair shows to one of the two."""

    pair: Pair
    me: Partner
    partner: Partner
    goals: Sequence[Goal]
    meetings: Sequence[MeetingLine]  # by date, without the cancelled ones
    to_confirm: Sequence[Meeting]  # held, and my hours are not there yet
    entries: Sequence[HoursEntry]  # mine, newest first
    plan: PlanCheck
    weeks: Weeks | None
    survey: Response | None  # what waits for me to look back on
    trial_open: bool  # they are asked whether I go on, and I did not say so yet
    click_open: bool  # and about the click
    partner_prefers: str  # how my partner likes to make arrangements; empty when not known
    is_running: bool

    @property
    def rules(self) -> ProgrammeRules:
        return self.pair.programme.rules

    @property
    def teacher(self) -> Partner:
        return self.me if self.me.is_teacher else self.partner

    @property
    def non_teacher(self) -> Partner:
        return self.partner if self.me.is_teacher else self.me

    @property
    def held(self) -> int:
        """How many meetings took place."""
        return sum(line.is_held for line in self.meetings)

    @property
    def next_meeting(self) -> MeetingLine | None:
        """The first that is still to come."""
        return next((line for line in self.meetings if not line.is_held), None)

    @property
    def later(self) -> Sequence[MeetingLine]:
        """What comes after the next one."""
        return [line for line in self.meetings if not line.is_held][1:]


def pair_page(pair: Pair, person: Person, *, at: datetime) -> PairPage:
    """Collect the page for one of the two; `pair` comes from pairs_with_seats."""
    hours = hours_of(pair)
    seats = sorted(pair.seats.all(), key=lambda seat: seat.person_id != person.pk)
    me, partner = (_partner(seat, hours[seat.person_id or 0]) for seat in seats)
    meetings = list(Meeting.objects.filter(pair=pair, cancelled_at__isnull=True).order_by("starts_at", "pk"))
    entries = list(HoursEntry.objects.filter(pair=pair, person=person).order_by("-on", "-pk"))
    periods = periods_of(pair)
    return PairPage(
        pair=pair,
        me=me,
        partner=partner,
        goals=goals_of(pair),
        meetings=[_line(pair, meeting, periods, at) for meeting in meetings],
        to_confirm=_to_confirm(pair, meetings, entries, at),
        entries=entries,
        plan=check_plan(
            pair.programme.rules,
            [meeting.hours for meeting in meetings],
            sum((entry.total for entry in entries if entry.meeting_id is None), NONE),
        ),
        weeks=_weeks(pair, at),
        survey=next(
            (row for row in open_responses(person) if row.response_key.programme_id == pair.programme_id), None
        ),
        trial_open=_is_trial_open(pair, seats[0]),
        click_open=waits_for_click(pair, seats[0]),
        partner_prefers=_prefers(seats[1]),
        is_running=pair.state in RUNNING,
    )


def _is_trial_open(pair: Pair, seat: Seat) -> bool:
    return pair.state == Pair.State.TRIAL and pair.trial_asked_on is not None and not seat.trial_answer


def _prefers(seat: Seat) -> str:
    return contact_preference(seat.participation) if seat.participation else ""


def goals_of(pair: Pair) -> list[Goal]:
    """Joint goals first, then each partner's own."""
    goals = Goal.objects.filter(pair=pair).select_related("owner").order_by("made_at", "pk")
    return sorted(goals, key=lambda goal: goal.owner_id is not None)


def _partner(seat: Seat, hours: HoursTotal) -> Partner:
    employment = seat.participation.employment if seat.participation else None
    return Partner(
        person=person_in(seat),
        is_teacher=seat.side == Side.TEACHER,
        function=employment.function if employment else "",
        organisation=employment.organisation.name if employment else "",
        hours=hours,
    )


def _line(pair: Pair, meeting: Meeting, periods: Sequence[PairPeriod], at: datetime) -> MeetingLine:
    is_held = meeting.is_held(at)
    notes = [] if is_held else notes_on(meeting.on, meeting.place, pair, periods)
    return MeetingLine(meeting=meeting, is_held=is_held, notes=notes)


def _to_confirm(pair: Pair, meetings: Sequence[Meeting], entries: Sequence[HoursEntry], at: datetime) -> list[Meeting]:
    known = {entry.meeting_id for entry in entries}
    return [
        meeting
        for meeting in meetings
        if meeting.is_held(at)
        and meeting.pk not in known
        and (pair.ended_at is None or meeting.ends_at <= pair.ended_at)
    ]


def _weeks(pair: Pair, at: datetime) -> Weeks | None:
    if pair.starts_on is None or pair.planned_end_on is None:
        return None
    today = at.astimezone(ZoneInfo(pair.programme.time_zone)).date()
    return weeks_between(pair.starts_on, pair.planned_end_on, today, school_region(pair))


# --- The click after the first talk ------------------------------------------------------------------


def have_talked(pair: Pair, at: datetime) -> bool:
    """Whether a meeting of theirs is over."""
    return Meeting.objects.filter(pair=pair, cancelled_at__isnull=True, ends_at__lte=at).exists()


def click_response(seat: Seat) -> Response | None:
    """What somebody answered about this partner; None when they did not."""
    return response_of(seat.participation, STARTING_MATCH, occasion_of(seat)) if seat.participation else None


def may_answer_click(pair: Pair, at: datetime) -> bool:
    """Both said yes, it is not over and they have met or were asked."""
    return pair.state in RUNNING and (pair.click_asked_on is not None or have_talked(pair, at))


def waits_for_click(pair: Pair, seat: Seat) -> bool:
    """Whether somebody was asked and did not answer yet."""
    asked = pair.state == Pair.State.TRIAL and pair.click_asked_on is not None
    return asked and click_response(seat) is None


def goes_with_trial(pair: Pair, seat: Seat, at: datetime) -> bool:
    """Whether somebody who says that they go on is asked about the click too: not asked before, or long ago."""
    if click_response(seat) is not None or not have_talked(pair, at):
        return False
    return pair.click_asked_on is None or today_for(pair, at) - pair.click_asked_on >= timedelta(days=APART_DAYS)


def occasion_of(seat: Seat) -> int:
    """How many partners this is for somebody in this programme."""
    return Seat.objects.filter(participation=seat.participation_id, pk__lte=seat.pk).count()


# --- The page of a participant ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One participation with the pair that belongs to it now, if there is one."""

    participation: Participation
    pair: Pair | None
    partner: Person | None


@dataclass(frozen=True, slots=True)
class HomePage:
    """What is open for a participant, and where they take part."""

    intakes: Sequence[Participation]
    unready: Sequence[Participation]  # the intake is in, permission or a confirmation is not
    timetables: Sequence[Asked]  # the timetable was not known and is out now (REC-05)
    proposals: Sequence[Pair]
    trials: Sequence[Pair]  # they are asked whether they go on
    clicks: Sequence[Pair]  # and about the click, after the first talk
    responses: Sequence[Response]
    rows: Sequence[HomeRow]
    events: Sequence[OwnEvent] = ()  # to which they are invited
    around: Sequence[Participation] = ()  # where they may look around themselves (MAT-05)

    @property
    def asked_events(self) -> list[OwnEvent]:
        return [each for each in self.events if each.is_asked]

    @property
    def known_events(self) -> list[OwnEvent]:
        return [each for each in self.events if not each.is_asked]

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def has_open(self) -> bool:
        about_pairs = self.proposals or self.trials or self.clicks or self.asked_events or self.around
        return bool(about_pairs or self.intakes or self.unready or self.timetables or self.responses)


def home_page(person: Person | None) -> HomePage:
    """Collect the page of this person; the same number of queries however much there is."""
    if person is None:
        return HomePage((), (), (), (), (), (), (), ())
    participations = list(
        Participation.objects.filter(person=person)
        .exclude(state=Participation.State.WITHDRAWN)
        .select_related("programme", "region")
        .order_by("-programme__starts_on", "pk")
    )
    known = pairs_with_seats().filter(told(clock.now()), seats__person=person)
    pairs = list(known.filter(state__in=(Pair.State.PROPOSED, *TOGETHER)))
    rows = [_home_row(row, pairs, person) for row in participations]
    return HomePage(
        intakes=[
            row
            for row in participations
            if row.state == Participation.State.SIGNED_UP and not row.programme.is_standing
        ],
        unready=[
            row.participation
            for row in rows
            if row.participation.state == Participation.State.INTAKE_COMPLETE and row.pair is None
        ],
        timetables=asked_again(Participation.objects.filter(person=person), today=clock.today()),
        proposals=[pair for pair in pairs if pair.state == Pair.State.PROPOSED and _is_unanswered(pair, person)],
        trials=[pair for pair in pairs if _is_trial_open(pair, _own_seat(pair, person))],
        clicks=[pair for pair in pairs if waits_for_click(pair, _own_seat(pair, person))],
        responses=open_responses(person),
        rows=rows,
        events=own_events(person, at=clock.now()),
        around=open_to(participations, clock.now()),
    )


def open_responses(person: Person) -> list[Response]:
    """Surveys that wait for this person; the intake has its own place."""
    return list(
        Response.objects.filter(
            Q(response_key__link__participation__person=person),
            ~Q(response_key__link__participation__state=Participation.State.WITHDRAWN),
            submitted_at__isnull=True,
        )
        .exclude(instrument="intake")
        .select_related("response_key__programme")
        .order_by("opened_at", "pk")
    )


def _own_seat(pair: Pair, person: Person) -> Seat:
    return next(seat for seat in pair.seats.all() if seat.person_id == person.pk)


def _is_unanswered(pair: Pair, person: Person) -> bool:
    return any(seat.person_id == person.pk and seat.answer == Seat.Answer.OPEN for seat in pair.seats.all())


def _home_row(participation: Participation, pairs: Sequence[Pair], person: Person) -> HomeRow:
    own = [pair for pair in pairs if any(seat.participation_id == participation.pk for seat in pair.seats.all())]
    pair = max(own, key=lambda each: (each.state in RUNNING, each.proposed_at), default=None)
    together = pair is not None and pair.state in TOGETHER
    partner = (
        next((person_in(seat) for seat in pair.seats.all() if seat.person_id != person.pk), None) if pair else None
    )
    return HomeRow(participation=participation, pair=pair, partner=partner if together else None)
