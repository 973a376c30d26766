"""Hundreds of tries at once, over HTTP to a real server: never one more than the limit, never twice."""

import http.client
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from jobtwinning.pairs.tests.race_server import CSRF, RaceServer, race_server

SITE = "jobtwinning.accounts.tests.many:application"
WORLD = "jobtwinning.accounts.tests.many_world"
TRIES = 60
MANY = 1000
FEW = 50  # for what was shown once with many, and for the controls
THREADS = 16  # in each of two processes
AS_SHIPPED = 4  # deploy/gunicorn.conf.py; SQLite keeps thirty-two writers waiting too long on a busy machine
PATIENCE_SECONDS = 1800  # whoever is last in the row waits for all the others, on a busy machine
PERIOD_SECONDS = 30  # of an app code
ADDRESS, NEW = "noor@voorbeeld.example", "imke@voorbeeld.example"
WRONG_PASSWORD, WRONG_CODE, TOO_OFTEN = "horen niet bij elkaar", "Deze code klopt niet", "te vaak geprobeerd"

pytestmark = pytest.mark.one_database

Start = Callable[[], object]


def post(
    race: RaceServer, number: int, path: str, fields: dict[str, str], session: str = "", start: Start = int
) -> tuple[str, str]:
    """One sending, with an address of a client that a header makes up; what came of it in a word, and where it led."""
    connection = http.client.HTTPConnection("127.0.0.1", race.port, timeout=PATIENCE_SECONDS)
    connection.connect()
    start()
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


def at_once(send: Callable[[int, Start], tuple[str, str]], tries: int) -> Counter[str]:
    """All connect first, and send when the last one has."""
    start = Barrier(tries, timeout=PATIENCE_SECONDS).wait
    with ThreadPoolExecutor(tries) as pool:
        return Counter(word for word, _ in pool.map(lambda number: send(number, start), range(tries)))


def wrong_passwords(race: RaceServer, tries: int) -> Counter[str]:
    fields = {"login": ADDRESS, "password": "fout wachtwoord"}
    return at_once(lambda n, start: post(race, n, "/inloggen/", fields, start=start), tries)


@pytest.mark.night
@pytest.mark.parametrize("tries", [TRIES, 200])
def test_limit_of_wrong_passwords_holds_for_many_at_once(tries: int) -> None:
    with race_server(SITE, threads=THREADS) as race:
        race.run(f"{WORLD}:world")
        assert wrong_passwords(race, tries) == {WRONG_PASSWORD: 5, TOO_OFTEN: tries - 5}  # per address
        # Whoever is kept from the password by a stranger still gets in with a code: three a minute.
        asked = at_once(lambda n, start: post(race, n, "/inloggen/stuur-code/", {"email": ADDRESS}, start=start), FEW)
        assert asked == {"302": 3, TOO_OFTEN: FEW - 3}
        assert race.run(f"{WORLD}:mails") == 3


@pytest.mark.night
def test_limits_per_client_and_of_app_codes_hold_whatever_a_header_says() -> None:
    with race_server(SITE, threads=THREADS) as race:
        session = race.run(f"{WORLD}:world")["session"]
        race.run(f"{WORLD}:factor")
        path = "/inloggen/tweede-stap/opnieuw/"
        found = at_once(lambda n, start: post(race, n, path, {"code": "000000"}, session, start), FEW)
        assert found == {WRONG_CODE: 5, TOO_OFTEN: FEW - 5}
        # Ten a minute per client, of which five are gone; a made-up X-Forwarded-For makes nobody somebody else.
        others = [{"login": f"x{number}@voorbeeld.example", "password": "fout"} for number in range(FEW)]
        found = at_once(lambda n, start: post(race, n, "/inloggen/", others[n], start=start), FEW)
        assert found[WRONG_PASSWORD] <= 5
        assert found[WRONG_PASSWORD] + found[TOO_OFTEN] == FEW


@pytest.mark.night
def test_control_without_the_lock_more_get_through() -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITER": "none"}) as race:
        race.run(f"{WORLD}:world")
        assert wrong_passwords(race, TRIES)[WRONG_PASSWORD] > 5


