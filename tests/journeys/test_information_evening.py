"""An information evening: from the prompt over invitations and answers to who came and who joins."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from jobtwinning.core.browser import browser_path
from tests.journeys.server import Site
from tests.journeys.walker import Walker
from tests.journeys.ways import walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
NAMES = ("Noor", "Imke", "Bart", "Sanne", "Joris")
INVITE = "main a[href$='/uitnodigen/'], main a[href$='/invite/']"
# As if the evening had begun an hour ago.
BEGUN = (
    "from datetime import timedelta",
    "from jobtwinning.core import clock",
    "from jobtwinning.programmes.models import Event",
    "now = clock.now()",
    "rows = Event.objects.filter(programme__slug='{slug}')",
    "rows.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))",
)


@walked()
def test_information_evening(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    """REC-04: prompted, planned, invited, answered, moved, attended by telephone and by hand, decided."""
    Evening(f"avond-{language}-{size[0]}", language, size, site, browser).run()


class Evening:
    """One school where five teachers signed up, and their coordinator."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.size, self.site, self.browser = slug, language, size, site, browser
        self.coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)

    def address(self, name: str) -> str:
        return f"{name.lower()}@{self.slug}.example"

    def run(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", self.coordinator.address]
        named = [self.slug, "--name", self.slug, "--organiser", "Regiobureau"]
        self.site.manage("create_programme", *named, *region, *dates)
        rows = [f"{name};Vis;{self.address(name)};docent;Havenlyceum {self.slug};docent" for name in NAMES]
        file = self.site.folder / f"{self.slug}.csv"
        file.write_text("\n".join(["given_name;surname;email;side;organisation;function", *rows]))
        self.site.manage("import_participants", self.slug, str(file))
        self.coordinator.sign_in()
        self.the_coordinator_is_prompted_and_plans()
        self.exactly_five_are_invited()
        guest = self.a_guest_says_yes("Noor")
        self.another_says_no("Imke")
        self.the_evening_is_moved_and_everybody_hears()
        self.the_evening_comes()
        self.a_guest_checks_in_and_joins(guest)
        self.the_coordinator_notes_the_rest()

    def the_coordinator_is_prompted_and_plans(self) -> None:
        who = self.coordinator
        who.go("programmes:overview")
        who.check_page()
        who.press("main a[href*='organisatie=']")
        who.check_page()
        assert who.main.locator("[name=place]").input_value() == f"Havenlyceum {self.slug}"
        who.fill(capacity="4")
        who.press()
        who.check_page()

    def exactly_five_are_invited(self) -> None:
        who = self.coordinator
        self.event_url = who.page.url
        who.press(INVITE)
        who.check_page()
        text = who.text()
        assert "5 mensen krijgen een uitnodiging" in text or "5 people get an invitation" in text
        assert all(name in text for name in NAMES)
        who.press("main aside form button[type=submit]")
        who.check_page()

    def open_link(self, name: str) -> Page:
        """A guest without an account opens the link of the mail on a telephone."""
        mail = self.site.wait_for_mail(self.address(name), already=0)
        body = mail.get_body(("plain",))
        found = re.search(r"https?://\S*/uitnodiging/\S+", body.get_content() if body else "")
        assert found
        calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert calendars
        assert "METHOD:REQUEST" in calendars[0].get_content()
        width, height = self.size
        page = self.browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.goto(found[0])
        return page

    def choose(self, page: Page, name: str, value: str) -> None:
        with page.expect_navigation():
            page.locator(f"main button[name={name}][value={value}]").click()

    def a_guest_says_yes(self, name: str) -> Page:
        page = self.open_link(name)
        self.choose(page, "answer", "yes")
        assert "plek 1" in page.locator("main").inner_text()
        return page

    def another_says_no(self, name: str) -> None:
        page = self.open_link(name)
        self.choose(page, "answer", "no")
        assert page.locator("main button[value=yes]").count() == 1  # and may still change their mind
        page.context.close()

    def the_evening_is_moved_and_everybody_hears(self) -> None:
        who = self.coordinator
        who.page.goto(self.event_url)
        who.press("main a[href$='/wijzigen/'], main a[href$='/change/']")
        who.check_page()
        who.fill(place="Kantine")
        who.press()
        who.check_page()
        for name in NAMES:
            mail = self.site.wait_for_mail(self.address(name), already=1)
            calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
            assert "SEQUENCE:1" in calendars[0].get_content()

    def the_evening_comes(self) -> None:
        self.site.manage("shell", "-v0", "-c", "; ".join(BEGUN).format(slug=self.slug))

    def a_guest_checks_in_and_joins(self, guest: Page) -> None:
        who = self.coordinator
        who.page.goto(self.event_url)
        who.check_page()
        who.press("main a[href$='/inchecken/'], main a[href$='/check-in/']")
        who.check_page()
        guest.goto(who.main.locator("a[href*='/inchecken/'], a[href*='/check-in/']").first.get_attribute("href") or "")
        with guest.expect_navigation():
            guest.locator("main form button").click()
        with guest.expect_navigation():
            guest.locator("main .sign-box a").click()
        self.choose(guest, "decision", "joins")
        guest.context.close()

    def the_coordinator_notes_the_rest(self) -> None:
        who = self.coordinator
        who.page.goto(self.event_url)
        who.check_page()
        row = "main tr:has-text('Bart')"
        who.press(f"{row} button[value=present]")
        who.main.locator("tr", has_text="Bart").locator("select[name=note]").select_option("thinks")
        who.press(f"{row} form:has(select) button")
        who.check_page()
        chosen = {name: who.main.locator("tr", has_text=name).locator("select") for name in ("Noor", "Bart")}
        assert {name: one.input_value() for name, one in chosen.items()} == {"Noor": "joins", "Bart": "thinks"}
        assert self.site.wait_for_mail(self.address("Noor"), already=2)
