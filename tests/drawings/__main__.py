"""Take pictures of the drawn pages with the drawings' cast: `python -m tests.drawings FOLDER`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, StorageState

from tests.browsing import DESKTOP, PHONE, chromium
from tests.journeys.server import ROOT, Site

NOOR, SASKIA = "noor@voorbeeld.example", "saskia@demo.jobtwinning.example"
SET_UP = "import django; django.setup(); from tests.drawings import autumn, spring; from django.apps import apps\n"
SIGN_IN = """
from django.test import Client
from conftest import sign_in
client = Client()
sign_in(client, apps.get_model("accounts.Account").objects.get(email={email!r}))
print(client.session.session_key)
"""


class FixedSite(Site):
    """The platform as it is on a day of the drawings."""

    moment = datetime.now(UTC)

    @property
    def env(self) -> dict[str, str]:
        offset = int((self.moment - datetime.now(UTC)).total_seconds())
        return super().env | {"CLOCK_OFFSET_SECONDS": str(offset)}

    def python(self, code: str) -> str:
        """Run a few lines on this site's database; what they print."""
        env = self.env | {"DJANGO_SETTINGS_MODULE": "jobtwinning.config.settings"}
        done = subprocess.run([sys.executable, "-c", SET_UP + code], env=env, cwd=ROOT, check=True, capture_output=True)
        return done.stdout.decode().strip()

    def moment_of(self, name: str) -> datetime:
        return datetime.fromisoformat(self.python(f"print(autumn.{name}.isoformat())"))


@contextmanager
def served(site: FixedSite) -> Iterator[None]:
    site.start()
    try:
        yield
    finally:
        site.stop()


def signed_in(site: FixedSite, email: str) -> StorageState:
    """A browser in which this address is signed in, second factor given."""
    return {
        "cookies": [
            {
                "name": "sessionid",
                "value": site.python(SIGN_IN.format(email=email)),
                "domain": "127.0.0.1",
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
        ],
        "origins": [],
    }


def pictures_of(browser: Browser, state: StorageState | None, url: str, folder: Path, name: str) -> None:
    """The whole page, wide and narrow, light and dark; what sticks to the bottom of the window stands at the end."""
    for width, height in (DESKTOP, PHONE):
        for suffix, dark in (("", False), ("-donker", True)):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                storage_state=state,
                locale="nl-NL",
            )
            page = context.new_page()
            page.goto(url)
            whole = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(height, whole)})
            page.screenshot(path=str(folder / f"{name}-{width}{suffix}.png"), full_page=True)
            context.close()


def main(folder: Path) -> None:
    """All pictures that were drawn of what is built, in the order of the season."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room, chromium() as browser:
        site = FixedSite(Path(room))
        site.moment = site.moment_of("OPEN_DAY")
        site.manage("migrate", "-v0")
        site.manage("createcachetable")
        site.python("spring.make(); autumn.make_open()")
        with served(site):
            pictures_of(browser, None, f"{site.url}/programma/najaar-2026/", folder, "01-programma")
            noor = site.python("print(autumn.called('noor').public_id)")
            intake = f"{site.url}/deelname/{noor}/intake/matchen/"
            pictures_of(browser, signed_in(site, NOOR), intake, folder, "02-intake")
            report = f"{site.url}/coordinator/voorjaar-2026/rapport/"
            pictures_of(browser, signed_in(site, SASKIA), report, folder, "08-evaluatie")
        site.moment = site.moment_of("MATCHING_DAY")
        site.python("autumn.make_matching()")
        with served(site):
            workspace = f"{site.url}/coordinator/najaar-2026/matchen/maasmond/"
            pictures_of(browser, signed_in(site, SASKIA), workspace, folder, "04-matchen")
        site.moment = site.moment_of("RUNNING_DAY")
        site.python("autumn.make_running()")
        with served(site):
            pair = site.python("print(autumn.called('noor').seats.get().pair.public_id)")
            pictures_of(browser, signed_in(site, NOOR), f"{site.url}/koppel/{pair}/", folder, "06-koppel")
        mails = f"apps.get_model('mail.OutboxMail').objects.filter(address={NOOR!r}, template='pair_confirmed')"
        for part, name in (("body_html", "10-email.html"), ("body_text", "10-email.txt")):
            (folder / name).write_text(site.python(f"print({mails}.get().{part})"))
        pictures_of(browser, None, f"file://{folder.resolve()}/10-email.html", folder, "10-email")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
