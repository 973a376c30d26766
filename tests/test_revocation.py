"""A right that is taken away is gone with the next request, also on a page that was open already."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts.actions import drop_sessions, end_all_sessions, set_password
from jobtwinning.accounts.models import Account
from jobtwinning.intake.actions import withdraw_participation
from jobtwinning.pairs.actions import withdraw_pair
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.programmes.actions import revoke_grant
from jobtwinning.programmes.models import Participation
from tests import make, policy

pytestmark = pytest.mark.one_database


def revoke(cast: Cast) -> None:
    account = cast.accounts["coordinator"]
    assert account is not None
    revoke_grant(account.grants.get(), by=None, at=make.NOW)


def leave(cast: Cast) -> None:
    Seat.objects.update(active=False)
    withdraw_participation(Participation.objects.get(pk=cast.teacher.pk), by=None, at=make.NOW)


def take_back(cast: Cast) -> None:
    withdraw_pair(cast.pair, by=None, at=make.NOW)


def propose_again(cast: Cast) -> None:
    Pair.objects.update(state=Pair.State.PROPOSED)
    Seat.objects.update(answer=Seat.Answer.OPEN)


COORDINATOR = ["intake:participants", "intake:participant", "intake:withdraw", "pairs:pairs", "pairs:withdraw"]
COORDINATOR += ["matching:workspace", "matching:propose", "matching:commit", "twinning:close", "reports:report"]


@pytest.mark.parametrize(
    ("role", "take_away", "names"),
    [
        ("coordinator", revoke, COORDINATOR),
        ("teacher", leave, ["intake:step", "intake:check", "intake:done"]),
        ("teacher", take_back, ["twinning:pair", "twinning:goal_new", "twinning:meeting_new", "twinning:hours_new"]),
    ],
)
def test_a_right_taken_away_is_gone_at_once(
    role: str,
    take_away: Callable[[Cast], None],
    names: list[str],
    cast: Cast,
    client_of: Callable[[str], Client],
) -> None:
    client = client_of(role)
    urls = [policy.address(name, cast) for name in names]
    assert 404 not in [client.get(url).status_code for url in urls]  # they were open
    if take_away is take_back:
        propose_again(cast)
        cast.pair.refresh_from_db()
    take_away(cast)
    for url in urls:
        answers = {client.get(url).status_code, client.post(url, {"text": "x", "answer": "accept"}).status_code}
        assert answers <= {404, 405}, url


def test_a_closed_account_is_signed_out_at_once(cast: Cast, client_of: Callable[[str], Client]) -> None:
    client = client_of("teacher")
    url = policy.address("twinning:pair", cast)
    assert client.get(url).status_code == 200
    Account.objects.filter(email="teacher@voorbeeld.example").update(is_active=False)
    for answer in (client.get(url), client.post(policy.address("twinning:goal_new", cast), {"text": "x"})):
        assert policy.word(answer) == "302:account_login"


def take_role(cast: Cast, account: Account) -> None:
    revoke(cast)


def end_pair(cast: Cast, account: Account) -> None:
    propose_again(cast)
    cast.pair.refresh_from_db()
    take_back(cast)


def close(cast: Cast, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def new_password(cast: Cast, account: Account) -> None:
    set_password(account, "brug over het water", by=account, at=make.NOW)


def new_factor(cast: Cast, account: Account) -> None:
    drop_sessions(account)


def end_sessions(cast: Cast, account: Account) -> None:
    end_all_sessions(account, by=None, at=make.NOW)


@pytest.mark.parametrize(
    ("role", "name", "take_away"),
    [
        ("coordinator", "intake:participants", take_role),
        ("teacher", "twinning:goal_new", end_pair),
        ("teacher", "twinning:goal_new", close),
        ("teacher", "twinning:goal_new", new_password),
        ("coordinator", "intake:participants", new_factor),
        ("coordinator", "intake:participants", end_sessions),
    ],
)
@pytest.mark.parametrize("number", [12, pytest.param(100, marks=pytest.mark.night)])
def test_of_many_open_sessions_none_gets_in_afterwards(
    role: str, name: str, take_away: Callable[[Cast, Account], None], number: int, cast: Cast
) -> None:
    account = cast.accounts[role]
    assert account is not None
    browsers = [Client() for _ in range(number)]
    for browser in browsers:
        sign_in(browser, account)
    url = policy.address(name, cast)
    assert {browsers[place].get(url).status_code for place in (0, number // 2, -1)} == {
        200
    }  # the control: they were open
    take_away(cast, account)
    assert {browser.get(url).status_code for browser in browsers} <= {302, 404}
    assert {browser.post(url, {"text": "x"}).status_code for browser in browsers} <= {302, 404, 405}
    assert not cast.pair.goals.exists()
    signed_out = {browser.get(reverse("account_sessions")).status_code for browser in browsers[2:8]}
    assert signed_out == ({200} if take_away in (take_role, end_pair) else {302})
