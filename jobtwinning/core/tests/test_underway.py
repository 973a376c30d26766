"""A page that takes longer than a moment says so; what leaves the page as it is says nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from jobtwinning.core.browser import browser_path
from tests.browsing import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
LINKS = """() => document.body.insertAdjacentHTML("beforeend",
  '<a id="here" href="#inhoud">a</a><a id="tab" href="/" target="_blank">b</a>' +
  '<a id="file" href="/static/core/img/logo.svg" download>c</a>')"""

# Playwright asks nothing of a page that is being left, so the page tells it.
TELL = """() => { const line = document.getElementById("underway");
  new MutationObserver(() => { if (!line.hidden && line.textContent) console.log(line.textContent); })
    .observe(line, { childList: true }); }"""


@pytest.fixture
def page(live_server: object) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(locale="nl-NL")
        page.goto(str(live_server))
        yield page


def test_only_a_slow_page_says_that_it_is_coming(page: Page) -> None:
    line = page.locator("#underway")
    page.evaluate(LINKS)
    for name in ("#here", "#tab", "#file"):
        page.locator(name).click()
    page.wait_for_timeout(600)
    expect(line).to_be_hidden()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.evaluate(TELL)
    held: list[Route] = []
    page.route("**/privacy/", lambda route: held.append(route))  # its own function: playwright marks it
    page.locator(".site-footer a[href$='/privacy/']").first.click(no_wait_after=True)
    page.wait_for_timeout(800)
    held[0].continue_()
    page.wait_for_url("**/privacy/")
    assert told == ["Even geduld, we zijn bezig"]
    expect(line).to_be_hidden()
