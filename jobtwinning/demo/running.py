"""What the pairs of the samples did: goals, meetings and hours, through the same actions as the pages."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from jobtwinning.core import clock
from jobtwinning.demo import synthetic
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.twinning.actions import MeetingPlan, Spent, add_goal, log_hours, plan_meeting

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
    for number in range(MEETINGS):
        moment = (start + timedelta(days=4 + 12 * number)).replace(hour=chance.choice((9, 13, 15)), minute=0, second=0)
        if moment < start + timedelta(weeks=weeks) and moment < clock.now():
            hold_meeting(pair, moment, DOINGS[number], chance)
        elif number < 4:
            meet(pair, moment, DOINGS[number], chance)


def meet(pair: Pair, moment: datetime, what: str, chance: random.Random) -> int:
    """Plan one meeting, at school or at work in turn; its length in hours."""
    host = chance.choice(list(pair.seats.all()))
    employment = host.participation.employment
    hours = chance.choice((2, 2, 3))
    plan = MeetingPlan(
        starts_at=moment,
        ends_at=moment + timedelta(hours=hours),
        place="school" if host.side == Side.TEACHER else "work",
        where=employment.organisation.name if employment else "",
        what=what,
    )
    plan_meeting(pair, plan, person=host.person, by=None, at=moment - timedelta(days=6))
    return hours


def hold_meeting(pair: Pair, moment: datetime, what: str, chance: random.Random) -> None:
    """A meeting that was held, and what each of the two spent on it."""
    hours = meet(pair, moment, what, chance)
    for seat in pair.seats.all():
        spent = Spent(
            on=moment.date(),
            work_hours=Decimal(hours),
            private_hours=Decimal(chance.choice(("0", "0", "0.5", "1"))),
            what=what,
        )
        log_hours(pair, spent, person=seat.person, by=None, at=moment + timedelta(hours=8))
