"""Hundreds of tries at once, over HTTP to a real server: never one more than the limit, never twice (A6, A8, B8)."""

import http.client
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from jobtwinning.pairs.tests.race_server import CSRF, RaceServer, race_server

SITE = "jobtwinning.accounts.tests.many:application"
WORLD = "jobtwinning.accounts.tests.many_world"
TRIES = 200
FEW = 50  # for what was shown once with many, and for the controls
THREADS = 16  # in each of two processes
ADDRESS = "noor@voorbeeld.example"
WRONG_PASSWORD, WRONG_CODE, TOO_OFTEN = "horen niet bij elkaar", "Deze code klopt niet", "te vaak geprobeerd"


def post(race: RaceServer, number: int, path: str, fields: dict[str, str], session: str = "") -> tuple[str, str]:
    """One sending, with an address of a client that a header makes up; what came of it in a word, and where it led."""
    connection = http.client.HTTPConnection("127.0.0.1", race.port, timeout=120)
    cookie = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{race.port}/",
        "X-Forwarded-For": f"10.0.{number // 250}.{number % 250}",
    }
    connection.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    found = next((word for word in (WRONG_PASSWORD, WRONG_CODE, TOO_OFTEN) if word in text), str(answer.status))
    return found, answer.getheader("Location") or ""


def at_once(send: Callable[[int], tuple[str, str]], tries: int) -> Counter[str]:
    with ThreadPoolExecutor(tries) as pool:
        return Counter(word for word, _ in pool.map(send, range(tries)))


def wrong_passwords(race: RaceServer, tries: int) -> Counter[str]:
    fields = {"login": ADDRESS, "password": "fout wachtwoord"}
    return at_once(lambda number: post(race, number, "/inloggen/", fields), tries)


def test_limit_of_wrong_passwords_holds_for_200_at_once() -> None:
    with race_server(SITE, threads=THREADS) as race:
        race.run(f"{WORLD}:world")
        assert wrong_passwords(race, TRIES) == {WRONG_PASSWORD: 5, TOO_OFTEN: TRIES - 5}  # per address
        # Whoever is kept from the password by a stranger still gets in with a code: three a minute.
        asked = at_once(lambda n: post(race, n, "/inloggen/stuur-code/", {"email": ADDRESS}), FEW)
        assert asked == {"302": 3, TOO_OFTEN: FEW - 3}
        assert race.run(f"{WORLD}:mails") == 3


@pytest.mark.night
def test_limits_per_client_and_of_app_codes_hold_whatever_a_header_says() -> None:
    with race_server(SITE, threads=THREADS) as race:
        session = race.run(f"{WORLD}:world")["session"]
        race.run(f"{WORLD}:factor")
        path = "/inloggen/tweede-stap/opnieuw/"
        found = at_once(lambda n: post(race, n, path, {"code": "000000"}, session), FEW)
        assert found == {WRONG_CODE: 5, TOO_OFTEN: FEW - 5}
        # Ten a minute per client, of which five are gone; a made-up X-Forwarded-For makes nobody somebody else.
        found = at_once(
            lambda n: post(race, n, "/inloggen/", {"login": f"x{n}@voorbeeld.example", "password": "fout"}), FEW
        )
        assert found[WRONG_PASSWORD] <= 5
        assert found[WRONG_PASSWORD] + found[TOO_OFTEN] == FEW


def test_control_without_the_lock_more_get_through() -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITER": "none"}) as race:
        race.run(f"{WORLD}:world")
        assert wrong_passwords(race, FEW)[WRONG_PASSWORD] > 5


@pytest.mark.night
def test_one_app_code_and_one_recovery_code_and_one_link_work_once_of_many_at_once() -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "wide"}) as race:
        race.run(f"{WORLD}:world")
        assert codes_used(race, "code") == 1
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "wide"}) as race:
        race.run(f"{WORLD}:world")
        assert codes_used(race, "recovery") == 1
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "wide"}) as race:
        race.run(f"{WORLD}:world")
        assert links_used(race, TRIES) == 1


@pytest.mark.night
def test_control_without_the_guards_codes_and_links_work_twice() -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "wide", "GUARDS": "none"}) as race:
        race.run(f"{WORLD}:world")
        assert codes_used(race, "code") > 1
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "wide", "GUARDS": "none"}) as race:
        race.run(f"{WORLD}:world")
        assert links_used(race, FEW) > 1


def codes_used(race: RaceServer, kind: str) -> int:
    """Fifty browsers give the same code; how many it let through."""
    sessions = race.run(f"{WORLD}:add_sessions", str(FEW))
    code = race.run(f"{WORLD}:factor")[kind]
    path = "/inloggen/tweede-stap/opnieuw/"
    return at_once(lambda n: post(race, n, path, {"code": code}, sessions[n]), FEW)["302"]


def links_used(race: RaceServer, tries: int) -> int:
    """So many browsers press the button behind one link; how often it did its work."""
    sessions = race.run(f"{WORLD}:add_link", str(tries))["sessions"]
    at_once(lambda n: post(race, n, "/account/e-mail/bevestigen/", {}, sessions[n]), tries)
    return int(race.run(f"{WORLD}:uses"))
