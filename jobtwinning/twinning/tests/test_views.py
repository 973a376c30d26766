"""The pages of a participant: who gets them, what they show, and that sending twice does no harm."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from conftest import ROLES, Cast, sign_in
from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.life import pause_pair
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.surveys.actions import open_response
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import make
from tests.make import NOW

Clients = Callable[[str], Client]


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page(cast: Cast) -> str:
    return reverse("twinning:pair", args=[cast.pair.public_id])


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- Home ---------------------------------------------------------------------------------------------


def test_home_of_an_outsider_says_so_and_leads_to_the_programmes(client_of: Clients) -> None:
    text = text_of(client_of("outsider").get(reverse("twinning:home")))

    assert "Je doet nog nergens aan mee" in text
    assert f'href="{reverse("site:home")}"' in text


def test_home_shows_an_open_proposal_and_not_who_it_is(cast: Cast, client_of: Clients) -> None:
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PROPOSED)
    Seat.objects.filter(pair=cast.pair).update(answer=Seat.Answer.OPEN)
    text = text_of(client_of("teacher").get(reverse("twinning:home")))

    assert reverse("pairs:answer", args=[cast.pair.public_id]) in text
    assert page(cast) not in text
    assert "Daan" not in text  # it may be a surprise


def test_home_after_my_yes_no_longer_asks_for_an_answer(cast: Cast, client_of: Clients) -> None:
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PROPOSED)  # the seats say accepted
    text = text_of(client_of("teacher").get(reverse("twinning:home")))

    assert reverse("pairs:answer", args=[cast.pair.public_id]) not in text
    assert "Er ligt een voorstel" in text


def test_home_shows_an_unfinished_intake(cast: Cast, client_of: Clients) -> None:
    Participation.objects.filter(pk=cast.teacher.pk).update(state=Participation.State.SIGNED_UP)
    text = text_of(client_of("teacher").get(reverse("twinning:home")))

    assert reverse("intake:intake", args=[cast.teacher.public_id]) in text


def test_home_shows_a_survey_until_it_is_sent(cast: Cast, client_of: Clients) -> None:
    response = open_response(cast.teacher, "final_survey", at=NOW)
    url = reverse("surveys:respond", args=[response.public_id])
    client = client_of("teacher")

    assert url in text_of(client.get(reverse("twinning:home")))
    assert url not in text_of(client_of("professional").get(reverse("twinning:home")))
    type(response).objects.filter(pk=response.pk).update(submitted_at=NOW)
    assert url not in text_of(client.get(reverse("twinning:home")))


def test_home_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of("teacher")
    url = reverse("twinning:home")
    with django_assert_num_queries(11):
        client.get(url)
    for _number in range(2):
        programme = make.make_programme(cast.region)
        mine = make.make_participation(programme, person=cast.teacher.person)
        make.make_pair(mine, make.make_participation(programme, side=Side.NON_TEACHER), state=Pair.State.FINISHED)
        open_response(mine, "final_survey", at=NOW)
    with django_assert_num_queries(11):
        text = text_of(client.get(url))
    assert text.count("Najaar 2026") > 3


# --- The page of the pair -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [Pair.State.PROPOSED, Pair.State.DECLINED, Pair.State.WITHDRAWN])
def test_pair_page_does_not_exist_before_both_said_yes(cast: Cast, client_of: Clients, state: str) -> None:
    client = client_of("teacher")
    assert client.get(page(cast)).status_code == 200  # the control
    Pair.objects.filter(pk=cast.pair.pk).update(state=state)

    assert client.get(page(cast)).status_code == 404


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("nobody", "teacher", "professional")])
def test_pair_page_does_not_exist_for_anybody_else(cast: Cast, client_of: Clients, role: str) -> None:
    assert client_of(role).get(page(cast)).status_code == 404


def test_pair_page_shows_the_partner_with_mail_and_phone(cast: Cast, client_of: Clients) -> None:
    type(cast.professional.person).objects.filter(pk=cast.professional.person_id).update(phone="06 12345678")
    text = text_of(client_of("teacher").get(page(cast)))

    assert "Daan Oosterling" in text
    assert "mailto:professional@voorbeeld.example" in text
    assert "06 12345678" in text
    assert "netplanner" in text


def test_pair_page_shows_my_lines_of_hours_and_only_the_total_of_my_partner(cast: Cast, client_of: Clients) -> None:
    make.make_hours(cast.pair, cast.teacher.person, work="1.5")
    entry = make.make_hours(cast.pair, cast.professional.person, work="4.0")
    HoursEntry.objects.filter(pk=entry.pk).update(what="kanarie van Daan")

    mine = text_of(client_of("teacher").get(page(cast)))
    assert "kanarie" not in mine
    assert "Daan 4 uur" in mine
    assert "1,5 van 20 uur" in mine
    assert "kanarie" in text_of(client_of("professional").get(page(cast)))  # the control


def test_pair_page_counts_held_meetings_and_names_the_next_one(cast: Cast, client_of: Clients) -> None:
    make.make_meeting(cast.pair, starts_at=NOW - timedelta(hours=4), place="school")
    make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=2))
    cancelled = make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=1))
    Meeting.objects.filter(pk=cancelled.pk).update(cancelled_at=NOW)
    text = text_of(client_of("teacher").get(page(cast)))

    assert "1 van 6" in text
    assert "donderdag 17 september" in text
    assert "woensdag 16 september" not in text


def test_pair_page_warns_about_the_plan_and_never_blocks(cast: Cast, client_of: Clients) -> None:
    """AGR-05: running totals against 6 to 8 meetings and 20 hours, with warnings; nothing is refused."""
    make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=35))  # 20 October, autumn holiday in the middle region
    assert "Er staat 1 ontmoeting. Zie" in text_of(client_of("teacher").get(page(cast)))
    make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=120))
    text = text_of(client_of("teacher").get(page(cast)))

    assert "Er staan 2 ontmoetingen. Zie elkaar liefst 6 tot 8 keer." in text
    assert "van de 20 uur. Nog 15 uur te gaan." in text
    assert "herfstvakantie" in text
    assert "Dit valt buiten jullie periode." in text


def test_pair_page_with_a_full_plan_says_so(cast: Cast, client_of: Clients) -> None:
    for day in range(1, 8):
        make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=day), hours=3)
    assert "Jullie plan is rond: 7 ontmoetingen en voor jou 21 uur." in text_of(client_of("teacher").get(page(cast)))


def test_pair_page_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of("teacher")

    def one_of_each(day: int) -> None:
        meeting = make.make_meeting(cast.pair, starts_at=NOW - timedelta(days=day, hours=3))
        make.make_meeting(cast.pair, starts_at=NOW + timedelta(days=day))
        make.make_goal(cast.pair, owner=cast.teacher.person)
        make.make_hours(cast.pair, cast.professional.person, meeting=meeting)

    one_of_each(1)
    with django_assert_num_queries(14):
        client.get(page(cast))
    one_of_each(2)
    one_of_each(3)
    with django_assert_num_queries(14):
        client.get(page(cast))


def test_pair_page_of_a_pair_without_dates_has_no_weeks_and_still_works(cast: Cast, client_of: Clients) -> None:
    Pair.objects.filter(pk=cast.pair.pk).update(starts_on=None, planned_end_on=None)
    make.make_meeting(cast.pair)
    text = text_of(client_of("teacher").get(page(cast)))

    assert "Jullie tempo" in text
    assert 'class="pace"' not in text


def test_pair_page_after_closing_puts_the_survey_first(cast: Cast, client_of: Clients) -> None:
    client_of("coordinator").post(reverse("twinning:close", args=[cast.pair.public_id]))
    response = open_response(cast.teacher, "final_survey", at=NOW)
    text = text_of(client_of("teacher").get(page(cast)))

    assert text.index(reverse("surveys:respond", args=[response.public_id])) < text.index("<h1>")


def test_finished_pair_page_can_be_read_and_offers_no_change(cast: Cast, client_of: Clients) -> None:
    goal = make.make_goal(cast.pair)
    client = client_of("teacher")
    assert reverse("twinning:goal", args=[goal.public_id]) in text_of(client.get(page(cast)))
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.FINISHED, ended_at=NOW)
    text = text_of(client.get(page(cast)))

    assert goal.text in text
    assert reverse("twinning:goal", args=[goal.public_id]) not in text
    assert reverse("twinning:meeting_new", args=[cast.pair.public_id]) not in text


# --- Goals --------------------------------------------------------------------------------------------


def test_goal_new_sent_twice_makes_one_goal(cast: Cast, client_of: Clients) -> None:
    client = client_of("teacher")
    url = reverse("twinning:goal_new", args=[cast.pair.public_id])
    form = {"text": "Een gastles", "owner": "own", "form_key": "sleutel"}

    assert [client.post(url, form).headers["Location"] for _time in range(2)] == [page(cast), page(cast)]
    assert Goal.objects.values_list("text", "owner_id").get() == ("Een gastles", cast.teacher.person_id)


def test_goal_changed_by_both_keeps_what_was_typed_and_shows_what_is_there(cast: Cast, client_of: Clients) -> None:
    goal = make.make_goal(cast.pair)
    url = reverse("twinning:goal", args=[goal.public_id])
    noor, daan = client_of("teacher"), client_of("professional")
    assert daan.post(url, {"text": "Zoals Daan het wil", "version": "1"}).status_code == 302
    response = noor.post(url, {"text": "Zoals Noor het wil", "version": "1"})

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == "Zoals Noor het wil"
    assert "Zoals Daan het wil" in text_of(response)
    assert Goal.objects.get().text == "Zoals Daan het wil"
    again = noor.post(url, {"text": "Zoals Noor het wil", "version": response.context["form"]["version"].value()})
    assert (again.status_code, Goal.objects.get().text) == (302, "Zoals Noor het wil")


def test_goal_of_my_partner_cannot_be_changed_by_me(cast: Cast, client_of: Clients) -> None:
    goal = make.make_goal(cast.pair, owner=cast.professional.person)
    url = reverse("twinning:goal", args=[goal.public_id])

    assert client_of("professional").get(url).status_code == 200  # the control
    assert client_of("teacher").get(url).status_code == 404
    assert client_of("teacher").post(url, {"remove": "1"}).status_code == 404
    assert Goal.objects.count() == 1


def test_goal_removed_twice_answers_as_the_first_time(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:goal", args=[make.make_goal(cast.pair).public_id])
    client = client_of("teacher")

    for _time in range(2):
        response = client.post(url, {"remove": "1", "form_key": "weg"})
        assert (response.status_code, response.headers["Location"]) == (302, page(cast))
    assert not Goal.objects.exists()


# --- Meetings -----------------------------------------------------------------------------------------

MEETING = {"day": "2026-09-22", "start": "13:00", "end": "15:30", "place": "school", "where": "Balie", "what": "Les"}


def test_meeting_new_is_in_local_time_and_invites_both(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:meeting_new", args=[cast.pair.public_id])
    client = client_of("teacher")
    for _time in range(2):
        assert client.post(url, {**MEETING, "form_key": "plan"}).status_code == 302

    meeting = Meeting.objects.get()
    assert meeting.starts_at.isoformat() == "2026-09-22T11:00:00+00:00"
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day": "2026-10-25", "start": "02:30"}, "komt twee keer voor"),
        ({"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "bestaat niet"),
        ({"end": "12:00"}, "De eindtijd moet na de begintijd liggen."),
        ({"day": "0001-01-01", "start": "00:00"}, "Klopt het jaar?"),
        ({"day": "9999-12-31", "start": "23:00", "end": "23:59"}, "Klopt het jaar?"),
    ],
)
def test_meeting_new_at_an_impossible_time_says_why_and_keeps_the_rest(
    cast: Cast, client_of: Clients, changes: dict[str, str], message: str
) -> None:
    url = reverse("twinning:meeting_new", args=[cast.pair.public_id])
    response = client_of("teacher").post(url, {**MEETING, **changes})

    assert response.status_code == 422
    assert message in text_of(response)
    for field, value in {**MEETING, **changes}.items():
        assert response.context["form"][field].value() == value
    assert 'name="where" value="Balie"' in text_of(response)
    assert not Meeting.objects.exists()


def test_meeting_cancelled_twice_answers_as_the_first_time(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:meeting", args=[make.make_meeting(cast.pair).public_id])
    client = client_of("professional")
    for _time in range(2):
        assert client.post(url, {"cancel": "1", "form_key": "af"}).headers["Location"] == page(cast)

    told = [client.get(url, follow=True), client.post(url, {**MEETING, "form_key": "ander"}, follow=True)]
    told.append(
        client.post(reverse("twinning:meeting_hours", args=url.split("/")[-2:-1]), {"kind": "work"}, follow=True)
    )
    for answer in told:
        assert answer.redirect_chain == [(page(cast), 302)]
        assert "Deze ontmoeting is al afgezegd." in text_of(answer)
    assert OutboxMail.objects.count() == 2


def test_during_a_pause_a_meeting_of_before_it_can_be_written_down(cast: Cast, client_of: Clients) -> None:
    pause_pair(cast.pair, until=NOW.date() + timedelta(days=19), by=None, at=NOW, person=cast.teacher.person)
    url = reverse("twinning:meeting_new", args=[cast.pair.public_id])
    days = {"been": NOW.date() - timedelta(days=2), "in the pause": NOW.date() + timedelta(days=2)}
    answers = {
        name: client_of("teacher").post(url, {**MEETING, "day": str(day), "form_key": name})
        for name, day in days.items()
    }
    assert [answer.status_code for answer in answers.values()] == [302, 422]
    assert "Jullie hebben pauze tot en met" in text_of(answers["in the pause"])


def test_a_goal_keeps_no_marks_that_turn_the_reading_direction(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:goal_new", args=[cast.pair.public_id])
    client_of("teacher").post(url, {"text": "a\u202eb\x07c\nd", "owner": "own", "form_key": "doel"})
    assert Goal.objects.get().text == "abc\nd"


def test_meeting_ics_is_one_event_for_the_partners_only(cast: Cast, client_of: Clients) -> None:
    meeting = make.make_meeting(cast.pair)
    url = reverse("twinning:meeting_ics", args=[meeting.public_id])
    response = client_of("professional").get(url)

    assert response.headers["Content-Type"].startswith("text/calendar")
    event: Any
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["uid"]), event["dtstart"].dt) == (meeting.uid, meeting.starts_at)
    assert str(event["summary"]) == "Job Twinning met Noor"
    assert client_of("coordinator").get(url).status_code == 404


# --- Hours --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "hours"), [("work", ("2.5", "0.0")), ("own", ("0.0", "2.5"))])
def test_held_meeting_proposes_its_hours_and_one_tap_writes_them(
    cast: Cast, client_of: Clients, kind: str, hours: tuple[str, str]
) -> None:
    meeting = make.make_meeting(cast.pair, starts_at=NOW - timedelta(hours=4))
    url = reverse("twinning:meeting_hours", args=[meeting.public_id])
    client = client_of("teacher")
    assert url in text_of(client.get(page(cast)))

    client.post(url, {"kind": kind})
    client.post(url, {"kind": kind})  # without a form key: the table refuses the second

    entry = HoursEntry.objects.get()
    assert (str(entry.work_hours), str(entry.private_hours)) == hours
    assert (entry.person_id, entry.what, entry.meeting_id) == (cast.teacher.person_id, "Rondleiding", meeting.pk)
    assert url not in text_of(client.get(page(cast)))
    assert url in text_of(client_of("professional").get(page(cast)))


def test_hours_of_a_meeting_to_come_cannot_be_confirmed(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:meeting_hours", args=[make.make_meeting(cast.pair).public_id])
    response = client_of("teacher").post(url, {"kind": "work"}, follow=True)

    assert "niet vooruit" in text_of(response)
    assert not HoursEntry.objects.exists()


def test_quick_hours_ask_what_and_whose_time(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:hours_new", args=[cast.pair.public_id])
    client = client_of("teacher")
    form = {"hours": "2", "on": "2026-09-15", "what": "Les voorbereid", "kind": "own"}

    response = client.post(url, {**form, "what": ""})
    assert (response.status_code, response.context["form"]["kind"].value()) == (422, "own")
    assert client.post(url, form).status_code == 302
    assert HoursEntry.objects.values_list("private_hours", "what").get() == (Decimal(2), "Les voorbereid")


def test_hours_with_a_comma_and_split_over_work_and_own_time(cast: Cast, client_of: Clients) -> None:
    """ACT-04: who, what, when, and work hours apart from private hours, in half hours."""
    url = reverse("twinning:hours_new", args=[cast.pair.public_id])
    form = {"work_hours": "1,5", "private_hours": "0.5", "on": "2026-09-15", "what": "Bezoek"}

    assert client_of("teacher").post(url, form).status_code == 302
    assert HoursEntry.objects.get().total == 2


def test_hours_of_my_partner_do_not_exist_for_me(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:hours", args=[make.make_hours(cast.pair, cast.professional.person).public_id])

    assert client_of("professional").get(url).status_code == 200  # the control
    assert client_of("teacher").get(url).status_code == 404
    assert client_of("teacher").post(url, {"remove": "1"}).status_code == 404
    assert HoursEntry.objects.count() == 1


def test_hours_changed_and_removed(cast: Cast, client_of: Clients) -> None:
    entry = make.make_hours(cast.pair, cast.teacher.person)
    url = reverse("twinning:hours", args=[entry.public_id])
    client = client_of("teacher")
    form = {"work_hours": "3", "private_hours": "", "on": "2026-09-15", "what": "Anders", "version": "1"}

    assert client.post(url, form).status_code == 302
    assert HoursEntry.objects.values_list("work_hours", "what").get() == (Decimal(3), "Anders")
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert not HoursEntry.objects.exists()


# --- Closing ------------------------------------------------------------------------------------------


def test_close_by_the_coordinator_of_the_region_only(cast: Cast, client_of: Clients) -> None:
    url = reverse("twinning:close", args=[cast.pair.public_id])
    for role in ("teacher", "professional", "coordinator_elsewhere", "researcher", "admin"):
        assert client_of(role).post(url).status_code == 404
    assert Pair.objects.get().state == Pair.State.TRIAL

    client = client_of("coordinator")
    for _time in range(2):
        assert client.post(url, {"form_key": "rond"}).status_code == 302
    assert Pair.objects.get().state == Pair.State.FINISHED
    assert OutboxMail.objects.filter(template="closing_survey").count() == 2


# --- Hostile input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("public_id", ["%00", "a%00b", "%F0%9F%92%A5", "x" * 3000, "..", "%E2%80%AE"])
def test_hostile_ids_in_the_address_are_not_found(client_of: Clients, public_id: str) -> None:
    client = client_of("teacher")
    for address in ("koppel/{}/", "koppel/{}/uren/", "doel/{}/", "ontmoeting/{}/", "uren/{}/"):
        assert client.get("/" + address.format(public_id)).status_code == 404


def test_somebody_whose_account_has_no_person_sees_no_pair(cast: Cast) -> None:
    client = Client()
    sign_in(client, make.make_account())
    assert client.get(page(cast)).status_code == 404
