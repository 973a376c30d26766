"""The starting-match check: asked once after the first talk, read by nobody with a name (MAT-07)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.privacy.research import cut_loose
from jobtwinning.programmes.models import Programme
from jobtwinning.surveys.models import Answer, Response
from jobtwinning.twinning import tasks
from jobtwinning.twinning.leaving import leave_pair
from tests import make

pytestmark = pytest.mark.django_db
AT = make.NOW
Clients = Callable[[str], Client]


def asked() -> list[str]:
    """Templates of the mails about the click."""
    return list(OutboxMail.objects.filter(template="click_question").values_list("address", flat=True))


def address(pair: Pair) -> str:
    return reverse("twinning:click", args=[pair.public_id])


def answers() -> dict[str, object]:
    found = Answer.objects.filter(response__instrument="starting_match_check").order_by("response__occasion", "item")
    return {f"{each.response.occasion} {each.item}": each.value for each in found}


def test_both_are_asked_once_the_morning_after_they_met(cast: Cast) -> None:
    make.make_meeting(cast.pair, starts_at=AT + timedelta(hours=1))
    assert tasks.ask_about_click(AT) == 0
    assert tasks.ask_about_click(AT + timedelta(days=1)) == 1
    assert tasks.ask_about_click(AT + timedelta(days=2)) == 0
    assert len(asked()) == 2
    body = OutboxMail.objects.filter(template="click_question").latest("pk").body_text
    assert "Niemand ziet je antwoorden met je naam erbij" in body


def test_who_cancelled_their_meeting_is_not_asked(cast: Cast) -> None:
    meeting = make.make_meeting(cast.pair, starts_at=AT - timedelta(days=1))
    meeting.cancelled_at = AT - timedelta(days=2)
    meeting.save()
    assert tasks.ask_about_click(AT) == 0


@pytest.mark.parametrize(("days_before", "is_asked"), [(14, True), (13, False)])
def test_within_two_weeks_of_the_end_of_the_trial_nobody_is_asked_apart(
    cast: Cast, days_before: int, is_asked: bool
) -> None:
    """Nobody gets two questions about the same pair within 14 days: it goes with the question about going on."""
    make.meet(cast.pair)
    over = datetime(2026, 10, 15, 8, tzinfo=AT.tzinfo)
    assert tasks.ask_about_click(over - timedelta(days=days_before)) == is_asked


def test_who_was_not_asked_apart_gets_the_two_questions_after_saying_to_go_on(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    make.ask_pair(cast.pair)
    reply = client_of("teacher").post(reverse("twinning:trial", args=[cast.pair.public_id]), {"answer": "continue"})
    assert reply.headers["Location"] == address(cast.pair)
    Pair.objects.update(click_asked_on=clock.today())
    reply = client_of("professional").post(reverse("twinning:trial", args=[cast.pair.public_id]), {"answer": "talk"})
    assert reply.headers["Location"] == reverse("twinning:pair", args=[cast.pair.public_id])


def test_answers_are_kept_without_a_name_and_nobody_else_reads_them(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    tasks.ask_about_click(AT)
    noor, daan, coordinator = client_of("teacher"), client_of("professional"), client_of("coordinator")
    page = noor.get(reverse("twinning:home")).content.decode()
    assert "Hoe was de eerste keer?" in page
    form = noor.get(address(cast.pair)).content.decode()
    assert "Niemand ziet dit met je naam erbij" in form
    assert noor.post(address(cast.pair), {"M3": "1", "M4": "2", "version": "1"}).status_code == 302
    assert answers() == {"1 M3": 1, "1 M4": 2}
    assert "Hoe was de eerste keer?" not in noor.get(reverse("twinning:home")).content.decode()
    for url in (
        reverse("pairs:pairs", args=[cast.programme.slug]),
        reverse("pairs:todo", args=[cast.programme.slug]),
        reverse("intake:participant", args=[cast.programme.slug, cast.teacher.public_id]),
    ):
        text = coordinator.get(url).content.decode()
        assert not any(option in text for option in ("Helemaal niet", "In geringe mate", "klik'")), url
    assert "checked" not in daan.get(address(cast.pair)).content.decode()
    assert "Helemaal niet" not in daan.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    assert not OutboxMail.objects.filter(template="click_call").exists()
    assert set(History.objects.filter(verb="answers_saved").values_list("actor_id", flat=True)) == {
        cast.teacher.person.account_id
    }


def test_only_the_tick_reaches_the_coordinator_who_ticks_it_off(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    noor, coordinator = client_of("teacher"), client_of("coordinator")
    for key in ("one", "two"):  # once more does not mail again
        version = Response.objects.filter(instrument="starting_match_check").values_list("version", flat=True).first()
        noor.post(address(cast.pair), {"M3": "1", "call": "on", "version": str(version or 1), "form_key": key})
    mail = OutboxMail.objects.get(template="click_call")
    assert "Noor" in mail.subject
    assert "Helemaal niet" not in mail.body_text
    todo, called = (
        reverse("pairs:todo", args=[cast.programme.slug]),
        reverse("pairs:called", args=[cast.pair.public_id]),
    )
    assert "over de klik met" in coordinator.get(todo).content.decode()
    assert "Je coördinator weet dat bellen mag." in noor.get(address(cast.pair)).content.decode()
    for _time in range(2):
        coordinator.post(called, {"side": "teacher"})
    assert "over de klik met" not in coordinator.get(todo).content.decode()
    assert History.objects.filter(verb="note_call").count() == 1
    assert client_of("coordinator_elsewhere").post(called, {"side": "teacher"}).status_code == 404
    assert noor.post(called, {"side": "teacher"}).status_code == 404


def test_a_new_partner_is_another_occasion(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    noor = client_of("teacher")
    noor.post(address(cast.pair), {"M3": "1", "version": "1"})
    leave_pair(cast.pair, person=cast.teacher.person, by=None, at=AT)
    assert noor.get(address(cast.pair)).status_code == 302
    again = make.make_pair(
        cast.teacher, make.make_participation(cast.programme, side="non_teacher"), state=Pair.State.TRIAL
    )
    make.meet(again)
    assert "checked" not in noor.get(address(again)).content.decode()
    noor.post(address(again), {"M3": "5", "version": "1"})
    assert answers() == {"1 M3": 1, "2 M3": 5}


def test_whoever_skips_everything_is_not_asked_again(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    tasks.ask_about_click(AT)
    noor = client_of("teacher")
    assert noor.post(address(cast.pair), {"version": "1"}).status_code == 302
    assert answers() == {}
    assert (
        "Hoe was de eerste keer?" not in noor.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    )
    assert not Seat.objects.filter(call_asked_at__isnull=False).exists()


def test_a_wrong_answer_is_told_beside_the_question_and_what_was_ticked_stays(cast: Cast, client_of: Clients) -> None:
    make.meet(cast.pair)
    page = client_of("teacher").post(address(cast.pair), {"M3": "9", "M4": "4", "call": "on", "version": "1"})
    assert page.status_code == 422
    text = page.content.decode()
    assert text.count("checked") == 2
    assert answers() == {}


def test_before_they_met_there_is_nothing_to_answer(cast: Cast, client_of: Clients) -> None:
    make.make_meeting(cast.pair, starts_at=clock.now() + timedelta(days=1))
    for method in ("get", "post"):
        reply = getattr(client_of("teacher"), method)(address(cast.pair))
        assert reply.headers["Location"] == reverse("twinning:pair", args=[cast.pair.public_id])
    assert client_of("coordinator").get(address(cast.pair)).status_code == 404


def test_in_a_finished_or_archived_programme_nobody_is_asked(cast: Cast) -> None:
    make.meet(cast.pair)
    for state in ("finished", "archived"):
        Programme.objects.update(state=state)
        assert tasks.ask_about_click(AT) == 0


def test_two_occasions_are_cut_loose_without_telling_which_partner(cast: Cast, client_of: Clients) -> None:
    """After the terms the answers of both pairs stay, counted anew."""
    Programme.objects.update(rules_json={**cast.programme.rules_json, "small_group": 1})
    make.meet(cast.pair)
    noor = client_of("teacher")
    noor.post(address(cast.pair), {"M3": "1", "version": "1"})
    leave_pair(cast.pair, person=cast.teacher.person, by=None, at=AT)
    for _number in range(2):
        other = make.make_participation(cast.programme, side="non_teacher")
        again = make.make_pair(cast.teacher, other, state=Pair.State.TRIAL)
        make.meet(again)
        if _number:
            noor.post(address(again), {"M3": "5", "version": "1"})
        leave_pair(again, person=cast.teacher.person, by=None, at=AT)
    assert answers() == {"1 M3": 1, "3 M3": 5}
    assert cut_loose(Programme.objects.get(), [cast.teacher], moment=AT) == 1
    assert answers() == {"1 M3": 1, "2 M3": 5}
