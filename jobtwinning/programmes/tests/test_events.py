"""Events: prompted, planned, invited to, answered, moved, cancelled, reminded of, attended, decided about."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History, ViewLog
from jobtwinning.intake.actions import withdraw_participation
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes import tasks
from jobtwinning.programmes.events import actions, answering, links, queries
from jobtwinning.programmes.events.actions import EventPlan
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Programme, RoleGrant
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
SIGNED_UP = Participation.State.SIGNED_UP
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def travel(monkeypatch: pytest.MonkeyPatch, **later: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(**later))


def plan(**changes: Any) -> EventPlan:
    """Tomorrow at noon, five places."""
    starts_at = NOW + timedelta(days=1, hours=2)
    return replace(EventPlan("information", starts_at, starts_at + timedelta(hours=2), "Aula", 5), **changes)


def invited(event: Event, count: int) -> list[EventInvitation]:
    return [make.make_invitation(make.make_participation(event.programme), event) for _ in range(count)]


def says(invitation: EventInvitation, comes: bool) -> EventInvitation:
    answering.answer_invitation(invitation, comes=comes, by=None, at=clock.now())
    invitation.refresh_from_db()
    return invitation


def mails(template: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(template=template).order_by("pk"))


def fields_of(response: Any, **changed: object) -> dict[str, Any]:
    """What the form on this page would send."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changed


# --- The prompt ---------------------------------------------------------------------------------------


def test_the_coordinator_is_prompted_once_enough_people_of_one_organisation_wait(
    cast: Cast, client_of: ClientOf
) -> None:
    school = make.make_organisation("Havenlyceum")
    coordinator, slug = client_of("coordinator"), cast.programme.slug
    for _ in range(4):
        make.make_participation(cast.programme, organisation=school, state=SIGNED_UP)
    overview = reverse("programmes:overview")
    assert "Havenlyceum" not in coordinator.get(overview).content.decode()
    fifth = make.make_participation(cast.programme, organisation=school, state=SIGNED_UP)
    page = coordinator.get(overview).content.decode()
    assert "Plan een informatiebijeenkomst bij Havenlyceum" in page
    link = re.search(r'href="([^"]*organisatie=[^"]*)"', page)
    assert link
    form = coordinator.get(link[1].replace("&amp;", "&"))
    sent = fields_of(form)
    assert (sent["kind"], sent["organisation"], sent["place"]) == ("information", school.public_id, "Havenlyceum")
    assert sent["capacity"] == 20
    response = coordinator.post(link[1].replace("&amp;", "&"), {name: str(value) for name, value in sent.items()})
    event = Event.objects.get()
    assert response.headers["Location"] == reverse("programmes:event", args=[slug, event.public_id])
    assert event.organisation == school
    assert "Plan een informatiebijeenkomst" in coordinator.get(overview).content.decode()  # nobody is invited yet
    actions.invite_people(event, [fifth], by=None, at=NOW)
    assert "Plan een informatiebijeenkomst" not in coordinator.get(overview).content.decode()


def test_how_many_make_a_meeting_is_a_setting_of_the_programme(cast: Cast, client_of: ClientOf) -> None:
    make.make_participation(cast.programme, organisation=make.make_organisation("Havenlyceum"), state=SIGNED_UP)
    client, url = client_of("coordinator"), reverse("programmes:settings", args=[cast.programme.slug])
    page = client.get(url)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False, "")} | {"information_from": 1}
    assert client.post(url, sent).status_code == 302
    assert "Havenlyceum" in client.get(reverse("programmes:overview")).content.decode()


def test_a_colleague_elsewhere_is_not_prompted(cast: Cast, client_of: ClientOf) -> None:
    school = make.make_organisation("Havenlyceum")
    for _ in range(5):
        make.make_participation(cast.programme, organisation=school, state=SIGNED_UP)
    assert "Havenlyceum" not in client_of("coordinator_elsewhere").get(reverse("programmes:overview")).content.decode()


