"""A pair made by hand; somebody left alone hears why and what would help, changes the own answer, and is matched."""

from datetime import timedelta

import pytest
from django.urls import translate_url
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
PROPOSE = "main form[action$='/voorstel/'] button, main form[action$='/proposal/'] button"


@walked(also=("nl-desktop", "en-phone"))
def test_a_pair_by_hand_and_somebody_left_alone(
    language: str, size: tuple[int, int], site: Site, browser: Browser
) -> None:
    Story(f"alleen-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """One programme: two people who fit, and two who live too far apart for one of them."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.site = slug, language, site
        self.coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)
        self.alone = Walker(site, browser, f"wim@{slug}.example", language, size)
        self.where = {"slug": slug, "region_slug": slug}

    def run(self) -> None:
        self.four_people_are_let_in()
        self.the_coordinator_makes_a_pair_by_hand()
        self.the_coordinator_sees_why_wim_is_alone_and_asks()
        self.wim_changes_his_answer()
        self.the_next_proposal_has_a_partner_for_wim()

    def four_people_are_let_in(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", self.coordinator.address]
        self.site.manage(
            "create_programme", self.slug, "--name", self.slug, "--organiser", "Regiobureau", *region, *dates
        )
        people = [  # Rotterdam, and Dordrecht
            ("Noor", "docent", "2747891", "60"),
            ("Daan", "niet-docent", "2747891", "60"),
            ("Wim", "docent", "2756669", "15"),
            ("Ria", "niet-docent", "2747891", "90"),
        ]
        head = "given_name;surname;email;side;organisation;function;I7;I10;I13;I13c;I13d"
        rows = [
            f"{name};{name}sen;{name.lower()}@{self.slug}.example;{side};Werk {name};functie;"
            f"{'natuurkunde' if side == 'docent' else 'energie'};leave_to_us;{place};{minutes};car"
            for name, side, place, minutes in people
        ]
        file = self.site.folder / f"{self.slug}.csv"
        file.write_text("\n".join([head, *rows]))
        self.site.manage("import_participants", self.slug, str(file))
        who = self.coordinator
        who.sign_in()
        for name, *_rest in people:
            who.go("intake:participants", slug=self.slug)
            with who.page.expect_navigation():
                who.main.locator("a", has_text=name).first.click()
            who.press("main a[href$='/toelaten/'], main a[href$='/admit/']")
            who.fill(reason="HR zei ja.")
            who.press()

    def the_coordinator_makes_a_pair_by_hand(self) -> None:
        who = self.coordinator
        who.go("matching:two", **self.where)
        for name, label in (("teacher", "Noor Noorsen"), ("non_teacher", "Daan Daansen")):
            field = who.main.locator(f'[name="{name}"]').first
            field.select_option(field.locator("option", has_text=label).get_attribute("value"))
        with who.page.expect_navigation():
            who.main.locator("form[method=get] button").first.click()
        who.check_page()
        with who.page.expect_navigation():
            who.main.locator("a.btn[href*='/koppel/'], a.btn[href*='/pair/']").first.click()
        who.check_page()
        assert "Noor Noorsen" in who.text()
        who.press("button[form=maak]")
        who.check_page()
        assert "Noor Noorsen" in who.text()

    def the_coordinator_sees_why_wim_is_alone_and_asks(self) -> None:
        who = self.coordinator
        who.go("matching:workspace", **self.where)
        who.press(PROPOSE)
        who.check_page()
        with who.page.expect_navigation():
            who.main.locator("a[href*='/mens/'], a[href*='/person/']", has_text="Wim").first.click()
        who.check_page()
        with who.page.expect_navigation():
            who.main.locator("a[href*='/vraag/'], a[href*='/question/']").first.click()
        who.check_page()
        who.press()
        who.check_page()

    def wim_changes_his_answer(self) -> None:
        mail = self.site.wait_for_mail(self.alone.address, already=0)
        body = mail.get_body(("plain",))
        assert body is not None
        link = next(word for word in body.get_content().split() if word.startswith("http") and "/intake/" in word)
        assert " 15 " in body.get_content()
        who = self.alone
        who.sign_in()
        who.page.goto(translate_url(link, self.language))  # who was imported is written to in Dutch
        who.check_page()
        who.fill(I13c="60")
        who.press("main form button[type=submit]:not([name])")
        who.check_page()

    def the_next_proposal_has_a_partner_for_wim(self) -> None:
        who = self.coordinator
        who.go("matching:workspace", **self.where)
        who.press(PROPOSE)
        who.check_page()
        assert who.main.locator(".matches", has_text="Wim Wimsen").locator("text=Ria Riasen").count()
