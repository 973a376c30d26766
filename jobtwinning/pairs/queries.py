"""Pairs as pages need them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from jobtwinning.mail.holds import is_held
from jobtwinning.pairs.models import RUNNING, SEATED, TRANSITIONS, ExitNote, Pair, Seat
from jobtwinning.people.models import Person
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import add_working_days, months_later, working_days_between
from jobtwinning.programmes.models import Programme, Side

APART_DAYS = 14  # nobody is asked about the same pair twice within these days


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    """What a page may say about one half of a pair; contact details only where the page passes them on."""

    participation_id: str
    person_id: str
    person_key: int
    given_name: str
    full_name: str
    function: str
    organisation: str
    side: str
    answer: str
    trial_answer: str
    has_left: bool  # they put the exit card on the table
    exit_note: ExitNote | None = field(repr=False)  # for the coordinator alone
    email: str = field(repr=False)
    phone: str = field(repr=False)
    is_spoken: bool = False
    talk_asked_at: datetime | None = None
    call_asked_at: datetime | None = None
    reason: str = ""
    reason_text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair in the coordinator's list."""

    pair: Pair
    teacher: SeatedPerson
    non_teacher: SeatedPerson

    @property
    def both(self) -> tuple[SeatedPerson, SeatedPerson]:
        """Teacher and non-teacher."""
        return self.teacher, self.non_teacher

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """First names of who still has to answer."""
        if self.pair.state != Pair.State.PROPOSED:
            return ()
        return tuple(one.given_name for one in self.both if one.answer == Seat.Answer.OPEN)

    @property
    def is_running(self) -> bool:
        """Both said yes and it is not over."""
        return self.pair.state in RUNNING

    @property
    def may_finish(self) -> bool:
        """Whether it can be closed with the final survey."""
        return Pair.State.FINISHED in TRANSITIONS[self.pair.state]

    @property
    def wants_to_talk(self) -> bool:
        """Whether somebody wants to talk before the pair goes on after its trial."""
        answers = (self.teacher.trial_answer, self.non_teacher.trial_answer)
        return self.pair.state == Pair.State.TRIAL and Seat.TrialAnswer.TALK in answers


