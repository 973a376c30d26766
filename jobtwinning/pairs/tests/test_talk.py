"""Talk first, a reason for a no, a spoken yes, and what the coordinator has to do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History, ViewLog
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, letters
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import answer_until, lapses_soon, reminder_number, with_people
from jobtwinning.privacy.access import access_file
from jobtwinning.privacy.actions import erase_person
from jobtwinning.programmes.models import Programme, Side

ClientOf = Callable[[str], Client]
CANARY = "Die kanarie wil ik niet"


@pytest.fixture
def proposal(cast: Cast) -> Pair:
    """The cast's own two people, proposed today."""
    Pair.objects.filter(pk=cast.pair.pk).update(
        state=Pair.State.PROPOSED, proposed_at=clock.now(), accepted_at=None, starts_on=None, planned_end_on=None
    )
    Seat.objects.filter(pair=cast.pair).update(answer=Seat.Answer.OPEN, answered_at=None)
    cast.pair.refresh_from_db()
    return cast.pair


def test_a_coordinator_in_a_pair_reads_nothing_the_partner_tells_the_coordinator(
    cast: Cast, client_of: ClientOf, proposal: Pair
) -> None:
    """Neither the talk and its reason, nor a way to answer for the partner: a colleague guides this pair."""
    client_of("professional").post(answer_url(proposal), {"answer": "talk", "form_key": "one"})
    person = cast.teacher.person
    person.account = None
    person.save()
    names, steering = ("Daan Oosterling", "Noor Verbrugge"), ("pairs:spoken", "twinning:end")
    colleague = client_of("coordinator")
    assert all(name in todo_of(colleague, cast) for name in names)
    assert [colleague.get(reverse(name, args=[proposal.public_id])).status_code for name in steering] == [200, 200]
    person.account = cast.accounts["coordinator"]
    person.save()
    client = client_of("coordinator")
    assert not any(name in todo_of(client, cast) for name in names)
    page = client.get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert "Je eigen koppel staat hier niet" in page
    assert "Daan Oosterling" not in page
    assert [client.get(reverse(name, args=[proposal.public_id])).status_code for name in steering] == [404, 404]
    sent = {"form_key": "two", "side": "non_teacher"}
    for name in ("pairs:withdraw", "pairs:called", "twinning:confirm", "twinning:close"):
        assert client.post(reverse(name, args=[proposal.public_id]), sent).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == Pair.State.PROPOSED


def test_the_old_proposal_of_a_pair_that_stopped_leads_to_their_page(
    cast: Cast, client_of: ClientOf, proposal: Pair
) -> None:
    Pair.objects.filter(pk=proposal.pk).update(state=Pair.State.ENDED, accepted_at=clock.now(), ended_at=clock.now())
    page = client_of("teacher").get(answer_url(proposal)).content.decode()
    assert "Jullie koppel is gestopt" in page
    assert reverse("twinning:pair", args=[proposal.public_id]) in page
    assert "gaat niet door" not in page


def test_nobody_says_yes_in_a_round_that_is_over(cast: Cast, client_of: ClientOf, proposal: Pair) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.FINISHED)
    answer = client_of("teacher").post(answer_url(proposal), {"answer": "accept", "form_key": "ja"}, follow=True)
    assert "Deze ronde is afgerond." in answer.content.decode()
    assert not Seat.objects.filter(pair=proposal, answer=Seat.Answer.ACCEPTED).exists()


def answer_url(pair: Pair) -> str:
    return reverse("pairs:answer", args=[pair.public_id])


def todo_of(client: Client, cast: Cast) -> str:
    return client.get(reverse("pairs:todo", args=[cast.programme.slug])).content.decode()


