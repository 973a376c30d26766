"""A teacher signs up from a poster on a phone, leaves half-way, goes on with a laptop and finishes (REC-05)."""

import re

import pytest
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.browsing import DESKTOP, PHONE
from tests.journeys.server import Site
from tests.journeys.walker import Walker

pytestmark = [
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


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_half_on_a_phone_half_on_a_laptop(language: str, scripts: bool, site: Site, browser: Browser) -> None:
    address = f"noor-{language}-{scripts}@poster.example".lower()
    words = WORDS[language]
    phone = walker(site, browser, address, language, PHONE, scripts)
    phone.go("intake:sign_up", slug=SLUG, query="?kant=docent&via=poster")
    phone.fill(given_name="Noor", surname="Verbrugge", email=address, organisation="De Brug", function="docent")
    phone.press()
    phone.enter_code()
    look(phone, scripts)
    phone.press("main .actions a.btn")
    phone.put("I13", "Rotterdam")
    phone.press("main form button[type=submit]:not([name])")
    typed = "Ik wil zien hoe het ergens anders gaat."
    if scripts:  # types with the keyboard only, and lets the phone go without pressing a button
        phone.page.locator('[name="I4"]').focus()
        phone.page.keyboard.type(typed)
        phone.page.keyboard.press("Tab")
        phone.page.locator("#saved", has_text=words["kept"]).wait_for(timeout=60_000)
    else:
        phone.page.locator('[name="I4"]').fill(typed)
        phone.press("header button[name=later]")
        look(phone, scripts)
        phone.press("main form[action$='mail-link/'] button")
        look(phone, scripts)

    laptop = walker(site, browser, address, language, DESKTOP, scripts)
    laptop.used_code = phone.used_code
    laptop.sign_in()
    laptop.page.locator('main a[href*="/intake/"]').first.click()
    laptop.page.wait_for_load_state()
    look(laptop, scripts)
    assert words["half"] in laptop.text()
    laptop.page.get_by_role("link", name=words["goals"]).click()
    laptop.page.wait_for_load_state()
    assert laptop.page.locator('[name="I4"]').input_value() == typed
    for part in REST:
        look(laptop, scripts)
        for name, value in part.items():
            laptop.put(name, value)
        by_keyboard(laptop)
    laptop.put("I19", "yes")
    by_keyboard(laptop)
    look(laptop, scripts)
    assert typed in laptop.text()
    laptop.press()
    look(laptop, scripts)
    assert words["thanks"] in laptop.text()


def walker(site: Site, browser: Browser, address: str, language: str, size: tuple[int, int], scripts: bool) -> Walker:
    """Somebody in front of a browser that runs scripts, or does not."""
    one = Walker(site, browser, address, language, size)
    if not scripts:
        viewport = {"width": size[0], "height": size[1]}
        one.page.context.close()
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", java_script_enabled=False)  # type: ignore[arg-type]  # a size
        one.page = context.new_page()
        one.page.set_default_timeout(15_000)
    return one


def look(who: Walker, scripts: bool) -> None:
    """The whole check needs scripts of its own."""
    if scripts:
        who.check_page()
    assert who.page.locator("html").get_attribute("lang") == who.language


def by_keyboard(who: Walker) -> None:
    """Tab to the button and press Enter."""
    button = who.page.locator("main form button[type=submit]:not([name])").first
    before = who.page.url
    button.focus()
    who.page.keyboard.press("Enter")
    who.page.wait_for_url(re.compile(f"^(?!{re.escape(before)}$)"))
