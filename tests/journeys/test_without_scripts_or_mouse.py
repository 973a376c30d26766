"""From a poster to ready for matching without scripts, and by keyboard alone; so too the manager who says yes."""

import re

import pytest
from playwright.sync_api import Browser, Page

from jobtwinning.core.browser import browser_path
from tests.browsing import DESKTOP, PHONE
from tests.journeys.hands import Hands, Keys, Taps
from tests.journeys.server import Site
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
SLUG = "maasmond-halfjaar-daarna"
ON = "main form button[type=submit]:not([name])"
WORDS = {
    "nl": {"name": "Je intake", "done": "Dank je wel, Noor", "ready": "Je bent klaar voor matching"},
    "en": {"name": "Your intake", "done": "Thank you, Noor", "ready": "You are ready for matching"},
}
SWAPPING = ("I4", "I9.education")  # after these the server answers with a part of the page: kept, and read back
GOAL = "Ik wil zien hoe het ergens anders gaat."
PARTS = (
    {"I8b": "vo", "I7": "natuurkunde", "I22": "yes", "I22b": "techniek", "I13": "Rotterdam", "I13d": "bicycle"},
    {"I4": GOAL, "I5": "Een les bij een bedrijf maken", "I6": "Y01", "I23": "yes"},
    {"I10": "choose", "I9.subject": "2", "I9.subject.direction": "different", "I9.education": "1"},
    {"I11a": "8", "I11b": "3", "I12c": "monday.morning=can", "I12d": "no"},
    {"I3": "Lerarenopleiding", "I3b": "hbo", "I18": "no", "I20b": "call"},
    {"I15": "yes", "I15b": "yes", "I15c": "partly", "I16": "4"},
    {"I19": "yes"},
)


@pytest.mark.parametrize(
    "language", [pytest.param("nl", id="nl-phone"), pytest.param("en", id="en-phone", marks=pytest.mark.night)]
)
def test_without_scripts_from_a_poster_to_ready_for_matching(language: str, site: Site, browser: Browser) -> None:
    Story(f"zonder-{language}", language, PHONE, site, browser, scripts=False).run()


@pytest.mark.night
@pytest.mark.parametrize("language", [pytest.param("en", id="en-desktop"), pytest.param("nl", id="nl-desktop")])
def test_by_keyboard_alone_from_a_poster_to_ready_for_matching(language: str, site: Site, browser: Browser) -> None:
    story = Story(f"toetsen-{language}", language, DESKTOP, site, browser, scripts=True)
    story.run()
    assert story.faults == set()


def test_control_a_focus_that_is_not_seen_or_lies_under_something_is_told(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<style>a { outline: none } b { position: fixed; inset: auto 0 0 0; height: 50% }</style>"
        "<a href='#a'>a</a><button>b</button><p style='height: 70vh'></p><button id=c>c</button><b></b>"
    )
    keys = Keys(page)
    keys.unfold("#c")
    assert sorted(fault.split(":")[0] for fault in keys.faults) == [
        '<button id="c">c</button> lies under <b></b>',
        "no sign of the focus",
    ]
    with pytest.raises(AssertionError, match="does not reach"):
        keys.unfold("p")
    page.close()


def keeps_focus(page: Page, name: str) -> None:
    """What the server says while somebody types takes the focus away from nobody."""
    page.locator("[data-is-saved]").wait_for()
    page.wait_for_function("!document.querySelector('.htmx-request')")
    assert page.evaluate("document.activeElement.name") == name


class Story:
    """A teacher and her manager, each in a browser of their own."""

    def __init__(
        self, name: str, language: str, size: tuple[int, int], site: Site, browser: Browser, *, scripts: bool
    ) -> None:
        self.name, self.language, self.size, self.site, self.scripts = name, language, size, site, scripts
        self.noor = Walker(site, browser, f"noor@{name}.example", language, size, scripts=scripts)
        self.henk = Walker(site, browser, f"henk@{name}.example", language, size, scripts=scripts)
        self.faults: set[str] = set()

    def hands(self, page: Page) -> Hands:
        if not self.scripts:
            return Taps(page)
        keys = Keys(page)
        keys.faults = self.faults
        return keys

    def run(self) -> None:
        self.sign_up()
        self.intake()
        self.ask_the_manager()
        self.the_manager_says_yes()
        self.noor.page.reload()
        assert WORDS[self.language]["ready"] in self.noor.text()

    def poster(self) -> str:
        """The short address on a poster in a staff room."""
        make = "from jobtwinning.programmes.models import Programme; from jobtwinning.programmes.actions import *; "
        make += f"p = Programme.objects.get(slug='{SLUG}'); r = p.regions.get(); "
        make += f"print('/p/' + make_channel(p, r, kind='poster', label='{self.name}', by=None).code)"
        return self.site.manage("shell", "-c", make).split()[-1]

    def sign_up(self) -> None:
        page, hands = self.noor.page, self.hands(self.noor.page)
        page.goto(self.site.url + self.poster())
        if self.language == "en":
            if self.size == PHONE:
                hands.unfold("header .menu > summary")
            hands.press(f"header {'.menu' if self.size == PHONE else 'nav'} a[lang=en]")
        hands.press("main a[href*='kant=docent']")
        hands.answer("given_name", "Noor")
        hands.answer("surname", "Verbrugge")
        hands.answer("organisation", "De Brug")
        hands.answer("function", "docent")
        hands.press(ON)  # without an address to write to
        assert page.locator("[data-focus-summary]").count() == 1
        assert page.locator("main [name=surname]").input_value() == "Verbrugge"
        hands.unfold("[data-focus-summary] a")  # leads to the field
        hands.answer("email", self.noor.address)
        hands.press(ON)
        hands.answer("code", self.site.wait_for_code(self.noor.address))
        hands.press("main .sign-box form button[type=submit]")
        assert WORDS[self.language]["name"] in self.noor.text()

    def intake(self) -> None:
        page, hands = self.noor.page, self.hands(self.noor.page)
        hands.press("main .actions a.btn")
        for part in PARTS:
            for name, value in part.items():
                hands.answer(name, value)
                if self.scripts and name in SWAPPING:
                    keeps_focus(page, name)
            hands.press(ON)
        assert GOAL in self.noor.text()
        assert all(said in self.noor.text() for said in ("Rotterdam", "Lerarenopleiding", "Een les bij een bedrijf"))
        hands.answer("motivation", "1")
        hands.press(ON)
        assert WORDS[self.language]["done"] in self.noor.text()
        assert WORDS[self.language]["ready"] not in self.noor.text()
        hands.press("main a[href$='/toestemming/'], main a[href$='/permission/']")
        assert page.url.endswith(("/toestemming/", "/permission/"))

    def ask_the_manager(self) -> None:
        hands = self.hands(self.noor.page)
        hands.answer("name", "Henk Postma")
        hands.answer("email", self.henk.address)
        hands.press("main form[novalidate] button")
        hands.press("main button[name=send]")
        assert "Henk Postma" in self.noor.text()

    def the_manager_says_yes(self) -> None:
        body = self.site.wait_for_mail(self.henk.address, already=0).get_body(("plain",))
        link = re.search(r"https?://\S*link/\S+", body.get_content() if body else "")
        assert link
        page, hands = self.henk.page, self.hands(self.henk.page)
        page.goto(link[0])
        hands.unfold("main .answers details:first-child > summary")
        hands.press("main .answers details:first-child button")
        assert page.locator(".answers").count() == 0
