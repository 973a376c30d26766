"""From the deck to a mutual yes to a pair: one answers with the keyboard, the other with buttons."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.journeys.server import Site
from tests.journeys.walker import Walker
from tests.journeys.ways import walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
READY = """
from dataclasses import replace
from jobtwinning.programmes.models import Participation, Programme
programme = Programme.objects.get(slug="%s")
programme.rules_json = replace(programme.rules, modes=("blind", "open"), score_floor=0.0).to_json()
programme.save()
Participation.objects.filter(programme=programme).update(state="ready")
"""
NOON = """
from datetime import timedelta
from jobtwinning.choosing import moments, telling
from jobtwinning.core import clock
from jobtwinning.programmes.models import Programme
programme = Programme.objects.get(slug="%s")
at = moments.next_telling(programme, clock.now() + timedelta(days=2))
print(sum(telling.propose_in(programme, region, at) for region in programme.regions.all()))
"""


@walked()
def test_from_a_card_to_a_pair(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    Story(f"kaarten-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """One programme with a teacher and somebody from outside; both walk with reduced motion."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.site = slug, language, site
        self.teacher = Walker(site, browser, f"noor@{slug}.example", language, size)
        self.other = Walker(site, browser, f"daan@{slug}.example", language, size)

    def run(self) -> None:
        self.two_people_are_ready()
        for who in (self.teacher, self.other):
            self.put_a_card_down(who)
        for who in (self.teacher, self.other):
            self.get_cards(who)
        self.answer_by_keyboard_and_think_better_of_it(self.teacher)
        self.answer_by_button(self.other)
        assert self.site.manage("shell", "-v0", "-c", NOON % self.slug).strip() == "1"
        self.site.the_moment_comes()
        for who in (self.teacher, self.other):
            self.accept(who)
        assert "Daan" in self.teacher.text()

    def two_people_are_ready(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", f"coordinator@{self.slug}.example"]
        self.site.manage(
            "create_programme", self.slug, "--name", self.slug, "--organiser", "Regiobureau", *region, *dates
        )
        head = "given_name;surname;email;side;organisation;function;I7;I10"
        rows = [
            f"Noor;Noorsen;{self.teacher.address};docent;School Noor;docent;natuurkunde;leave_to_us",
            f"Daan;Daansen;{self.other.address};niet-docent;Werk Daan;netplanner;natuurkunde;leave_to_us",
        ]
        file = self.site.folder / f"{self.slug}.csv"
        file.write_text("\n".join([head, *rows]))
        self.site.manage("import_participants", self.slug, str(file))
        self.site.manage("shell", "-v0", "-c", READY % self.slug)

    def put_a_card_down(self, who: Walker) -> None:
        who.sign_in()
        who.go("twinning:home")
        with who.page.expect_navigation():
            who.main.locator("a[href*='/rondkijken/'], a[href*='/looking-around/']").first.click()
        who.check_page()
        who.press("main form:has([name=shown]) button[type=submit]")
        who.check_page()

    def get_cards(self, who: Walker) -> None:
        who.press("main button[value=deal]")
        who.check_page()
        told = who.text()
        assert "Noor" not in told.replace("Noorsen", "")
        assert "Daan" not in told

    def answer_by_keyboard_and_think_better_of_it(self, who: Walker) -> None:
        with who.page.expect_navigation():
            who.page.keyboard.press("m")
        who.check_page()
        who.press("main button[value=undo]")
        yes = "y" if self.language == "en" else "j"
        with who.page.expect_navigation():
            who.page.keyboard.press(yes)
        who.check_page()
        with who.page.expect_navigation():
            who.page.locator("a[href$='/antwoorden/'], a[href$='/answers/']").first.click()
        who.check_page()
        assert ("ja, op" if self.language == "nl" else "yes, on") in who.text()

    def answer_by_button(self, who: Walker) -> None:
        who.press("main button[value=yes]")
        who.check_page()

    def accept(self, who: Walker) -> None:
        who.go("twinning:home")
        with who.page.expect_navigation():
            who.main.locator("a[href*='/voorstel'], a[href*='/proposal']").first.click()
        who.check_page()
        who.press("main button[value=accept]")
        who.check_page()
