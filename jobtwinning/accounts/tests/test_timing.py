"""How long an answer takes does not tell whether an address is known, nor how its owner signs in.

Over HTTP, on a real server with a database on disk, so that a commit counts too. The two addresses are asked in turn,
each first every other time, so that what else the machine does meets both alike. The rule: the medians over 500 tries
each lie less than 5 ms apart. When they do not, 500 more are added, and then 500 more: chance goes away so, what the
page does stays. The control has to be found by the same rule.
"""

import http.client
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from jobtwinning.accounts.tests.many_world import KNOWN, NO_PASSWORD
from jobtwinning.pairs.tests.race_server import CSRF, race_server

pytestmark = pytest.mark.night
SITE = "jobtwinning.accounts.tests.many:application"
WORLD = "jobtwinning.accounts.tests.many_world"
UNKNOWN = "niet@voorbeeld.example"
NEW = "{:04}@voorbeeld.example"  # as long as the known one, another every time
TRIES, MEASUREMENTS = 500, 3
MOST_MS = 5.0
PERSON = {"given_name": "Imke", "surname": "Vos", "organisation": "Brugwater", "function": "docent"}
CODE_PAGE = "/inloggen/code/"


@dataclass(frozen=True, slots=True)
class Answer:
    """How long it took, what it was, and the session that came with it."""

    ms: float
    status: int
    location: str
    session: str


@dataclass
class Stranger:
    """Somebody who asks with one address and then with another, and looks at a clock."""

    port: int
    world: dict[str, str]
    tried: int = 0

    def post(self, path: str, fields: dict[str, str], session: str = "") -> Answer:
        cookie = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrfmiddlewaretoken": CSRF, **fields})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.connect()
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        got = connection.getresponse()
        got.read()
        ms = (time.perf_counter() - started) * 1000
        connection.close()
        found = re.search(r"sessionid=(\w+)", str(got.getheader("Set-Cookie")))
        return Answer(ms, got.status, got.getheader("Location") or "", found[1] if found else "")

    def password(self, address: str) -> Answer:
        return self.post("/inloggen/", {"login": address, "password": "fout wachtwoord"})

    def code(self, address: str) -> Answer:
        return self.post("/inloggen/stuur-code/", {"email": address})

    def code_again(self, address: str) -> Answer:
        return self.post(CODE_PAGE, {"action": "resend"}, self.code(address).session)

    def sign_up(self, address: str) -> Answer:
        self.tried += 1
        return self.post(self.world["sign_up"], {**PERSON, "email": address.format(self.tried)})

    def other_address(self, address: str) -> Answer:
        return self.post("/account/e-mail/", {"email": address}, self.world["session"])


@contextmanager
def stranger(**variables: str) -> Iterator[Stranger]:
    with race_server(SITE, variables={"LIMITS": "none", **variables}) as race:
        yield Stranger(race.port, race.run(f"{WORLD}:world"))


Way = Callable[[Stranger, str], Answer]


def differences_ms(somebody: Stranger, way: Way, one: str, other: str) -> Iterator[float]:
    """The median for the one address less that for the other: over 500 tries, over 1,000, over 1,500."""
    took: dict[str, list[float]] = {one: [], other: []}
    answers = set()
    for _ in range(MEASUREMENTS):
        for number in range(TRIES):
            for address in (one, other) if number % 2 else (other, one):
                answer = way(somebody, address)
                took[address].append(answer.ms)
                answers.add((answer.status, answer.location))
        assert len(answers) == 1, answers
        difference = statistics.median(took[one]) - statistics.median(took[other])
        print(f"{way.__name__}, {one} less {other}: {difference:.2f} ms over {len(took[one])} tries")
        yield difference


WAYS = [
    (Stranger.password, KNOWN, UNKNOWN),
    (Stranger.password, KNOWN, NO_PASSWORD),
    (Stranger.code, KNOWN, UNKNOWN),
    (Stranger.code_again, KNOWN, UNKNOWN),
    (Stranger.sign_up, KNOWN, NEW),
    (Stranger.other_address, NO_PASSWORD, UNKNOWN),
]
CONTROLS = [(Stranger.password, KNOWN, NO_PASSWORD), (Stranger.code, KNOWN, UNKNOWN), (Stranger.sign_up, KNOWN, NEW)]


@pytest.mark.parametrize(("way", "one", "other"), WAYS)
def test_an_answer_takes_as_long_for_one_address_as_for_another(way: Way, one: str, other: str) -> None:
    with stranger() as somebody:
        assert any(abs(ms) < MOST_MS for ms in differences_ms(somebody, way, one, other))


@pytest.mark.parametrize(("way", "one", "other"), CONTROLS)
def test_control_a_hash_or_a_rehearsal_left_out_and_ten_ms_more_are_found(way: Way, one: str, other: str) -> None:
    with stranger(EVEN="none") as somebody:
        assert any(abs(ms) >= MOST_MS for ms in differences_ms(somebody, way, one, other))