# --- Planning -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_at": NOW + timedelta(days=1)}, "end"),
        ({"ends_at": NOW + timedelta(days=3)}, "end"),
        ({"starts_at": NOW - timedelta(days=1), "ends_at": NOW - timedelta(hours=22)}, "day"),
        ({"starts_at": NOW + timedelta(days=2000), "ends_at": NOW + timedelta(days=2000, hours=1)}, "day"),
    ],
)
def test_an_impossible_plan_names_the_field(changed: dict[str, Any], field: str, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        actions.plan_event(cast.programme, cast.region, plan(**changed), by=None, at=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "start", "words"),
    [("2027-03-28", "02:30", "bestaat niet"), ("2026-10-25", "02:30", "komt twee keer voor")],
)
def test_an_hour_that_is_not_or_is_twice_is_refused_beside_the_field(
    day: str, start: str, words: str, cast: Cast, client_of: ClientOf
) -> None:
    url = reverse("programmes:event_new", args=[cast.programme.slug])
    sent = {"kind": "start", "day": day, "start": start, "end": "05:00", "place": "Loods", "capacity": "9", "text": "x"}
    response = client_of("coordinator").post(url, sent)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["start"])
    assert 'value="Loods"' in response.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(("kind", "kept"), [("speed_dates", False), ("information", True)])
def test_our_words_about_an_information_meeting_stay_with_that_kind(
    kind: str, kept: bool, cast: Cast, client_of: ClientOf
) -> None:
    client, url = client_of("coordinator"), reverse("programmes:event_new", args=[cast.programme.slug])
    first = client.get(url).context["form"].initial
    day = clock.today() + timedelta(days=9)
    sent = {"kind": kind, "day": day, "start": "19:00", "end": "21:00", "place": "Loods", "capacity": "9"}
    assert client.post(url, {**sent, "text": first["text"]}).status_code == 302
    assert Event.objects.get().text == (first["text"] if kept else "")


def test_an_archived_programme_takes_no_event(cast: Cast) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2))
    invitation = make.make_invitation(cast.teacher, event)
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.ARCHIVED)
    cast.programme.refresh_from_db()
    event, invitation = Event.objects.get(), EventInvitation.objects.get(pk=invitation.pk)
    for change in (
        lambda: actions.plan_event(cast.programme, cast.region, plan(), by=None, at=NOW),
        lambda: actions.change_event(event, plan(), version=1, by=None, at=NOW),
        lambda: actions.cancel_event(event, by=None, at=NOW),
        lambda: actions.invite_people(event, [cast.professional], by=None, at=NOW),
        lambda: answering.answer_invitation(invitation, comes=True, by=None, at=NOW),
        lambda: answering.note_attendance(invitation, was_there=True, by=None, at=NOW),
        lambda: answering.decide(invitation, "joins", by=None, at=NOW),
    ):
        with pytest.raises(DomainError, match="archived"):
            raise_code(change)
    assert not OutboxMail.objects.exists()


def raise_code(change: Callable[[], object]) -> None:
    """The same refusal with its code in the text."""
    try:
        change()
    except DomainError as refused:
        raise DomainError(refused.code, refused.code) from refused


# --- Inviting -----------------------------------------------------------------------------------------


def test_the_page_says_exactly_who_and_how_many_and_invites_these(cast: Cast, client_of: ClientOf) -> None:
    school = make.make_organisation("Havenlyceum")
    names = ("Aart", "Bodil", "Cees")
    for name in names:
        person = make.make_person(name, "Vis")
        make.make_participation(cast.programme, person=person, organisation=school, state=SIGNED_UP)
    make.make_participation(cast.programme, person=make.make_person("Dirk", "Elders"), state=SIGNED_UP)
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=9), organisation=school)
    url = reverse("programmes:event_invite", args=[cast.programme.slug, event.public_id])
    client = client_of("coordinator")
    page = client.get(url)
    body = page.content.decode()
    assert "3 mensen krijgen een uitnodiging" in body
    assert all(name in body for name in names)
    assert "Dirk" not in body
    assert "4 mensen krijgen een uitnodiging" in client.get(f"{url}?wie=region").content.decode()
    sent = fields_of(page)
    late = make.make_participation(cast.programme, organisation=school, state=SIGNED_UP)
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "Het zijn er intussen 4" in refused.content.decode()
    late.delete()
    for _time in range(2):  # sent twice is sent once
        assert client.post(url, sent).status_code == 302
    assert event.invitations.count() == len(mails("event_invited")) == 3
    assert {mail.calendar_method for mail in mails("event_invited")} == {"REQUEST"}
    assert History.objects.get(verb="invite_people").codes == {"people": 3}


@pytest.mark.parametrize(("kind", "names"), [("start", {"Noor", "Daan"}), ("speed_dates", {"Vrij"})])
def test_each_kind_of_event_is_for_its_own_people(kind: str, names: set[str], cast: Cast) -> None:
    """AGR-01 and GUI-06 invite who is in a pair, speed dates who has no partner yet."""
    make.make_participation(cast.programme, person=make.make_person("Vrij", "Ree"))
    make.make_participation(cast.programme, person=make.make_person("Nieuw", "Ling"), state=SIGNED_UP)
    event = make.make_event(cast.programme, kind=kind, starts_at=NOW + timedelta(days=9))
    found = queries.audience(event, {cast.region.pk}, queries.REGION)
    assert {one.person.given_name for one in found} == names


