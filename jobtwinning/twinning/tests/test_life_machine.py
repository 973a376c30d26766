"""The life of pairs against a model in plain Python: half of the steps over HTTP, half through the actions.

The model knows a pair's state, who said what and when; after every step the database must agree with it, every seat
must be held by one pair, nobody may be mailed about a pair that ended, and former partners stay former partners.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conftest import Cast, build_cast, sign_in
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, life, tasks
from jobtwinning.pairs.models import SEATED, TRANSITIONS, Pair, Seat
from jobtwinning.pairs.queries import former_partners
from jobtwinning.people.models import Person
from jobtwinning.programmes.calendar import months_later
from jobtwinning.programmes.models import Side
from jobtwinning.twinning.leaving import leave_pair, take_pause
from tests import make

PEOPLE_PER_SIDE = 3
STEPS = 250
BY_DAY = 5_000  # steps in all
BY_NIGHT = 10_000
JOBS = (
    ("accepted", tasks.begin_pairs),
    ("paused", tasks.end_pauses),
    ("trial", tasks.ask_after_trial),
    ("trial", tasks.count_silence),
)
SIDES = st.sampled_from([0, 1])
DAYS = st.sampled_from([1, 1, 3, 7, 20])
OVER = frozenset({"finished", "ended", "declined", "withdrawn", "lapsed"})


@dataclass
class Modelled:
    """One pair as plain Python thinks it is."""

    key: int
    public_id: str
    people: tuple[int, int]
    state: str = "proposed"
    yes: set[int] = field(default_factory=set)
    starts_on: date | None = None
    trial_asked: date | None = None
    said: dict[int, str] = field(default_factory=dict)
    paused_on: date | None = None
    until: date | None = None
    came_from: str = ""
    pause_days: int = 0
    mails: int | None = None  # about it, once it was over


class LifeOfPairs(RuleBasedStateMachine):
    """Proposals, answers, days, pauses and exits in any order, by page or by action."""

    steps = 0

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = make.NOW
        self.clock = patch.object(clock, "now", lambda: self.now)
        self.clock.start()
        self.cast: Cast = build_cast()
        Pair.objects.all().delete()
        self.sides: list[list[Any]] = []
        for side in (Side.TEACHER, Side.NON_TEACHER):
            accounts = [make.make_account() for _ in range(PEOPLE_PER_SIDE)]
            people = [make.make_person(account=account) for account in accounts]
            self.sides.append([make.make_participation(self.cast.programme, side=side, person=one) for one in people])
        self.accounts = {one.person_id: one.person.account for side in self.sides for one in side}
        self.accounts[0] = self.cast.accounts["coordinator"]
        self.clients: dict[int, Client] = {}  # since the last night: a session does not last for ever
        self.pairs: list[Modelled] = []
        self.former: set[frozenset[int]] = set()
        self.queued = -1

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- Steps ---

    @rule(teacher=st.integers(0, PEOPLE_PER_SIDE - 1), other=st.integers(0, PEOPLE_PER_SIDE - 1))
    def propose(self, teacher: int, other: int) -> None:
        self.count()
        one, two = self.sides[0][teacher], self.sides[1][other]
        people = (one.person_id, two.person_id)
        taken = {key for each in self.pairs if each.state in SEATED for key in each.people}
        met = frozenset(people) in self.former
        assert met == (people in former_partners(self.cast.programme))
        if met:
            return  # the engine gets these as forbidden
        if taken & {*people}:
            with pytest.raises(DomainError):
                actions.propose_pair(one, two, by=None, at=self.now)
            return
        made = actions.propose_pair(one, two, by=None, at=self.now)
        self.pairs.append(Modelled(made.pk, made.public_id, people))

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), side=SIDES, yes=st.sampled_from([True, True, True, False]), page=st.booleans())
    def answer(self, which: int, side: int, yes: bool, page: bool) -> None:
        each = self.pick(which)
        act = actions.accept_pair if yes else actions.decline_pair
        may = each.state == "proposed" and (side not in each.yes or yes)
        if page:
            self.post(each, side, "pairs:answer", answer="accept" if yes else "decline")
        else:
            self.act(may, lambda: act(pair(each), person=self.person(each, side), by=None, at=self.now))
        if not may:
            return
        if not yes:
            self.end(each, "declined")
            return
        each.yes.add(side)
        if len(each.yes) == 2:
            each.state, each.starts_on = "accepted", max(self.today, self.cast.programme.starts_on)
            self.first_day(each)

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), side=SIDES, days=st.integers(-1, 40), page=st.booleans())
    def pause(self, which: int, side: int, days: int, page: bool) -> None:
        each, until = self.pick(which), self.today + timedelta(days=days)
        may = each.state in ("accepted", "trial", "definite") and days > 0
        if page:
            self.post(each, side, "twinning:pause", until=until)
        else:
            self.act(may, lambda: take_pause(pair(each), until, person=self.person(each, side), by=None, at=self.now))
        if may:
            each.came_from, each.state, each.paused_on, each.until = each.state, "paused", self.today, until

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), side=SIDES, page=st.booleans())
    def go_on(self, which: int, side: int, page: bool) -> None:
        each = self.pick(which)
        may = each.state == "paused"
        if page:
            self.post(each, side, "twinning:resume")
        else:
            self.act(may, lambda: life.resume_pair(pair(each), by=None, at=self.now))
        if may:
            self.after_pause(each)

    @precondition(lambda self: self.pairs)
    @rule(
        which=st.integers(0, 9), side=SIDES, said=st.sampled_from(["continue", "continue", "talk"]), page=st.booleans()
    )
    def say(self, which: int, side: int, said: str, page: bool) -> None:
        each = self.pick(which)
        may = each.state == "trial" and each.trial_asked is not None
        if page:
            self.post(each, side, "twinning:trial", answer=said)
        else:
            self.act(
                may, lambda: life.answer_trial(pair(each), said, person=self.person(each, side), by=None, at=self.now)
            )
        if may:
            each.said[side] = said
            self.if_both_go_on(each)

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), page=st.booleans())
    def spoken(self, which: int, page: bool) -> None:
        each = self.pick(which)
        may = each.state == "trial"
        if page:
            self.steer(each, "twinning:confirm")
        else:
            self.act(may, lambda: life.confirm_pair(pair(each), by=None, at=self.now))
        if may:
            each.state = "definite"

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), side=SIDES, who=st.sampled_from(["self", "coordinator"]), page=st.booleans())
    def leave(self, which: int, side: int, who: str, page: bool) -> None:
        each = self.pick(which)
        may = each.state in ("accepted", "trial", "definite", "paused")
        if page and who == "self":
            self.post(each, side, "twinning:exit")
        elif page:
            self.steer(each, "twinning:end", reason="time")
        else:
            person = self.person(each, side) if who == "self" else None
            self.act(may, lambda: leave_pair(pair(each), person=person, by=None, at=self.now))
        if may:
            self.end(each, "ended")

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), page=st.booleans())
    def close(self, which: int, page: bool) -> None:
        each = self.pick(which)
        may = each.state in ("trial", "definite")
        if page and each.state not in OVER | {"proposed"}:
            self.steer(each, "twinning:close")
        else:
            self.act(may, lambda: actions.finish_pair(pair(each), by=None, at=self.now))
        if may:
            self.end(each, "finished")

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 9), page=st.booleans())
    def withdraw(self, which: int, page: bool) -> None:
        each = self.pick(which)
        may = each.state == "proposed"
        if page:
            self.steer(each, "pairs:withdraw")
        else:
            self.act(may, lambda: actions.withdraw_pair(pair(each), by=None, at=self.now))
        if may:
            self.end(each, "withdrawn")

    @rule(days=DAYS)
    def time(self, days: int) -> None:
        """Some days go by; the daily rounds run on the last of them, as after a night without a worker."""
        self.count()
        self.now += timedelta(days=days)
        self.clients = {}
        there = set(Pair.objects.values_list("state", flat=True))
        for state, job in JOBS:
            if state in there:  # it looks at no others
                job(self.now)
        for each in self.pairs:
            if each.state == "accepted":
                self.first_day(each)
            if each.state == "paused" and each.until is not None and self.today > each.until:
                self.after_pause(each)
            if each.state == "trial":
                self.a_day_of_trial(each)

    # --- The model ---

    @property
    def today(self) -> date:
        return self.now.astimezone(clock.AMSTERDAM).date()

    def pick(self, which: int) -> Modelled:
        self.count()
        return self.pairs[-1 - which % min(len(self.pairs), 4)]

    def count(self) -> None:
        type(self).steps += 1

    def first_day(self, each: Modelled) -> None:
        if each.starts_on is not None and each.starts_on <= self.today:
            each.state = "trial"

    def a_day_of_trial(self, each: Modelled) -> None:
        assert each.starts_on is not None
        if each.trial_asked is None and months_later(each.starts_on, 1) + timedelta(days=each.pause_days) <= self.today:
            each.trial_asked = self.today
        if each.trial_asked is not None and self.today > each.trial_asked + timedelta(days=14):
            each.said = {side: each.said.get(side, "silent") for side in (0, 1)}
            self.if_both_go_on(each)

    def if_both_go_on(self, each: Modelled) -> None:
        if len(each.said) == 2 and "talk" not in each.said.values():
            each.state = "definite"

    def after_pause(self, each: Modelled) -> None:
        assert each.paused_on is not None
        days = (self.today - each.paused_on).days
        each.pause_days += days
        if each.trial_asked is not None:
            each.trial_asked += timedelta(days=days)
        each.state, each.paused_on, each.until = each.came_from, None, None

    def end(self, each: Modelled, state: str) -> None:
        each.state, each.paused_on, each.until = state, None, None
        each.mails = len(self.mails_about(each))
        if state != "withdrawn":
            self.former.add(frozenset(each.people))

    def mails_about(self, each: Modelled) -> list[str]:
        return list(OutboxMail.objects.filter(unique_key__contains=each.public_id).values_list("unique_key", flat=True))

    # --- Both ways in ---

    def person(self, each: Modelled, side: int) -> Person:
        return Person.objects.get(pk=each.people[side])

    def client(self, person: int) -> Client:
        """Signed in; 0 is the coordinator."""
        if person not in self.clients:
            self.clients[person] = Client()
            sign_in(self.clients[person], self.accounts[person])
        return self.clients[person]

    def post(self, each: Modelled, side: int, name: str, **fields: object) -> None:
        reply = self.client(each.people[side]).post(reverse(name, args=[each.public_id]), fields)
        assert reply.status_code in (302, 404, 409, 422), (name, reply.status_code)
        assert "inloggen" not in reply.headers.get("Location", "")

    def steer(self, each: Modelled, name: str, **fields: object) -> None:
        reply = self.client(0).post(reverse(name, args=[each.public_id]), fields)
        assert reply.status_code in (302, 409, 422), (name, reply.status_code)

    def act(self, may: bool, step: Any) -> None:
        if may:
            step()
        else:
            with pytest.raises(DomainError):
                step()

    # --- What must always hold ---

    @invariant()
    def the_database_agrees(self) -> None:
        if not hasattr(self, "pairs"):
            return
        columns = ("state", "paused_until", "trial_asked_on")
        rows = {pk: found for pk, *found in Pair.objects.values_list("pk", *columns)}
        held = list(Seat.objects.filter(active=True).values_list("pair_id", "person_id"))
        assert len(held) == len({person for _pair, person in held})
        seats = Counter(key for key, _person in held)
        for each in self.pairs:
            assert rows[each.key] == [each.state, each.until, each.trial_asked]
            assert seats[each.key] == 2 * (each.state in SEATED)
        if (queued := number_of_mails()) != self.queued:
            self.queued = queued
            keys = list(OutboxMail.objects.values_list("unique_key", flat=True))
            for each in self.pairs:
                found = [key for key in keys if each.public_id in key]
                assert each.mails is None or len(found) == each.mails, f"mailed after {each.state}: {found}"


def number_of_mails() -> int:
    """Asked after every step, quicker than through a model."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM mail_outboxmail")
        return int(cursor.fetchone()[0])


def pair(each: Modelled) -> Pair:
    """As a page reads it: fresh."""
    return Pair.objects.select_related("programme", "region").get(pk=each.key)


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("steps", [BY_DAY, pytest.param(BY_NIGHT, marks=pytest.mark.night)])
def test_life_of_pairs_agrees_with_the_model(steps: int) -> None:
    LifeOfPairs.steps = 0
    while (short := steps - LifeOfPairs.steps) > 0:  # a life may end before its last step
        LifeOfPairs.TestCase.settings = settings(
            max_examples=1 + short // STEPS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        LifeOfPairs.TestCase("runTest").runTest()


def test_every_state_but_the_last_ones_has_a_way_on() -> None:
    assert {state for state, targets in TRANSITIONS.items() if not targets} == OVER
