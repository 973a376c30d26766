"""The schedule of an evening: made, repaired while it runs, and what stays of it (MAT-06)."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from jobtwinning.core.errors import DomainError
from jobtwinning.dating import actions, queries, telling
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.dating.tests.world import MINUTE, Night
from jobtwinning.intake.actions import withdraw_participation
from jobtwinning.matching.models import Directive, Said
from jobtwinning.matching.tests.world import make_professional
from jobtwinning.programmes.events.answering import answer_invitation
from jobtwinning.programmes.models import Participation
from tests import make

pytestmark = pytest.mark.django_db


def pauses(night: Night, one: Participation) -> int:
    """In how many rounds somebody who is there speaks nobody."""
    guest = night.guest(one)
    busy = {
        talk.round for talk in night.talks() if one.pk in (talk.teacher_id, talk.non_teacher_id) and not talk.missed
    }
    return sum(guest.is_there(number) and number not in busy for number in range(1, night.evening.rounds + 1))


def forbid(night: Night, one: Participation, other: Participation) -> None:
    Directive.objects.create(programme=night.programme, teacher=one, non_teacher=other, kind="forbid")


def check(night: Night) -> None:
    """Every table has a teacher and somebody else, and nobody meets the same one twice."""
    kept = [talk for talk in night.talks() if not talk.missed]
    assert all((talk.teacher.side, talk.non_teacher.side) == ("teacher", "non_teacher") for talk in kept)
    assert len({(talk.teacher_id, talk.non_teacher_id) for talk in kept}) == len(kept)
    away = {one.participation_id: one for one in night.evening.guests.all()}
    assert all(away[key].is_there(t.round) for t in kept for key in (t.teacher_id, t.non_teacher_id))
    assert all(talk.table <= night.evening.tables for talk in kept if talk.round > night.evening.round_now)


def test_3_and_17_people_all_meet_and_pauses_are_even() -> None:
    night = Night(3, 17, rounds=6)
    changes = night.plan()
    check(night)
    assert (changes.added, changes.kept) == (18, 0)
    assert {pauses(night, one) for one in night.teachers} == {0}
    assert {pauses(night, one) for one in night.others} <= {4, 5}


def test_whoever_pauses_often_is_named_with_how_often() -> None:
    night = Night(4, 4, rounds=4)
    one = night.teachers[0]
    for other in night.others[1:]:
        forbid(night, one, other)
    night.plan()
    guests = queries.taking_part(night.now())
    rows = queries.round_rows(night.evening, guests, night.at)
    assert queries.often_pausing(guests, rows) == [(one.person.given_name, 3)]
    assert queries.often_pausing(guests, []) == []


def test_too_few_tables_is_more_pauses() -> None:
    night = Night(4, 4, rounds=4, tables=2)
    night.plan()
    check(night)
    assert {pauses(night, one) for one in (*night.teachers, *night.others)} == {2}


@pytest.mark.parametrize(
    ("teachers", "others", "word"), [(0, 3, "docent"), (3, 0, "buiten het onderwijs"), (0, 0, "niemand")]
)
def test_nobody_on_one_side_is_said_in_words(teachers: int, others: int, word: str) -> None:
    night = Night(teachers, others)
    with pytest.raises(DomainError, match=word):
        night.plan()
    assert not Talk.objects.exists()


def test_the_same_plan_twice_changes_nothing_and_answers_do_not_steer_it() -> None:
    night = Night(4, 5)
    night.plan()
    first, placed = [(talk.pk, talk.round, talk.table) for talk in night.talks()], places(night)
    one, other = night.talks()[0].teacher, night.talks()[0].non_teacher
    Said.objects.create(by=one, about=other, answer="no", source="card")
    assert night.plan() == actions.Changes(kept=16, moved=0, dropped=0, added=0)
    assert [(talk.pk, talk.round, talk.table) for talk in night.talks()] == first
    Talk.objects.all().delete()
    night.plan()
    assert places(night) == placed, "who does not meet whom tells nothing"


def places(night: Night) -> set[tuple[int, int, int, int]]:
    """Who meets whom, where and when."""
    return {(talk.round, talk.table, talk.teacher_id, talk.non_teacher_id) for talk in night.talks()}


def test_whom_a_coordinator_keeps_apart_or_who_met_before_do_not_meet() -> None:
    night = Night(2, 3, rounds=3)
    one, other = night.teachers[0], night.others[0]
    forbid(night, one, other)
    make.make_talk(night.teachers[1], night.others[1])
    night.plan()
    met = {(talk.teacher_id, talk.non_teacher_id) for talk in night.talks()}
    assert (one.pk, other.pk) not in met
    assert (night.teachers[1].pk, night.others[1].pk) not in met
    assert len(met) == 4


def test_before_the_first_round_who_says_yes_or_no_later_comes_in_or_goes_out() -> None:
    night = Night(3, 3, rounds=3)
    night.plan()
    assert not actions.is_stale(night.now())
    late, gone = make_more(night), night.event.invitations.get(participation=night.teachers[0])
    answer_invitation(gone, comes=False, by=None, at=make.NOW)
    changes = night.plan()
    check(night)
    assert set(night.evening.guests.values_list("participation", flat=True)) == {
        late.pk, *(one.pk for one in night.teachers[1:]), *(one.pk for one in night.others),
    }  # fmt: skip
    assert changes.dropped >= 3


def make_more(night: Night) -> Participation:
    one = make_professional(night.programme, "Laat", I8c="technology")
    make.make_invitation(one, night.event, answer="yes", place_number=99)
    return one


def test_half_the_room_late_meet_from_when_they_come() -> None:
    night = Night(6, 6, rounds=5)
    night.plan()
    late = [*night.teachers[:3], *night.others[:3]]
    night.note(actions.LATE, *late, from_round=3)
    check(night)
    for talk in night.talks():
        assert talk.round >= 3 or not {talk.teacher_id, talk.non_teacher_id} & {one.pk for one in late}
    assert [len(night.talks(number)) for number in range(1, 6)] == [3, 3, 6, 6, 6], "nobody waits who need not"


def test_a_repair_leaves_what_was_and_most_of_what_was_to_come() -> None:
    night = Night(8, 7, rounds=5)
    night.run(2)
    done = [(talk.pk, talk.round, talk.table) for talk in night.talks() if talk.round <= 2]
    changes = night.note(actions.LEFT, night.others[0])
    check(night)
    assert changes is not None
    assert [(talk.pk, talk.round, talk.table) for talk in night.talks() if talk.round <= 2] == done
    assert changes.dropped >= 3, "theirs"
    assert changes.kept >= 12
    assert changes.kept + changes.moved + changes.dropped == 21


def test_absent_in_a_round_that_began_makes_its_talk_missed_and_the_two_may_meet_later_after_all() -> None:
    night = Night(3, 3, rounds=3)
    night.run(1)
    late = night.others[0]
    (first,) = [talk for talk in night.talks(1) if talk.non_teacher_id == late.pk]
    night.note(actions.LATE, late, from_round=2)
    first.refresh_from_db()
    assert first.missed
    check(night)
    assert pauses(night, first.teacher) >= 1
    night.note(actions.HERE, late)
    first.refresh_from_db()
    again = night.evening.talks.filter(teacher=first.teacher, non_teacher=late)
    assert [talk.missed for talk in again] == [False], "it was a mistake: they spoke, and once"


def test_who_left_and_comes_back_keeps_what_they_did() -> None:
    night = Night(3, 3, rounds=4)
    night.run(1)
    one = night.teachers[0]
    night.note(actions.LEFT, one)
    assert not [talk for talk in night.talks() if talk.round > 1 and talk.teacher_id == one.pk]
    night.begin(2)
    night.note(actions.BACK, one)
    check(night)
    rounds = [talk.round for talk in night.talks() if talk.teacher_id == one.pk and not talk.missed]
    assert rounds == [1, 3, 4]
    night.note(actions.ABSENT, one)
    assert not [talk for talk in night.talks() if talk.teacher_id == one.pk and not talk.missed]


def test_somebody_walks_in_and_takes_part_from_the_next_round_on() -> None:
    night = Night(3, 2, rounds=3, tables=3)
    night.run(1)
    walks = make_professional(night.programme, "Wim", I8c="technology")
    actions.walk_in(night.evening, walks, by=night.coordinator, at=night.at)
    check(night)
    assert [talk.round for talk in night.talks() if talk.non_teacher_id == walks.pk] == [2, 3]
    with pytest.raises(DomainError, match="niet meedoen"):
        actions.walk_in(night.evening, walks, by=night.coordinator, at=night.at)


def test_who_withdraws_or_gets_a_pair_in_mid_evening_is_out_of_the_rounds_to_come() -> None:
    night = Night(4, 4, rounds=4)
    night.run(1)
    withdraw_participation(night.teachers[0], by=None, at=night.at)
    make.make_pair(night.teachers[1], night.others[1])
    assert actions.is_stale(night.now())
    assert (telling.keep_up(night.at), telling.keep_up(night.at)) == (1, 0)
    gone = {night.teachers[0].pk, night.teachers[1].pk, night.others[1].pk}
    assert not [t for t in night.talks() if t.round > 1 and {t.teacher_id, t.non_teacher_id} & gone]
    assert len(night.talks(1)) == 4, "what was, stays"


def test_the_bell_repairs_first_and_rings_once() -> None:
    night = Night(4, 4, rounds=3)
    night.plan()
    Guest.objects.filter(participation=night.teachers[0]).update(away=list(range(1, 31)))
    assert night.begin(1) is not None
    assert len(night.talks(1)) == 3
    with pytest.raises(DomainError, match="al begonnen"):
        night.begin(1)
    assert night.begin(2) is None
    with pytest.raises(DomainError, match="al begonnen"):
        night.begin(1)
    night.begin(3)
    with pytest.raises(DomainError):
        night.begin(4)


def test_no_bell_before_the_doors_open_or_for_what_does_not_take_place() -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    with pytest.raises(DomainError, match="een uur"):
        actions.begin_round(night.now(), 1, by=night.coordinator, at=night.event.starts_at - timedelta(hours=2))
    night.event.cancelled_at = make.NOW
    night.event.save()
    named: dict[str, Any] = {"by": night.coordinator, "at": night.at}
    with pytest.raises(DomainError, match="gaat niet door"):
        actions.begin_round(night.now(), 1, **named)
    with pytest.raises(DomainError, match="gaat niet door"):
        actions.make_schedule(night.now(), **named)
    with pytest.raises(DomainError, match="gaat niet door"):
        actions.show(night.now(), **named)


def test_more_or_fewer_rounds_and_tables_while_it_runs() -> None:
    night = Night(4, 4, rounds=3)
    night.run(1)
    version = night.now().version
    actions.set_rounds(night.event, actions.Rounds(4, 5, 1, 3), version=version, by=night.coordinator, at=night.at)
    assert actions.is_stale(night.now())
    night.plan()
    check(night)
    assert [len(night.talks(number)) for number in (1, 2, 3, 4)] == [4, 3, 3, 3]
    for wrong, word in ((version, "net aangepast"), (night.now().version, "al geweest")):
        rounds = actions.Rounds(0 if wrong != version else 3, 5, 1, 3)
        with pytest.raises(DomainError, match=word):
            actions.set_rounds(night.event, rounds, version=wrong, by=night.coordinator, at=night.at)


def test_the_times_of_rounds_follow_the_bell_and_the_rest() -> None:
    night = Night(3, 3, rounds=4)
    Evening.objects.filter(pk=night.evening.pk).update(rest_after=2, rest_minutes=15)
    evening = night.now()
    begins = [evening.begins_at(number) for number in range(1, 5)]
    assert [later - earlier for earlier, later in pairwise(begins)] == [9 * MINUTE, 24 * MINUTE, 9 * MINUTE]
    assert evening.ends_at == begins[3] + 7 * MINUTE
    night.plan()
    night.begin(1)
    evening = night.now()
    assert evening.begins_at(2) == night.at + 9 * MINUTE
    assert (evening.is_over(1, night.at), evening.is_over(1, night.at + 7 * MINUTE)) == (False, True)
    assert queries.state_of(evening, 1, night.at) == "now"
