"""Looking changes nothing: only the view log grows, and the session that every visit may have."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from conftest import ROLES, Cast
from tests import policy

WRITTEN_BY_LOOKING = {"ViewLog", "ViewLogEnds", "Session"}


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every other table."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model.__name__ not in WRITTEN_BY_LOOKING
    }


@pytest.mark.parametrize("name", sorted(policy.POLICY))
def test_looking_changes_nothing(name: str, cast: Cast, client_of: Callable[[str], Client]) -> None:
    url = policy.address(name, cast)
    clients = {role: client_of(role) for role in ROLES}
    before = everything()
    for client in clients.values():
        for method in ("GET", "HEAD", "OPTIONS"):
            client.generic(method, url)
    assert everything() == before


def test_control_a_page_that_writes_is_seen(cast: Cast) -> None:
    before = everything()
    cast.region.name = "Anders"
    cast.region.save()
    assert everything() != before