def test_one_link_works_once_and_one_address_signs_up_once_of_many_at_once() -> None:
    with race_server(SITE, threads=AS_SHIPPED, variables={"LIMITS": "none", "SESSIONS": "stay"}) as race:
        world = race.run(f"{WORLD}:world")
        link_works_once(race, TRIES)
        one_address_signs_up_once(race, world["sign_up"], FEW)


@pytest.mark.night
def test_one_link_works_once_of_1000_at_once() -> None:
    with race_server(SITE, threads=AS_SHIPPED, variables={"LIMITS": "none", "SESSIONS": "stay"}) as race:
        race.run(f"{WORLD}:world")
        link_works_once(race, MANY)


@pytest.mark.night
def test_one_address_signs_up_once_of_1000_at_once() -> None:
    with race_server(SITE, threads=AS_SHIPPED, variables={"LIMITS": "none"}) as race:
        world = race.run(f"{WORLD}:world")
        one_address_signs_up_once(race, world["sign_up"], MANY)


@pytest.mark.night
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_one_app_code_and_one_recovery_code_work_once_of_many_at_once(kind: str) -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "none"}) as race:
        race.run(f"{WORLD}:world")
        assert try_code(race, kind) == {"302": 1, WRONG_CODE: FEW - 1}


@pytest.mark.night
def test_control_without_the_guards_codes_links_and_sign_ups_go_wrong() -> None:
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "none", "GUARDS": "none"}) as race:
        world = race.run(f"{WORLD}:world")
        assert try_code(race, "app")["302"] > 1
        assert sign_up_all(race, world["sign_up"], FEW)["500"] > 1
    with race_server(SITE, threads=THREADS, variables={"LIMITS": "none", "GUARDS": "none"}) as race:
        race.run(f"{WORLD}:world")
        press_link(race, FEW)
        assert race.run(f"{WORLD}:uses") > 1


def try_code(race: RaceServer, kind: str) -> Counter[str]:
    """Fifty browsers give the same code at the same moment; an app code in the first seconds of its period."""
    sessions = race.run(f"{WORLD}:add_sessions", str(FEW))
    factor = race.run(f"{WORLD}:factor")
    if kind == "app":
        time.sleep(PERIOD_SECONDS - time.time() % PERIOD_SECONDS)
        code = format_hotp_value(hotp_value(factor["secret"], int(time.time()) // PERIOD_SECONDS))
    else:
        code = factor["recovery"]
    path = "/inloggen/tweede-stap/opnieuw/"
    return at_once(lambda n, start: post(race, n, path, {"code": code}, sessions[n], start), FEW)


def press_link(race: RaceServer, tries: int) -> Counter[str]:
    """So many browsers of one account press the button behind one link."""
    sessions = race.run(f"{WORLD}:add_link", str(tries))["sessions"]
    return at_once(lambda n, start: post(race, n, "/account/e-mail/bevestigen/", {}, sessions[n], start), tries)


def link_works_once(race: RaceServer, tries: int) -> None:
    """One did it; every other one saw that the link is gone, or went back to the page that says so."""
    found = press_link(race, tries)
    assert race.run(f"{WORLD}:uses") == 1
    assert found["302"] >= 1
    assert found["302"] + found["410"] == tries, found


def sign_up_all(race: RaceServer, path: str, tries: int) -> Counter[str]:
    """So many browsers sign up with one address, each spelled in its own way."""
    person = {"given_name": "Imke", "surname": "Vos", "organisation": "Brugwater", "function": "docent"}
    spellings = (NEW, NEW.upper(), NEW.title())
    forms = [{**person, "email": spellings[number % 3]} for number in range(tries)]
    return at_once(lambda n, start: post(race, n, path, forms[n], start=start), tries)


def one_address_signs_up_once(race: RaceServer, path: str, tries: int) -> None:
    """All get the same answer, and there is one of everything."""
    assert sign_up_all(race, path, tries) == {"302": tries}
    found = race.run(f"{WORLD}:signed_up", NEW)
    assert found == {"accounts": 1, "people": 1, "participations": 1, "invitations": 1}
