"""The platform as it runs for real: production settings, gunicorn with the file of deploy/, hashed files."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from tests.migrated import migrated_file
from tests.once import made_once

ROOT = Path(__file__).parents[1]
HOST = "twinning.example"
SECRET_KEY = "Zb3-" * 20 + "only-for-the-test-of-production"
CLIENT = "203.0.113.7"


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    """What deploy/jobtwinning.env.example asks for, nothing of the machine of the tests."""
    inherited = {key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ}
    return inherited | {
        "MODE": "production",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "BEHIND_PROXY": "true",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "VAR_DIR": str(var_dir),
        **more,
    }


def manage(var_dir: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var_dir, **more),
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Server:
    """A running gunicorn and where its log goes."""

    port: int
    log: Path

    def raw(self, sent: bytes) -> bytes:
        """Bytes as somebody may send them, and the first bytes of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(sent)
            return connection.recv(65536)

    def ask(
        self, path: str, *, method: str = "GET", body: str = "", headers: dict[str, str] | None = None
    ) -> HttpResponse:
        """As the proxy asks for a client: with the host, the scheme and the client's address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": CLIENT, **(headers or {})}
        if body:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(method, path, body=body or None, headers=sent)
            got = connection.getresponse()
            answer = HttpResponse(got.read(), status=got.status)
            del answer.headers["Content-Type"]
            for name, value in got.getheaders():
                if name.lower() == "set-cookie":
                    answer.cookies.load(value)
                else:
                    answer.headers[name] = value
            return answer
        finally:
            connection.close()

    def text(self) -> str:
        return self.log.read_text()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]


def prepare(var_dir: Path) -> None:
    """The database and the files, as a deployment makes them; most of the migrating is done already."""
    shutil.copy(migrated_file(), var_dir / "jobtwinning.sqlite3")
    for arguments in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
        done = manage(var_dir, *arguments)
        assert done.returncode == 0, done.stderr


@contextmanager
def serving(var_dir: Path) -> Iterator[Server]:
    """Migrate, collect the files and serve until the block ends."""
    shutil.copytree(made_once("production", prepare), var_dir, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var_dir / "log"
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "jobtwinning.config.wsgi:application"]
    with log.open("w") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var_dir, HOST="127.0.0.1", PORT=str(port), WEB_PROCESSES="1"),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        server = Server(port, log)
        try:
            wait_for(server)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(server: Server) -> None:
    for _ in range(300):
        try:
            server.ask("/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(server.text())
