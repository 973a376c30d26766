"""Every form sent eight times at once and once more, over HTTP to a real server: one effect, and a clear answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobtwinning.pairs.tests.race_client import exchange
from jobtwinning.pairs.tests.race_server import CSRF, RaceServer, race_server
from tests.hostile import encoded

WORLD = "tests.twice_world"
AT_ONCE = 8
ONE_OF_EACH = {
    "accounts": 1, "people": 1, "participations": 1, "sign-up mails": 1, "goals": 1, "meetings": 1, "meeting mails": 2,
    "hours": 1, "handed in": 1, "told of handing in": 1, "regions": 1, "programmes": 1, "grants": 1, "closed": 1,
    "closing mails": 2, "consents": 1, "erased": 1, "interests": 1, "interest mails": 1, "channels": 1,
    "stories written": 1, "story mails": 2,
    "asked managers": 1,
    "links to managers": 1, "told permissions": 1, "overrides": 1, "told of overrides": 1, "letters to employers": 1,
    "mails to employers": 1,
}  # fmt: skip


# The newest stands; whoever sends it again by hand means it.
AGAIN = {"links to managers", "told permissions", "told of overrides", "letters to employers", "mails to employers"}


def post(race: RaceServer, session: str, form: dict[str, Any], fields: dict[str, str]) -> tuple[int, str, str]:
    cookies = {"csrftoken": CSRF, **({"sessionid": session} if session else {})}
    return exchange(race.port, "POST", form["path"], cookies, encoded({"csrfmiddlewaretoken": CSRF, **fields}))


def send_all(race: RaceServer, *, keyed: bool) -> tuple[dict[str, set[int]], dict[str, int]]:
    """Every form eight times at once and then once more; the statuses by form, and what is there afterwards."""
    world = race.run(f"{WORLD}:world")
    statuses: dict[str, set[int]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for form in world["forms"]:
            session = world["sessions"][form["role"]]
            key = {"form_key": f"{form['name']}-key"} if keyed else {}
            kinds = [{**form["fields"], **key} for _ in range(AT_ONCE)]
            if "email" in form["fields"]:  # the same address in another spelling is the same address
                kinds[1]["email"] = kinds[1]["email"].upper()
                kinds[2]["email"] = kinds[2]["email"].lower()
            answers = list(pool.map(lambda fields, s=session, f=form: post(race, s, f, fields), kinds))
            answers.append(post(race, session, form, kinds[0]))
            statuses[form["name"]] = {status for status, _, _ in answers}
    return statuses, race.run(f"{WORLD}:outcome")


def test_every_form_sent_nine_times_with_its_key_has_one_effect() -> None:
    with race_server() as race:
        statuses, found = send_all(race, keyed=True)
    assert found == ONE_OF_EACH
    assert {name: found for name, found in statuses.items() if found != {302}} == {}


@pytest.mark.parametrize("repeatable", [{"goals", "meetings", "meeting mails", "hours", *AGAIN}])
def test_forms_sent_by_hand_without_a_key_break_nothing(repeatable: set[str]) -> None:
    with race_server() as race:
        statuses, found = send_all(race, keyed=False)
    once = {name: count for name, count in found.items() if name not in repeatable}
    assert once == {name: count for name, count in ONE_OF_EACH.items() if name not in repeatable}
    assert max(set().union(*statuses.values())) < 500, statuses
