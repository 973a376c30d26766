"""Sending a proposal at a moment: until then only coordinators know of it, and it can be undone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import send_due_mails
from jobtwinning.matching import actions, sending
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.pairs.actions import accept_pair, withdraw_pair
from jobtwinning.pairs.models import Pair, Seat, told
from jobtwinning.privacy.access import access_file
from jobtwinning.privacy.actions import erase_person
from jobtwinning.programmes.models import RoleGrant
from tests import make

ClientOf = Callable[[str], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    """A proposal that puts the cast's own two people together."""
    Pair.objects.all().delete()
    answer_intake(cast.teacher, I7=["natuurkunde"], I6=["Y05"], I10="leave_to_us")
    answer_intake(cast.professional, I7=["energie"], I6=["Y05"], I10="leave_to_us")
    return actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now())


def by(cast: Cast):  # type: ignore[no-untyped-def]  # an account
    return cast.accounts["coordinator"]


def commit(scenario: Scenario, cast: Cast, *, after: timedelta = HOUR) -> Pair:
    now = clock.now()
    (pair,) = actions.commit_scenario(scenario, by=by(cast), at=now, sends_at=now + after).pairs
    return pair


def url_of(scenario: Scenario, name: str = "commit") -> str:
    return reverse(f"matching:{name}", args=[scenario.programme.slug, scenario.region.slug, scenario.public_id])


def move_to_now(pair: Pair) -> None:
    """The moment has come."""
    past = clock.now() - timedelta(minutes=1)
    Pair.objects.filter(pk=pair.pk).update(proposed_at=past)
    Scenario.objects.update(sends_at=past)
    OutboxMail.objects.update(not_before=past)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (datetime(2026, 9, 14, 12, 0, tzinfo=UTC), date(2026, 9, 15)),  # Monday: Tuesday
        (datetime(2026, 9, 18, 12, 0, tzinfo=UTC), date(2026, 9, 21)),  # Friday: Monday
        (datetime(2026, 10, 16, 12, 0, tzinfo=UTC), date(2026, 10, 26)),  # before the autumn holiday: after it
    ],
)
def test_the_usual_moment_is_the_next_working_day_outside_the_holidays(cast: Cast, at: datetime, moment: date) -> None:
    usual = sending.usual_moment(cast.programme, cast.region, at)
    assert usual.date() == moment
    assert (usual.hour, usual.minute, str(usual.tzinfo)) == (8, 30, "Europe/Amsterdam")


def test_after_a_long_holiday_the_usual_moment_may_be_chosen(cast: Cast) -> None:
    at = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
    usual = sending.usual_moment(cast.programme, cast.region, at)
    assert (usual.date() - at.date()).days > cast.programme.rules.send_days_maximum
    assert sending.latest_moment(cast.programme, cast.region, at) == usual


def test_until_the_moment_nobody_but_a_coordinator_knows(cast: Cast, client_of: ClientOf, scenario: Scenario) -> None:
    """Page, list, mail, access file and erasing page: the same person finds it once the moment is there."""
    pair = commit(scenario, cast)
    assert Seat.objects.filter(pair=pair, active=True).count() == 2
    person, partner = cast.teacher.person, cast.professional.person.given_name
    client = client_of("teacher")
    answer, home = reverse("pairs:answer", args=[pair.public_id]), reverse("twinning:home")
    erase = reverse("privacy:erase_own", args=[person.public_id])

    def seen() -> list[bool]:
        given = str(access_file(person, at=clock.now()))
        return [
            client.get(answer).status_code == 200,
            answer in client.get(home).content.decode(),
            "voorstel" in client.get(erase).content.decode().partition("<main")[2],
            pair.public_id in given,
            "propose_pair" in given,
            "pair_proposed" in given or "pair-proposed" in given,
        ]

    assert client.post(answer, {"answer": "accept"}).status_code == 404
    assert send_due_mails().sent == 0
    hidden = seen()
    assert (
        pair.public_id
        in client_of("coordinator").get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    )
    move_to_now(pair)
    shown = seen()
    assert [shown[0], shown[1], shown[3], shown[4]] == [True] * 4
    assert [one for one, there in zip(hidden, shown, strict=True) if one and there] == []
    assert hidden == [False] * len(hidden)
    assert partner in client.get(answer).content.decode()
    assert send_due_mails().sent == 2


