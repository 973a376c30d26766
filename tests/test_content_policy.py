"""In a real browser: our scripts run, what a page did not call does not, and the browser says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from jobtwinning.core.browser import browser_path
from tests.browsing import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(live_server: object) -> Iterator[Page]:
    with chromium() as browser:
        yield opened(browser, str(live_server))


def opened(browser: Browser, base: str) -> Page:
    page = browser.new_page()
    page.goto(f"{base}/en/")
    return page


def test_scripts_of_the_page_run_and_nothing_else_does(page: Page) -> None:
    assert page.evaluate("typeof htmx") == "object"
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.evaluate(
        """() => {
            const add = (name, set) => {
                const made = document.createElement(name);
                set(made);
                document.body.append(made);
            };
            add("script", (made) => { made.textContent = "window.ran = true"; });
            add("script", (made) => { made.src = document.querySelector("script[src*=busy]").src; });
            add("style", (made) => { made.textContent = "body { display: none }"; });
            add("iframe", (made) => { made.src = "/"; });
            add("img", (made) => { made.src = "https://elders.example/x.png"; });
            document.body.insertAdjacentHTML("beforeend", "<img src='data:x' onerror='window.ran = true'>");
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    kinds = ("script-src", "style-src", "default-src", "img-src")  # the frame falls under default-src
    assert [kind for kind in kinds if not any(kind in text for text in refused)] == []
