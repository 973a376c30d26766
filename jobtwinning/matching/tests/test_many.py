"""A region with very many people: every page reads and draws what it shows, and nothing is computed while it waits."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import charts, history
from jobtwinning.core.models import ViewLog
from jobtwinning.matching import actions, adapter, choices, comparing, engine, explanations, rows
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import make_many
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from tests import make

ClientOf = Callable[[str], Client]
pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def few_is_many(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve a side are too many for a list, and to compute while a page waits."""
    settings.BACKGROUND_FROM_PEOPLE = 20
    monkeypatch.setattr(choices, "LISTED", 10)
    monkeypatch.setattr(comparing, "MOST", 4)
    monkeypatch.setattr(rows, "WHOLE", 5)
    monkeypatch.setattr(rows, "ROWS_PER_PAGE", 4)
    monkeypatch.setattr("jobtwinning.matching.before_sending.SENT_PER_PAGE", 4)


def url_of(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"matching:{name}", args=[cast.programme.slug, cast.region.slug, *more])


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())


def propose(cast: Cast) -> Scenario:
    return actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)


def ids_of(scenario: Scenario, number: int = 0) -> tuple[str, str]:
    return scenario.pairs[number]["left"], scenario.pairs[number]["right"]


PAGES: dict[str, Callable[[Cast, Scenario], str]] = {
    "workspace": lambda cast, scenario: url_of(cast, "workspace"),
    "group": lambda cast, scenario: url_of(cast, "workspace") + "?toon=good",
    "part": lambda cast, scenario: url_of(cast, "workspace") + "?vanaf=1",
    "search": lambda cast, scenario: url_of(cast, "workspace") + "?zoek=Mens",
    "scenario": lambda cast, scenario: url_of(cast, "scenario", scenario.public_id),
    "commit": lambda cast, scenario: url_of(cast, "commit", scenario.public_id),
    "compare": lambda cast, scenario: url_of(cast, "compare"),
    "person": lambda cast, scenario: url_of(cast, "person", ids_of(scenario)[0]),
    "two": lambda cast, scenario: url_of(cast, "two") + "?teacher={}&non_teacher={}".format(*ids_of(scenario)),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_much_of_many_pairs_as_of_few(
    name: str, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked, people whose name is read, pairs whose why is read, and what is drawn; nobody is read to compute with."""
    client, found = client_of("coordinator"), []
    people: list[object] = []
    pairs: list[object] = []
    with_why = explanations.with_why

    def why(scenario: Scenario, asked: Any) -> Any:
        pairs.extend(asked)
        return with_why(scenario, asked)

    def person(instance: object, **_named: object) -> None:
        people.append(instance)

    for few in (14, 30):
        make_many(cast.programme, few, few, seed=few)
        propose(cast)
        scenario = propose(cast)
        url = PAGES[name](cast, scenario)
        client.get(url)  # the first look of a session writes it
        people.clear()
        pairs.clear()
        with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
            patch.setattr(adapter, "read_input", None)
            patch.setattr(explanations, "with_why", why)
            post_init.connect(person, sender=Person)
            text = text_of(client, url)
            post_init.disconnect(person, sender=Person)
        found.append((len(queries), len(people), len(pairs), len(text)))
    few_found, many_found = found
    assert many_found[0] == few_found[0]
    assert many_found[1] <= few_found[1] + 2, "a name more or less where one group has a pair less than it shows"
    assert many_found[2] <= few_found[2] + 2
    assert many_found[3] < 1.3 * few_found[3]


@pytest.mark.parametrize(("too_many", "opening"), [(0, "<details open><summary>"), (1, "<details><summary>")])
def test_of_too_many_pairs_to_send_those_without_a_doubt_are_folded(
    too_many: int, opening: str, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_many(cast.programme, 14, 14, seed=14)
    scenario = propose(cast)
    monkeypatch.setattr("jobtwinning.matching.before_sending.SENT_PER_PAGE", 100)
    monkeypatch.setattr("jobtwinning.matching.before_sending.FOLDED_FROM", len(scenario.pairs) - too_many)
    text = text_of(client_of("coordinator"), url_of(cast, "commit", scenario.public_id))
    fitting = sum(pair["band"] != "doubt" for pair in scenario.pairs)
    assert fitting
    assert f"{opening}Goed of sterk · {fitting}<" in text
    assert text.count('<th scope="row">') == len(scenario.pairs)


def test_long_lists_go_by_pages_and_every_pair_is_on_one(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 14, 14)
    scenario = propose(cast)
    client, url = client_of("coordinator"), url_of(cast, "workspace")
    pages = [text_of(client, f"{url}?zoek=Mens&page={number}") for number in range(1, 5)]
    seen = [re.findall(r'id="besluit-(\w+)"', page) for page in pages]
    assert sorted(one for page in seen for one in page) == sorted(one["left"] for one in scenario.pairs)
    assert all(len(page) <= 4 for page in seen)
    assert "zoek=Mens&amp;page=2" in pages[0]
    sent = "".join(text_of(client, f"{url_of(cast, 'commit', scenario.public_id)}?page={n}") for n in range(1, 5))
    assert sent.count('<th scope="row">') == len(scenario.pairs)
    for bad in ("0", "x", "-1", "999999"):
        text_of(client, f"{url}?zoek=Mens&page={bad}")


def test_two_people_are_chosen_by_name_where_a_list_would_be_too_long(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 12, 12)
    scenario = propose(cast)
    client, url = client_of("coordinator"), url_of(cast, "two")
    page = text_of(client, url_of(cast, "workspace"))
    assert "Naam van de docent" in page
    assert "<option" not in page
    assert "<option" not in text_of(client, url)
    found = text_of(client, f"{url}?teacher_name=mens7+docent&non_teacher_name=Mens3")
    assert re.findall(r"<option value=\"\w+\">([^,]+)", found) == ["Mens7 Docent", "Mens3 Buiten"]
    assert "Niemand gevonden die zo heet en vrij is." in text_of(client, f"{url}?teacher_name=xqzw")
    teacher, other = ids_of(scenario)
    ViewLog.objects.all().delete()
    shown = text_of(client, f"{url}?teacher={teacher}&non_teacher={other}")
    assert "Ja, dit kan" in shown
    assert "Met zo veel mensen zie je pas in een nieuw voorstel wat dit de anderen kost." in shown
    both = Person.objects.filter(participations__public_id__in=[teacher, other])
    assert ViewLog.objects.get().person_ids == sorted(both.values_list("public_id", flat=True))
    text_of(client, f"{url}?teacher={teacher}&non_teacher={teacher}", 422)
    one = text_of(client, f"{url}?teacher={teacher}")  # from the page about somebody: the other is still to be named
    assert f'<option value="{teacher}" selected>' in one


def test_the_page_about_one_person_says_what_the_proposal_says(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_many(cast.programme, 13, 12)
    scenario = propose(cast)
    client = client_of("coordinator")
    monkeypatch.setattr(engine, "propose", None)
    paired = text_of(client, url_of(cast, "person", scenario.pairs[0]["left"]))
    assert "Waarom " in paired
    assert "te veel mensen om hier uit te rekenen wie er nog meer past" in paired
    alone = text_of(client, url_of(cast, "person", scenario.unmatched[0]["person"]))
    assert "heeft geen partner in dit voorstel" in alone


def test_sending_says_that_an_intake_was_saved_since(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 12, 12)
    scenario = propose(cast)
    client, url = client_of("coordinator"), url_of(cast, "commit", scenario.public_id)
    assert "antwoorden in de intake veranderd" not in text_of(client, url)
    one = Participation.objects.get(public_id=scenario.pairs[0]["left"])
    place = {"programme_id": one.programme_id, "region_id": one.region_id}
    history.record("answers_saved", one, by=None, at=make.NOW, codes={"instrument": "intake"}, **place)
    assert "antwoorden in de intake veranderd" not in text_of(client, url), "the moment itself was before it"
    history.record(
        "answers_saved", one, by=None, at=make.NOW + timedelta(days=1), codes={"instrument": "intake"}, **place
    )
    assert "antwoorden in de intake veranderd" in text_of(client, url)


def test_two_long_lists_beside_each_other_name_the_first(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 12, 12)
    first, second = propose(cast), propose(cast)
    assert len(first.pairs) == len(second.pairs) > 4
    page = text_of(client_of("coordinator"), url_of(cast, "compare"))
    assert f"Je ziet de eerste 4 van {len(first.pairs)}." in page


def test_a_bar_of_very_many_pairs_is_a_mean() -> None:
    drawn = charts.WholePicture([(n / 1000, n / 1000) for n in range(1000)], "x")
    assert (drawn.per_bar, len(drawn.bars)) == (4, 250)
    assert drawn.drawn[0] == pytest.approx((0.0015, 0.0015))
    whole = charts.WholePicture([(n / 200, 1.0) for n in reversed(range(200))], "x")
    assert (whole.per_bar, len(whole.bars)) == (1, 200)
    assert whole.drawn[0] == (0.0, 1.0)


def test_parts_of_a_large_picture_are_at_most_twenty() -> None:
    parts = rows.parts_of(10_000, rows.Wanted(start="501"))
    assert (len(parts), parts[0].last, parts[1].is_current) == (20, 500, True)
    assert [part.last for part in rows.parts_of(60, rows.EVERYTHING)] == [25, 50, 60]
