"""Proposals that are kept: opened, named, compared, made again; what counts; masked names."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core.models import History
from jobtwinning.matching import actions, adapter, comparing, engine
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.queries import people_of, ready_in
from jobtwinning.matching.tests.world import answer_intake, make_many, make_professional, make_teacher
from jobtwinning.matching.weighing import CRITERIA, Weighing
from jobtwinning.programmes.models import Participation, Programme
from tests import make

ClientOf = Callable[[str], Client]


@pytest.fixture
def two(cast: Cast) -> tuple[Participation, Participation]:
    """Two people of the cast's programme who are free; beside them two more."""
    made = make_teacher(cast.programme, "Anna"), make_professional(cast.programme, "Piet")
    make_teacher(cast.programme, "Bram")
    make_professional(cast.programme, "Rosa")
    return made


def url_of(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"matching:{name}", args=[cast.programme.slug, cast.region.slug, *more])


def text_of(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    response = client.get(url) if data is None else client.post(url, data, follow=True)
    assert response.status_code in (200, 422)
    return re.sub(r"\s+", " ", response.content.decode())


def propose(cast: Cast, **wish: Any) -> Scenario:
    return actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW, **wish)


def decided(two: tuple[Participation, Participation], what: str, reason: str = "") -> dict[str, str]:
    return {"teacher": two[0].public_id, "non_teacher": two[1].public_id, "decision": what, "reason": reason}


# --- A preference -------------------------------------------------------------------------------


