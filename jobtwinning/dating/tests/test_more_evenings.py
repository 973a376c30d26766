"""Who spoke on one evening and comes to the next: only what took place there counts here (MAT-06)."""

from datetime import timedelta

import pytest

from jobtwinning.core.errors import DomainError
from jobtwinning.dating import actions, queries, telling
from jobtwinning.dating.models import Evening
from jobtwinning.dating.tests.hands import Hands, address, own
from jobtwinning.dating.tests.world import MINUTE, STARTS, Night, client_of, make_event
from jobtwinning.matching.models import Said
from jobtwinning.matching.tests.world import make_teacher
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import EventInvitation
from tests import make

pytestmark = pytest.mark.django_db

WEEK_LATER = STARTS + timedelta(days=7)


def next_evening(night: Night, rounds: int) -> Evening:
    """The same people, a week later."""
    event = make_event(night.programme, *night.teachers, *night.others, starts_at=WEEK_LATER)
    made = actions.set_rounds(event, actions.Rounds(rounds, 7, 2, 9), version=0, by=night.coordinator, at=WEEK_LATER)
    return Evening.objects.select_related("event__programme", "event__region").get(pk=made.pk)


@pytest.mark.parametrize("lowered", [False, True])
def test_who_was_to_meet_in_a_round_that_never_began_may_still_meet(lowered: bool) -> None:
    night = Night(3, 3, rounds=3)
    night.run(1)
    if lowered:
        shape, version = actions.Rounds(1, 7, 2, 3), night.now().version
        actions.set_rounds(night.event, shape, version=version, by=night.coordinator, at=night.at)
        assert {talk.round for talk in night.talks()} == {1}
    telling.tell_results(night.now(), by=night.coordinator, at=night.at)
    people = [one.pk for one in (*night.teachers, *night.others)]
    assert len(queries.met_before(next_evening(night, 2), people)) == 3


def test_an_evening_planned_before_the_one_before_was_held_brings_nobody_together_again() -> None:
    night = Night(4, 4, rounds=2)
    later = next_evening(night, 2)
    actions.make_schedule(later, by=night.coordinator, at=STARTS)
    night.run(2)
    for talk in night.talks():
        night.say(talk.teacher, talk.non_teacher, "maybe")
        night.say(talk.non_teacher, talk.teacher, "maybe")
    assert telling.tell_due(night.at) == 1
    later.refresh_from_db()
    assert actions.is_stale(later)
    for number in (1, 2):
        now = Evening.objects.get(pk=later.pk)
        actions.begin_round(now, number, by=night.coordinator, at=WEEK_LATER + 9 * number * MINUTE)
    met = {(talk.teacher_id, talk.non_teacher_id) for talk in night.talks()}
    assert met & {(talk.teacher_id, talk.non_teacher_id) for talk in later.talks.all()} == set()
    at = WEEK_LATER + 30 * MINUTE
    ballots = queries.ballots_of(Evening.objects.get(pk=later.pk), at)
    assert (ballots.given, telling.tell_due(at)) == (0, 0), "answers of the evening before are none of this one"


def test_what_was_said_about_a_talk_that_was_missed_after_all_is_gone() -> None:
    night = Night(1, 1, rounds=1)
    night.run(1)
    night.say(night.teachers[0], night.others[0], "yes")
    night.note("absent", night.others[0])
    telling.tell_results(night.now(), by=night.coordinator, at=night.at)
    assert not Said.objects.exists()
    assert not Pair.objects.exists()


def test_somebody_walks_in_when_the_doors_are_open_and_keeps_a_place() -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    extra = make_teacher(night.programme, "Extra", I8b=["vo"])
    make.make_invitation(extra, night.event, answer="yes", answered_at=make.NOW, place_number=5)
    night.event.capacity = 5
    night.event.save()
    with pytest.raises(DomainError) as early:
        actions.walk_in(night.now(), extra, by=night.coordinator, at=STARTS - timedelta(days=10))
    assert early.value.code == "too_early"
    actions.walk_in(night.now(), extra, by=night.coordinator, at=night.at)
    assert EventInvitation.objects.get(participation=extra).place_number == 5


def test_nobody_is_noted_to_come_later_than_the_last_round(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    lead, url = client_of(night.coordinator), address("people", night.event)
    for number, offered in ((1, True), (2, False)):
        night.begin(number)
        hands.at = night.at
        assert ('value="late"' in hands.page(lead, url)) is offered
    guest = night.guest(night.teachers[0])
    assert lead.post(url, {"people": guest.public_id, "what": "late", "from_round": "2"}).status_code == 422


def test_a_phone_hears_of_an_absence_in_the_last_round_and_keeps_answers_per_person(hands: Hands) -> None:
    night = Night(2, 2, rounds=1)
    night.plan()
    night.begin(1)
    hands.at = night.at
    (talk, _other), version = night.talks(1), night.now().version
    night.note("absent", talk.teacher)
    assert night.now().version > version
    marks = {hands.page(client_of(one), own(night.event)).partition('data-owner="')[2].partition('"')[0] for one in
             (talk.teacher, talk.non_teacher)}  # fmt: skip
    assert marks == {night.guest(talk.teacher).public_id, night.guest(talk.non_teacher).public_id}
