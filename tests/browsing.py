"""A real Chromium for tests, and axe on a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from jobtwinning.core.browser import FLAGS, browser_path

PHONE = (390, 844)
DESKTOP = (1280, 800)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; the machine's own, never a downloaded one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def requests_elsewhere(page: Page, base: str) -> list[str]:
    """A list that grows with every request of this page to another host than ours."""
    found: list[str] = []
    own = (f"{base}/", "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else found.append(request.url))
    return found


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line per element.

    Seen from its end, and wide tables from their first column: there what sticks to an edge lies in its own place and
    covers nothing by chance.
    """
    page.evaluate(
        "window.scrollTo(0, document.documentElement.scrollHeight);"
        "document.querySelectorAll('main *').forEach(box => { if (box.scrollLeft) box.scrollLeft = 0 })"
    )
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