def test_talk_first_tells_the_coordinator_once_and_the_clock_stands_still(
    cast: Cast, client_of: ClientOf, proposal: Pair
) -> None:
    client, before = client_of("teacher"), answer_until(proposal)
    for key in ("one", "one", "two"):
        assert client.post(answer_url(proposal), {"answer": "talk", "form_key": key}).status_code == 302
    (row,) = with_people(Pair.objects.filter(pk=proposal.pk))
    assert answer_until(row) > before
    assert OutboxMail.objects.filter(template="pair_talk").count() == 1
    assert History.objects.filter(verb="ask_talk").count() == 1
    page = client.get(answer_url(proposal)).content.decode()
    assert "Je wilt eerst praten." in page
    assert 'value="accept"' in page
    coordinator = client_of("coordinator")
    assert "Noor Verbrugge wil eerst praten over het voorstel met Daan Oosterling" in todo_of(coordinator, cast)
    assert set(ViewLog.objects.get(page="pairs:todo").person_ids) == {
        cast.teacher.person.public_id,
        cast.professional.person.public_id,
    }
    client.post(answer_url(proposal), {"answer": "accept", "form_key": "three"})
    assert "wil eerst praten" not in todo_of(coordinator, cast)


def test_the_clock_stands_still_for_the_days_of_the_rules_and_once(cast: Cast, proposal: Pair) -> None:
    """Proposed on Monday 7 September: day 3 is Thursday, day 10 Monday the 21st; five days later when asked."""
    monday = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
    Pair.objects.filter(pk=proposal.pk).update(proposed_at=monday)
    proposal.refresh_from_db()
    assert (reminder_number(proposal, date(2026, 9, 10)), answer_until(proposal)) == (1, date(2026, 9, 21))
    Seat.objects.filter(pair=proposal, side=Side.TEACHER).update(talk_asked_at=monday + timedelta(days=1))
    Seat.objects.filter(pair=proposal, side=Side.NON_TEACHER).update(talk_asked_at=monday + timedelta(days=3))
    assert answer_until(proposal) == date(2026, 9, 28)
    assert [reminder_number(proposal, date(2026, 9, day)) for day in (10, 15, 16, 17, 21, 22)] == [0, 0, 0, 1, 1, 2]
    assert [lapses_soon(proposal, date(2026, 9, day)) for day in (23, 24, 25, 28)] == [False, True, True, True]
    with pytest.raises(DomainError):
        actions.lapse_pair(proposal, by=None, at=datetime(2026, 9, 28, 9, 0, tzinfo=UTC))


def test_a_proposal_stands_with_the_things_to_do_two_working_days_before_it_lapses(
    cast: Cast, client_of: ClientOf, proposal: Pair
) -> None:
    coordinator = client_of("coordinator")
    assert "Verloopt bijna" not in todo_of(coordinator, cast)
    Pair.objects.filter(pk=proposal.pk).update(proposed_at=clock.now() - timedelta(days=40))
    page = todo_of(coordinator, cast)
    assert "Verloopt bijna" in page
    assert "Noor heeft nog niet geantwoord." in page


def test_a_no_with_a_reason_is_for_the_coordinator_only(cast: Cast, client_of: ClientOf, proposal: Pair) -> None:
    given = {"answer": "decline", "reason": "travel", "reason_text": CANARY}
    client_of("teacher").post(answer_url(proposal), given)
    page = todo_of(client_of("coordinator"), cast)
    assert CANARY in page
    assert "Het is te ver" in page
    partner = cast.professional.person
    assert CANARY not in client_of("professional").get(answer_url(proposal)).content.decode()
    assert CANARY not in str(access_file(partner, at=clock.now()))
    assert CANARY in str(access_file(cast.teacher.person, at=clock.now()))
    for mail in OutboxMail.objects.all():
        assert CANARY not in mail.body_text + mail.body_html
    assert CANARY not in str(list(History.objects.values_list("codes", flat=True)))
    erase_person(cast.teacher.person, by=None, at=clock.now())
    assert not Seat.objects.exclude(reason="", reason_text="").exists()


def test_a_reason_that_is_too_long_comes_back_beside_its_field(client_of: ClientOf, proposal: Pair) -> None:
    text = "x" * 301
    response = client_of("teacher").post(answer_url(proposal), {"answer": "decline", "reason_text": text})
    assert response.status_code == 422
    assert text in response.content.decode()
    assert Pair.objects.get(pk=proposal.pk).state == Pair.State.PROPOSED