def test_undo_leaves_nothing_and_it_can_be_sent_again(cast: Cast, client_of: ClientOf, scenario: Scenario) -> None:
    pair = commit(scenario, cast)
    client = client_of("coordinator")
    page = client.get(url_of(scenario)).content.decode()
    assert "Dit voorstel staat klaar" in page
    for _ in range(2):  # the same form twice
        assert client.post(url_of(scenario, "undo"), {"form_key": "once"}).headers["Location"] == url_of(scenario)
    again = client.post(url_of(scenario, "undo"), {"form_key": "later"}, follow=True).content.decode()
    assert "al teruggehaald" in again
    scenario.refresh_from_db()
    assert (scenario.state, scenario.sends_at, scenario.pair_ids) == ("open", None, [])
    assert Pair.objects.get().state == Pair.State.WITHDRAWN
    assert not Seat.objects.filter(active=True).exists()
    assert set(OutboxMail.objects.values_list("state", "body_text")) == {("cancelled", "")}
    later = clock.now() + 3 * HOUR
    assert not Pair.objects.filter(told(later)).exists()
    assert str(access_file(cast.teacher.person, at=later)).count(pair.public_id) == 0
    assert pair.public_id not in client.get(reverse("pairs:pairs", args=[cast.programme.slug])).content.decode()
    assert History.objects.filter(verb="undo_scenario").count() == 1
    second = commit(scenario, cast)
    move_to_now(second)
    assert send_due_mails().sent == 2
    assert client_of("teacher").get(reverse("pairs:answer", args=[second.public_id])).status_code == 200
    assert client_of("teacher").get(reverse("pairs:answer", args=[pair.public_id])).status_code == 404


def test_undo_after_the_moment_changes_nothing(cast: Cast, scenario: Scenario) -> None:
    pair = commit(scenario, cast)
    move_to_now(pair)
    with pytest.raises(DomainError) as refused:
        sending.undo_scenario(scenario, by=by(cast), at=clock.now())
    assert refused.value.code == "left"
    pair.refresh_from_db()
    assert pair.state == Pair.State.PROPOSED


def test_undo_while_a_worker_holds_one_mail_undoes_nothing(cast: Cast, scenario: Scenario) -> None:
    """The worker's clock is ahead: half of the mails must not be taken back."""
    pair = commit(scenario, cast)
    mail = OutboxMail.objects.earliest("pk")
    OutboxMail.objects.filter(pk=mail.pk).update(state=OutboxMail.State.SENDING, claimed_at=clock.now())
    with pytest.raises(DomainError) as refused:
        sending.undo_scenario(scenario, by=by(cast), at=clock.now())
    assert refused.value.code == "left"
    assert sorted(OutboxMail.objects.values_list("state", flat=True)) == ["sending", "waiting"]
    assert Seat.objects.filter(pair=pair, active=True).count() == 2
    assert Scenario.objects.get(pk=scenario.pk).state == Scenario.State.COMMITTED


def test_one_proposal_is_withdrawn_without_a_word_before_the_moment(cast: Cast, scenario: Scenario) -> None:
    pair = withdraw_pair(commit(scenario, cast), by=by(cast), at=clock.now())
    assert pair.state == Pair.State.WITHDRAWN
    assert list(OutboxMail.objects.values_list("template", "state")) == [("pair_proposed", "cancelled")] * 2


def test_erasing_before_the_moment_tells_the_partner_nothing(cast: Cast, scenario: Scenario) -> None:
    pair = commit(scenario, cast)
    erase_person(cast.teacher.person, by=None, at=clock.now())
    to_partner = OutboxMail.objects.filter(person_id=cast.professional.person_id)
    assert set(to_partner.values_list("state", flat=True)) <= {"cancelled"}
    assert not Seat.objects.filter(active=True).exists()
    assert sending.undo_scenario(Scenario.objects.get(), by=by(cast), at=clock.now()) == 0
    assert not Pair.objects.filter(told(clock.now() + 3 * HOUR), pk=pair.pk).exists()


