"""Permission: passed on to the right manager, given by oneself, overridden; with JavaScript off for the managers."""

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
    pytest.mark.night,  # by day in the whole story, and in Python
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]


@walked("en-desktop")
def test_permission_by_link_by_oneself_and_by_the_coordinator(
    language: str, size: tuple[int, int], site: Site, browser: Browser
) -> None:
    Story(f"toestemming-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """One programme: a teacher with two managers, a self-employed planner, a teacher whose manager is away."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.size, self.site, self.browser = slug, language, size, site, browser
        self.coordinator = self.person("coordinator")
        self.teacher, self.planner, self.other = self.person("noor"), self.person("daan"), self.person("imke")

    def person(self, name: str) -> Walker:
        return Walker(self.site, self.browser, f"{name}@{self.slug}.example", self.language, self.size)

    def run(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", self.coordinator.address]
        named = [self.slug, "--name", self.slug, "--organiser", "Regiobureau"]
        self.site.manage("create_programme", *named, *region, *dates)
        people = [(self.teacher, "Noor", "docent"), (self.planner, "Daan", "niet-docent")]
        people += [(self.other, "Imke", "docent")]
        rows = [f"{name};{self.slug};{who.address};{side};Werk {name};functie;8" for who, name, side in people]
        file = self.site.folder / f"{self.slug}.csv"
        file.write_text("\n".join(["given_name;surname;email;side;organisation;function;I11a", *rows]))
        self.site.manage("import_participants", self.slug, str(file))
        for who, _name, _side in people:
            who.sign_in()
        self.the_teacher_asks()
        self.the_team_leader_passes_it_on()
        self.the_right_one_says_yes_to_a_maximum()
        self.the_planner_decides_alone()
        self.the_coordinator_overrides_with_a_reason()

    def to_permission(self, who: Walker) -> None:
        """From the own page, as somebody would find it; and confirm to be curious."""
        who.page.goto(self.site.url + ("/en/" if self.language == "en" else "/"))
        who.go("twinning:home")
        who.check_page()
        who.press("main a[href$='/toestemming/'], main a[href$='/permission/']")
        who.check_page()
        who.main.locator('[name="motivation"]').check(force=True)
        who.press("main form[action$='/motivatie/'] button, main form[action$='/motivation/'] button")
        who.check_page()

    def the_teacher_asks(self) -> None:
        self.to_permission(self.teacher)
        self.teacher.fill(name="Henk Postma", email=f"henk@{self.slug}.example")
        self.teacher.press("main form[novalidate] button")
        self.teacher.check_page()
        assert "20" in self.teacher.text()
        self.teacher.press("main button[name=send]")
        self.teacher.check_page()
        assert "Henk Postma" in self.teacher.text()

    def manager(self, address: str) -> Page:
        """Somebody without an account or JavaScript who opens the link in the mail."""
        mail = self.site.wait_for_mail(address, already=0)
        body = mail.get_body(("plain",))
        found = re.search(r"https?://\S*link/\S+", body.get_content() if body else "")
        assert found
        width, height = self.size
        context = self.browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
        page = context.new_page()
        page.goto(found[0])
        assert page.locator("html").get_attribute("lang") == "nl"  # of the participant who asked
        if self.language == "en":
            page.locator("header a[lang=en]").click()
            page.wait_for_load_state()
        return page

    def the_team_leader_passes_it_on(self) -> None:
        page = self.manager(f"henk@{self.slug}.example")
        box = page.locator("main details").last
        box.locator("summary").click()
        box.locator("[name=name]").fill("Marleen Kuiper")
        box.locator("[name=email]").fill(f"marleen@{self.slug}.example")
        box.locator("button").click()
        page.wait_for_load_state()
        assert page.locator(".answers").count() == 0
        page.reload()
        assert page.locator(".answers").count() == 0
        page.context.close()

    def the_right_one_says_yes_to_a_maximum(self) -> None:
        page = self.manager(f"marleen@{self.slug}.example")
        box = page.locator(".answers > details").nth(1)
        box.locator("summary").click()
        box.locator("button").click()
        page.wait_for_load_state()
        box = page.locator(".answers > details").nth(1)
        assert box.locator(".field.wrong").count() == 1
        box.locator("[name=hours_maximum]").fill("24")
        box.locator("button").click()
        page.wait_for_load_state()
        assert "24" in page.locator(".sign-box").inner_text()
        page.context.close()
        self.teacher.go("twinning:home")
        self.teacher.check_page()
        assert self.teacher.main.locator("a[href$='/toestemming/'], a[href$='/permission/']").count() == 0

    def the_planner_decides_alone(self) -> None:
        self.to_permission(self.planner)
        self.planner.press("main a[href$='/zelf/'], main a[href$='/own/']")
        self.planner.check_page()
        self.planner.main.locator('[name="sure"]').check(force=True)
        self.planner.press()
        self.planner.check_page()

    def the_coordinator_overrides_with_a_reason(self) -> None:
        who = self.coordinator
        who.sign_in()
        who.go("intake:participants", slug=self.slug)
        who.check_page()
        ready = who.main.locator("tbody tr", has_text=re.compile("Klaar voor matching|Ready for matching"))
        assert ready.count() == 2
        who.main.locator("a", has_text="Imke").first.click()
        who.page.wait_for_load_state()
        who.check_page()
        who.press("main a[href$='/toelaten/'], main a[href$='/admit/']")
        who.check_page()
        who.fill(reason="De schoolleider is ziek, HR zei ja.")
        who.press()
        who.check_page()
        assert "HR zei ja" in who.text()
        who.go("matching:workspace", slug=self.slug, region_slug=self.slug)
        who.check_page()