def test_somebody_of_another_region_or_programme_is_never_invited(cast: Cast) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=9))
    elsewhere = make.make_participation(make.make_programme(make.make_region("Heuvel")))
    with pytest.raises(DomainError):
        actions.invite_people(event, [elsewhere], by=None, at=NOW)
    assert not event.invitations.exists()


# --- Answering ----------------------------------------------------------------------------------------


def test_answer_by_link_without_an_account_and_change_ones_mind(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2))
    guest = make.make_participation(cast.programme, state=SIGNED_UP)
    actions.invite_people(event, [guest], by=None, at=NOW)
    invitation, body = event.invitations.get(), mails("event_invited")[0].body_text
    found = re.search(r"https?://[^/]+(/uitnodiging/\S+)", body)
    assert found
    assert found[1] == reverse("programmes:event_link", args=[links.link_value(invitation)])
    for answer, state in (("yes", "Je hebt plek 1"), ("no", "Je zei dat je niet kunt"), ("yes", "Je hebt plek 1")):
        sent = {"answer": answer, "form_key": f"{answer}{invitation.answered_at}"}
        page = client.post(found[1], sent, follow=True)
        assert state in page.content.decode()
        invitation.refresh_from_db()
    travel(monkeypatch, days=2, minutes=1)
    late = client.post(found[1], {"answer": "no"})
    assert late.status_code == 422
    invitation.refresh_from_db()
    assert invitation.place_number == 1


def test_a_link_that_was_changed_or_is_anothers_opens_nothing(cast: Cast, client: Client) -> None:
    one, other = (make.make_invitation(each) for each in (cast.teacher, cast.professional))
    value = links.link_value(one)
    forged = value.replace(one.public_id, other.public_id)
    assert client.get(reverse("programmes:event_link", args=[forged])).status_code == 410
    one.delete()
    assert client.get(reverse("programmes:event_link", args=[value])).status_code == 410


def test_the_last_place_the_waiting_list_and_who_moves_up(cast: Cast) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2), capacity=2)
    first, second, third, fourth = (says(each, True) for each in invited(event, 4))
    assert [each.place_number for each in (first, second, third, fourth)] == [1, 2, None, None]
    assert [queries.turn_of(each) for each in (third, fourth)] == [1, 2]
    says(first, False)
    third.refresh_from_db()
    assert (third.place_number, third.waiting_since) == (1, None)
    assert [mail.address for mail in mails("event_placed")] == [third.participation.person.email]
    assert queries.turn_of(fourth) == 1
    says(third, False)
    fourth.refresh_from_db()
    assert fourth.place_number == 1
    assert [says(each, True).place_number for each in (first, third)] == [None, None]


def test_who_leaves_the_programme_gives_the_place_away(cast: Cast) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2), capacity=1)
    goes, waits = (says(each, True) for each in invited(event, 2))
    withdraw_participation(goes.participation, by=None, at=NOW)
    waits.refresh_from_db()
    assert waits.place_number == 1
    assert not EventInvitation.objects.filter(pk=goes.pk).exists()


def test_no_fewer_places_than_people_and_more_places_for_who_waits(cast: Cast) -> None:
    event = actions.plan_event(cast.programme, cast.region, plan(capacity=3), by=None, at=NOW)
    people = [says(each, True) for each in invited(event, 4)]
    says(people[0], False)  # the fourth moves up to place 1
    says(people[1], False)
    with pytest.raises(DomainError) as refused:
        actions.change_event(event, plan(capacity=1), version=1, by=None, at=NOW)
    assert (refused.value.code, refused.value.field) == ("over_capacity", "capacity")
    actions.change_event(event, plan(capacity=2), version=1, by=None, at=NOW)
    numbers = {*event.invitations.filter(place_number__isnull=False).values_list("place_number", flat=True)}
    assert numbers == {1, 2}
    assert says(people[0], True).waiting_since == NOW
    actions.change_event(event, plan(capacity=3), version=2, by=None, at=NOW)
    people[0].refresh_from_db()
    assert people[0].place_number == 3


