"""Trial, pause card and exit card: what each step does, and what it leaves alone (MAT-07, MAT-08)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, life, tasks
from jobtwinning.pairs.life_words import life_table
from jobtwinning.pairs.models import TRANSITIONS, ExitNote, Pair, Seat
from jobtwinning.pairs.queries import former_partners
from jobtwinning.twinning.leaving import leave_pair, take_pause
from jobtwinning.twinning.models import Meeting
from tests import make

pytestmark = pytest.mark.django_db
AT = make.NOW
TODAY = AT.date()
Clients = Callable[[str], Client]


def later(days: int) -> datetime:
    return AT + timedelta(days=days)


def templates(**about: object) -> list[str]:
    return sorted(OutboxMail.objects.filter(cancelled_at=None, **about).values_list("template", flat=True))


def trial_round(at: datetime) -> int:
    """The three rounds of one morning."""
    return tasks.ask_after_trial(at) + tasks.remind_after_trial(at) + tasks.count_silence(at)


def state_of(pair: Pair) -> str:
    return Pair.objects.get(pk=pair.pk).state


# --- The first day and the trial ---------------------------------------------------------------------


def test_an_accepted_pair_begins_on_its_first_day(cast: Cast) -> None:
    pair = make.make_pair(
        make.make_participation(cast.programme), make.make_participation(cast.programme, side="non_teacher"),
        state=Pair.State.ACCEPTED,
    )  # fmt: skip
    assert (pair.starts_on, tasks.begin_pairs(later(6))) == (date(2026, 9, 22), 0)
    assert tasks.begin_pairs(later(7)) == 1
    assert tasks.begin_pairs(later(7)) == 0
    assert state_of(pair) == Pair.State.TRIAL


def test_without_a_trial_a_pair_is_definite_at_once(cast: Cast) -> None:
    cast.programme.rules_json = {**cast.programme.rules_json, "trial_months": 0}
    cast.programme.save()
    Pair.objects.update(state=Pair.State.ACCEPTED)
    assert tasks.begin_pairs(AT) == 1
    assert state_of(cast.pair) == Pair.State.DEFINITE


def test_after_a_month_both_are_asked_reminded_once_and_silence_goes_on(cast: Cast) -> None:
    month = datetime(2026, 10, 15, 7, tzinfo=AT.tzinfo)
    assert trial_round(month - timedelta(days=1)) == 0
    for days in range(15):
        trial_round(month + timedelta(days=days))
        assert state_of(cast.pair) == Pair.State.TRIAL
    assert templates() == ["trial_question"] * 2 + ["trial_reminder"] * 2
    assert trial_round(month + timedelta(days=15)) == 1
    assert state_of(cast.pair) == Pair.State.DEFINITE
    assert set(Seat.objects.values_list("trial_answer", flat=True)) == {Seat.TrialAnswer.SILENT}
    assert len(templates()) == 4


def test_both_on_is_definite_and_talking_first_is_a_to_do(cast: Cast, client_of: Clients) -> None:
    make.ask_pair(cast.pair)
    noor, daan, coordinator = client_of("teacher"), client_of("professional"), client_of("coordinator")
    url = reverse("twinning:trial", args=[cast.pair.public_id])
    assert "Wil je verder met deze match?" in noor.get(url).content.decode()
    assert noor.post(url, {"answer": "continue"}).status_code == 302
    daan.post(url, {"answer": "talk"})
    assert state_of(cast.pair) == Pair.State.TRIAL
    assert templates() == ["trial_talk"]
    life.count_silence(cast.pair, at=later(30))
    assert state_of(cast.pair) == Pair.State.TRIAL  # talking first stays a question
    pairs = reverse("pairs:pairs", args=[cast.programme.slug])
    assert "Daan wil eerst praten" in coordinator.get(pairs).content.decode()
    assert "wil eerst praten" not in noor.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    coordinator.post(reverse("twinning:confirm", args=[cast.pair.public_id]))
    assert state_of(cast.pair) == Pair.State.DEFINITE


def test_the_exit_answer_leads_to_the_exit_card_and_changes_nothing_yet(cast: Cast, client_of: Clients) -> None:
    make.ask_pair(cast.pair)
    reply = client_of("teacher").post(reverse("twinning:trial", args=[cast.pair.public_id]), {"answer": "exit_card"})
    assert reply.headers["Location"] == reverse("twinning:exit", args=[cast.pair.public_id])
    assert state_of(cast.pair) == Pair.State.TRIAL
    assert not OutboxMail.objects.exists()


def test_an_answer_before_the_question_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        life.answer_trial(cast.pair, "continue", person=cast.teacher.person, by=None, at=AT)
    assert refused.value.code == "trial_not_asked"


# --- The exit card -------------------------------------------------------------------------------------


def test_the_exit_card_takes_two_clicks_and_everything_follows(
    cast: Cast, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    to_come, held = make.make_meeting(cast.pair), make.make_meeting(cast.pair, starts_at=later(-3))
    ManagerPermission.objects.filter(participation=cast.teacher).update(manager_email="baas@school.example")
    noor = client_of("teacher")
    page = noor.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    url = reverse("twinning:exit", args=[cast.pair.public_id])
    assert f'href="{url}"' in page
    reply = noor.post(url)
    assert reply.headers["Location"] == reverse("twinning:stopped", args=[cast.pair.public_id])
    assert state_of(cast.pair) == Pair.State.ENDED
    assert not Seat.objects.filter(active=True).exists()
    assert Meeting.objects.get(pk=to_come.pk).cancelled_at == AT
    assert Meeting.objects.get(pk=held.pk).cancelled_at is None
    both = [cast.teacher.person.email, cast.professional.person.email]
    cancelled = OutboxMail.objects.filter(template="meeting_cancelled")
    assert sorted(cancelled.values_list("address", "calendar_method")) == sorted((one, "CANCEL") for one in both)
    assert all("SEQUENCE:1" in mail.calendar for mail in cancelled)
    assert templates(address=cast.professional.person.email) == ["meeting_cancelled", "pair_ended"]
    assert templates(address=cast.teacher.person.email) == ["meeting_cancelled"]
    assert templates(address="baas@school.example") == ["hours_free"]
    told = OutboxMail.objects.get(template="pair_ended")
    assert "zegt niets over jou" in told.body_text
    assert "reden" not in told.body_text.lower()
    assert former_partners(cast.programme) == {
        (cast.teacher.person_id, cast.professional.person_id), (cast.professional.person_id, cast.teacher.person_id)
    }  # fmt: skip


def test_what_somebody_tells_afterwards_is_for_the_coordinator_alone(cast: Cast, client_of: Clients) -> None:
    make.change_pair(cast.pair, Pair.State.ENDED)
    url = reverse("twinning:stopped", args=[cast.pair.public_id])
    told = {"reason": "time", "text": "De reistijd viel tegen.", "hours": "6", "final_survey": "on"}
    assert client_of("teacher").post(url, told).status_code == 302
    note = ExitNote.objects.get()
    assert (note.reason, note.hours, note.final_survey) == ("time", 6, True)
    pairs = reverse("pairs:pairs", args=[cast.programme.slug])
    assert "De reistijd viel tegen." in client_of("coordinator").get(pairs).content.decode()
    for page in (url, reverse("twinning:pair", args=[cast.pair.public_id]), reverse("twinning:home")):
        assert "reistijd" not in client_of("professional").get(page).content.decode()
    assert client_of("researcher").get(pairs).status_code == 404
    assert "reistijd" not in " ".join(map(str, History.objects.values_list("codes", flat=True)))


def test_nobody_is_mailed_after_the_exit(cast: Cast) -> None:
    make.ask_pair(cast.pair)
    leave_pair(cast.pair, person=cast.teacher.person, by=None, at=AT)
    before = templates()
    for days in range(60):
        trial_round(later(days))
        tasks.end_pauses(later(days))
        tasks.begin_pairs(later(days))
    assert templates() == before == ["hours_free", "hours_free", "pair_ended", "pair_exit"]


def test_the_second_exit_is_told_kindly(cast: Cast, client_of: Clients) -> None:
    leave_pair(cast.pair, person=cast.teacher.person, by=None, at=AT)
    reply = client_of("professional").post(reverse("twinning:exit", args=[cast.pair.public_id]))
    assert reply.status_code == 422
    assert "Dit koppel is al gestopt. Beiden zijn weer vrij." in reply.content.decode()
    assert History.objects.filter(verb="end_pair").count() == 1


def test_the_coordinator_ends_a_pair_with_a_reason_that_the_two_never_see(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:end", args=[cast.pair.public_id])
    assert client_of("coordinator").post(url).status_code == 422
    assert client_of("coordinator").post(url, {"reason": "silent"}).status_code == 302
    assert Pair.objects.get(pk=cast.pair.pk).end_reason == "silent"
    assert templates() == ["hours_free"] * 2 + ["pair_ended"] * 2
    assert "te bereiken" not in " ".join(OutboxMail.objects.values_list("body_text", flat=True))


# --- The pause card ------------------------------------------------------------------------------------


def test_a_pause_strikes_the_meetings_in_it_and_moves_every_date(cast: Cast) -> None:
    make.ask_pair(cast.pair)
    inside, after = make.make_meeting(cast.pair), make.make_meeting(cast.pair, starts_at=later(20))
    take_pause(cast.pair, TODAY + timedelta(days=14), person=cast.teacher.person, by=None, at=AT)
    assert state_of(cast.pair) == Pair.State.PAUSED
    assert Meeting.objects.get(pk=inside.pk).cancelled_at == AT
    assert Meeting.objects.get(pk=after.pk).cancelled_at is None
    assert templates() == ["meeting_cancelled"] * 2 + ["pair_paused"]
    assert trial_round(later(14)) == 0
    assert tasks.end_pauses(later(14)) == 0
    assert tasks.end_pauses(later(15)) == 1
    pair = Pair.objects.get(pk=cast.pair.pk)
    assert (pair.state, pair.pause_days, pair.paused_until) == (Pair.State.TRIAL, 15, None)
    assert (pair.planned_end_on, pair.trial_asked_on) == (date(2026, 12, 30), TODAY + timedelta(days=15))
    assert templates(template="pair_resumed") == ["pair_resumed"] * 2


@pytest.mark.parametrize("until", ["", "2026-09-15", "2026-12-16", "9999-12-31", "gisteren"])
def test_a_pause_without_an_end_is_refused_beside_the_field(
    cast: Cast, client_of: Clients, until: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    reply = client_of("teacher").post(reverse("twinning:pause", args=[cast.pair.public_id]), {"until": until})
    assert reply.status_code == 422
    assert "until" in reply.context["form"].errors
    assert until in reply.content.decode()
    assert state_of(cast.pair) == Pair.State.TRIAL


def test_either_goes_on_earlier_and_the_other_hears_it(cast: Cast, client_of: Clients) -> None:
    make.change_pair(cast.pair, Pair.State.PAUSED)
    url = reverse("twinning:resume", args=[cast.pair.public_id])
    assert client_of("professional").post(url).status_code == 302
    assert state_of(cast.pair) == Pair.State.TRIAL
    assert templates() == ["pair_resumed"]
    client_of("teacher").post(url)
    assert templates() == ["pair_resumed"]


# --- The table -----------------------------------------------------------------------------------------


def test_the_visible_table_is_the_table_of_the_actions(cast: Cast, client_of: Clients) -> None:
    page = client_of("coordinator").get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert "Hoe loopt een koppel?" in page
    rows = life_table()
    assert [len(row.next_words) for row in rows] == [len(targets) for targets in TRANSITIONS.values()]
    for row in rows:
        assert row.meaning in page


def test_finish_from_trial_or_definite_only(cast: Cast) -> None:
    for state in (Pair.State.TRIAL, Pair.State.DEFINITE):
        make.change_pair(cast.pair, state)
        assert actions.finish_pair(cast.pair, by=None, at=AT).state == Pair.State.FINISHED
    make.change_pair(cast.pair, Pair.State.PAUSED)
    with pytest.raises(DomainError):
        actions.finish_pair(cast.pair, by=None, at=AT)


def test_a_pause_before_the_first_day_makes_the_trial_no_longer(cast: Cast) -> None:
    Pair.objects.update(state=Pair.State.ACCEPTED, starts_on=TODAY + timedelta(days=60), pause_days=0)
    cast.pair.refresh_from_db()
    end = cast.pair.planned_end_on
    take_pause(cast.pair, TODAY + timedelta(days=50), person=cast.teacher.person, by=None, at=AT)
    life.resume_pair(cast.pair, by=None, at=later(51))
    cast.pair.refresh_from_db()
    assert (cast.pair.pause_days, cast.pair.planned_end_on) == (0, end)
