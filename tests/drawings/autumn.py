"""Autumn 2026 of the drawings: open for sign-up, being matched, at work. Everything comes in through the actions."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from jobtwinning.accounts.models import Account
from jobtwinning.demo import permissions, samples, staff, synthetic
from jobtwinning.intake.imports import import_participants
from jobtwinning.matching.actions import commit_scenario, forbid, make_proposal, pin
from jobtwinning.pairs.actions import accept_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Person
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.twinning.actions import MeetingPlan, Spent, add_goal, log_hours, plan_meeting

SLUG = "najaar-2026"
OPEN_DAY = datetime(2026, 5, 20, 8, 42, tzinfo=UTC)
MATCHING_DAY = datetime(2026, 6, 26, 7, 41, tzinfo=UTC)
RUNNING_DAY = datetime(2026, 10, 8, 8, 0, tzinfo=UTC)
SENT = datetime(2026, 7, 3, 8, tzinfo=UTC)
ROTTERDAM = "2747891"
CAST = tomllib.loads((Path(__file__).parent / "cast.toml").read_text())


def rows(side: str) -> list[dict[str, str]]:
    """The named people of one side, as a file would hold them."""
    return [
        {
            "given_name": one["given_name"],
            "surname": one["surname"],
            "email": address(one["given_name"]),
            "side": side,
            "organisation": one["organisation"],
            "function": one["function"],
            "region": "maasmond",
            "I1": side,
            "I2": one["function"],
            "I2b": "nee",
            "I3b": "hbo",
            "I6": "Y01|Y04|Y08",
            "I7": one["field"],
            "I10": "choose",
            "I11a": "8",
            "I11b": "3",
            "I13": one.get("place", ROTTERDAM),
            "I13b": ROTTERDAM,
            "I13c": "45",
            "I13d": "car|public_transport",
            "I19": "ja",
            **one.get("says", {}),
        }
        for one in CAST["teachers" if side == "teacher" else "others"]
    ]


def address(given_name: str) -> str:
    return f"{given_name.lower()}@voorbeeld.example"


def bring_in(programme: Programme, people: list[dict[str, str]], at: datetime) -> None:
    import_participants(programme, samples.as_table(people), by=None, at=at, told=permissions.TOLD)


def others(programme: Programme, teachers: int, non_teachers: int, seed: int) -> list[dict[str, str]]:
    """Invented people beside the named ones."""
    return synthetic.rows(samples.cohort_of(programme, teachers, non_teachers, seed))


def make_open() -> None:
    """20 May: 22 + 17 of 30 places are taken; Noor has answered the questions."""
    programme = actions.create_programme(
        actions.NewProgramme(
            slug=SLUG,
            name_nl="Najaar 2026",
            name_en="Autumn 2026",
            organiser=samples.ORGANISER,
            regions=(samples.demo_region(),),
            starts_on=date(2026, 9, 7),
            ends_on=date(2026, 12, 4),
            sign_up_until=date(2026, 6, 14),
            matched_by=date(2026, 7, 3),
            places_per_side=30,
        ),
        by=None,
        at=OPEN_DAY - timedelta(weeks=6),
    )
    actions.change_state(programme, Programme.State.OPEN, by=None, at=OPEN_DAY - timedelta(weeks=5))
    people = [*rows("teacher"), *rows("non_teacher"), *others(programme, 9, 5, 5)]
    bring_in(programme, people, OPEN_DAY - timedelta(days=2))


def make_matching() -> None:
    """26 June: 29 + 27 people, three pinned pairs, two brothers apart, one proposal."""
    programme, saskia = autumn(), coordinator()
    bring_in(programme, others(programme, 7, 10, 6), MATCHING_DAY - timedelta(weeks=2))
    actions.change_state(programme, Programme.State.MATCHING, by=None, at=MATCHING_DAY - timedelta(days=3))
    at = MATCHING_DAY - timedelta(minutes=30)
    for teacher, other in (("joris", "aylin"), ("milou", "thijs"), ("roos", "bas")):
        pin(called(teacher), called(other), by=saskia, at=at, reason="Zelf gevraagd.")
    forbid(called("bram"), called("hugo"), by=saskia, at=at, reason="broers")
    make_proposal(programme, programme.regions.get(), by=saskia, at=MATCHING_DAY)


def make_running() -> None:
    """8 October: all pairs have begun; Noor and Daan with the goals, meetings and hours of the drawing."""
    programme, saskia = autumn(), coordinator()
    noor, daan = called("noor"), called("daan")
    pin(noor, daan, by=saskia, at=SENT)
    commit_scenario(make_proposal(programme, programme.regions.get(), by=saskia, at=SENT), by=saskia, at=SENT)
    for pair in programme.pairs.prefetch_related("seats__person"):
        for seat in pair.seats.all():
            accept_pair(pair, person=person_in(seat), by=None, at=SENT + timedelta(days=1))
    pair = Pair.objects.get(seats__participation=noor)
    for text, owner in (
        ("Een gastles over het stroomnet voor 3 havo", noor.person),
        ("Anders naar mijn eigen lessen kijken", noor.person),
        ("Een blijvende band tussen school en Stroomwacht", daan.person),
    ):
        add_goal(pair, text=text, owner=owner, by=None, at=SENT + timedelta(weeks=10))
    meet(pair, noor.person, daan.person)
    for day, mine, theirs in ((10, "2.5", "2"), (22, "1.5", "2"), (30, "2.5", "2")):
        spend(pair, noor.person, date(2026, 9, day), mine, "Samen voorbereiden")
        spend(pair, daan.person, date(2026, 9, day), theirs, "Samen voorbereiden")


def meet(pair: Pair, noor: Person, daan: Person) -> None:
    """Once at work with hours, once at school without, and one to come."""
    station = "Stroomwacht, schakelstation Zuid"
    for day, hours, what, where, place in (
        (datetime(2026, 9, 15, 12, tzinfo=UTC), 2.5, "Meelopen met Daan", "Stroomwacht", "work"),
        (datetime(2026, 9, 29, 11, 30, tzinfo=UTC), 2.5, "Bezoek op school", "Brugwater Lyceum", "school"),
        (datetime(2026, 10, 13, 11, tzinfo=UTC), 3, "Rondleiding en samen een storing naspelen", station, "work"),
    ):
        plan = MeetingPlan(starts_at=day, ends_at=day + timedelta(hours=hours), place=place, where=where, what=what)
        meeting = plan_meeting(pair, plan, person=noor, by=None, at=day - timedelta(days=8))
        if meeting.starts_at.day == 15:
            for person in (noor, daan):
                spent = Spent(day.date(), Decimal("2.5"), Decimal(0), what)
                log_hours(pair, spent, person=person, by=None, at=day + timedelta(hours=5), meeting=meeting)


def spend(pair: Pair, person: Person, on: date, hours: str, what: str) -> None:
    log_hours(pair, Spent(on, Decimal(hours), Decimal(0), what), person=person, by=None, at=RUNNING_DAY)


def autumn() -> Programme:
    return Programme.objects.get(slug=SLUG)


def coordinator() -> Account:
    return Account.objects.get(email=staff.COORDINATOR)


def called(given_name: str) -> Participation:
    return Participation.objects.get(programme__slug=SLUG, person__email=address(given_name))
