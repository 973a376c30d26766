"""A real server with its own database, and two processes that post to it at the same moment."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.migrated import environment_for, execute, migrated_file, migrated_name, other_database

CSRF = "a" * 32
WSGI = "jobtwinning.config.wsgi:application"
PATIENCE = 60.0  # seconds for the server to answer, on a machine that has more to do


@dataclass(frozen=True, slots=True)
class Post:
    """One sending of a form by one signed-in person; `look` is the page that shows the message."""

    session: str
    path: str
    fields: dict[str, str]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one of the two got back; text is the page they then saw."""

    status: int
    location: str
    text: str


class RaceServer:
    """Address and environment of a running server."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port = port
        self.environment = environment
        self.clients = [self._client() for _ in range(2)]

    def _client(self) -> "subprocess.Popen[str]":
        command = [sys.executable, str(Path(__file__).with_name("race_client.py"))]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def at_once(self, first: Post, second: Post) -> tuple[Reply, Reply]:
        """Both processes post now; the replies in the order asked."""
        lines = [self._line(post) for post in (first, second)]
        for client, line in zip(self.clients, lines, strict=True):
            assert client.stdin is not None
            client.stdin.write(line)
        replies = []
        for client in self.clients:
            assert client.stdout is not None
            replies.append(Reply(**json.loads(client.stdout.readline())))
        return replies[0], replies[1]

    def _line(self, post: Post) -> str:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **post.fields})
        cookies = {"sessionid": post.session, "csrftoken": CSRF}
        return (
            json.dumps({"port": self.port, "path": post.path, "body": body, "cookies": cookies, "look": post.look})
            + "\n"
        )

    def run(self, function: str, *arguments: str) -> Any:
        """Call a function "module:name" in a process of its own on this database; what it returns, through JSON."""
        with socket.socket(socket.AF_UNIX) as calls:
            calls.connect(str(Path(self.environment["VAR_DIR"], "calls")))
            with calls.makefile("rw") as line:
                line.write(json.dumps([function, arguments]) + "\n")
                line.flush()
                returned, wrong = json.loads(line.readline())
        assert wrong is None, wrong
        return returned

    def close(self) -> None:
        for client in self.clients:
            assert client.stdin is not None
            client.stdin.close()
            client.wait(timeout=PATIENCE)
            assert client.stdout is not None
            client.stdout.close()


CALL = """
import importlib, json, sys, django
django.setup()
module, _, name = sys.argv[1].partition(":")
print(json.dumps(getattr(importlib.import_module(module), name)(*sys.argv[2:])))
"""


def run_here(environment: dict[str, str], function: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", CALL, function, *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def race_server(wsgi: str = WSGI, *, threads: int = 2, variables: dict[str, str] | None = None) -> Iterator[RaceServer]:
    """Two workers on a fresh database: SQLite in a file, or a new database on the PostgreSQL of this test run."""
    with tempfile.TemporaryDirectory(prefix="race-") as folder, fresh_database(folder) as url:
        environment = environment_for(folder, url) | (variables or {})
        port = free_port()
        command = [sys.executable, str(Path(__file__).with_name("race_house.py")), wsgi, str(port), str(threads)]
        server = subprocess.Popen(command, env=environment, cwd=root(), stderr=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            race = RaceServer(port, environment)
            try:
                yield race
            finally:
                race.close()
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


@contextmanager
def fresh_database(folder: str) -> Iterator[str]:
    """A copy of the migrated database, gone afterwards."""
    shared = os.environ.get("DATABASE_URL", "")
    if not shared.startswith("postgres"):
        shutil.copy(migrated_file(), f"{folder}/race.sqlite3")
        yield f"sqlite:///{folder}/race.sqlite3"
        return
    name = f"race_{os.getpid()}_{time.monotonic_ns()}"
    execute(shared, f'CREATE DATABASE "{name}" TEMPLATE "{migrated_name(shared)}"')
    try:
        yield other_database(shared, name)
    finally:
        execute(shared, f'DROP DATABASE "{name}" WITH (FORCE)')


def root() -> Path:
    return Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the race server did not start")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            return  # 503: no worker, but it answers
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the race server does not answer")


def sign_in_all(accounts: Sequence[Any]) -> list[str]:
    """Session keys, as if both factors were given."""
    from django.test import Client

    from conftest import sign_in

    keys = []
    for account in accounts:
        client = Client()
        sign_in(client, account)
        key = client.session.session_key
        assert key
        keys.append(key)
    return keys
