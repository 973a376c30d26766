"""The workspace as the coordinator sees it, and as nobody else may."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core.models import ViewLog
from jobtwinning.matching import actions
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.tests.world import answer_intake, make_many, make_professional, make_teacher
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme
from tests import make

ClientOf = Callable[[str], Client]


def url_of(cast: Cast, name: str = "workspace", region: Region | None = None, *more: str) -> str:
    return reverse(f"matching:{name}", args=[cast.programme.slug, (region or cast.region).slug, *more])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def decision(one: Participation, other: Participation, what: str, reason: str = "") -> dict[str, str]:
    return {"teacher": one.public_id, "non_teacher": other.public_id, "decision": what, "reason": reason}


def test_workspace_without_people_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    Pair.objects.all().delete()
    Participation.objects.filter(programme=cast.programme).update(state=Participation.State.SIGNED_UP)
    page = text_of(client_of("coordinator"), url_of(cast))
    assert "Nog niemand om te matchen" in page
    assert "Maak voorstel" not in page


def test_workspace_with_one_side_empty_offers_no_proposal(cast: Cast, client_of: ClientOf) -> None:
    Pair.objects.all().delete()
    Participation.objects.filter(pk=cast.professional.pk).update(state=Participation.State.SIGNED_UP)
    page = text_of(client_of("coordinator"), url_of(cast))
    assert "Nog geen niet-docent om te matchen" in page
    assert "Maak voorstel" not in page


def test_workspace_before_and_after_a_proposal(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    client = client_of("coordinator")
    assert "Nog geen voorstel" in text_of(client, url_of(cast))
    assert client.post(url_of(cast, "propose")).headers["Location"] == url_of(cast)
    page = text_of(client, url_of(cast))
    assert "1 koppel in dit voorstel" in page
    assert "Hassan Docent" in page
    assert "Minst blije van elk koppel" in page
    assert "natuurkunde (Hassan) en energie en energietransitie (Vera) horen bij elkaar" in page
    assert "is actueel" in page


def test_workspace_shows_people_of_the_own_region_only_and_logs_them(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_region("Elders")
    cast.programme.regions.add(elsewhere)
    make_teacher(cast.programme, "Kanarie", region=elsewhere)
    make_professional(cast.programme, region=elsewhere)
    own = make_teacher(cast.programme), make_professional(cast.programme)
    client = client_of("coordinator")
    page = text_of(client, url_of(cast))
    assert "Hassan" in page
    assert "Kanarie" not in page
    assert client.get(url_of(cast, region=elsewhere)).status_code == 404
    assert ViewLog.objects.get(page="matching:workspace").person_ids == sorted(one.person.public_id for one in own)
    make.make_grant(cast.accounts["coordinator"], "coordinator", region=elsewhere)  # type: ignore[arg-type]  # a real account
    assert "Kanarie" in text_of(client, url_of(cast, region=elsewhere))


def test_workspace_of_a_changed_cohort_says_so(cast: Cast, client_of: ClientOf) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    make_teacher(cast.programme)
    client = client_of("coordinator")
    page = text_of(client, url_of(cast))
    assert "Er is sinds 12.00 uur 1 mens bijgekomen." in page
    assert "is actueel" not in page
    client.post(url_of(cast, "decide"), decision(one, other, "forbid", "broers"))
    page = text_of(client, url_of(cast))
    assert "Je hebt daarna iets afgesproken" in page
    assert 'Hassan Docent en Vera Buiten niet samen<small class="muted">broers</small>' in page


def test_decide_pins_lets_go_and_refuses_in_words(cast: Cast, client_of: ClientOf) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    client, url = client_of("coordinator"), url_of(cast, "decide")
    for _ in range(2):
        client.post(url, decision(one, other, "pin", "op verzoek <b>"))
    assert Directive.objects.get().reason == "op verzoek <b>"
    assert "op verzoek &lt;b&gt;" in text_of(client, url_of(cast))
    client.post(url, decision(one, other, "none"))
    assert not Directive.objects.exists()
    page = client.post(url, decision(cast.teacher, other, "pin"), follow=True).content.decode()
    assert "Noor Verbrugge: heeft al een voorstel of koppel." in page


@pytest.mark.parametrize("given", [{}, {"decision": "x"}, {"reason": "x" * 5000}, {"teacher": "\x00"}])
def test_decide_with_nonsense_changes_nothing(cast: Cast, client_of: ClientOf, given: dict[str, str]) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    full = decision(one, other, "pin") | given if given else {}
    response = client_of("coordinator").post(url_of(cast, "decide"), full)
    assert response.status_code == 302
    assert not Directive.objects.exists()


def test_decide_about_somebody_of_another_region_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_region("Elders")
    cast.programme.regions.add(elsewhere)
    one, far = make_teacher(cast.programme), make_professional(cast.programme, region=elsewhere)
    response = client_of("coordinator").post(url_of(cast, "decide"), decision(one, far, "pin"))
    assert response.status_code == 404
    assert not Directive.objects.exists()


def test_two_tells_whether_why_and_at_what_price(cast: Cast, client_of: ClientOf) -> None:
    one, other = make_teacher(cast.programme), make_professional(cast.programme)
    assert one.employment is not None
    colleague = make_professional(cast.programme, "Gijs", organisation=one.employment.organisation)
    client, url = client_of("coordinator"), url_of(cast, "two")
    page = text_of(client, f"{url}?teacher={one.public_id}&non_teacher={other.public_id}")
    assert "Ja, dit kan" in page
    assert "Voor de anderen verandert er niets." in page
    page = text_of(client, f"{url}?teacher={one.public_id}&non_teacher={colleague.public_id}")
    assert "Nee, dit kan niet" in page
    assert "Ze werken bij dezelfde organisatie." in page
    assert "Leg deze twee vast" not in page
    assert client.get(f"{url}?teacher=x&non_teacher={other.public_id}").status_code == 422


def test_commit_shows_who_gets_what_and_sends_once(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    client, url = client_of("coordinator"), url_of(cast, "commit", None, scenario.public_id)
    page = text_of(client, url)
    assert "2 mensen krijgen een mail" in page
    assert "Verstuur 1 voorstel" in page
    assert Scenario.objects.get().state == Scenario.State.OPEN  # looking changes nothing
    for _ in range(2):
        assert client.post(url, {"form_key": "once"}).headers["Location"] == url
    assert Pair.objects.count() == 2  # the cast's own and this one
    late = client.post(url, {"form_key": "again"}, follow=True).content.decode()
    assert "Dit voorstel staat al klaar: de mails gaan weg op" in late
    assert "Het laatste voorstel staat klaar" in text_of(client, url_of(cast))


def test_a_round_that_is_over_says_where_to_read_how_it_went(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    actions.commit_scenario(scenario, by=None, at=make.NOW)
    Scenario.objects.update(sends_at=None)  # its mails have left
    client = client_of("coordinator")
    assert "wie nog moet antwoorden" in text_of(client, url_of(cast))
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.FINISHED)
    page = text_of(client, url_of(cast))
    assert "Bij de koppels zie je hoe het met iedereen is gegaan." in page
    assert "wie nog moet antwoorden" not in page


def test_commit_says_when_answers_changed_since(cast: Cast, client_of: ClientOf) -> None:
    one, _other = make_teacher(cast.programme), make_professional(cast.programme)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    client, url = client_of("coordinator"), url_of(cast, "commit", None, scenario.public_id)
    assert "antwoorden in de intake veranderd" not in text_of(client, url)
    answer_intake(one, I7=["nederlands"])
    assert "antwoorden in de intake veranderd" in text_of(client, url)


def test_workspace_shows_one_group_whole(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 60, 55)
    actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    client = client_of("coordinator")
    page = text_of(client, url_of(cast))
    more = re.search(r"\?toon=good", page)
    assert more
    assert page.count('class="acts"') == 3 + min(3, page.count("twijfel</text>"))
    whole = text_of(client, url_of(cast) + "?toon=good")
    good = re.search(r'toon=good#koppels" aria-current="true">Goed of sterk (\d+)<', whole)
    assert good
    assert int(good.group(1)) > 20
    assert whole.count('class="acts"') == int(good.group(1))
    assert 'id="groep-doubt"' not in whole


def test_workspace_finds_a_pair_by_either_name(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 12, 11)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    pair = scenario.pairs[-1]
    Person.objects.filter(participations__public_id=pair["right"]).update(surname="van Zevenbergen")
    client = client_of("coordinator")
    found = text_of(client, url_of(cast) + "?zoek=ZEVENB")
    assert f'id="besluit-{pair["left"]}"' in found
    assert found.count('class="acts"') == 1
    none = text_of(client, url_of(cast) + "?zoek=xqzw")
    assert "Niemand gevonden met ‘xqzw’ in de naam." in none
    assert 'class="acts"' not in none


def test_workspace_takes_the_same_queries_for_few_and_for_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client, queries = client_of("coordinator"), 22 + (connection.vendor == "postgresql")
    for teachers, others in ((1, 1), (12, 11)):
        make_many(cast.programme, teachers, others)
        actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
        with django_assert_num_queries(queries):
            client.get(url_of(cast))
