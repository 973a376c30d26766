"""A proposal made in the background, as the coordinator sees it from pressing to the result."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from conftest import Cast
from jobtwinning.core import background
from jobtwinning.core.models import History, LongWork
from jobtwinning.matching import actions, adapter
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Participation, RoleGrant
from tests import make

ClientOf = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def many(cast: Cast, settings: Settings) -> Cast:
    """Two free people, and two is many here."""
    settings.BACKGROUND_FROM_PEOPLE = 2
    make_teacher(cast.programme)
    make_professional(cast.programme)
    return cast


def url_of(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"matching:{name}", args=[cast.programme.slug, cast.region.slug, *more])


def press(client: Client, cast: Cast, key: str = "k") -> str:
    """Ask for a proposal; the address it leads to."""
    response = client.post(url_of(cast, "propose"), {"form_key": key})
    assert response.status_code == 302
    return response.headers["Location"]


def test_few_people_get_their_proposal_at_once(many: Cast, client_of: ClientOf, settings: Settings) -> None:
    settings.BACKGROUND_FROM_PEOPLE = 3
    assert press(client_of("coordinator"), many) == url_of(many, "workspace")
    assert (Scenario.objects.count(), LongWork.objects.count()) == (1, 0)


def test_many_people_lead_to_the_progress_and_then_to_the_workspace(many: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = press(client, many)
    page = client.get(url).content.decode()
    assert url == url_of(many, "progress", LongWork.objects.get().public_id)
    assert "Het begint zo." in page
    assert f'hx-get="{url}?stap=0"' in page
    assert f'<noscript><p><a class="btn btn-line btn-sm" href="{url}">' in page
    assert Scenario.objects.count() == 0
    assert "Er wordt nu een nieuw voorstel gemaakt." in client.get(url_of(many, "workspace")).content.decode()
    assert background.run_next()
    assert client.get(url).headers["Location"] == url_of(many, "workspace")
    assert client.get(url, headers=HTMX).headers["HX-Redirect"] == url_of(many, "workspace")
    assert Scenario.objects.get().made_by == many.accounts["coordinator"]
    assert LongWork.objects.get().result_id == Scenario.objects.get().public_id
    assert "Er wordt nu een nieuw voorstel gemaakt." not in client.get(url_of(many, "workspace")).content.decode()


def test_two_coordinators_get_one_run(many: Cast, client_of: ClientOf) -> None:
    second = make.make_account()
    make.make_grant(second, RoleGrant.Role.COORDINATOR, region=many.region, programme=many.programme)
    first_url = press(client_of("coordinator"), many)
    many.accounts["coordinator"] = second
    assert press(client_of("coordinator"), many, key="other") == first_url
    while background.run_next():
        pass
    assert Scenario.objects.count() == 1
    assert History.objects.filter(verb="ask_proposal").count() == 1


def test_news_reads_the_sentence_only_when_the_step_is_new(many: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = press(client, many)
    LongWork.objects.update(step="scoring", percent=40, beat_at=timezone.now(), started_at=timezone.now())
    new = client.get(f"{url}?stap=1", headers=HTMX).content.decode()
    same = client.get(f"{url}?stap=2", headers=HTMX).content.decode()
    assert '<progress max="100" value="40"' in new
    assert "Stap 2 van 4:</b> We bekijken wie bij wie past" in new
    assert "We bekijken" not in same
    assert "nog een paar seconden" in same


def test_stop_makes_no_proposal_and_asking_again_is_a_new_run(many: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = press(client, many)
    response = client.post(url, follow=True)
    assert "Gestopt. Er is geen nieuw voorstel gemaakt." in response.content.decode()
    assert "Dit is gestopt." in client.get(url).content.decode()
    assert client.get(url, headers=HTMX).headers["HX-Refresh"] == "true"
    while background.run_next():
        pass
    assert Scenario.objects.count() == 0
    assert press(client, many, key="again") != url


def test_stop_while_it_computes_undoes_it(many: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = many.accounts["coordinator"]
    assert account is not None
    work = actions.ask_proposal(many.programme, many.region, by=account, at=make.NOW)
    make_outcome = adapter.make_outcome

    def stopped_meanwhile(*arguments: Any) -> adapter.Outcome:
        found = make_outcome(*arguments)
        actions.stop_proposal(work, many.programme, many.region, by=account, at=make.NOW)
        return found

    monkeypatch.setattr(adapter, "make_outcome", stopped_meanwhile)
    background.run_next()
    assert (Scenario.objects.count(), LongWork.objects.get().state) == (0, "stopped")


def test_who_lost_the_role_meanwhile_gets_no_proposal(many: Cast, client_of: ClientOf) -> None:
    press(client_of("coordinator"), many)
    RoleGrant.objects.filter(account=many.accounts["coordinator"]).update(revoked_at=make.NOW)
    background.run_next()
    assert Scenario.objects.count() == 0
    assert LongWork.objects.get().error_code == "not_allowed"


def test_failure_says_what_to_do(many: Cast, client_of: ClientOf) -> None:
    client = client_of("coordinator")
    url = press(client, many)
    for code, words in (("valueerror", "Meld het dan bij de beheerder"), ("pin_refused", "Twee mensen liggen vast")):
        LongWork.objects.update(outcome="failed", error_code=code, ended_at=make.NOW)
        page = client.get(url).content.decode()
        assert words in page
        assert 'class="callout alarm"' in page
        assert "hx-get" not in page


def test_programme_that_changed_meanwhile_is_read_anew(many: Cast, client_of: ClientOf) -> None:
    press(client_of("coordinator"), many)
    Participation.objects.filter(person__given_name="Hassan").update(state=Participation.State.WITHDRAWN)
    Pair.objects.all().delete()
    background.run_next()
    people = Scenario.objects.get().result["people"]
    assert not Participation.objects.filter(public_id__in=people, person__given_name="Hassan").exists()


@pytest.mark.parametrize("public_id", ["nothing", "z" * 12])
def test_a_number_that_is_not_of_this_region_is_not_found(many: Cast, client_of: ClientOf, public_id: str) -> None:
    assert client_of("coordinator").get(url_of(many, "progress", public_id)).status_code == 404