def test_a_spoken_yes_is_marked_and_once(cast: Cast, client_of: ClientOf, proposal: Pair) -> None:
    client, url = client_of("coordinator"), reverse("pairs:spoken", args=[proposal.public_id])
    assert "Noor Verbrugge" in client.get(url).content.decode()
    for _ in range(2):
        assert client.post(url, {"side": "teacher", "form_key": "once"}).status_code == 302
    seat = Seat.objects.get(pair=proposal, side=Side.TEACHER)
    assert (seat.answer, seat.is_spoken) == (Seat.Answer.ACCEPTED, True)
    assert History.objects.get(verb="record_spoken_yes").actor_id == cast.accounts["coordinator"].pk  # type: ignore[union-attr]
    listed = client.get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert "Noor zei mondeling ja" in listed
    assert client.post(url, {"side": "teacher", "form_key": "later"}).status_code == 422  # no choice any more
    assert "record_spoken_yes" not in str(access_file(cast.professional.person, at=clock.now()))
    client.post(url, {"side": "non_teacher", "form_key": "other"})
    assert Pair.objects.get(pk=proposal.pk).state == Pair.State.TRIAL


def test_a_spoken_yes_after_the_own_no_is_refused(cast: Cast, proposal: Pair) -> None:
    actions.decline_pair(proposal, person=cast.teacher.person, by=None, at=clock.now())
    with pytest.raises(DomainError) as refused:
        actions.accept_pair(proposal, person=cast.teacher.person, by=None, at=clock.now(), spoken=True)
    assert refused.value.code == "pair_is_declined"
    with pytest.raises(DomainError):
        actions.ask_talk(proposal, person=cast.teacher.person, by=None, at=clock.now())
    assert not Seat.objects.filter(talk_asked_at__isnull=False).exists()


def test_a_surprise_stays_one_until_the_start_in_every_page_mail_and_file(
    cast: Cast, client_of: ClientOf, proposal: Pair
) -> None:
    """For who asked for it; the control is the other, who did not."""
    proposal.reasons = {"teacher": {"is_surprise": True}}
    proposal.save()
    partner = cast.professional.person
    client = client_of("teacher")
    letters.send_proposal(proposal, cast.teacher, cast.professional)
    letters.send_reminder(proposal, 1, to=proposal.seats.all())
    client.post(answer_url(proposal), {"answer": "talk"})
    client.post(answer_url(proposal), {"answer": "accept"})

    def known() -> str:
        pages = [
            answer_url(proposal),
            reverse("twinning:home"),
            reverse("privacy:erase_own", args=[cast.teacher.person.public_id]),
        ]
        mails = OutboxMail.objects.filter(person_id=cast.teacher.person_id)
        told = [client.get(url).content.decode() for url in pages]
        told += [part for mail in mails for part in (mail.subject, mail.body_text, mail.body_html, mail.calendar)]
        return " ".join([*told, str(access_file(cast.teacher.person, at=clock.now()))])

    names = (partner.given_name, partner.surname, "Oosterling", "netplanner")
    assert [name for name in names if name in known()] == []
    assert cast.teacher.person.given_name in client_of("professional").get(answer_url(proposal)).content.decode()
    client_of("professional").post(answer_url(proposal), {"answer": "accept"})
    assert partner.given_name in known()


@pytest.mark.parametrize("name", ["spoken", "answer"])
def test_forged_ids_and_strangers_find_nothing(cast: Cast, client_of: ClientOf, proposal: Pair, name: str) -> None:
    for role in ("coordinator_elsewhere", "researcher", "outsider"):
        assert client_of(role).get(reverse(f"pairs:{name}", args=[proposal.public_id])).status_code == 404
    assert client_of("coordinator").get(reverse(f"pairs:{name}", args=["zzzzzzzzzzzz"])).status_code == 404
