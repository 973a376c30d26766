"""Who gets what answer: every URL, every role, every method, and every guard does its work."""

from collections.abc import Callable
from types import FunctionType

import pytest
from django.test import Client

from conftest import ROLES, Cast
from tests import guards, policy


def test_policy_names_exactly_the_urls_of_the_site() -> None:
    assert set(policy.POLICY) == policy.url_names()


def test_policy_rows_use_known_roles_and_methods() -> None:
    for name, row in policy.POLICY.items():
        assert set(row) <= {"object", "step_up", "GET", "POST"}, name
        for method in set(row) - {"object", "step_up"}:
            assert set(row[method]) <= {*ROLES, "everyone"}, name


@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_every_role_and_method_gets_the_answer_of_the_policy(
    name: str, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    clients = {role: client_of(role) for role in ROLES}
    wrong = wrong_cells(name, cast, clients)
    assert wrong == []


def wrong_cells(name: str, cast: Cast, clients: dict[str, Client], roles: tuple[str, ...] = ROLES) -> list[str]:
    """Cells whose answer differs from the policy, in words."""
    url = policy.address(name, cast)
    wrong = []
    for cell in policy.cells(name):
        if cell.role in roles:
            got = policy.word(policy.answer(clients[cell.role], cell.method, url))
            if got != cell.expected:
                wrong.append(f"{cell.method} as {cell.role}: {got}, policy says {cell.expected}")
    return wrong


@pytest.mark.parametrize("guard", guards.all_guards(), ids=lambda guard: guard.__qualname__)
def test_removing_a_guard_turns_the_policy_red(
    guard: FunctionType, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    """The control of the test above: with any one permission always saying yes, some cell is wrong."""
    clients = {role: client_of(role) for role in ROLES}
    with guards.always_yes(guard):
        assert any(wrong_cells(name, cast, clients) for name in sorted(policy.POLICY)), (
            f"nothing notices that {guard.__qualname__} is gone"
        )