def test_short_talks_stay_short_talks_once_people_are_invited(cast: Cast) -> None:
    event = actions.plan_event(cast.programme, cast.region, plan(kind="start"), by=None, at=NOW)
    actions.change_event(event, plan(kind="speed_dates"), version=1, by=None, at=NOW)  # nobody was told yet
    invited(event, 1)
    with pytest.raises(DomainError) as refused:
        actions.change_event(event, plan(kind="start"), version=2, by=None, at=NOW)
    assert (refused.value.code, refused.value.field) == ("kind_stays", "kind")


# --- Moving, cancelling, reminding ----------------------------------------------------------------------


def test_moving_tells_everybody_and_other_changes_nobody(cast: Cast) -> None:
    event = actions.plan_event(cast.programme, cast.region, plan(), by=None, at=NOW)
    yes, no, _open = invited(event, 3)
    says(yes, True)
    says(no, False)
    actions.change_event(event, plan(text="Met koffie"), version=1, by=None, at=NOW)
    assert (event.sequence, mails("event_moved")) == (0, [])
    actions.change_event(event, plan(place="Kantine"), version=2, by=None, at=NOW)
    assert (event.sequence, len(mails("event_moved"))) == (1, 3)
    yes.refresh_from_db()
    assert yes.place_number == 1
    with pytest.raises(DomainError, match="Iemand anders"):
        actions.change_event(event, plan(place="Loods"), version=2, by=None, at=NOW)


def test_cancelling_tells_everybody_once_and_ends_answering(cast: Cast, client_of: ClientOf) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2))
    yes, no = invited(event, 2)
    says(yes, True)
    says(no, False)
    client, arguments = client_of("coordinator"), [cast.programme.slug, event.public_id]
    page = client.get(reverse("programmes:event_cancel", args=arguments))
    assert "2 mensen zijn uitgenodigd" in page.content.decode()
    for _time in range(2):
        client.post(reverse("programmes:event_cancel", args=arguments), fields_of(page))
    assert len(mails("event_cancelled")) == 2
    assert {mail.calendar_method for mail in mails("event_cancelled")} == {"CANCEL"}
    with pytest.raises(DomainError, match="gaat niet door"):
        says(no, True)
    with pytest.raises(DomainError, match="gaat niet door"):
        actions.invite_people(event, [cast.teacher], by=None, at=NOW)


def test_the_day_before_who_has_a_place_is_reminded_once(cast: Cast) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(days=2), capacity=1)
    place, waits, no = invited(event, 3)
    for each, comes in ((place, True), (waits, True), (no, False)):
        says(each, comes)
    assert tasks.remind_of_events(NOW) == 0
    day_before = NOW + timedelta(days=1)
    assert [tasks.remind_of_events(day_before) for _time in range(2)] == [1, 0]
    assert [mail.address for mail in mails("event_reminder")] == [place.participation.person.email]


# --- On the day -----------------------------------------------------------------------------------------


def test_check_in_with_a_telephone_signed_in_or_by_the_link(cast: Cast, client_of: ClientOf) -> None:
    event = make.make_event(cast.programme, starts_at=NOW + timedelta(minutes=30))
    own = make.make_invitation(cast.teacher, event)
    guest = make.make_invitation(make.make_participation(cast.programme, state=SIGNED_UP), event)
    screen = client_of("coordinator").get(reverse("programmes:event_code", args=[cast.programme.slug, event.public_id]))
    url = reverse("programmes:check_in", args=[event.check_in_code])
    assert url in screen.content.decode()
    assert "<svg" in screen.content.decode()
    page = reverse("programmes:own_event", args=[own.public_id])
    assert "kom je ook?" in client_of("teacher").get(page).content.decode()
    assert "je bent ingecheckt" in client_of("teacher").post(url, follow=True).content.decode()
    there = client_of("teacher").get(page).content.decode()
    assert ("kom je ook?" in there, "Je bent er. Welkom!" in there) == (False, True)
    stranger = Client()
    assert stranger.post(url).status_code == 422
    stranger.get(reverse("programmes:event_link", args=[links.link_value(guest)]))
    assert stranger.post(url).status_code == 302
    assert client_of("professional").post(url).status_code == 422  # not invited
    for each in (own, guest):
        each.refresh_from_db()
        assert each.attended_at == NOW
    assert History.objects.filter(verb="attend_event").count() == 2


def test_nobody_checks_in_before_the_doors_open(cast: Cast, client_of: ClientOf) -> None:
    invitation = make.make_invitation(cast.teacher, make.make_event(cast.programme, starts_at=NOW + timedelta(hours=3)))
    url = reverse("programmes:check_in", args=[invitation.event.check_in_code])
    assert client_of("teacher").post(url).status_code == 422
    invitation.refresh_from_db()
    assert invitation.attended_at is None