def without_held(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """The pairs without those of people who were moved in and not started: no clock runs for them yet."""
    held = Seat.objects.filter(is_held("pair__programme_id", "person_id"), pair=OuterRef("pk"), active=True)
    return pairs.exclude(Exists(held))


def with_people(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """The pairs with their seats, people and organisations in two queries."""
    seats = Seat.objects.select_related("person", "participation__employment__organisation", "exit_note")
    return pairs.select_related("programme", "region").prefetch_related(Prefetch("seats", queryset=seats))


def person_in(seat: Seat) -> Person:
    """Who sits there; after erasing a stand-in that is in no table, has no key and cannot be written to."""
    return seat.person or Person(given_name=_("iemand die niet meer meedoet"), public_id="")


def seat_of(pair: Pair, side: str) -> Seat:
    """The seat on this side of a pair that was read `with_people`."""
    return next(seat for seat in pair.seats.all() if seat.side == side)


def seated(pair: Pair, side: str) -> SeatedPerson:
    """One half of a pair that was read `with_people`."""
    seat = seat_of(pair, side)
    participation, person = seat.participation, person_in(seat)
    employment = participation.employment if participation else None
    return SeatedPerson(
        participation_id=participation.public_id if participation else "",
        person_id=person.public_id,
        person_key=person.pk or 0,
        given_name=person.given_name,
        full_name=person.full_name,
        function=employment.function if employment else "",
        organisation=employment.organisation.name if employment else "",
        side=seat.side,
        answer=seat.answer,
        trial_answer=seat.trial_answer,
        has_left=seat.left_at is not None,
        exit_note=getattr(seat, "exit_note", None),
        email=person.email,
        phone=person.phone,
        is_spoken=seat.is_spoken,
        talk_asked_at=seat.talk_asked_at,
        call_asked_at=seat.call_asked_at,
        reason=seat.reason,
        reason_text=seat.reason_text,
    )


def halves(pair: Pair) -> tuple[SeatedPerson, SeatedPerson]:
    """Teacher and non-teacher of a pair that was read `with_people`."""
    return seated(pair, Side.TEACHER), seated(pair, Side.NON_TEACHER)


def pair_of(person: Person) -> Pair | None:
    """The proposal or running pair of somebody; there is at most one."""
    return with_people(Pair.objects.filter(seats__person=person, seats__active=True)).first()


def coordinator_pairs(
    programme: Programme, region_ids: Collection[int], *, besides: Person | None = None
) -> list[Pair]:
    """The pairs of these regions: waiting for an answer first, then running, then over; the newest first. With their
    seats and without people, who are read for the pairs that a page shows (`lines_of`).

    Besides the pairs that this person is in: who coordinates does not guide the own pair.
    """
    order = [Pair.State.PROPOSED, *RUNNING, Pair.State.FINISHED, Pair.State.ENDED]
    order += [Pair.State.DECLINED, Pair.State.LAPSED, Pair.State.WITHDRAWN]
    seen = Pair.objects.filter(programme=programme, region__in=region_ids).exclude(ended_at__lt=F("proposed_at"))
    if besides is not None:
        seen = seen.exclude(pk__in=Seat.objects.filter(person=besides).values("pair"))
    read = seen.defer("reasons").select_related("region").prefetch_related("seats")
    pairs = list(read.order_by("-proposed_at", "-pk"))  # without what was taken back before it was sent
    for pair in pairs:
        pair.programme = programme
    return sorted(pairs, key=lambda pair: order.index(Pair.State(pair.state)))


def lines_of(pairs: Iterable[Pair]) -> list[PairLine]:
    """These pairs with their people, in the same order, in two queries."""
    keys = [pair.pk for pair in pairs]
    read = with_people(Pair.objects.all()).in_bulk(keys)
    return [PairLine(read[key], *halves(read[key])) for key in keys if key in read]


def has_pair(person: Person, programme: Programme) -> bool:
    """Whether somebody is or was in a pair of this programme."""
    return Seat.objects.filter(person=person, pair__programme=programme).exists()


def answer_until(pair: Pair) -> date:
    """The last day of the answer term of a proposal: working days, standing still in the school holidays.

    And for some days, once, when one of the two wants to talk first.
    """
    rules = pair.programme.rules
    days = rules.answer_lapse_days + (rules.talk_pause_days if talk_asked_on(pair) else 0)
    return add_working_days(_proposed_on(pair), days, _school_region(pair))


def reminder_number(pair: Pair, today: date) -> int:
    """Which reminder of a proposal's answer term is the newest that is due: 0 for none yet."""
    waited = working_days_between(_proposed_on(pair), today, _school_region(pair))
    if asked_on := talk_asked_on(pair):
        since = max(0, working_days_between(asked_on, today, _school_region(pair)))
        waited -= min(pair.programme.rules.talk_pause_days, since)
    return sum(waited >= days for days in pair.programme.rules.answer_reminder_days)


def talk_asked_on(pair: Pair) -> date | None:
    """The day on which one of the two first wanted to talk; None when neither did."""
    asked = [seat.talk_asked_at for seat in pair.seats.all() if seat.talk_asked_at]
    return today_for(pair, min(asked)) if asked else None


def lapses_soon(pair: Pair, today: date) -> bool:
    """Whether the coordinator has it as something to do: so many working days before the term is over."""
    left = working_days_between(today, answer_until(pair), _school_region(pair))
    return left <= pair.programme.rules.lapse_notice_days


def today_for(pair: Pair, at: datetime) -> date:
    """The date it is at this moment where the programme runs."""
    return at.astimezone(ZoneInfo(pair.programme.time_zone)).date()


def trial_ends_on(pair: Pair) -> date:
    """The day after the trial; a pause moves it along."""
    if pair.starts_on is None:
        raise ValueError("a pair that has not begun has no trial")
    return months_later(pair.starts_on, pair.programme.rules.trial_months) + timedelta(days=pair.pause_days)


def _proposed_on(pair: Pair) -> date:
    return today_for(pair, pair.proposed_at)


def _school_region(pair: Pair) -> SchoolRegion:
    return cast(SchoolRegion, pair.region.school_holidays)


def seated_person_keys(person_keys: Iterable[int]) -> set[int]:
    """Which of these people hold a seat now, in whatever programme."""
    return set(Seat.objects.filter(person__in=list(person_keys), active=True).values_list("person_id", flat=True))


def former_partners(programme: Programme) -> set[tuple[int, int]]:
    """Person keys (teacher, non-teacher) of people of this programme who were a pair, said no or did not answer.

    In any programme. A proposal that the coordinator took back does not count.
    """
    people = programme.participations.values("person")
    over = Pair.objects.exclude(Q(state__in=SEATED) | Q(state=Pair.State.WITHDRAWN)).filter(seats__person__in=people)
    found: dict[int, set[int]] = {}
    seats = Seat.objects.filter(pair__in=over, person__isnull=False)  # of who was erased nobody knows
    for pair_key, person_key in seats.values_list("pair_id", "person_id"):
        found.setdefault(pair_key, set()).add(person_key)
    return {(one, other) for pair in found.values() for one in pair for other in pair if one != other}
