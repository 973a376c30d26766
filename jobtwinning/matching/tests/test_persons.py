"""One person on the workspace: others, why nobody, a question, confidential work, a pair by hand, whom we lack."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History, ViewLog
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching import actions, adapter, confidential, hand
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Request, Scenario
from jobtwinning.matching.one_person import look_at
from jobtwinning.matching.tests.world import (
    DORDRECHT,
    ROTTERDAM,
    answer_intake,
    make_professional,
    make_teacher,
    minutes_to_ask,
    programme_with,
)
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.reasons import practical_sentences
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme, RoleGrant
from tests import make

ClientOf = Callable[[str], Client]


def url_of(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"matching:{name}", args=[cast.programme.slug, cast.region.slug, *more])


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def propose(cast: Cast) -> Any:
    return actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)


# --- The person's page --------------------------------------------------------------------------


def test_a_preference_counts_on_the_page_of_a_person_as_in_a_proposal(cast: Cast) -> None:
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    teachers = [make_teacher(cast.programme, name) for name in ("Anna", "Bram")]
    others = [make_professional(cast.programme, name) for name in ("Piet", "Rosa")]
    before = partner_of(propose(cast), teachers[0])
    wanted = next(one for one in others if one.public_id != before)
    actions.prefer(teachers[0], wanted, by=coordinator, at=make.NOW)
    assert partner_of(propose(cast), teachers[0]) == wanted.public_id
    given = adapter.read_input(cast.programme, cast.region)
    found = look_at(given, teachers[0].public_id, "floor", 0)
    assert found.partner_now == wanted.public_id
    assert before in [one.partner for one in found.choices]


def partner_of(scenario: Scenario, teacher: Participation) -> str:
    return str(next(one["right"] for one in scenario.pairs if one["left"] == teacher.public_id))


def test_person_page_shows_partner_others_price_wishes_and_time(cast: Cast, client_of: ClientOf) -> None:
    wish: dict[str, Any] = {"I10": "choose", "I9_subject": 3}
    one = make_teacher(cast.programme, **wish, I11a=8, I12a=["2026-W45"])
    first = make_professional(cast.programme, "Vera", I11a=4, I12a=["2026-W45"])
    second = make_professional(cast.programme, "Lot", I7=["logistiek"])
    propose(cast)
    page = text_of(client_of("coordinator"), url_of(cast, "person", one.public_id))
    assert "Vera Buiten" in page
    assert "Lot Buiten" in page
    assert "Het aantal koppels blijft gelijk. 1 ander krijgt een andere partner." in page
    assert "Vak, graag hetzelfde: dat lukt deels." in page  # linked, not the same
    assert "Vak, graag hetzelfde: dat lukt niet." in page
    assert "Vera laat het aan jou over." in page
    assert "Drukke tijd: 1 week is voor allebei druk." in page
    assert "Uren per maand: 8 voor Hassan, 4 voor Vera. De ronde vraagt er minstens 7." in page
    assert "Nog niet van allebei bekend: reistijd en dagdelen." in page
    assert "Van 2 niet-docenten kan het met 2." in page
    shown = ViewLog.objects.get(page="matching:person").person_ids
    assert shown == sorted(each.person.public_id for each in (one, first, second))


def test_person_page_says_why_there_is_nobody_and_what_would_help(cast: Cast, client_of: ClientOf) -> None:
    one = make_teacher(cast.programme, I13=DORDRECHT, I13c=15, I13d=["car"])
    make_professional(cast.programme, I13=ROTTERDAM, I13c=90)
    propose(cast)
    page = text_of(client_of("coordinator"), url_of(cast, "person", one.public_id))
    assert "Waarom is er niemand?" in page
    assert "Met niemand kan het." in page
    assert "te ver reizen: 1" in page
    assert "minuten langer reizen ook kan. Dan komt er 1 kandidaat bij." in page
    minutes = minutes_to_ask(cast.programme, cast.region, one)
    assert f"Vraag of dit kan: {minutes} minuten reizen" in page


def test_person_page_of_somebody_with_a_pair_and_of_others(cast: Cast, client_of: ClientOf) -> None:
    url = url_of(cast, "person", cast.teacher.public_id)
    assert "Heeft al een voorstel of koppel" in text_of(client_of("coordinator"), url)
    for role in ("teacher", "professional", "coordinator_elsewhere", "researcher", "outsider"):
        assert client_of(role).get(url).status_code == 404


def test_person_page_keeps_a_pin_and_comes_back_after_a_decision(cast: Cast, client_of: ClientOf) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    make_professional(cast.programme, "Lot")
    propose(cast)
    url, client = url_of(cast, "person", one.public_id), client_of("coordinator")
    two = {"teacher": one.public_id, "non_teacher": other.public_id, "decision": "pin", "back": one.public_id}
    assert client.post(url_of(cast, "decide"), two).headers["Location"] == url
    assert "Je legde deze twee vast." in text_of(client, url)
    elsewhere = two | {"back": cast.teacher.public_id}
    assert client.post(url_of(cast, "decide"), elsewhere).headers["Location"] == url_of(cast, "workspace")


def test_person_page_asks_as_often_for_many_people(cast: Cast, client_of: ClientOf) -> None:
    def count(size: int) -> int:
        programme, region = programme_with(size, size)
        make.make_grant(cast.accounts["coordinator"], RoleGrant.Role.COORDINATOR, region=region)  # type: ignore[arg-type]  # a real account
        actions.make_proposal(programme, region, by=None, at=make.NOW)
        one = programme.participations.order_by("pk")[0]
        url = reverse("matching:person", args=[programme.slug, region.slug, one.public_id])
        client = client_of("coordinator")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    assert count(3) == count(30)


# --- A question ---------------------------------------------------------------------------------


def test_ask_sends_once_keeps_it_and_the_answer_is_their_own(cast: Cast, client_of: ClientOf) -> None:
    one = make_teacher(cast.programme, I13=DORDRECHT, I13c=15, I13d=["car"])
    make_professional(cast.programme, I13=ROTTERDAM, I13c=90)
    minutes = minutes_to_ask(cast.programme, cast.region, one)
    url, client = url_of(cast, "ask", one.public_id, f"travel-{minutes}"), client_of("coordinator")
    page = text_of(client, url)
    assert f"Kan {minutes} minuten ook?" in page
    assert not Request.objects.exists()
    for _ in range(2):
        assert client.post(url, {"form_key": "k"}).headers["Location"] == url_of(cast, "person", one.public_id)
    assert Request.objects.get().asked == minutes
    mail = OutboxMail.objects.get(template="request")
    assert mail.address == one.person.email
    assert "hooguit 15 minuten" in mail.body_text
    assert History.objects.filter(verb="ask_request").count() == 1
    person = url_of(cast, "person", one.public_id)
    assert "Gevraagd op" in text_of(client, person)
    assert "Dit is al gevraagd aan Hassan." in client.post(url, follow=True).content.decode()
    answer_intake(one, I13c=int(minutes))
    assert "kan, de intake is aangepast" in text_of(client, person)
    assert "Deze vraag is niet meer nodig" in text_of(client, url)
    assert "Deze vraag is niet meer nodig." in client.post(url, follow=True).content.decode()
    assert client.get(url_of(cast, "ask", one.public_id, "age-60")).status_code == 404


def test_ask_somebody_without_an_address_is_noted(cast: Cast, client_of: ClientOf) -> None:
    must: dict[str, Any] = {"I9.subject.must": True}
    one = make_teacher(cast.programme, I7=["nederlands"], I10="choose", I9_subject=3)
    answer_intake(one)
    response = one.response_link.response_key.responses.get(instrument="intake")
    for item, value in must.items():
        response.answers.create(item=item, value=value)
    Person.objects.filter(pk=one.person_id).update(email="")
    make_professional(cast.programme, I7=["chemie_procestechniek"])
    url, client = url_of(cast, "ask", one.public_id, "must-subject"), client_of("coordinator")
    page = text_of(client, url)
    assert "Er is geen mailadres." in page
    assert "alleen meedoet als dit klopt: vak" in page
    assert "Genoteerd dat je het Hassan vroeg." in client.post(url, follow=True).content.decode()
    assert not OutboxMail.objects.filter(template="request").exists()


# --- Confidential work --------------------------------------------------------------------------


def flagged(cast: Cast) -> tuple[Participation, Participation]:
    one = make_teacher(cast.programme)
    return one, make_professional(cast.programme, I15="yes", I15b="yes", I15c="partly")


def test_a_proposal_waits_for_a_decision_about_confidential_work(cast: Cast, client_of: ClientOf) -> None:
    _one, other = flagged(cast)
    scenario, client = propose(cast), client_of("coordinator")
    commit = url_of(cast, "commit", scenario.public_id)
    page = text_of(client, commit)
    assert "Besluit over Vera Buiten" in page
    assert "Verstuur 1 voorstel" not in page
    refused = client.post(commit, {"form_key": "1"}, follow=True).content.decode()
    assert "Vera Buiten noemt werk dat misschien vertrouwelijk is. Besluit eerst wat kan." in refused
    assert not Pair.objects.filter(seats__participation=other).exists()
    url = url_of(cast, "confidentiality", other.public_id)
    for _ in range(2):
        client.post(url, {"outcome": "resolvable", "note": "met een NDA", "version": "1", "form_key": "a"})
    decision = ConfidentialityDecision.objects.get()
    assert (decision.outcome, decision.note, decision.decided_by) == (
        "resolvable",
        "met een NDA",
        cast.accounts["coordinator"],
    )
    assert History.objects.get(verb="decide_confidentiality").codes == {"outcome": "resolvable"}
    client.post(commit, {"form_key": "2"})
    pair = Pair.objects.get(seats__participation=other)
    assert pair.reasons["shared"]["agree"] == "resolvable"
    mails = OutboxMail.objects.filter(template="pair_proposed")
    assert mails.count() == 2
    for mail in mails:
        assert "Spreek vooraf af wat jullie elkaar laten zien." in mail.body_text + mail.body_html
        assert "NDA" not in mail.body_text + mail.body_html
        assert "vertrouwelijk" not in mail.body_text


def test_not_suitable_is_a_constraint_and_stops_what_was_made_before(cast: Cast, client_of: ClientOf) -> None:
    one, other = flagged(cast)
    scenario = propose(cast)
    by = cast.accounts["coordinator"]
    assert by is not None
    confidential.decide_confidentiality(other, "not_suitable", note="", by=by, at=make.NOW)
    with pytest.raises(DomainError, match="Je besloot dat het werk van Vera Buiten niet geschikt is"):
        actions.commit_scenario(scenario, by=by, at=make.NOW)
    given = adapter.read_input(cast.programme, cast.region)
    assert given.persons[other.public_id].confidentiality == "not_suitable"
    assert propose(cast).pairs == []
    with pytest.raises(DomainError, match="te vertrouwelijk"):
        hand.make_pair(one, other, by=by, at=make.NOW)


def test_other_answers_ask_a_new_decision(cast: Cast, client_of: ClientOf) -> None:
    _one, other = flagged(cast)
    by = cast.accounts["coordinator"]
    assert by is not None
    confidential.decide_confidentiality(other, "resolvable", note="", by=by, at=make.NOW)
    assert confidential.undecided([other]) == []
    answer_intake(other, I15c="no")
    assert confidential.undecided([other]) == [other]
    page = text_of(client_of("coordinator"), url_of(cast, "confidentiality", other.public_id))
    assert "Je besloot hier eerder over, maar de antwoorden zijn daarna veranderd." in page


def test_a_decision_that_somebody_else_changed_is_not_overwritten(cast: Cast, client_of: ClientOf) -> None:
    _one, other = flagged(cast)
    by = cast.accounts["coordinator"]
    assert by is not None
    for outcome in ("resolvable", "not_suitable"):
        confidential.decide_confidentiality(other, outcome, note="", by=by, at=make.NOW)
    url = url_of(cast, "confidentiality", other.public_id)
    answer = client_of("coordinator").post(url, {"outcome": "resolvable", "note": "", "version": "1"})
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen aangepast." in answer.content.decode()
    assert ConfidentialityDecision.objects.get().outcome == "not_suitable"


def test_what_to_agree_on_is_told_without_the_reason() -> None:
    assert practical_sentences(None, {"agree": "alternative_activities"}) == [
        "Spreek vooraf af wat jullie samen doen. Niet alles leent zich voor meekijken."
    ]


# --- A pair by hand -----------------------------------------------------------------------------


def test_make_pair_tells_first_and_then_mails_these_two_only(cast: Cast, client_of: ClientOf) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    make_teacher(cast.programme, "Bo")
    make_professional(cast.programme, "Lot")
    client, url = client_of("coordinator"), url_of(cast, "make_pair", one.public_id, other.public_id)
    two = text_of(client, url_of(cast, "two") + f"?teacher={one.public_id}&non_teacher={other.public_id}")
    assert url in two
    page = text_of(client, url)
    assert "Hassan Docent en Vera Buiten krijgen een voorstel, met de vraag: ja of nee?" in page
    assert not Pair.objects.filter(seats__participation=one).exists()
    for _ in range(2):
        assert client.post(url, {"form_key": "m"}).headers["Location"] == reverse(
            "pairs:pairs", args=[cast.programme.slug]
        )
    pair = Pair.objects.get(seats__participation=one)
    assert pair.state == Pair.State.PROPOSED
    assert {seat.participation for seat in pair.seats.all()} == {one, other}
    assert pair.reasons["teacher"]["reasons"]
    assert OutboxMail.objects.filter(template="pair_proposed").count() == 2
    assert History.objects.filter(verb="make_pair").count() == 1
    assert "heeft al een voorstel of koppel" in client.post(url, {"form_key": "n"}, follow=True).content.decode()
    assert Seat.objects.filter(participation=one).count() == 1


def test_make_pair_is_refused_in_words(cast: Cast, client_of: ClientOf) -> None:
    work = make.make_organisation()
    one = make_teacher(cast.programme, organisation=work)
    colleague = make_professional(cast.programme, organisation=work)
    known = make_professional(cast.programme, "Lot")
    answer_intake(one, I18="yes", I18b=["Lot Buiten"])
    client = client_of("coordinator")
    page = text_of(client, url_of(cast, "make_pair", one.public_id, colleague.public_id))
    assert "Nee, dit kan niet" in page
    assert "Ze werken bij dezelfde organisatie." in page
    assert 'id="maak"' not in page
    url = url_of(cast, "make_pair", one.public_id, known.public_id)
    assert "Ze kennen elkaar al." in client.post(url, follow=True).content.decode()
    assert client.get(url_of(cast, "make_pair", colleague.public_id, one.public_id)).status_code == 404
    assert client.get(url_of(cast, "make_pair", one.public_id, one.public_id)).status_code == 404
    free = make_professional(cast.programme, "Pim")
    Directive.objects.create(programme=cast.programme, teacher=one, non_teacher=free, kind="forbid")
    assert "Je hebt zelf gezegd: niet samen." in text_of(
        client, url_of(cast, "make_pair", one.public_id, free.public_id)
    )


def test_make_pair_over_two_regions_needs_the_switch_and_both_grants(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_region("Elders")
    cast.programme.regions.add(elsewhere)
    one, other = make_teacher(cast.programme), make_professional(cast.programme, region=elsewhere)
    client, url = client_of("coordinator"), url_of(cast, "make_pair", one.public_id, other.public_id)
    assert client.get(url).status_code == 404
    make.make_grant(cast.accounts["coordinator"], RoleGrant.Role.COORDINATOR, region=elsewhere)  # type: ignore[arg-type]  # a real account
    assert "Ze horen niet bij dezelfde regio." in text_of(client, url)
    mixed = {**cast.programme.rules.to_json(), "cross_region": True}
    Programme.objects.filter(pk=cast.programme.pk).update(rules_json=mixed)
    page = text_of(client, url)
    assert f"Let op: deze twee zijn van twee regio’s, {cast.region.name} en Elders." in page
    two = url_of(cast, "two") + f"?teacher={one.public_id}&non_teacher={other.public_id}"
    assert client.get(two).headers["Location"] == url
    client.post(url)
    assert Pair.objects.get(seats__participation=one).seats.count() == 2


# --- Whom a region lacks ------------------------------------------------------------------------


def test_shortage_sums_who_would_place_most_people(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("coordinator"), url_of(cast, "shortage")
    assert "Nog geen voorstel" in text_of(client, url)
    for name in ("Bo", "Lot", "Pim"):
        make_teacher(cast.programme, name, I7=["natuurkunde"], I13c=30)
    make_teacher(cast.programme, "Wim", I7=["nederlands"])
    propose(cast)
    page = text_of(client, url)
    first, second = page.index("Nog 3 niet-docenten"), page.index("Nog 1 niet-docent")
    assert first < second
    assert "Nog 3 niet-docenten, bij wie een exact vak past, binnen 30 minuten reizen" in page
    assert ViewLog.objects.get(page="matching:shortage").person_ids


def test_shortage_without_anybody_alone(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    propose(cast)
    assert "Niemand blijft over" in text_of(client_of("coordinator"), url_of(cast, "shortage"))