def test_the_coordinator_notes_who_came_and_who_joins_goes_on_to_the_intake(cast: Cast, client_of: ClientOf) -> None:
    event = make.make_event(cast.programme, starts_at=NOW - timedelta(hours=1))
    guest = make.make_invitation(make.make_participation(cast.programme, state=SIGNED_UP), event)
    client, slug = client_of("coordinator"), cast.programme.slug
    url = reverse("programmes:event_person", args=[slug, guest.public_id])
    for note in ("present", "absent", "present", "thinks", "joins", "joins"):
        assert client.post(url, {"note": note}).status_code == 302
    guest.refresh_from_db()
    assert (guest.attended_at, guest.decision, guest.decided_at) == (NOW, "joins", NOW)
    (mail,) = mails("event_joins")
    assert reverse("intake:intake", args=[guest.participation.public_id]) in mail.body_text
    assert mail.calendar == ""
    assert client_of("coordinator_elsewhere").post(url, {"note": "absent"}).status_code == 404


def test_a_participant_decides_on_the_own_page_and_goes_on(cast: Cast) -> None:
    account = make.make_account()
    participation = make.make_participation(
        cast.programme, person=make.make_person("Fien", "Nu", account=account), state=SIGNED_UP
    )
    event = make.make_event(cast.programme, starts_at=NOW - timedelta(hours=1))
    invitation = make.make_invitation(participation, event, attended_at=NOW)
    client = Client()
    sign_in(client, account)
    assert "Doe je mee aan Job Twinning?" in client.get(reverse("twinning:home")).content.decode()
    url = reverse("programmes:own_event", args=[invitation.public_id])
    assert client.post(url, {"decision": "thinks"}).headers["Location"] == url
    onwards = reverse("intake:intake", args=[participation.public_id])
    assert client.post(url, {"decision": "joins"}).headers["Location"] == onwards
    invitation.refresh_from_db()
    assert invitation.decision == "joins"


# --- Regions --------------------------------------------------------------------------------------------


def test_a_shared_event_shows_numbers_of_all_and_names_of_the_own_region(cast: Cast, client_of: ClientOf) -> None:
    other = cast.accounts["coordinator_elsewhere"].grants.get().region  # type: ignore[union-attr]  # set for every role but nobody
    assert other is not None
    cast.programme.regions.add(other)
    shared = plan(shared_with=(other,))
    event = actions.plan_event(cast.programme, cast.region, shared, by=None, at=NOW)
    make.make_invitation(
        make.make_participation(cast.programme, person=make.make_person("Onze", "Inwoner")), event,
        answer="yes", place_number=1,
    )  # fmt: skip
    theirs = make.make_participation(
        cast.programme, region=other, person=make.make_person("Hunne", "Bewoner"), state=SIGNED_UP
    )
    arguments = [cast.programme.slug, event.public_id]
    page, elsewhere = reverse("programmes:event", args=arguments), client_of("coordinator_elsewhere")
    assert "Hunne" in elsewhere.get(reverse("programmes:event_invite", args=arguments)).content.decode()
    make.make_invitation(theirs, event)
    ViewLog.objects.all().delete()
    ours, others = client_of("coordinator").get(page).content.decode(), elsewhere.get(page).content.decode()
    assert ("Onze" in ours, "Hunne" in ours) == (True, False)
    assert ("Onze" in others, "Hunne" in others) == (False, True)
    for body in (ours, others):
        assert "1 van 5 plekken bezet" in body
    assert [len(row.person_ids) for row in ViewLog.objects.all()] == [1, 1]
    for name in ("event_edit", "event_cancel"):
        assert elsewhere.get(reverse(f"programmes:{name}", args=arguments)).status_code == 404
    with pytest.raises(DomainError) as refused:
        actions.change_event(event, replace(shared, shared_with=()), version=1, by=None, at=NOW)
    assert refused.value.field == "shared_with"
    RoleGrant.objects.filter(region=other).update(revoked_at=NOW)
    assert client_of("coordinator_elsewhere").get(page).status_code == 404


def test_the_page_of_an_event_asks_as_often_for_thirty_people_as_for_one(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    event = make.make_event(cast.programme, starts_at=NOW - timedelta(hours=1))
    invited(event, 1)
    client, url = client_of("coordinator"), reverse("programmes:event", args=[cast.programme.slug, event.public_id])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    invited(event, 29)
    with django_assert_num_queries(len(few)):
        body = client.get(url).content.decode()
    assert body.count("<tr id=") == 30