def test_prefer_is_kept_with_its_reason_and_weighs_in_the_next_proposal(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    client = client_of("coordinator")
    text_of(client, url_of(cast, "decide"), decided(two, "prefer", "zelfde dorp"))
    assert Directive.objects.get().kind == "prefer"
    given = adapter.read_input(cast.programme, cast.region)
    assert given.prefers == ((two[0].public_id, two[1].public_id),)
    text_of(client, url_of(cast, "propose"), {})
    scenario = Scenario.objects.get()
    assert scenario.result["prefers"] == [[two[0].public_id, two[1].public_id]]
    assert scenario.figures["preferred"] == sum(
        (one["left"], one["right"]) == (two[0].public_id, two[1].public_id) for one in scenario.pairs
    )
    page = text_of(client, url_of(cast, "workspace"))
    assert "Anna Docent en Piet Buiten liever samen" in page
    assert "zelfde dorp" in page
    assert "iets afgesproken dat nog niet" not in page
    text_of(client, url_of(cast, "decide"), decided(two, "none"))
    assert not Directive.objects.exists()


def test_prefer_of_two_who_may_not_be_together_is_refused(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    employment = two[1].employment
    assert employment is not None
    assert two[0].employment is not None
    employment.organisation = two[0].employment.organisation
    employment.save()
    assert "Ze werken bij dezelfde organisatie." in text_of(
        client_of("coordinator"), url_of(cast, "decide"), decided(two, "prefer")
    )
    assert not Directive.objects.exists()


def test_hash_changes_with_a_preference(cast: Cast, two: tuple[Participation, Participation]) -> None:
    before = adapter.read_input(cast.programme, cast.region).hash
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    actions.prefer(*two, by=coordinator, at=make.NOW)
    assert adapter.read_input(cast.programme, cast.region).hash != before


# --- What counts --------------------------------------------------------------------------------


def test_weighing_of_new_rules_is_what_the_engine_counts_by_itself(cast: Cast) -> None:
    weighing = Weighing.of_rules(cast.programme.rules)
    assert dict(weighing.weights) == dict(engine.Rules().weights)
    assert Weighing.from_code(weighing.code) == weighing


@pytest.mark.parametrize(
    "code", ["", "x", "33222221", "33222221-101", "43222221-40", "00000000-40", "3322222-40", "٣" * 8]
)
def test_weighing_of_anything_else_is_none(code: str) -> None:
    assert Weighing.from_code(code) is None


def test_weights_are_tried_compared_and_kept(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    propose(cast)
    client = client_of("coordinator")
    page = text_of(client, url_of(cast, "weights"))
    assert "Dit telt voor wie zelf niets koos" in page
    chosen = dict.fromkeys(CRITERIA, "2") | {"subject": "0", "floor": "30"}
    page = text_of(client, url_of(cast, "weights"), chosen)
    assert "Wat kost het, en wat levert het op?" in page
    assert "Vak: telt niet in plaats van veel" in page
    tried = Scenario.objects.latest("pk")
    assert tried.weighing == "02222222-30"
    assert Weighing.of_rules(Programme.objects.get(pk=cast.programme.pk).rules).code == "33222221-40"
    workspace = text_of(client, url_of(cast, "workspace"))
    assert "Hier telt iets anders mee dan in de ronde" in workspace
    for _time in range(2):
        text_of(client, url_of(cast, "keep_weights", tried.public_id), {})
    programme = Programme.objects.get(pk=cast.programme.pk)
    assert Weighing.of_rules(programme.rules) == Weighing.from_code(tried.weighing)
    assert History.objects.filter(verb="keep_weighing").count() == 1
    assert adapter.read_input(programme, cast.region).problem.rules.floor == 0.3
    assert "Hier telt iets anders" not in text_of(client, url_of(cast, "workspace"))


def test_weights_with_nothing_that_counts_are_refused_and_nothing_typed_is_lost(
    cast: Cast, client_of: ClientOf
) -> None:
    response = client_of("coordinator").post(url_of(cast, "weights"), dict.fromkeys(CRITERIA, "0") | {"floor": "60"})
    assert response.status_code == 422
    assert "Laat minstens één ding meetellen." in response.content.decode()
    assert re.search(r'value="60"[^>]*checked', response.content.decode())
    assert not Scenario.objects.exists()


def test_a_proposal_after_a_pin_counts_as_the_proposal_before(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    propose(cast, weighing=Weighing.from_code("11111111-0"))
    page = text_of(client_of("coordinator"), url_of(cast, "workspace"))
    assert 'name="weighing" value="11111111-0"' in page
    text_of(client_of("coordinator"), url_of(cast, "propose"), {"weighing": "11111111-0"})
    assert Scenario.objects.latest("pk").weighing == "11111111-0"
    text_of(client_of("coordinator"), url_of(cast, "propose"), {"weighing": "'; drop"})
    assert Scenario.objects.latest("pk").weighing == Weighing.of_rules(cast.programme.rules).code


# --- Kept, compared, made again -----------------------------------------------------------------


def test_scenarios_are_listed_named_and_opened(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    first, second = propose(cast), propose(cast, objective="stable")
    client, url = client_of("coordinator"), url_of(cast, "scenario", first.public_id)
    page = text_of(client, url, {"name": "Zonder haast", "version": "1"})
    assert "De naam is bewaard." in page
    assert Scenario.objects.get(pk=first.pk).name == "Zonder haast"
    listed = text_of(client, url_of(cast, "scenarios"))
    assert "Zonder haast" in listed
    assert second.public_id in listed
    assert "Anna Docent" in text_of(client, url)


def test_name_of_a_version_that_is_gone_keeps_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    scenario = propose(cast)
    Scenario.objects.update(name="Eerder", version=2)
    page = text_of(
        client_of("coordinator"), url_of(cast, "scenario", scenario.public_id), {"name": "Mijn", "version": "1"}
    )
    assert "Iemand anders heeft dit intussen aangepast." in page
    assert 'value="Mijn"' in page
    assert Scenario.objects.get().name == "Eerder"


def test_compare_shows_figures_and_who_differs(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 6, 5)
    a = propose(cast)
    one = a.pairs[0]
    ids = Participation.objects.in_bulk([one["left"], one["right"]], field_name="public_id")
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    actions.forbid(ids[one["left"]], ids[one["right"]], by=coordinator, at=make.NOW)
    b = propose(cast, objective="total")
    page = text_of(client_of("coordinator"), f"{url_of(cast, 'compare')}?a={a.public_id}&b={b.public_id}")
    names = {one.public_id: one.person.full_name for one in ids.values()}
    assert f"{names[one['left']]} en {names[one['right']]}" in page.split("Alleen in A")[1].split("Alleen in B")[0]
    assert "Doel: Zo veel mogelijk koppels in plaats van Niet onder de ondergrens" in page
    assert "1 keer niet samen, in A 0 keer niet samen" in page
    found = comparing.compare(
        a, b, ready_in(cast.programme, cast.region), partial(people_of, cast.programme, cast.region)
    )
    pairs = [{(pair["left"], pair["right"]) for pair in each.pairs} for each in (a, b)]
    assert [part.count for part in found.differences[:2]] == [len(pairs[0] - pairs[1]), len(pairs[1] - pairs[0])]
    assert found.differences[4].count == len(pairs[0] & pairs[1])


def test_price_says_each_figure_that_moved() -> None:
    a = {
        "pairs": 20,
        "lowest": 0.41,
        "mean_weaker": 0.60,
        "blocking_pairs": 3,
        "unmatched_left": 2,
        "unmatched_right": 0,
    }
    b = {
        "pairs": 18,
        "lowest": 0.52,
        "mean_weaker": 0.60,
        "blocking_pairs": 1,
        "unmatched_left": 4,
        "unmatched_right": 2,
    }
    moved = "6 mensen hebben een andere partner of geen."
    swaps = "keer kunnen twee mensen beter ruilen"
    assert comparing.price(a, b, 6) == [
        "Dit kost B: 2 koppels minder en 4 mensen meer zonder partner.",
        f"Dit brengt B: de laagste score gaat van 41 naar 52 en 1 keer in plaats van 3 {swaps}.",
        moved,
    ]
    assert comparing.price(b, a, 6) == [
        f"Dit kost B: de laagste score gaat van 52 naar 41 en 3 keer in plaats van 1 {swaps}.",
        "Dit brengt B: 2 koppels meer en 4 mensen minder zonder partner.",
        moved,
    ]
    assert comparing.price(a, a, 0) == ["B heeft dezelfde koppels als A."]
    assert comparing.price(a, {**a, "lowest": 0.5}, 2)[0] == "B heeft evenveel koppels als A."


@pytest.mark.parametrize("query", ["", "?a=x&b=y", "?a=%00&b=", "?b=1"])
def test_compare_of_what_is_not_there_says_so(cast: Cast, client_of: ClientOf, query: str) -> None:
    propose(cast)
    propose(cast)
    response = client_of("coordinator").get(url_of(cast, "compare") + query)
    assert response.status_code == (422 if query else 200)


def test_replay_tells_same_changed_and_gone(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    scenario = propose(cast, weighing=Weighing.from_code("12312312-30"))
    client, url = client_of("coordinator"), url_of(cast, "replay", scenario.public_id)
    assert "precies dezelfde koppels" in text_of(client, url, {})
    actions.commit_scenario(scenario, by=None, at=make.NOW)
    assert "precies dezelfde koppels" in text_of(client, url, {})
    answer_intake(two[0], I7=["muziek"])
    assert "veranderden antwoorden" in text_of(client, url, {})
    Participation.objects.filter(pk=two[0].pk).update(state="withdrawn")
    assert "niet meer na te rekenen" in text_of(client, url, {})


def test_a_sent_proposal_is_opened_without_buttons_to_decide(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    scenario = propose(cast)
    actions.commit_scenario(scenario, by=None, at=make.NOW)
    page = text_of(client_of("coordinator"), url_of(cast, "scenario", scenario.public_id))
    assert "Anna Docent" in page
    assert 'value="pin"' not in page
    assert "Bekijk en verstuur" not in page


def test_a_proposal_of_last_week_says_what_changed_before_it_is_sent(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    scenario = propose(cast)
    answer_intake(two[0], I7=["muziek"])
    client, url = client_of("coordinator"), url_of(cast, "commit", scenario.public_id)
    assert "na dit voorstel antwoorden in de intake veranderd" in text_of(client, url)
    Participation.objects.filter(pk=two[0].pk).update(state="withdrawn")
    assert "doet 1 mens niet meer mee" in text_of(client, url)
    assert "Dit voorstel klopt niet meer: Anna Docent doet niet meer mee" in text_of(client, url, {})
    assert Scenario.objects.get().state == Scenario.State.OPEN


# --- Masked names -------------------------------------------------------------------------------


def test_masked_names_are_the_same_everywhere_and_nobody_is_named(
    cast: Cast, client_of: ClientOf, two: tuple[Participation, Participation]
) -> None:
    first, second = propose(cast), propose(cast, objective="total")
    client = client_of("coordinator")
    assert "Anna" in text_of(client, url_of(cast, "workspace"))  # the control
    text_of(client, url_of(cast, "mask"), {"masked": "1"})
    place = Participation.objects.filter(programme=cast.programme, side="teacher", pk__lte=two[0].pk).count()
    pages = [
        text_of(client, url)
        for url in (
            url_of(cast, "workspace"),
            url_of(cast, "scenario", first.public_id),
            url_of(cast, "compare"),
            url_of(cast, "two") + f"?teacher={two[0].public_id}&non_teacher={two[1].public_id}",
            url_of(cast, "commit", second.public_id),
            url_of(cast, "person", two[0].public_id),
            url_of(cast, "ask", two[0].public_id, "travel-90"),
            url_of(cast, "confidentiality", two[0].public_id),
            url_of(cast, "make_pair", two[0].public_id, two[1].public_id),
        )
    ]
    pages.append(text_of(client, url_of(cast, "decide"), decided(two, "pin")))
    for number, page in enumerate(pages):
        assert f"D{place}" in page, number
        assert not re.search("Anna|Piet|Bram|Rosa", page), number
    Participation.objects.filter(pk=two[0].pk).update(state="withdrawn")
    refused = text_of(client, url_of(cast, "commit", second.public_id), {})
    assert f"klopt niet meer: D{place} doet" in refused
    text_of(client, url_of(cast, "mask"), {"masked": "0"})
    assert "Bram" in text_of(client, url_of(cast, "workspace"))


def test_masked_search_finds_letters_and_no_names(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 3, 3)
    propose(cast)
    client = client_of("coordinator")
    text_of(client, url_of(cast, "mask"), {"masked": "1"})
    assert "Niemand gevonden" in text_of(client, url_of(cast, "workspace") + "?zoek=Mens")
    assert "Niemand gevonden" not in text_of(client, url_of(cast, "workspace") + "?zoek=D")


def test_parts_of_the_picture_reach_every_pair(cast: Cast, client_of: ClientOf) -> None:
    make_many(cast.programme, 32, 32)
    scenario = propose(cast, weighing=Weighing.from_code("33222221-0"))
    assert len(scenario.pairs) > 26
    client, url = client_of("coordinator"), url_of(cast, "workspace")
    assert "?vanaf=26#koppels" in text_of(client, url)
    seen = "".join(text_of(client, f"{url}?vanaf={first}") for first in (1, 26))
    for one in scenario.pairs:
        assert f'id="besluit-{one["left"]}"' in seen
    for bad in ("0", "999999", "-1", "x", "²", "9" * 30):
        text_of(client, f"{url}?vanaf={bad}")


# --- Only what is new is worked out -------------------------------------------------------------


def test_proposal_after_a_pin_is_as_if_made_from_nothing_and_explains_only_what_is_new(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_many(cast.programme, 8, 6)
    first = propose(cast)
    one = first.pairs[0]
    ids = Participation.objects.in_bulk([one["left"], one["right"]], field_name="public_id")
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    actions.forbid(ids[one["left"]], ids[one["right"]], by=coordinator, at=make.NOW)
    explained: list[tuple[str, str]] = []
    explain = engine.explain_pair

    def noted(problem: Any, left: str, right: str) -> Any:
        explained.append((left, right))
        return explain(problem, left, right)

    monkeypatch.setattr(engine, "explain_pair", noted)
    second = propose(cast)
    before, after = ({(pair["left"], pair["right"]) for pair in each.pairs} for each in (first, second))
    assert set(explained) == after - before
    assert after & before
    given = adapter.read_input(cast.programme, cast.region)
    assert second.result == adapter.make_outcome(given, "floor", 0).result


def test_explanations_of_other_answers_or_another_weighing_are_not_taken_over(
    cast: Cast, two: tuple[Participation, Participation]
) -> None:
    scenario = propose(cast)
    own = Weighing.of_rules(cast.programme.rules)
    given = adapter.read_input(cast.programme, cast.region)
    assert adapter.told_before(given, own, scenario).pairs  # the control
    other = Weighing.from_code("11111111-40")
    assert other is not None
    assert not adapter.told_before(given, other, scenario).pairs
    answer_intake(two[0], I7=["muziek"])
    assert not adapter.told_before(adapter.read_input(cast.programme, cast.region), own, scenario).pairs
    scenario.engine_version = "0"
    assert not adapter.told_before(given, own, scenario).pairs
