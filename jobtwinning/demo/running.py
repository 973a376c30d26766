"""What the pairs of the samples did: goals, meetings, hours, their trial, through the same actions as the pages."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from jobtwinning.core import clock
from jobtwinning.demo import synthetic
from jobtwinning.pairs import click, life
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.twinning.actions import MeetingPlan, Spent, add_goal, log_hours, plan_meeting
from jobtwinning.twinning.models import Meeting

MEETINGS = 7
DOINGS = (
    "Kennismaken en doelen kiezen",
    "Meelopen op het werk",
    "Lessen bezoeken",
    "Gastles voorbereiden",
    "Gastles geven",
    "Opdracht voor leerlingen uitwerken",
    "Samen terugkijken",
)


def keep_diaries(programme: Programme, *, weeks: int, seed: int) -> None:
    """Two goals per pair, a meeting every other week since the start, and hours for those that were held."""
    chance = random.Random(seed)
    for pair in programme.pairs.prefetch_related("seats__person", "seats__participation__employment__organisation"):
        keep_diary(pair, weeks, chance)


def keep_diary(pair: Pair, weeks: int, chance: random.Random) -> None:
    """One pair's."""
    start = (pair.accepted_at or pair.proposed_at).astimezone(clock.AMSTERDAM)
    seats = {seat.side: seat for seat in pair.seats.all()}
    for side, seat in seats.items():
        goal = chance.choice(synthetic.source("texts.json")[side]["goals"])["text"]
        add_goal(pair, text=goal, owner=seat.person, by=None, at=start)
    until = min(start + timedelta(weeks=weeks), clock.now())
    moments = [school_day(start + timedelta(days=4 + 12 * number), chance) for number in range(MEETINGS)]
    held = [moment for moment in moments if moment < until]
    for moment, what in zip(held, DOINGS, strict=False):
        meeting = meet(pair, moment, what, chance)
        # The newest one is left to confirm on the page, unless the trajectory is over.
        if moment != held[-1] or len(held) == MEETINGS:
            spend(meeting, chance)
    if len(held) < MEETINGS and until + timedelta(weeks=1) > clock.now():
        meet(pair, moments[len(held)], DOINGS[len(held)], chance)


def school_day(day: datetime, chance: random.Random) -> datetime:
    """A moment in school hours on that day, or on the Monday after a weekend."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=chance.choice((9, 13, 15)), minute=0, second=0, microsecond=0)


def meet(pair: Pair, moment: datetime, what: str, chance: random.Random) -> Meeting:
    """Plan one meeting of two or three hours, at school or at work."""
    host = chance.choice(list(pair.seats.all()))
    employment = host.participation.employment if host.participation else None
    plan = MeetingPlan(
        starts_at=moment,
        ends_at=moment + timedelta(hours=chance.choice((2, 2, 3))),
        place="school" if host.side == Side.TEACHER else "work",
        where=employment.organisation.name if employment else "",
        what=what,
    )
    return plan_meeting(pair, plan, person=host.person, by=None, at=moment - timedelta(days=6))


def spend(meeting: Meeting, chance: random.Random) -> None:
    """What each of the two spent on a meeting that was held."""
    for seat in meeting.pair.seats.all():
        spent = Spent(
            on=meeting.starts_at.astimezone(clock.AMSTERDAM).date(),
            work_hours=Decimal((meeting.ends_at - meeting.starts_at).seconds) / 3600,
            private_hours=Decimal(chance.choice(("0", "0.5", "1", "1"))),
            what=meeting.what,
        )
        log_hours(
            meeting.pair,
            spent,
            person=person_in(seat),
            by=None,
            at=meeting.ends_at + timedelta(hours=4),
            meeting=meeting,
        )


def end_trials(programme: Programme, *, at: datetime) -> None:
    """Nearly all go on after their trial; of the last two pairs one wants to talk and lets the coordinator call, the
    other was asked and is silent."""
    pairs = list(programme.pairs.filter(state=Pair.State.TRIAL).order_by("pk"))
    for pair in pairs:
        life.ask_trial(pair, at=at)
    asked = [pair for pair in pairs if pair.trial_asked_on is not None]
    for pair in asked[:-2]:
        for seat in pair.seats.all():
            life.answer_trial(pair, Seat.TrialAnswer.CONTINUE, person=person_in(seat), by=None, at=at)
    for pair in asked[-2:-1]:
        hesitating = person_in(pair.seats.get(side=Side.TEACHER))
        life.answer_trial(pair, Seat.TrialAnswer.TALK, person=hesitating, by=None, at=at)
        click.ask_call(pair, person=hesitating, by=None, at=at)
