"""A round at the workbench by keyboard alone: pin, keep apart, prefer, and two proposals side by side."""

import pytest
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.browsing import DESKTOP, PHONE
from tests.journeys.hands import Keys
from tests.journeys.server import Site
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.night,  # by day the whole story sends a proposal with the mouse
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
PROPOSE = "form[action$='/voorstel/'] button:not([name]), form[action$='/proposal/'] button:not([name])"
ROW = ".matches > li:not(.pinned)"
WORDS = {
    "nl": ("Wat kost het, en wat", "1 koppel vast", "1 keer niet samen", "1 keer liever samen", "goede buren"),
    "en": ("What does it cost, and", "1 pair fixed", "1 time kept apart", "1 preference", "goede buren"),
}


@pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param("nl", DESKTOP, id="nl-desktop"),
        pytest.param("en", DESKTOP, id="en-desktop"),
        pytest.param("nl", PHONE, id="nl-phone"),
        pytest.param("en", PHONE, id="en-phone"),
    ],
)
def test_by_keyboard_alone_a_round_with_decisions_and_two_proposals(
    language: str, size: tuple[int, int], site: Site, browser: Browser
) -> None:
    """MAT-03: pin, forbid and prefer with a reason, other weights, two proposals compared, names hidden."""
    slug = f"werkbank-{language}-{size[0]}"
    site.manage(
        "create_programme", slug, "--name=Werkbank", "--organiser=Regiobureau", f"--region={slug}:Streek {slug}:middle",
        "--starts=2027-01-11", "--ends=2027-04-16", f"--coordinator=coordinator@{slug}.example",
    )  # fmt: skip
    site.manage("populate", slug, "--per-side=12")
    coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)
    coordinator.sign_in()
    coordinator.go("matching:workspace", slug=slug, region_slug=slug)
    keys = Keys(coordinator.page)
    keys.press(PROPOSE)
    keys.press(f"{ROW} button[name=decision][value=pin]")
    keys.press(f"{ROW} button[name=decision][value=forbid]")
    keys.unfold(f"{ROW}:has([aria-pressed=false][value=forbid]) details.breakdown > summary")
    keys.answer("reason", "goede buren")
    keys.press(f"{ROW} button[name=decision][value=prefer]")
    keys.press(PROPOSE)
    coordinator.check_page()
    assert "goede buren" in coordinator.text()
    keys.press("main nav a[href$='/vergelijken/'], main nav a[href$='/compare/']")
    coordinator.check_page()
    cost, *asked, _reason = WORDS[language]
    for words in (cost, *asked):
        assert words in coordinator.text()
    keys.press("main a[href$='/voorstellen/'], main a[href$='/proposals/']")
    coordinator.check_page()
    keys.press("main tbody a")
    keys.answer("name", "Met de buren")
    keys.press("main form:has([name=version]) button")
    coordinator.check_page()
    assert "Met de buren" in coordinator.text()
    keys.press("main nav a[href$='/wat-telt/'], main nav a[href$='/what-counts/']")
    coordinator.check_page()
    keys.answer("subject", "0")
    keys.press("main form[novalidate] button[type=submit]")
    assert cost in coordinator.text()
    coordinator.check_page()
    coordinator.go("matching:workspace", slug=slug, region_slug=slug)
    name = coordinator.main.locator(".matches .person b").first.inner_text()
    keys.press("main button[name=masked]")
    assert name not in coordinator.text()
    coordinator.check_page()
    assert keys.faults == set()
