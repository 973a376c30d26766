"""Every form sent several times at once and once more, over HTTP to a real server: one effect, and a clear answer."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jobtwinning.pairs.tests.race_client import exchange
from jobtwinning.pairs.tests.race_server import CSRF, RaceServer, race_server
from tests import policy
from tests.effects import changes, reading
from tests.hostile import encoded
from tests.once import made_once

WORLD = "tests.twice_world"
AT_ONCE = [2, pytest.param(8, marks=pytest.mark.night)]
# Forms that are not sent here, and why.
LEFT_OUT = {
    "account_login": "signs in: limits and codes in accounts/tests/test_many.py",
    "account_request_login_code": "mails a new code each time, three a minute: accounts/tests/test_many.py",
    "account_confirm_login_code": "signs in, a code works once: accounts/tests/test_many.py",
    "account_reauthenticate": "asks who is there and changes nothing: accounts/tests/test_sessions.py",
    "account_reauthenticate_code": "idem, a code works once",
    "account_confirm_email": "a link works once: accounts/tests/test_tokens.py",
    "account_logout": "ends the session that sent it",
    "mfa_activate_totp": "of the library: the codes in accounts/tests/test_factor_codes.py",
    "mfa_deactivate_totp": "of the library: the factor is gone the second time",
    "mfa_generate_recovery_codes": "of the library: the newest codes are the ones that work",
    "mfa_authenticate": "signs in, a code works once: accounts/tests/test_many.py",
    "mfa_reauthenticate": "idem",
    "intake:read_wishes": "looks only",
    "moving:lists": "sends a file; the same file is one list: moving/tests",
    "demo:sign_in": "in the demo only, and signs in",
}
NO_EFFECT = {
    "matching:mask",  # for this sign-in only
    "matching:replay",  # computes once more and compares
}
ANSWERS = {  # gone, either way
    "site:interest_link stop": {200, 410},
    "intake:colleague_list stop": {200, 410},
    "intake:colleague no": {200, 410},
}
# The newest stands, or one may want two of them: whoever sends it again by hand, without a key, means it. What is then
# there more than once, by the beginnings of the tables' names.
LETTERS = ("accounts_token", "core_history", "mail_outboxmail")
PERMISSIONS = ("core_history", "intake_managerpermission")
TEXTS = ("core_history", "mail_editabletext", "mail_textversion")
ANSWERED = ("core_history", "surveys_")
MEANT_AGAIN = {
    "account_change_email": LETTERS,
    "account_set_password": LETTERS,
    "community:story_approve": ("core_history",),
    "intake:employers": (*LETTERS, "intake_employerletter"),
    "intake:help_step": ANSWERED,
    "intake:override": ("core_history",),
    "intake:permission": (*LETTERS, *PERMISSIONS),
    "intake:permission_resend": LETTERS,
    "intake:permission_told": PERMISSIONS,
    "intake:colleague": ("mail_outboxmail",),  # another code to sign in
    "intake:contact_invited": ("mail_outboxmail",),  # idem
    "intake:sign_up": ("mail_outboxmail",),  # idem
    "intake:step": ANSWERED,
    "matching:propose": ("core_history", "matching_scenario"),
    "matching:weights": ("core_history", "matching_scenario"),
    "pairs:answer": ("pairs_pair version",),  # one yes
    "pairs:spoken": ("pairs_pair version",),  # idem
    "programmes:end_sessions": ("core_history", "mail_outboxmail"),
    "programmes:event_new": ("core_history", "programmes_event"),
    "programmes:platform_text": TEXTS,
    "programmes:platform_text_preview": ("mail_outboxmail",),
    "programmes:text": TEXTS,
    "programmes:text_preview": ("mail_outboxmail",),
    "twinning:goal_new": ("core_history", "twinning_goal"),
    "twinning:hours_new": ("core_history", "twinning_hoursentry"),
    "twinning:meeting_hours": ("core_history", "twinning_hoursentry"),
    "twinning:stopped": ("core_history", "pairs_exitnote"),
    "twinning:meeting_new": ("core_history", "mail_outboxmail", "twinning_meeting"),
}


@dataclass(frozen=True)
class Sent:
    """By form: the statuses of its answers, and what is more or less in the database afterwards."""

    statuses: dict[str, set[int]]
    effects: dict[str, dict[str, int]]


def post(race: RaceServer, session: str, form: dict[str, Any], fields: dict[str, str]) -> int:
    cookies = {"csrftoken": CSRF, **({"sessionid": session} if session else {})}
    body = encoded({"csrfmiddlewaretoken": CSRF, **fields})
    return exchange(race.port, "POST", form["path"], cookies, body)[0]


def kinds_of(form: dict[str, Any], at_once: int, *, keyed: bool) -> list[dict[str, str]]:
    """The same form so many times; an address in another spelling is the same address."""
    key = {"form_key": f"{form['name']}-key"[:40]} if keyed else {}
    kinds = [{**form["fields"], **key} for _ in range(at_once)]
    if "email" in form["fields"]:
        for spelled, kind in zip((str.upper, str.lower), kinds[1:], strict=False):
            kind["email"] = spelled(kind["email"])
    return kinds


def send_all(at_once: int, *, keyed: bool) -> Sent:
    """Every form so many times at once and then once more, in a world of its own."""
    sent = Sent({}, {})
    with (
        race_server() as race,
        reading(race.environment["DATABASE_URL"]) as reader,
        ThreadPoolExecutor(max(at_once, 1)) as pool,
    ):
        world = race.run(f"{WORLD}:world")
        before = reader.now()
        for form in world["forms"]:
            session, again = world["sessions"][form["role"]], kinds_of(form, at_once + 1, keyed=keyed)
            answers = list(pool.map(lambda fields, s=session, f=form: post(race, s, f, fields), again[1:]))
            answers.append(post(race, session, form, again[0]))
            after = reader.now()
            sent.statuses[form["name"]] = set(answers)
            sent.effects[form["name"]] = changes(before, after)
            before = after
    return sent


def single_sending() -> Sent:
    """Every form once: made once for both tests."""

    def make(folder: Path) -> None:
        sent = send_all(0, keyed=True)
        statuses = {name: sorted(found) for name, found in sent.statuses.items()}
        (folder / "sent.json").write_text(json.dumps([statuses, sent.effects]))

    statuses, effects = json.loads((made_once("twice", make) / "sent.json").read_text())
    return Sent({name: set(found) for name, found in statuses.items()}, effects)


@pytest.mark.one_database
@pytest.mark.parametrize("at_once", AT_ONCE)
def test_every_form_has_an_effect_and_sent_again_with_its_key_no_other(at_once: int) -> None:
    single = single_sending()
    every_form_is_sent_or_says_why_not(single)
    assert unclear(single) == {}
    assert {name for name, effect in single.effects.items() if not effect} == NO_EFFECT
    more = send_all(at_once, keyed=True)
    assert different(more, single) == {}
    assert unclear(more) == {}


def every_form_is_sent_or_says_why_not(single: Sent) -> None:
    sent = {name.partition(" ")[0] for name in single.effects}
    posting = {name for name, row in policy.POLICY.items() if "POST" in row}
    assert posting - {*sent, *LEFT_OUT} == set()
    assert {*LEFT_OUT} & sent == set()
    assert {*LEFT_OUT, *sent} <= posting
    assert sent >= {*MEANT_AGAIN, *NO_EFFECT}


@pytest.mark.one_database
@pytest.mark.night
@pytest.mark.parametrize("at_once", [8])
def test_forms_sent_by_hand_without_a_key_break_nothing(at_once: int) -> None:
    """Without the key some have as many effects: that is what the key is for, and what these tests must see."""
    single, more = single_sending(), send_all(at_once, keyed=False)
    found = different(more, single)
    wrong = {name: [each for each in much if not each.startswith(meant(name))] for name, much in found.items()}
    assert {name: much for name, much in wrong.items() if much} == {}
    assert {"twinning:goal_new", "intake:employers"} <= {*found}
    assert {name: statuses for name, statuses in more.statuses.items() if max(statuses) >= 500} == {}


def meant(name: str) -> tuple[str, ...]:
    """What may be there more than once; nothing is the beginning of no name."""
    return MEANT_AGAIN.get(name, ("nothing",))


def unclear(sent: Sent) -> dict[str, set[int]]:
    """Whoever sent it more often reads each time what the first sending led to."""
    return {name: found for name, found in sent.statuses.items() if not found <= ANSWERS.get(name, {302})}


def different(more: Sent, single: Sent) -> dict[str, dict[str, int]]:
    """Where more sendings did something else than one: what is there too much, or too little."""
    both = {name: changes(Counter(single.effects[name]), Counter(effect)) for name, effect in more.effects.items()}
    return {name: difference for name, difference in both.items() if difference}
