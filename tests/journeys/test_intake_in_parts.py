"""A teacher signs up from a poster on a phone, leaves half-way, goes on with a laptop and finishes (REC-05)."""

import re

import pytest
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.browsing import DESKTOP, PHONE
from tests.journeys.server import Site
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.night,  # by day the same story in one browser without scripts, and in one by keyboard
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
SLUG = "maasmond-halfjaar-daarna"
WORDS = {
    "nl": {
        "goals": "Wat je wilt leren",
        "kept": "Opgeslagen om",
        "half": "1 van 7 delen klaar",
        "thanks": "Dank je wel",
    },
    "en": {"goals": "What you want to learn", "kept": "Saved at", "half": "1 of 7 parts done", "thanks": "Thank you"},
}
REST = ({"I6": "Y01"}, {"I10": "leave_to_us"}, {"I11a": "8", "I11b": "3"}, {"I3": "Lerarenopleiding"}, {"I15": "yes"})


@pytest.mark.parametrize("language", ["en", "nl"])
def test_half_on_a_phone_half_on_a_laptop(language: str, site: Site, browser: Browser) -> None:
    address = f"noor-{language}@poster.example"
    words = WORDS[language]
    phone = Walker(site, browser, address, language, PHONE)
    phone.go("intake:sign_up", slug=SLUG, query="?kant=docent&via=poster")
    phone.fill(given_name="Noor", surname="Verbrugge", email=address, organisation="De Brug", function="docent")
    phone.press()
    phone.enter_code()
    phone.check_page()
    phone.press("main .actions a.btn")
    phone.put("I13", "Rotterdam")
    phone.press("main form button[type=submit]:not([name])")
    typed = "Ik wil zien hoe het ergens anders gaat."
    # types with the keyboard only, and lets the phone go without pressing a button
    phone.page.locator('[name="I4"]').focus()
    phone.page.keyboard.type(typed)
    phone.page.keyboard.press("Tab")
    phone.page.locator("#saved", has_text=words["kept"]).wait_for(timeout=60_000)

    laptop = Walker(site, browser, address, language, DESKTOP)
    laptop.used_code = phone.used_code
    laptop.sign_in()
    laptop.page.locator('main a[href*="/intake/"]').first.click()
    laptop.page.wait_for_load_state()
    laptop.check_page()
    assert words["half"] in laptop.text()
    laptop.page.get_by_role("link", name=words["goals"]).click()
    laptop.page.wait_for_load_state()
    assert laptop.page.locator('[name="I4"]').input_value() == typed
    for part in REST:
        laptop.check_page()
        for name, value in part.items():
            laptop.put(name, value)
        by_keyboard(laptop)
    laptop.put("I19", "yes")
    by_keyboard(laptop)
    laptop.check_page()
    assert typed in laptop.text()
    laptop.press()
    laptop.check_page()
    assert words["thanks"] in laptop.text()


def by_keyboard(who: Walker) -> None:
    """Tab to the button and press Enter."""
    button = who.page.locator("main form button[type=submit]:not([name])").first
    before = who.page.url
    button.focus()
    who.page.keyboard.press("Enter")
    who.page.wait_for_url(re.compile(f"^(?!{re.escape(before)}$)"))
