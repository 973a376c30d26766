"""The platform as `make run` starts it, on an empty folder, for a browser to walk through."""

import email
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.error import HTTPError, URLError

from tests.migrated import migrated_file

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load_samples(folder: Path) -> None:
    """A database with the sample programmes, and the static files."""
    site = Site(folder)
    shutil.copy(migrated_file(), site.database)
    site.start()
    site.stop()
    # A place for whoever signs up, in whichever story comes first.
    with closing(sqlite3.connect(site.database)) as database, database:
        database.execute("UPDATE programmes_programme SET places_per_side = 500 WHERE places_per_side IS NOT NULL")


@dataclass
class Site:
    """A running platform: web server and worker, its own database, its mail as files."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    read: dict[Path, tuple[int, list[EmailMessage]]] = field(default_factory=dict)  # size and mails of a file

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "test.sqlite3"

    @property
    def env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LC_ALL")}
        return kept | {
            "MODE": "demo",
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
        }

    def start(self) -> None:
        """Serve, and wait until web server and worker are well. An empty folder gets the sample programmes."""
        log = (self.folder / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.env, stdout=log, stderr=log
        )
        log.close()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:  # noqa: S310 — our own address
                    if json.load(response)["status"] == "ok":
                        return
            except (HTTPError, URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise TimeoutError((self.folder / "serve.log").read_text()[-2000:])

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)

    def manage(self, *arguments: str) -> str:
        """Run a command on the same database; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def the_moment_comes(self) -> None:
        """What was sent a while ago with a way back can no longer be undone: both may know, and the mails leave."""
        now = "clock.now()"
        lines = [
            "from jobtwinning.core import clock",
            "from jobtwinning.mail.models import OutboxMail",
            "from jobtwinning.pairs.models import Pair",
            f"Pair.objects.filter(proposed_at__gt={now}).update(proposed_at={now})",
            f"OutboxMail.objects.filter(state='waiting').update(not_before={now})",
        ]
        self.manage("shell", "-v0", "-c", "; ".join(lines))

    def mails(self, address: str) -> list[EmailMessage]:
        """Everything that was sent to this address, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        return [mail for path in files for mail in self.mails_in(path) if address in str(mail.get("To", ""))]

    def mails_in(self, path: Path) -> list[EmailMessage]:
        """Those of one file, read once as long as nothing is added."""
        content = path.read_bytes()
        if path not in self.read or self.read[path][0] != len(content):
            parts = content.split(b"\n" + b"-" * 79 + b"\n")
            self.read[path] = len(content), [email.message_from_bytes(part.strip(), policy=default) for part in parts]
        return self.read[path][1]

    def wait_for_mail(self, address: str, *, already: int) -> EmailMessage:
        """The next mail to this address after `already` ones."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            mails = self.mails(address)
            if len(mails) > already:
                return mails[-1]
            time.sleep(0.2)
        raise TimeoutError(f"no mail to {address}")

    def wait_for_code(self, address: str, *, after: str = "") -> str:
        """The newest sign-in code mailed to this address, other than the one before."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for message in reversed(self.mails(address)):
                body = message.get_body(("plain",))
                code = re.search(r"\b([A-Z0-9]{6}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4})\b", body.get_content() if body else "")
                if code and code.group(1) != after:
                    return code.group(1)
            time.sleep(0.2)
        raise TimeoutError(f"no code for {address}")
