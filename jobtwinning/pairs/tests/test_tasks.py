"""The answer term of a proposal: reminders after 3 and 6 working days, lapsed after 10 (ProgrammeRules)."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, tasks
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import answer_until, former_partners, person_in, reminder_number
from jobtwinning.programmes.models import Participation, Side
from tests import make

TERM = {
    datetime(2026, 9, 15, 10, tzinfo=UTC): date(2026, 9, 29),  # a Tuesday; two weekends
    datetime(2026, 10, 13, 10, tzinfo=UTC): date(2026, 11, 3),  # the autumn holiday of 17 to 25 October stands still
    datetime(2026, 9, 15, 22, 30, tzinfo=UTC): date(2026, 9, 30),  # already Wednesday in Amsterdam
}


@pytest.fixture
def pair(cast: Cast) -> Pair:
    """Proposed on Tuesday 15 September 2026, at noon in Amsterdam; nobody answered."""
    teacher = make.make_participation(cast.programme, person=make.make_person("Hassan", "Idrissi"))
    other = make.make_participation(cast.programme, side=Side.NON_TEACHER, person=make.make_person("Vera", "Molenaar"))
    return make.make_pair(teacher, other)


def morning(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 6, 5, tzinfo=UTC)


def mails(template: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(template=template).values_list("unique_key", flat=True))


@pytest.mark.parametrize("proposed_at", TERM)
def test_answer_term_counts_working_days_outside_the_school_holidays(pair: Pair, proposed_at: datetime) -> None:
    pair.proposed_at = proposed_at
    assert answer_until(pair) == TERM[proposed_at]


def test_reminders_are_due_after_three_and_six_working_days(pair: Pair) -> None:
    days = [date(2026, 9, day) for day in (15, 17, 18, 22, 23, 29)]
    assert [reminder_number(pair, day) for day in days] == [0, 0, 1, 1, 2, 2]


def test_lapse_waits_for_the_last_day_and_frees_both(pair: Pair) -> None:
    assert tasks.lapse_unanswered_proposals(morning(9, 29)) == 0
    assert tasks.lapse_unanswered_proposals(morning(9, 30)) == 1
    pair.refresh_from_db()
    assert (pair.state, pair.ended_at) == (Pair.State.LAPSED, morning(9, 30))
    assert not Seat.objects.filter(pair=pair, active=True).exists()
    assert History.objects.filter(verb="lapse_pair", subject_id=pair.public_id).count() == 1
    ids = [f"{pair.public_id}:non_teacher", f"{pair.public_id}:teacher"]
    assert mails("pair_not_going_on") == [f"pair-not-going-on:{one}" for one in ids]
    to_coordinator = OutboxMail.objects.get(template="pair_lapsed")
    assert to_coordinator.address == pair.region.contact_email
    assert "Na 10 werkdagen" in to_coordinator.body_text


def test_one_yes_is_not_enough_and_a_second_run_does_nothing(pair: Pair) -> None:
    teacher = person_in(Seat.objects.get(pair=pair, side=Side.TEACHER))
    actions.accept_pair(pair, person=teacher, by=None, at=make.NOW)
    assert tasks.lapse_unanswered_proposals(morning(9, 30)) == 1
    before = OutboxMail.objects.count()
    assert tasks.lapse_unanswered_proposals(morning(10, 30)) == 0
    assert OutboxMail.objects.count() == before


def test_lapsed_partners_are_not_proposed_to_each_other_again(pair: Pair, cast: Cast) -> None:
    people = set(pair.seats.values_list("person_id", flat=True))
    assert not any(people == {*two} for two in former_partners(cast.programme))
    tasks.lapse_unanswered_proposals(morning(9, 30))
    assert any(people == {*two} for two in former_partners(cast.programme))


def test_an_accepted_pair_does_not_lapse(cast: Cast) -> None:
    assert cast.pair.state == Pair.State.TRIAL
    assert tasks.lapse_unanswered_proposals(morning(12, 1)) == 0
    with pytest.raises(DomainError) as refused:
        actions.lapse_pair(cast.pair, by=None, at=morning(12, 1))
    assert refused.value.code == "pair_is_trial"


def test_lapse_with_an_old_copy_of_an_answered_proposal_is_refused(pair: Pair) -> None:
    """Answered between reading and lapsing: the yes counts."""
    old_copy = Pair.objects.select_related("programme", "region").get(pk=pair.pk)
    for seat in pair.seats.select_related("person"):
        actions.accept_pair(pair, person=person_in(seat), by=None, at=morning(9, 30))
    with pytest.raises(DomainError):
        actions.lapse_pair(old_copy, by=None, at=morning(9, 30))
    assert Pair.objects.get(pk=pair.pk).state == Pair.State.TRIAL


def test_lapse_within_the_term_is_refused(pair: Pair) -> None:
    with pytest.raises(DomainError) as refused:
        actions.lapse_pair(pair, by=None, at=morning(9, 29))
    assert refused.value.code == "term_runs"


def test_each_reminder_is_one_mail_to_who_did_not_answer(pair: Pair) -> None:
    teacher = person_in(Seat.objects.get(pair=pair, side=Side.TEACHER))
    actions.accept_pair(pair, person=teacher, by=None, at=make.NOW)
    counts = []
    for day in (17, 18, 18, 21, 23, 24, 29):
        tasks.remind_unanswered_proposals(morning(9, day))
        counts.append(len(mails("pair_reminder")))
    assert counts == [0, 1, 1, 1, 2, 2, 2]
    assert mails("pair_reminder") == [
        f"pair-reminder-{number}:{pair.public_id}:non_teacher" for number in (1, 2)
    ]  # fmt: skip
    mail = OutboxMail.objects.get(unique_key__startswith="pair-reminder-1")
    assert "Antwoord uiterlijk dinsdag 29 september" in mail.body_text
    assert f"/voorstel/{pair.public_id}/" in mail.body_text


def test_a_worker_that_was_away_sends_only_the_newest_reminder(pair: Pair) -> None:
    tasks.remind_unanswered_proposals(morning(9, 25))
    assert {key.partition(":")[0] for key in mails("pair_reminder")} == {"pair-reminder-2"}


def test_no_reminder_after_the_term(pair: Pair) -> None:
    tasks.remind_unanswered_proposals(morning(9, 30))
    assert mails("pair_reminder") == []


def test_who_withdrew_is_not_written_to(pair: Pair) -> None:
    gone = Seat.objects.get(pair=pair, side=Side.TEACHER)
    Participation.objects.filter(seats=gone).update(state=Participation.State.WITHDRAWN)
    tasks.remind_unanswered_proposals(morning(9, 18))
    tasks.lapse_unanswered_proposals(morning(9, 30))
    assert mails("pair_reminder") == []
    assert mails("pair_not_going_on") == [f"pair-not-going-on:{pair.public_id}:non_teacher"]


def test_answer_page_says_until_when(pair: Pair) -> None:
    person = person_in(Seat.objects.get(pair=pair, side=Side.TEACHER))
    person.account = make.make_account()
    person.save()
    client = Client()
    sign_in(client, person.account)
    page = client.get(reverse("pairs:answer", args=[pair.public_id])).content.decode()
    assert "Antwoord uiterlijk dinsdag 29 september" in page