def test_a_proposal_that_an_erasing_took_away_is_refused_in_words(cast: Cast, scenario: Scenario) -> None:
    erase_person(cast.teacher.person, by=None, at=clock.now())
    for act in (actions.commit_scenario, sending.undo_scenario):
        with pytest.raises(DomainError) as refused:
            act(scenario, by=by(cast), at=clock.now())
        assert refused.value.code == "gone"


def test_nobody_answers_before_the_moment(cast: Cast, scenario: Scenario) -> None:
    pair = commit(scenario, cast)
    with pytest.raises(DomainError) as refused:
        accept_pair(pair, person=cast.teacher.person, by=None, at=clock.now())
    assert refused.value.code == "untold"


@pytest.mark.parametrize(("days", "told_why"), [(0, "over minstens 15 minuten"), (40, "binnen 30 dagen")])
def test_a_moment_too_soon_or_too_late_stands_beside_the_day(
    cast: Cast, client_of: ClientOf, scenario: Scenario, days: int, told_why: str
) -> None:
    moment = clock.now().astimezone(clock.AMSTERDAM) + timedelta(days=days, minutes=5)
    given = {"form_key": "once", "day": moment.date().isoformat(), "time": moment.strftime("%H:%M")}
    response = client_of("coordinator").post(url_of(scenario), given)
    assert response.status_code == 422
    assert told_why in response.content.decode()
    assert given["time"] in response.content.decode()
    assert not Pair.objects.exists()


def test_a_weekend_may_be_chosen_and_is_named(cast: Cast, client_of: ClientOf, scenario: Scenario) -> None:
    today = clock.today()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    given = {"form_key": "once", "day": saturday.isoformat(), "time": "10:00"}
    page = client_of("coordinator").post(url_of(scenario), given, follow=True).content.decode()
    assert "in een weekend, op een feestdag of in de schoolvakantie" in page
    assert Pair.objects.get().proposed_at.astimezone(clock.AMSTERDAM).date() == saturday


def want_four_eyes(cast: Cast) -> None:
    cast.programme.rules_json = {**cast.programme.rules_json, "four_eyes": True}
    cast.programme.save()


def test_with_four_eyes_a_second_coordinator_sends(cast: Cast, client_of: ClientOf, scenario: Scenario) -> None:
    want_four_eyes(cast)
    second = cast.accounts["coordinator_elsewhere"]
    assert second is not None
    make.make_grant(second, RoleGrant.Role.COORDINATOR, region=cast.region)
    first, other = client_of("coordinator"), client_of("coordinator_elsewhere")
    first.post(url_of(scenario), {"form_key": "one"})
    assert not Pair.objects.exists()
    assert "Je vroeg een collega om mee te kijken" in first.get(url_of(scenario)).content.decode()
    refused = first.post(url_of(scenario), {"form_key": "two"}, follow=True).content.decode()
    assert "kijkt een tweede coördinator mee" in refused
    assert "vraagt je om mee te kijken" in other.get(url_of(scenario)).content.decode()
    other.post(url_of(scenario), {"form_key": "three"})
    scenario.refresh_from_db()
    assert (scenario.state, Pair.objects.count()) == (Scenario.State.COMMITTED, 1)
    assert Pair.objects.get().proposed_at == scenario.sends_at
    first.post(url_of(scenario, "undo"), {"form_key": "four"})
    scenario.refresh_from_db()
    assert scenario.state == Scenario.State.OPEN


def test_with_four_eyes_and_one_coordinator_the_page_says_so(
    cast: Cast, client_of: ClientOf, scenario: Scenario
) -> None:
    want_four_eyes(cast)
    client = client_of("coordinator")
    assert "je bent hier de enige" in client.get(url_of(scenario)).content.decode()
    client.post(url_of(scenario), {"form_key": "one"})
    assert Pair.objects.count() == 1
