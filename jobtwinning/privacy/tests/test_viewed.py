"""Who looked: in words, by page, for the person alone."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core import viewlog
from jobtwinning.people.models import Region
from jobtwinning.privacy import labels
from jobtwinning.privacy.lookers import Lookers
from jobtwinning.programmes.models import RoleGrant
from tests import make, policy
from tests.test_view_log import PEOPLE

NOW = make.NOW
ClientOf = Callable[[str], Client]


def account_of(cast: Cast, role: str) -> Account:
    account = cast.accounts[role]
    assert account is not None
    return account


def look(cast: Cast, role: str, page: str, *, public_id: str | None = None, days: int = 0) -> None:
    viewlog.record_view(
        account_id=account_of(cast, role).pk,
        person_ids=[public_id or cast.teacher.person.public_id],
        page=page,
        data_class="profile",
        at=NOW + timedelta(days=days),
    )


def page(client: Client, query: str = "") -> str:
    return client.get(reverse("privacy:viewed") + query).content.decode()


def test_every_page_that_shows_people_has_words() -> None:
    assert set(labels.PAGES) >= PEOPLE
    assert {name for name in labels.PAGES if name not in policy.POLICY} == set()


def test_a_real_look_of_the_coordinator_stands_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    assert "Nog niemand keek" in page(client_of("teacher"))
    client_of("coordinator").get(policy.address("intake:participant", cast))
    text = page(client_of("teacher"))
    assert "Een coördinator van regio Maasmond (Regiobureau Maasmond" in text
    assert "Bekeek je aanmelding en intake" in text
    assert account_of(cast, "coordinator").email not in text
    assert account_of(cast, "coordinator").public_id not in text
    assert "Nog niemand keek" in page(client_of("professional"))  # only whom it is about


def test_the_page_is_paged_newest_first(cast: Cast, client_of: ClientOf) -> None:
    for day in range(30):
        look(cast, "coordinator", "intake:participants" if day else "pairs:pairs", days=day)
    first, second = page(client_of("teacher")), page(client_of("teacher"), "?page=2")
    assert (first.count("<time "), second.count("<time ")) == (25, 5)
    assert "de lijst van koppels" not in first
    assert "de lijst van koppels" in second


def words(cast: Cast, role: str, *, days: int = 0) -> str:
    account = account_of(cast, role)
    lookers = Lookers.of([account.pk])
    return lookers.words(account.pk, NOW + timedelta(days=days), frozenset({cast.region.pk}))


def test_who_looked_is_told_by_the_role_of_that_moment(cast: Cast) -> None:
    assert words(cast, "coordinator").startswith("Een coördinator van regio Maasmond (")
    assert words(cast, "researcher") == "Een onderzoeker van Najaar 2026"
    assert words(cast, "admin") == "Een beheerder van het platform"
    assert words(cast, "outsider") == "Iemand van de organisatie"
    assert Lookers.of([]).words(1, NOW, frozenset()) == "Iemand van wie het account niet meer bestaat"
    RoleGrant.objects.filter(account=account_of(cast, "coordinator")).update(revoked_at=NOW + timedelta(days=1))
    assert words(cast, "coordinator").startswith("Een coördinator")
    assert words(cast, "coordinator", days=1) == "Iemand van de organisatie"
    assert words(cast, "coordinator", days=-1) == "Iemand van de organisatie"


def test_a_contact_person_is_named_as_on_the_public_page_and_ones_own_region_goes_first(cast: Cast) -> None:
    account = account_of(cast, "coordinator")
    make.make_grant(account, RoleGrant.Role.COORDINATOR, region=make.make_region("Aardam"))
    assert "Maasmond" in words(cast, "coordinator")
    Region.objects.filter(pk=cast.region.pk).update(contact_email=account.email.upper())
    assert words(cast, "coordinator").startswith("Saskia de Boer, coördinator van regio Maasmond (")
