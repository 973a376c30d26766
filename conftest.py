"""The fixed cast: the same test persons everywhere, in two regions that may not see each other."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from jobtwinning.accounts.models import Account
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from tests import make

ROLES = (
    "nobody",  # not signed in
    "outsider",  # signed in, takes part in nothing
    "teacher",
    "professional",
    "coordinator",  # of this programme
    "coordinator_elsewhere",  # of another region
    "researcher",  # of this programme
    "admin",  # platform admin
)


@dataclass(frozen=True)
class Cast:
    """One region's world: its programme, its people, a pair of the teacher and the professional."""

    region: Region
    programme: Programme
    teacher: Participation
    professional: Participation
    pair: Pair
    accounts: dict[str, Account | None]  # by role


def build_cast() -> Cast:
    """Region Maasmond with one accepted pair; the other coordinator works in Heuvelrijk."""
    region, elsewhere = make.make_region("Maasmond", slug="maasmond"), make.make_region("Heuvelrijk", slug="heuvelrijk")
    programme = make.make_programme(region, slug="maasmond-najaar-2026")
    accounts: dict[str, Account | None] = {"nobody": None}
    for role in ROLES[1:]:
        accounts[role] = make.make_account(f"{role}@voorbeeld.example", admin=role == "admin")
    make.make_grant(accounts["coordinator"], RoleGrant.Role.COORDINATOR, region=region, programme=programme)  # type: ignore[arg-type]  # only nobody is None
    make.make_grant(accounts["coordinator_elsewhere"], RoleGrant.Role.COORDINATOR, region=elsewhere)  # type: ignore[arg-type]  # idem
    make.make_grant(accounts["researcher"], RoleGrant.Role.RESEARCHER, programme=programme)  # type: ignore[arg-type]  # idem
    teacher = make.make_participation(
        programme,
        person=make.make_person("Noor", "Verbrugge", account=accounts["teacher"]),
        function="docent natuurkunde",
    )
    professional = make.make_participation(
        programme,
        side=Side.NON_TEACHER,
        person=make.make_person("Daan", "Oosterling", account=accounts["professional"]),
        function="netplanner",
    )
    pair = make.make_pair(teacher, professional, state=Pair.State.ACCEPTED)
    return Cast(region, programme, teacher, professional, pair, accounts)


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """A signed-in test client per role, second factor done where it is obliged."""

    def make_client(role: str) -> Client:
        client = Client()
        account = cast.accounts[role]
        if account is not None:
            sign_in(client, account)
        return client

    return make_client


def sign_in(client: Client, account: Account) -> None:
    """Signed in as if both factors were given; journeys go through the real pages."""
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor_done"] = True
    session.save()


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.teacher.person
