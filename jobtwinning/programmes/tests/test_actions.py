"""Programmes, regions and roles: what the actions do and refuse."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from conftest import Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Programme, RoleGrant
from tests import make

pytestmark = pytest.mark.django_db


def new(region: Region, **changed: object) -> actions.NewProgramme:
    values: dict[str, object] = {
        "slug": "voorjaar",
        "name_nl": "Voorjaar",
        "name_en": "Spring",
        "organiser": "Regiobureau",
        "regions": (region,),
        "starts_on": date(2027, 1, 11),
        "ends_on": date(2027, 4, 16),
    }
    return actions.NewProgramme(**(values | changed))  # type: ignore[arg-type]  # a test changes any of them


def test_create_programme_starts_as_draft_with_history() -> None:
    programme = actions.create_programme(new(make.make_region()), by=None)
    assert programme.state == Programme.State.DRAFT
    assert History.objects.filter(verb="create_programme", subject_id=programme.public_id).count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": date(2027, 1, 11)}, "ends_on"),
        ({"sign_up_until": date(2028, 1, 1)}, "sign_up_until"),
        ({"matched_by": date(2028, 1, 1)}, "matched_by"),
        ({"regions": ()}, "regions"),
    ],
)
def test_create_programme_with_a_wrong_value_names_the_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.create_programme(new(make.make_region(), **changed), by=None)
    assert refusal.value.field == field
    assert Programme.objects.count() == 0


def test_create_programme_twice_refuses_the_second() -> None:
    region = make.make_region()
    actions.create_programme(new(region), by=None)
    with pytest.raises(DomainError) as refusal:
        actions.create_programme(new(region), by=None)
    assert refusal.value.field == "slug"
    assert Programme.objects.count() == 1


def test_change_state_follows_the_table(cast: Cast) -> None:
    actions.change_state(cast.programme, Programme.State.MATCHING, by=None)
    with pytest.raises(DomainError):
        actions.change_state(cast.programme, Programme.State.FINISHED, by=None)


def test_change_state_with_an_old_page_is_told(cast: Cast) -> None:
    stale = Programme.objects.get(pk=cast.programme.pk)
    actions.change_state(cast.programme, Programme.State.MATCHING, by=None)
    with pytest.raises(DomainError) as refusal:
        actions.change_state(stale, Programme.State.MATCHING, by=None)
    assert refusal.value.code == "changed_meanwhile"


def test_grant_role_twice_is_one_grant(cast: Cast) -> None:
    for _ in range(2):
        actions.grant_role(" Nieuw@Voorbeeld.example", "coordinator", region=cast.region, by=None)
    assert RoleGrant.objects.filter(account__email="nieuw@voorbeeld.example").count() == 1


def test_revoke_grant_ends_it_once(cast: Cast) -> None:
    grant = RoleGrant.objects.get(account=cast.accounts["coordinator"])
    actions.revoke_grant(grant, by=None)
    actions.revoke_grant(grant, by=None)
    assert History.objects.filter(verb="revoke_grant").count() == 1


def command(**changed: str) -> None:
    options = {"name": "Voorjaar", "organiser": "Regiobureau", "starts": "2027-01-11", "ends": "2027-04-16"}
    call_command(
        "create_programme",
        "voorjaar",
        *[f"--{name}={value}" for name, value in (options | changed).items()],
        "--region=duinstreek:Duinstreek:north",
        "--coordinator=saskia@voorbeeld.example",
        verbosity=0,
    )


def test_create_programme_command_makes_region_programme_and_coordinator() -> None:
    command()
    programme = Programme.objects.get(slug="voorjaar")
    assert programme.state == Programme.State.OPEN
    assert [region.slug for region in programme.regions.all()] == ["duinstreek"]
    assert RoleGrant.objects.get().account.email == "saskia@voorbeeld.example"


def test_create_programme_command_with_wrong_dates_leaves_nothing() -> None:
    with pytest.raises(CommandError, match="ends_on"):
        command(ends="2027-01-01")
    assert (Programme.objects.count(), Region.objects.count(), RoleGrant.objects.count()) == (0, 0, 0)
