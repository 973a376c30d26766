"""An evening of short talks through the pages, as the people named (MAT-06)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from jobtwinning.choosing.telling import forget
from jobtwinning.core.models import History
from jobtwinning.dating import queries, telling
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.dating.tests.hands import Hands, address, ballot, own
from jobtwinning.dating.tests.world import MINUTE, STARTS, Night, client_of
from jobtwinning.intake.actions import withdraw_participation
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import Said
from jobtwinning.matching.tests.world import make_professional
from jobtwinning.pairs.models import Pair
from jobtwinning.privacy.access import access_file
from jobtwinning.privacy.actions import erase_person
from jobtwinning.programmes.events.actions import cancel_event
from jobtwinning.programmes.models import Event, Programme
from tests import make

pytestmark = pytest.mark.django_db


SHAPE = {"rounds": 3, "minutes": 7, "change_minutes": 2, "tables": 3, "rest_after": 0, "rest_minutes": 0, "version": 0}


def test_mat_06(hands: Hands) -> None:
    """MAT-06: Coordinator plans an event with rounds; system makes the schedule so no teacher meets a teacher; after
    each round each gives private ja/misschien/nee; proposals follow."""
    night = Night(3, 3)
    Evening.objects.all().delete()
    leads = client_of(night.coordinator)
    assert "Nog geen rondes" in hands.page(leads, address("evening", night.event))
    hands.send(leads, address("rounds", night.event), **SHAPE)
    planned = hands.send(leads, address("evening", night.event), do="plan")
    assert "Het schema is er: 9 gesprekken" in planned, "the coordinator plans an event with rounds"
    night.evening = Evening.objects.get()
    assert all((one.teacher.side, one.non_teacher.side) == ("teacher", "non_teacher") for one in night.talks())
    assert len({(one.teacher_id, one.non_teacher_id) for one in night.talks()}) == 9, "no teacher meets a teacher"

    clients = {one.pk: client_of(one) for one in (*night.teachers, *night.others)}
    one = night.teachers[0]
    assert "Wie dat zijn, zie je hier als de avond begint" in hands.page(clients[one.pk], own(night.event))
    for number in (1, 2, 3):
        hands.at += 10 * MINUTE
        hands.send(leads, address("evening", night.event), do="begin", round=number)
        (talk,) = [talk for talk in night.talks(number) if talk.teacher_id == one.pk]
        phone = hands.page(clients[one.pk], own(night.event))
        assert f"Tafel {talk.table}" in phone
        assert f"met {talk.non_teacher.person.given_name}" in phone
        assert ballot(talk) not in phone, "while they speak there is nothing to answer"
        hands.at += 8 * MINUTE
        assert ballot(talk) in hands.page(clients[one.pk], own(night.event)), "after each round"
        for each in night.talks(number):
            wants = each.teacher_id == one.pk and each.non_teacher_id == night.others[0].pk
            for client in (clients[each.teacher_id], clients[each.non_teacher_id]):
                hands.send(client, ballot(each), answer="yes" if wants else "maybe")
    assert Said.objects.filter(source="open").count() == 18
    text = hands.page(leads, address("evening", night.event))
    assert "Antwoorden binnen: 18 van 18" in text, "a count, and never what was said"
    assert telling.tell_due(hands.at) == 1, "within a minute after the last ballot"
    pair = Pair.objects.get()
    assert set(pair.seats.values_list("participation", flat=True)) == {one.pk, night.others[0].pk}, "proposals follow"
    assert pair.state == Pair.State.PROPOSED
    assert sorted(OutboxMail.objects.filter(template="pair_proposed").values_list("address", flat=True)) == sorted(
        [one.person.email, night.others[0].person.email]
    )
    assert "De uitslag is verteld" in hands.page(clients[one.pk], own(night.event))


def test_the_page_before_any_rounds_suggests_what_fits(hands: Hands) -> None:
    night = Night(3, 5)
    Evening.objects.all().delete()
    suggestion = queries.suggestion(night.event)
    assert (suggestion["rounds"], suggestion["tables"]) == (5, 3)
    leads = client_of(night.coordinator)
    wrong = hands.send(leads, address("rounds", night.event), 422, **{**SHAPE, "rest_after": 3})
    assert "vóór de laatste ronde" in wrong
    assert "Hoe lang duurt de pauze" in hands.send(
        leads, address("rounds", night.event), 422, **{**SHAPE, "rest_after": 2}
    )
    assert not Evening.objects.exists()


def test_nobody_sees_names_before_the_coordinator_shows_them(hands: Hands) -> None:
    night = Night(2, 2)
    night.plan()
    one = night.teachers[0]
    client = client_of(one)
    partners = [other.person.given_name for other in night.others]
    assert not [name for name in partners if name in hands.page(client, own(night.event))]
    data = hands.page(client, reverse("privacy:own_data"))
    assert "Tafel" not in data, "nor in what one asks of one's own data"
    hands.send(client_of(night.coordinator), address("evening", night.event), do="show")
    assert [name for name in partners if name in hands.page(client, own(night.event))] == partners


def test_names_of_two_who_are_called_alike_come_with_a_surname(hands: Hands) -> None:
    night = Night(2, 2)
    twin = make_professional(night.programme, night.others[0].person.given_name, I8c="technology")
    twin.person.surname = "Van der Plas"
    twin.person.save()
    make.make_invitation(twin, night.event, answer="yes", place_number=98)
    night.plan()
    names = queries.names_of(guest.participation.person for guest in queries.taking_part(night.now()))
    assert names[twin.person_id] == twin.person.full_name
    assert names[night.others[1].person_id] == night.others[1].person.given_name


# --- What may happen --------------------------------------------------------------------------------------------


def test_who_withdraws_sees_nothing_any_more_and_the_other_has_a_calm_page(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    night.begin(1)
    hands.at = night.at
    talk = night.talks(1)[0]
    goes, stays = client_of(talk.teacher), client_of(talk.non_teacher)
    name = talk.teacher.person.given_name
    assert name in hands.page(stays, own(night.event))
    withdraw_participation(talk.teacher, by=None, at=hands.at)
    hands.page(goes, own(night.event), 404)
    assert name not in hands.page(stays, own(night.event))
    hands.at += 8 * MINUTE
    assert stays.post(ballot(talk), {"answer": "yes"}).status_code == 404
    night.begin(2)
    assert len(night.talks(2)) == 1
    assert queries.ballots_of(night.now(), night.at).asked == 2, "who left is not waited for"
    night.say(night.teachers[1], next(t.non_teacher for t in night.talks(1) if t.teacher == night.teachers[1]), "no")
    withdraw_participation(night.teachers[1], by=None, at=hands.at)
    forget(hands.at)
    assert not Said.objects.exists(), "what they said goes with them"


def test_an_evening_that_is_cancelled_moved_or_in_an_archived_round(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.plan()
    leads, phone = client_of(night.coordinator), client_of(night.teachers[0])
    Event.objects.filter(pk=night.event.pk).update(
        starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, hours=2)
    )
    moved = hands.page(leads, address("evening", night.event))
    assert "Beginnen kan vanaf een uur voor het begin" in moved, "the times of the rounds move along"
    assert "een uur" in hands.send(leads, address("evening", night.event), do="begin", round=1)
    cancel_event(Event.objects.get(pk=night.event.pk), by=None, at=hands.at)
    assert "gaat niet door" in hands.page(leads, address("evening", night.event))
    assert "gaat niet door" in hands.page(phone, own(night.event))
    Programme.objects.update(state=Programme.State.ARCHIVED)
    for do in ("plan", "show", "begin", "tell"):
        leads.post(address("evening", night.event), {"do": do, "round": 1})
    leads.post(address("people", night.event), {"people": night.guest(night.teachers[0]).public_id, "what": "absent"})
    assert Guest.objects.exclude(away=[]).count() == 0
    assert not Evening.objects.exclude(round_now=0, shown_at=None, told_at=None).exists()


def test_the_coordinator_notes_who_is_late_or_walks_in_on_one_page(hands: Hands) -> None:
    night = Night(3, 3, rounds=3)
    night.plan()
    hands.at = night.at + MINUTE
    leads, url = client_of(night.coordinator), address("people", night.event)
    late = night.guest(night.teachers[0]).public_id
    assert "Vink eerst aan" in hands.send(leads, url, 422, what="late")
    assert "Kies vanaf welke ronde" in hands.send(leads, url, 422, what="late", people=late)
    told = hands.send(leads, url, what="late", people=late, from_round=2)
    assert "Het schema klopt weer" in told
    assert night.guest(night.teachers[0]).away == [1]
    walks = make_professional(night.programme, "Wim", I8c="technology")
    assert "Wim" in hands.page(leads, url)
    hands.send(leads, url, who=walks.public_id)
    assert Guest.objects.get(participation=walks).walked_in
    assert "andere mensen" not in hands.page(leads, address("evening", night.event)), "the schedule knows them"
    invited = night.event.invitations.get(participation=walks)
    assert (invited.place_number, invited.attended_at) == (7, hands.at), "and their own page leads there"
    assert "Je spreekt die avond" in hands.page(client_of(walks), own(night.event))
    assert hands.page(leads, f"{url}?buiten").count("checked") == 6, "all others did not scan the code yet"


def test_paper_has_every_table_and_a_slip_for_everybody(hands: Hands) -> None:
    night = Night(3, 4, rounds=3)
    leads = client_of(night.coordinator)
    hands.page(leads, address("print", night.event), 404)
    night.plan()
    text = hands.page(leads, address("print", night.event))
    assert text.count('class="slip"') == 7
    assert text.count('class="round-sheet"') == 3
    assert text.count("<i>pauze</i>") == 3
    assert "voor iedereen" not in text
    Evening.objects.update(rest_after=2, rest_minutes=10)
    rested = hands.page(leads, address("print", night.event))
    assert rested.count("Daarna voor iedereen 10 minuten pauze.") == 1 + 7, "under its round, and on every slip"
    night.begin(1)
    assert "Ronde 1, geweest" not in hands.page(leads, address("print", night.event)), "it is going on"
    night.begin(2)
    assert "Ronde 1, geweest" in hands.page(leads, address("print", night.event)), "no time that was not"


def test_only_the_own_region_takes_part_and_leads(hands: Hands) -> None:
    night = Night(2, 2)
    elsewhere = make.make_region("Elders", slug="elders")
    night.programme.regions.add(elsewhere)
    night.event.shared_with.add(elsewhere)
    far = make_professional(night.programme, "Verweg", region=elsewhere, I8c="technology")
    make.make_invitation(far, night.event, answer="yes", place_number=97)
    other = make.make_account()
    make.make_grant(other, "coordinator", region=elsewhere, programme=night.programme)
    night.plan()
    assert not night.evening.guests.filter(participation=far).exists()
    assert "1 genodigde uit een andere regio" in hands.page(
        client_of(night.coordinator), address("evening", night.event)
    )
    for page in ("evening", "rounds", "people", "print"):
        hands.page(client_of(other), address(page, night.event), 404)
    client = client_of(far)
    assert "Wie dat zijn" in hands.page(client, own(night.event))


def test_no_line_of_history_tells_what_somebody_said(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.run(2)
    before = History.objects.count()
    talk = night.talks(1)[0]
    night.say(talk.teacher, talk.non_teacher, "yes")
    assert History.objects.count() == before


def test_other_events_have_no_rounds(hands: Hands) -> None:
    night = Night(1, 1)
    Event.objects.update(kind=Event.Kind.START)
    for page in ("evening", "rounds", "people", "print"):
        hands.page(client_of(night.coordinator), address(page, night.event), 404)
    hands.page(client_of(night.teachers[0]), own(night.event), 404)


def test_the_pages_ask_as_much_for_forty_people_as_for_ten(hands: Hands) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (5, 20):
        night = Night(size, size, rounds=3)
        night.run(2)
        hands.at = night.at
        leads, phone = client_of(night.coordinator), client_of(night.teachers[0])
        found = []
        for client, url in (
            *((leads, address(page, night.event)) for page in ("evening", "people", "print")),
            (phone, own(night.event)),
        ):
            with CaptureQueriesContext(connection) as seen:
                hands.page(client, url)
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[0][3] <= 14, counts


def test_erasing_takes_the_talks_and_what_was_said_and_the_other_goes_on(hands: Hands) -> None:
    night = Night(3, 3, rounds=3)
    night.run(1)
    talk = night.talks(1)[0]
    night.say(talk.teacher, talk.non_teacher, "yes")
    night.say(talk.non_teacher, talk.teacher, "yes")
    stays = client_of(talk.non_teacher)
    assert erase_person(talk.teacher.person, by=None, at=night.at)
    assert not Said.objects.exists()
    assert not Talk.objects.filter(pk=talk.pk).exists()
    assert night.evening.guests.count() == 5
    hands.at = night.at
    assert "ronde 2" in hands.page(stays, own(night.event)).casefold(), "the other's evening goes on"
    assert telling.keep_up(night.at) == 1
    assert [len(night.talks(number)) for number in (2, 3)] == [2, 2]


def test_the_file_of_ones_own_data_has_the_talks_that_were_and_the_own_answers(hands: Hands) -> None:
    night = Night(2, 2, rounds=2)
    night.run(1)
    talk = night.talks(1)[0]
    night.say(talk.teacher, talk.non_teacher, "maybe")
    night.say(talk.non_teacher, talk.teacher, "no")
    file = access_file(talk.teacher.person, at=night.at)
    text = json.dumps(file, ensure_ascii=False)
    (talks,) = (each for each in file["tables"] if each["table"] == "dating.Talk")
    assert len(talks["rows"]) == 1, "not the talks that are still to come"
    assert ('"maybe"' in text, '"no"' in text) == (True, False), "nor what the other said"
    assert talk.non_teacher.person.given_name not in text
