"""The intake in parts: kept while somebody types, taken up elsewhere, timed, helped with (REC-05)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import History, ViewLog
from jobtwinning.intake.actions import finish_intake, save_intake
from jobtwinning.intake.progress import helped_by, intake_parts
from jobtwinning.intake.queries import known_answers, matching_profiles, participant_rows
from jobtwinning.intake.steps import STEPS, step_by_slug
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.people.models import Consent, Person
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.actions import PAUSE
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response
from jobtwinning.surveys.queries import answers_of, median_seconds, response_of
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
TYPING: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def teacher(cast: Cast) -> Participation:
    """The cast's teacher, signed up with the intake still to do."""
    Participation.objects.filter(pk=cast.teacher.pk).update(state="signed_up", intake_completed_at=None)
    cast.teacher.refresh_from_db()
    return cast.teacher


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set the clock to so many seconds after NOW."""

    def set_clock(seconds: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=seconds))

    set_clock(0)
    return set_clock


def url(name: str, participation: Participation, step: str = "") -> str:
    names = {"public_id": participation.public_id, **({"step": step} if step else {})}
    return reverse(f"intake:{name}", kwargs=names)


def hidden(client: Client, address: str) -> dict[str, str]:
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in ("form_key", "version", "opened")}


def answers(participation: Participation) -> dict[str, object]:
    return answers_of(response_of(participation, "intake"))


# --- While typing -------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_answers_as_answers_the_rest_as_typed(
    teacher: Participation, client_of: ClientOf
) -> None:
    client, address = client_of("teacher"), url("step", teacher, "wanneer-je-kunt")
    sent = hidden(client, address)
    answer = client.post(address, {**sent, "I11a": "veel", "I11b": "3"}, **TYPING)
    assert (answer.status_code, "Opgeslagen om" in answer.content.decode()) == (200, True)
    assert answers(teacher) == {"I1": "teacher", "I11b": 3}
    assert list(Draft.objects.values_list("item", "typed")) == [("I11a", "veel")]
    elsewhere = client_of("teacher")  # another device
    page = elsewhere.get(address).content.decode()
    assert ('value="veel"' in page, "‘veel’ is geen getal." in page) == (True, True)
    client.post(address, {**sent, "I11a": "7,5", "I11b": "3"}, **TYPING)
    assert (answers(teacher)["I11a"], Draft.objects.count()) == (7.5, 0)


def test_typing_on_never_makes_the_own_form_too_old(teacher: Participation, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), url("step", teacher, "wat-je-wilt-leren")
    sent = hidden(client, address)
    for text in ("Z", "Zi", "Zien"):
        client.post(address, {**sent, "I4": text}, **TYPING)
    assert client.post(address, {**sent, "I4": "Zien hoe het gaat"}).status_code == 302
    assert answers(teacher)["I4"] == "Zien hoe het gaat"
    assert History.objects.filter(verb="answers_saved").count() == 2  # one line of typing, one of the button


def test_what_was_typed_before_the_button_never_comes_after_it(teacher: Participation, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), url("step", teacher, "wat-je-wilt-leren")
    sent = hidden(client, address)
    client.post(address, {**sent, "I4": "Zien hoe het gaat"})
    late = client.post(address, {**sent, "I4": "Zien hoe het"}, **TYPING)  # was under way for longer
    assert (late.status_code, answers(teacher)["I4"]) == (200, "Zien hoe het gaat")


def test_two_tabs_the_second_is_told_and_loses_nothing(teacher: Participation, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), url("step", teacher, "wat-je-wilt-leren")
    one, other = hidden(client, address), hidden(client, address)
    client.post(address, {**one, "I4": "Uit het ene tabblad"}, **TYPING)
    told = client.post(address, {**other, "I4": "Uit het andere"}, **TYPING).content.decode()
    assert "ook ergens anders aangepast" in told
    assert answers(teacher)["I4"] == "Uit het ene tabblad"
    refused = client.post(address, {**other, "I4": "Uit het andere"})
    assert (refused.status_code, "Uit het andere" in refused.content.decode()) == (422, True)
    form = refused.context["form"]
    again = {name: form[name].value() for name in ("form_key", "version", "opened")}
    assert client.post(address, {**again, "I4": "Uit het andere"}).status_code == 302
    assert answers(teacher)["I4"] == "Uit het andere"


def test_consent_waits_for_the_button(teacher: Participation, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), url("step", teacher, "onderzoek")
    sent = hidden(client, address)
    client.post(address, {**sent, "I19": "yes"}, **TYPING)
    assert (Consent.objects.count(), Draft.objects.get().typed) == (0, "yes")
    assert client.get(address).context["form"]["I19"].value() == "yes"
    client.post(address, {**sent, "I19": "yes"})
    assert (Consent.objects.get().given, Draft.objects.count()) == (True, 0)


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["x" * 30_000, "a\x00b", "👩", "\u202eabc", "<script>x</script>", "\x01", "%s{}"])
def test_hostile_typing_is_kept_and_shown_harmlessly(teacher: Participation, client_of: ClientOf, text: str) -> None:
    client = client_of("teacher")
    for step in STEPS:
        address = url("step", teacher, step.slug)
        sent = hidden(client, address)
        assert client.post(address, {**sent, **dict.fromkeys(step.items, text)}, **TYPING).status_code == 200
        page = client.get(address)
        assert (page.status_code, "<script>x" in page.content.decode()) == (200, False)
    assert client.get(url("check", teacher)).status_code == 200


@pytest.mark.parametrize("opened", ["", "x", "-1", "99999999999999999999", "0"])
def test_an_opened_moment_that_cannot_be_is_now(teacher: Participation, client_of: ClientOf, opened: str) -> None:
    client, address = client_of("teacher"), url("step", teacher, "meekijken")
    sent = {**hidden(client, address), "opened": opened}
    answer = client.post(address, {**sent, "I15": "yes"}, **TYPING)
    assert answer.status_code == 200
    assert PartTime.objects.get().seconds <= 1


# --- Every question --------------------------------------------------------------------------------------

SENT: dict[str, dict[str, str | list[str]]] = {
    "je-werk": {
        "I2": "docent natuurkunde",
        "I2b": "yes",
        "I7": ["natuurkunde"],
        "I7b": "Nanotechniek",
        "I8b": ["vo"],
        "I8e": ["havo"],
        "I13": "Rotterdam",
        "I13b": "Schiedam",
        "I13c": "45",
        "I13d": ["bicycle"],
        "I22": "yes",
        "I22b": ["wiskunde"],
    },
    "wat-je-wilt-leren": {
        "I4": "Kijken",
        "I5": ["Eén", "Twee"],
        "I6": ["Y01"],
        "I21": "Een waterschap",
        "I23": "yes",
    },
    "matchen": {"I10": "choose", "I9.subject": "2", "I9.subject.direction": "different", "I24": ["t1a"], "I9b": "Geen"},
    "wanneer-je-kunt": {
        "I11a": "7",
        "I11b": "3",
        "I12a": ["2026-W43"],
        "I12b": ["2026-W44"],
        "I12c": ["monday.morning=teaching", "friday.afternoon=can"],
        "I12d": "no",
    },
    "over-jou": {
        "I3": "Pabo",
        "I3b": "hbo",
        "I17": "41",
        "I18": "yes",
        "I18b": ["Daan Oosterling"],
        "I20": "06 12 34 56 78",
        "I20b": "call",
    },
    "meekijken": {"I15": "yes", "I15b": "yes", "I15c": "partly", "I15d": "Tekeningen", "I16": "3"},
}


def test_every_answer_comes_back_as_it_was_given(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for slug, fields in SENT.items():
        address = url("step", teacher, slug)
        assert client.post(address, {**hidden(client, address), **fields}).status_code == 302, slug
        form = client.get(address).context["form"]
        for code, value in fields.items():
            shown = form[code].value()
            told = [str(each).casefold() for each in (shown if isinstance(shown, list) else [shown])]
            wanted = [str(each).casefold() for each in (value if isinstance(value, list) else [value])]
            if code == "I12c":
                told = [f"{cell}={state}" for cell, state in shown.items()]
            assert told == wanted or code in ("I13", "I13b", "I7", "I22b"), code
    given = answers(teacher)
    assert (given["I7"], given["I22b"], given["I13"]) == (["natuurkunde"], ["wiskunde"], 2747891)
    (profile,) = [one for one in matching_profiles(teacher.programme, [teacher.region_id]) if one.side != "teacher"]
    complete(teacher)
    mine = next(one for one in matching_profiles(teacher.programme, [teacher.region_id]) if one.side == "teacher")
    assert (mine.guide, mine.organisation_fields, mine.wants_to_help) == (True, ("wiskunde",), True)
    assert (mine.goal_kinds, mine.age, mine.knows) == (("t1a",), 41, (profile.public_id,))
    assert Person.objects.get(pk=teacher.person_id).phone == "06 12 34 56 78"


def complete(participation: Participation) -> None:
    Participation.objects.filter(pk=participation.pk).update(state="ready")


def test_an_unknown_timetable_is_no_constraint_and_is_seen(cast: Cast) -> None:
    answer_intake(cast.teacher, I12c={"monday.morning": "no"}, I12d=True)
    profile = next(one for one in matching_profiles(cast.programme, [cast.region.pk]) if one.side == "teacher")
    assert profile.day_parts is None
    (row,) = participant_rows([cast.teacher])
    assert row.flags == ("no_timetable",)


def test_confidential_work_is_flagged_to_the_coordinator(cast: Cast, client_of: ClientOf) -> None:
    answer_intake(cast.teacher, I15="yes", I15b="dont_know")
    listed = client_of("coordinator").get(reverse("intake:participants", args=[cast.programme.slug])).content.decode()
    assert listed.count("let op: vertrouwelijk werk") == 1
    address = reverse("intake:participant", args=[cast.programme.slug, cast.teacher.public_id])
    assert "Bespreek dit voor je een voorstel doet" in client_of("coordinator").get(address).content.decode()


def test_the_coordinator_never_reads_an_age(cast: Cast, client_of: ClientOf) -> None:
    answer_intake(cast.teacher, I17=97)
    address = reverse("intake:participant", args=[cast.programme.slug, cast.teacher.public_id])
    page = client_of("coordinator").get(address).content.decode()
    assert ("<dd>97" in page, "leeftijd" in page) == (False, False)
    step = reverse("intake:help_step", args=[cast.programme.slug, cast.teacher.public_id, "over-jou"])
    assert "I17" not in client_of("coordinator").get(step).context["form"].fields


# --- How long, how far ------------------------------------------------------------------------------------


def test_the_time_of_a_part_leaves_pauses_out(
    teacher: Participation, client_of: ClientOf, at: Callable[[int], None]
) -> None:
    client, address = client_of("teacher"), url("step", teacher, "wat-je-wilt-leren")
    sent = hidden(client, address)
    at(40)
    client.post(address, {**sent, "I4": "Zien"}, **TYPING)
    at(40 + 3600)  # lunch
    client.post(address, {**sent, "I4": "Zien hoe"}, **TYPING)
    at(40 + 3620)
    client.post(address, {**sent, "I4": "Zien hoe het gaat"})
    row = PartTime.objects.get()
    assert (row.part, row.seconds, row.finished_at is not None) == ("goals", 60 + PAUSE.seconds, True)
    again = hidden(client, address)
    at(9000)
    client.post(address, {**again, "I4": "Iets anders"})
    assert PartTime.objects.get().seconds == row.seconds  # filling in counts, changing later does not


def test_a_median_is_told_from_five_people_on(cast: Cast, client_of: ClientOf) -> None:
    for number in range(5):
        one = make.make_participation(cast.programme)
        response = Response.objects.create(response_key=one.response_link.response_key, instrument="intake")
        PartTime.objects.create(
            response=response, part="work", seconds=100 + 40 * number, last_at=NOW, finished_at=NOW if number else None
        )
    assert median_seconds("intake") == {}
    text = client_of("teacher").get(url("intake", cast.teacher)).content.decode()
    assert ("zo lang deden anderen erover" in text, "geschat" in text) == (False, True)
    PartTime.objects.update(finished_at=NOW)
    assert median_seconds("intake") == {"work": 180}
    text = client_of("teacher").get(url("intake", cast.teacher)).content.decode()
    assert "ongeveer 3 min, zo lang deden anderen erover" in " ".join(text.split())


def test_parts_may_be_done_in_any_order(teacher: Participation, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), url("step", teacher, "meekijken")
    client.post(address, {**hidden(client, address), "I15": "yes", "I16": "4"})
    assert [(line.step.code, line.state) for line in intake_parts(teacher)] == [
        ("work", "todo"),
        ("goals", "todo"),
        ("matching", "todo"),
        ("time", "todo"),
        ("about", "todo"),
        ("visits", "done"),
        ("consent", "todo"),
    ]
    page = client.get(url("intake", teacher))
    assert page.context["next_url"] == url("step", teacher, "je-werk")


def test_a_surprise_still_asks_why_and_one_goal(teacher: Participation, client_of: ClientOf) -> None:
    save_intake(teacher, {"I10": "surprise"}, items=["I10"], by=None, at=NOW)
    refused = client_of("teacher").post(url("check", teacher))
    assert (refused.status_code, "Je wilt verrast worden." in refused.content.decode()) == (409, True)
    save_intake(teacher, {"I4": "Nieuwsgierig", "I5": ["Zien"]}, items=["I4", "I5"], by=None, at=NOW)
    assert finish_intake(teacher, by=None, at=NOW) is True


# --- Elsewhere, and with help ------------------------------------------------------------------------------


def test_a_mailed_link_is_an_ordinary_address_that_asks_to_sign_in(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for _twice in range(2):
        assert client.post(url("mail_link", teacher))["Location"] == url("intake", teacher)
    mail = OutboxMail.objects.get(template="intake_link")
    assert url("intake", teacher) in mail.body_text
    assert Client().get(url("intake", teacher))["Location"].startswith(reverse("account_login"))


def test_a_coordinator_fills_in_and_the_participant_sees_by_whom(cast: Cast, client_of: ClientOf) -> None:
    coordinator = client_of("coordinator")
    make.make_person("Saskia", "de Boer", account=cast.accounts["coordinator"])
    address = reverse("intake:help_step", args=[cast.programme.slug, cast.teacher.public_id, "wat-je-wilt-leren"])
    sent = hidden(coordinator, address)
    assert coordinator.post(address, {**sent, "I4": "Verteld aan de telefoon"}).status_code == 302
    assert known_answers(cast.teacher)["I4"] == "Verteld aan de telefoon"
    line = History.objects.get(verb="answers_saved")
    assert line.actor_id == cast.accounts["coordinator"].pk  # type: ignore[union-attr]  # set for every role but nobody
    pages = ViewLog.objects.using("default").filter(page="intake:help_step")
    assert {tuple(row.person_ids) for row in pages} == {(cast.teacher.person.public_id,)}
    assert [each.name for each in helped_by(cast.teacher)] == ["Saskia de Boer"]
    assert "Saskia de Boer vulde op" in client_of("teacher").get(url("intake", cast.teacher)).content.decode()
    assert median_seconds("intake") == {}
    assert PartTime.objects.get().part == "help_goals"  # a coordinator's time is nobody's median


def test_a_coordinator_cannot_consent_for_somebody(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("intake:help_step", args=[cast.programme.slug, cast.teacher.public_id, "onderzoek"])
    assert client_of("coordinator").get(address).status_code == 404


def test_a_coordinator_mails_the_link(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("intake:help_mail", args=[cast.programme.slug, cast.teacher.public_id])
    client_of("coordinator").post(address)
    mail = OutboxMail.objects.get(template="intake_link")
    assert (mail.address, mail.reply_to) == (cast.teacher.person.email, "saskia@voorbeeld.example")
    assert "Je intake voor" in mail.body_text


# --- Version 1 ---------------------------------------------------------------------------------------------


def test_who_answered_version_1_sees_changes_completes_and_is_matched(
    teacher: Participation, client_of: ClientOf
) -> None:
    given = {
        "I1": "teacher",
        "I4": "Van toen",
        "I7": ["natuurkunde"],
        "I12c": {"monday.morning": "can"},
        "I10": "choose",
    }
    response = Response.objects.create(
        response_key=teacher.response_link.response_key, instrument="intake", instrument_version=1
    )
    Answer.objects.bulk_create(Answer(response=response, item=item, value=value) for item, value in given.items())
    client = client_of("teacher")
    assert "Van toen" in client.get(url("check", teacher)).content.decode()
    address = url("step", teacher, "wat-je-wilt-leren")
    form = client.get(address).context["form"]
    assert form["I4"].value() == "Van toen"
    client.post(address, {**hidden(client, address), "I4": "Van nu", "I23": "yes"})
    assert answers(teacher) == {**given, "I4": "Van nu", "I23": True}
    response.refresh_from_db()
    assert response.instrument_version == 2
    assert client.post(url("check", teacher)).status_code == 302
    profile = next(one for one in matching_profiles(teacher.programme, [teacher.region_id]) if one.side == "teacher")
    assert (profile.fields, profile.day_parts) == (("natuurkunde",), (("monday.morning", "can"),))


def test_the_pages_are_in_english_too(cast: Cast, client_of: ClientOf) -> None:
    with translation.override("en"):
        address = url("intake", cast.teacher)
    page = client_of("teacher").get(address).content.decode()
    assert ("Your intake" in page, "E-mail me a link to go on" in page) == (True, True)
    step = step_by_slug("looking-along")
    assert step is not None
    assert step.code == "visits"
