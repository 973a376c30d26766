"""An answer that a phone keeps without connection is its owner's alone (MAT-06)."""

from pathlib import Path

import pytest
from playwright.sync_api import Route

from jobtwinning import dating
from jobtwinning.core.browser import browser_path
from tests.browsing import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
SCRIPT = (Path(dating.__file__).parent / "static/dating/js/ballots.js").read_text()
PAGE = """<p data-offline data-owner="{owner}" hidden data-kept="kept" data-saved="saved" data-sent="sent"
 data-refused="refused" data-sign-in="signIn"></p>
<form data-ballot="T1" method="post" action="/kennismaken/gesprek/T1/">
<input name="csrfmiddlewaretoken" value="t"><input name="form_key" value="k">
<button name="answer" value="yes" aria-pressed="false">ja</button></form><script>{script}</script>"""
ADDRESS = "http://localhost:9/kennismaken/E1/"


class Site:
    """Stands in for ours: who is signed in, whether there is a connection, and what came in."""

    def __init__(self) -> None:
        self.owner, self.away = "anouk", True
        self.sent: list[str] = []

    def answer(self, route: Route) -> None:
        if route.request.method == "POST":
            if self.away:
                route.abort()
                return
            self.sent.append(self.owner)
        route.fulfill(content_type="text/html", body=PAGE.format(owner=self.owner, script=SCRIPT))


@pytest.mark.parametrize(("next_owner", "pressed", "sent"), [("imke", "false", []), ("anouk", "true", ["anouk"])])
def test_a_kept_answer_is_shown_to_and_sent_for_its_owner_only(next_owner: str, pressed: str, sent: list[str]) -> None:
    """The second case is the control: its owner does see it, and it goes."""
    site = Site()
    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", site.answer)
        page.goto(ADDRESS)
        page.click("button[value=yes]")
        page.wait_for_function("Object.keys(localStorage).length === 1")
        site.owner = next_owner
        page.goto(ADDRESS)
        assert page.locator("button[value=yes]").get_attribute("aria-pressed") == pressed
        site.away = False
        page.goto(ADDRESS)
        page.wait_for_function("Object.keys(localStorage).length === 0")
    assert site.sent == sent
