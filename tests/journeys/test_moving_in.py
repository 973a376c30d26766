"""A coordinator moves thirty running pairs in mid-season without one mail leaving, then presses Start."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from jobtwinning.moving.tests.lists import pair_list
from tests.journeys.server import Site
from tests.journeys.walker import Walker
from tests.journeys.ways import walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
PAIRS = 30


@walked()
def test_thirty_running_pairs_move_in(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    Story(f"verhuizen-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """One programme that has been running for months, kept in a spreadsheet until now."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.site = slug, site
        self.coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)
        self.teacher = f"imke3@{slug}.example"
        self.later = Walker(site, browser, self.teacher, language, size)

    def run(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today - timedelta(weeks=14)), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", self.coordinator.address]
        self.site.manage(
            "create_programme", self.slug, "--name", self.slug, "--organiser", "Regiobureau", *region, *dates
        )
        self.coordinator.sign_in()
        self.the_list_is_read()
        self.nothing_has_left()
        self.start_is_pressed()
        self.somebody_finds_the_own_pair()

    def the_list_is_read(self) -> None:
        who = self.coordinator
        file = self.site.folder / f"{self.slug}.xlsx"
        file.write_bytes(pair_list(PAIRS, domain=f"{self.slug}.example"))
        who.go("moving:lists", slug=self.slug)
        who.check_page()
        who.main.locator("[name=file]").set_input_files(file)
        who.press("main form[enctype] button")
        who.check_page()
        assert who.main.locator("[name=column_6]").input_value() == "starts_on"
        who.press("main form[action$='/kolommen/'] button, main form[action$='/columns/'] button")
        who.check_page()
        assert re.findall(r"\b30\b", who.main.locator("dl.facts").inner_text())
        who.press("main form.stack-form button")
        who.page.wait_for_url(re.compile(r"/start/$"), timeout=60_000)
        who.check_page()

    def nothing_has_left(self) -> None:
        assert not self.site.mails(self.teacher)
        numbers = self.coordinator.main.locator("#mails ~ dl dd").all_inner_texts()
        assert numbers == [str(2 * PAIRS), str(2 * PAIRS)]

    def start_is_pressed(self) -> None:
        self.coordinator.press("main form.stack-form button")
        self.coordinator.page.wait_for_url(re.compile(r"/start/$"), timeout=60_000)
        self.coordinator.check_page()
        self.site.wait_for_mail(self.teacher, already=0)

    def somebody_finds_the_own_pair(self) -> None:
        self.later.sign_in()
        self.later.go("twinning:home")
        self.later.check_page()
        assert "Bram3" in self.later.text()
