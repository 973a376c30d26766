"""In a programme that is archived nothing changes any more (REC-08), whoever asks; pages go on being read."""

from collections.abc import Callable

import pytest
from django.test import Client

from conftest import ROLES, Cast
from jobtwinning.programmes.models import Programme
from tests import policy

pytestmark = pytest.mark.one_database

# Not about what happens in the programme, or still possible: a story, a grant and a contact person taken back, somebody
# erased, the programme brought back. Signing up says by itself that it is over.
STILL_OPEN = {
    "account_end_session",
    "community:story",
    "community:story_approve",
    "intake:arrive",
    "intake:colleague",
    "intake:colleague_list",
    "intake:colleagues",
    "intake:contact_revoke",
    "intake:sign_up",
    "privacy:erase",
    "privacy:erase_own",
    "pairs:own_answer",
    "pairs:own_confirm",
    "programmes:change_state",
    "programmes:grant_revoke",
    "programmes:platform_text",
    "programmes:platform_text_preview",
    "site:interest_link",
}
ALLOWED = ("200", "302", "403", "409", "410", "422")


def changing() -> list[tuple[str, str]]:
    """Every URL about something of a programme that a role may send to, with such a role."""
    found = []
    for name, row in policy.POLICY.items():
        role = next((role for role in ROLES[1:] if policy.expected(row, "POST", role).startswith(ALLOWED)), None)
        if role is not None and "object" in row:
            found.append((name, role))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "role"), changing())
def test_archived_programme_takes_nothing_in(
    name: str, role: str, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    url = policy.address(name, cast)
    client = client_of(role)
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.ARCHIVED)
    response = client.post(url)
    refused = response.status_code == 404 or "Er verandert niets meer aan" in response.content.decode()
    assert refused == (name not in STILL_OPEN)
