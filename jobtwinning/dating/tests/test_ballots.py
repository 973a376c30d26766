"""Private answers after a talk, and the results (MAT-06)."""

import pytest

from jobtwinning.dating import telling
from jobtwinning.dating.models import Evening, Talk
from jobtwinning.dating.tests.hands import Hands, address, ballot
from jobtwinning.dating.tests.world import MINUTE, Night, client_of
from jobtwinning.matching.adapter import read_input
from jobtwinning.matching.models import Said
from jobtwinning.pairs.models import Pair

pytestmark = pytest.mark.django_db


def test_a_ballot_twice_changes_it_and_for_whom_one_did_not_meet_there_is_none(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.run(1)
    hands.at = night.at
    first, second = night.talks(1)
    mine, other = client_of(first.teacher), client_of(second.teacher)
    hands.send(mine, ballot(first), answer="yes")
    hands.send(mine, ballot(first), answer="no")
    assert list(Said.objects.values_list("answer", flat=True)) == ["no"]
    hands.page(other, ballot(first), 404)
    assert other.post(ballot(first), {"answer": "yes"}).status_code == 404, "somebody else's talk"
    coming = night.talks(2)[0]
    assert client_of(coming.teacher).post(ballot(coming), {"answer": "yes"}).status_code == 404, "not begun"
    assert client_of(night.coordinator).get(ballot(first)).status_code == 404
    assert mine.post(ballot(first), {"answer": "perhaps"}).status_code == 422
    Talk.objects.filter(pk=first.pk).update(missed=True)
    assert mine.post(ballot(first), {"answer": "yes"}).status_code == 404, "it did not take place"
    assert Said.objects.count() == 1


def test_no_ballot_while_the_talk_goes_on_nor_after_the_results(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    night.begin(1)
    hands.at = night.at + 3 * MINUTE
    talk = night.talks(1)[0]
    client = client_of(talk.teacher)
    assert "nog bezig" in hands.send(client, ballot(talk), answer="yes")
    hands.at = night.at + 8 * MINUTE
    assert "nog bezig" not in hands.send(client, ballot(talk), answer="yes")
    hands.send(client_of(night.coordinator), address("evening", night.event), do="tell")
    assert "al verteld" in hands.send(client, ballot(talk), answer="no")
    assert list(Said.objects.values_list("answer", "source")) == [("yes", "talk")]


def test_answers_count_in_the_matching_only_once_they_were_told(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.run(2)
    hands.at = night.at
    before = read_input(night.programme, night.region).hash
    first, second = night.talks(1)
    night.say(first.teacher, first.non_teacher, "no")
    night.say(second.teacher, second.non_teacher, "maybe")
    night.say(second.non_teacher, second.teacher, "yes")
    assert read_input(night.programme, night.region).hash == before
    telling.tell_results(night.now(), by=night.coordinator, at=night.at)
    ballots = read_input(night.programme, night.region).problem.evidence.ballots
    assert sorted(ballot[3] for ballot in ballots) == ["maybe", "maybe", "no"]


def test_the_results_come_by_themselves_at_noon_of_the_next_day_whoever_did_not_answer(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.run(2)
    talk = night.talks(1)[0]
    night.say(talk.teacher, talk.non_teacher, "yes")
    night.say(talk.non_teacher, talk.teacher, "yes")
    assert telling.answers_until(night.now()).isoformat() == "2026-09-18T12:00:00+02:00"
    assert telling.tell_due(telling.answers_until(night.now()) - MINUTE) == 0
    assert telling.tell_due(telling.answers_until(night.now())) == 1
    assert Pair.objects.count() == 1


def test_of_several_who_said_yes_to_each_other_as_many_as_possible_and_where_a_coordinator_decides_nobody(
    hands: Hands,
) -> None:
    night = Night(2, 2, rounds=2)
    night.programme.rules_json = {**night.programme.rules.to_json(), "open_to_coordinator": True}
    night.programme.save()
    night.run(2)
    for talk in night.talks():
        if not (talk.teacher_id == night.teachers[1].pk and talk.non_teacher_id == night.others[1].pk):
            night.say(talk.teacher, talk.non_teacher, "yes")
            night.say(talk.non_teacher, talk.teacher, "yes")
    hands.at = night.at
    leads = client_of(night.coordinator)
    assert "Bekijk deze twee" not in hands.page(leads, address("evening", night.event)), "not before the results"
    told = hands.send(leads, address("evening", night.event), do="tell")
    assert not Pair.objects.exists()
    assert told.count("Bekijk deze twee") == 3
    night.programme.rules_json = {**night.programme.rules.to_json(), "open_to_coordinator": False}
    night.programme.save()
    Evening.objects.update(told_at=None)
    night.programme.refresh_from_db()
    assert telling.tell_results(night.now(), by=None, at=night.at) == 2


def test_a_talk_about_which_somebody_answered_was_there_though_one_is_noted_as_late(hands: Hands) -> None:
    night = Night(3, 3, rounds=4)
    night.run(2)
    first, other = night.talks(1)[:2]
    night.say(first.teacher, first.non_teacher, "maybe")
    night.note("late", first.teacher, other.teacher, from_round=3)
    assert (night.guest(first.teacher).away, night.guest(other.teacher).away) == ([2], [1, 2])
    assert [talk.missed for talk in night.talks(1)[:2]] == [False, True]
