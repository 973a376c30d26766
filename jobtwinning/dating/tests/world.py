"""People who come to an evening of short talks, for tests."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.test import Client

from conftest import sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.choosing.tests.world import with_account
from jobtwinning.dating import actions
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.programmes.models import Event, Participation, Programme
from tests import make

STARTS = datetime.fromisoformat("2026-09-17T19:00+02:00")  # a Thursday
AT = STARTS - timedelta(minutes=20)
MINUTE = timedelta(minutes=1)
TEACHERS = ("Anouk", "Bas", "Chantal", "Dirk", "Esra", "Fenna", "Gijs", "Hilde")
OTHERS = ("Imke", "Joris", "Karim", "Loes", "Milan", "Nadia", "Otto", "Puck")


def people(programme: Programme, teachers: int, others: int) -> tuple[list[Participation], list[Participation]]:
    """So many of both sides who are ready; after eight the names get a number."""
    return (
        [make_teacher(programme, name_of(TEACHERS, number), I8b=["vo"]) for number in range(teachers)],
        [make_professional(programme, name_of(OTHERS, number), I8c="technology") for number in range(others)],
    )


def name_of(names: tuple[str, ...], number: int) -> str:
    again = number // len(names)
    return f"{names[number % len(names)]}{again + 1}" if again else names[number % len(names)]


def open_floor(programme: Programme) -> None:
    """Everybody may meet everybody."""
    programme.rules_json = replace(programme.rules, score_floor=0.0).to_json()
    programme.save(update_fields=["rules_json"])


def make_event(programme: Programme, *coming: Participation, starts_at: datetime = STARTS) -> Event:
    """An evening of two and a half hours to which these people said yes."""
    event = make.make_event(programme, kind=Event.Kind.SPEED_DATES, starts_at=starts_at, capacity=500)
    Event.objects.filter(pk=event.pk).update(ends_at=starts_at + timedelta(hours=2, minutes=30))
    event.refresh_from_db()
    for number, one in enumerate(coming, start=1):
        make.make_invitation(one, event, answer="yes", answered_at=make.NOW, place_number=number)
    return event


class Night:
    """An evening with its people and a coordinator; rounds of seven minutes with two in between."""

    def __init__(
        self,
        teachers: int,
        others: int,
        *,
        rounds: int = 4,
        tables: int = 0,
        starts_at: datetime = STARTS,
    ) -> None:
        self.programme = make.make_programme(make.make_region())
        open_floor(self.programme)
        self.region = self.programme.regions.all()[0]
        self.coordinator = coordinator_of(self.programme)
        self.teachers, self.others = people(self.programme, teachers, others)
        self.event = make_event(self.programme, *self.teachers, *self.others, starts_at=starts_at)
        shape = actions.Rounds(rounds, 7, 2, tables or max(1, min(teachers, others)))
        self.evening = actions.set_rounds(self.event, shape, version=0, by=self.coordinator, at=starts_at)
        self.at = starts_at

    def plan(self) -> actions.Changes:
        return actions.make_schedule(self.evening, by=self.coordinator, at=self.at)

    def begin(self, number: int) -> actions.Changes | None:
        """The bell for this round, seven minutes and two after the one before."""
        self.at += 9 * MINUTE
        return actions.begin_round(self.now(), number, by=self.coordinator, at=self.at)

    def run(self, rounds: int) -> None:
        """So many rounds, the last of them over."""
        self.plan()
        for number in range(1, rounds + 1):
            self.begin(number)
        self.at += 8 * MINUTE

    def now(self) -> Evening:
        self.evening = Evening.objects.select_related("event__programme", "event__region").get(pk=self.evening.pk)
        return self.evening

    def guest(self, one: Participation) -> Guest:
        return Guest.objects.get(evening=self.evening, participation=one)

    def note(self, what: str, *who: Participation, from_round: int = 0) -> actions.Changes | None:
        guests = [self.guest(one) for one in who]
        return actions.note(self.now(), guests, what, from_round=from_round, by=self.coordinator, at=self.at)

    def talks(self, number: int | None = None) -> list[Talk]:
        rows = self.evening.talks.select_related("teacher", "non_teacher").order_by("round", "table")
        return list(rows if number is None else rows.filter(round=number))

    def say(self, one: Participation, other: Participation, answer: str) -> None:
        both = (
            {"teacher": one, "non_teacher": other} if one.side == "teacher" else {"teacher": other, "non_teacher": one}
        )
        talk = Talk.objects.select_related("evening").get(evening=self.evening, missed=False, **both)
        actions.say(talk, one, answer, at=self.at)


def coordinator_of(programme: Programme) -> Account:
    account = make.make_account()
    make.make_grant(account, "coordinator", region=programme.regions.all()[0], programme=programme)
    return account


def client_of(one: Participation | Account) -> Client:
    client = Client()
    sign_in(client, one if isinstance(one, Account) else with_account(one))
    return client
