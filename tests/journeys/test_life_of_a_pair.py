"""Two pairs: one takes a pause and becomes definite, one stops with the exit card and both are free again."""

import re
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
MONTH_LATER = """
from datetime import timedelta
from jobtwinning.core import clock
from jobtwinning.pairs import tasks
tasks.ask_after_trial(clock.now() + timedelta(days=32))
"""


PAIR_AS_IT_IS = """
from jobtwinning.pairs.models import Pair
pair = Pair.objects.get(public_id="%s")
print(pair.state, pair.version, sorted(pair.seats.values_list("pk", "active", "answer", "trial_answer")))
"""


@walked()
def test_a_pause_a_trial_and_an_exit(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    Story(f"leven-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """A programme of four people, all paired."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.site = slug, site
        names = ("noor", "imke", "daan", "hugo")
        self.people = [Walker(site, browser, f"{name}@{slug}.example", language, size) for name in names]

    def run(self) -> None:
        self.four_people_are_paired()
        going_on = self.accept(self.people[0])
        partner = self.partner_of(going_on)
        self.take_a_pause_and_go_on(self.people[0], partner, going_on)
        self.site.manage("shell", "-v0", "-c", MONTH_LATER)
        for who in (self.people[0], partner):
            who.go("twinning:trial", public_id=going_on)
            who.check_page()
            who.fill(answer="continue")
            who.press()
        other = next(who for who in self.people if who not in (self.people[0], partner))
        self.stop(other)
        self.match_again_and_say_no(other, going_on)

    def four_people_are_paired(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", f"saskia@{self.slug}.example"]
        self.site.manage("create_programme", self.slug, "--name", self.slug, "--organiser", "Bureau", *region, *dates)
        self.bring_in(self.people[:2], self.people[2:])
        self.propose()
        for who in self.people:
            who.sign_in()

    def bring_in(self, teachers: list[Walker], others: list[Walker]) -> None:
        """From a file, ready to be matched; all live in Rotterdam."""
        people = [(who, "docent") for who in teachers] + [(who, "niet-docent") for who in others]
        rows = [f"{who.address[:4]};{self.slug};{who.address};{side};Werk {who.address[:4]};functie;8;2747891"
                for who, side in people]  # fmt: skip
        file = self.site.folder / f"{self.slug}-{len(people)}.csv"
        file.write_text("\n".join(["given_name;surname;email;side;organisation;function;I11a;I13", *rows]))
        told = ["--permission", "paper", "--note", "Formulieren in de map"]
        self.site.manage("import_participants", self.slug, str(file), *told)

    def propose(self) -> None:
        self.site.manage("propose_pairs", self.slug, "--objective", "total", "--commit")
        self.site.the_moment_comes()

    def accept(self, who: Walker) -> str:
        """Everybody says yes; the pair of this one."""
        found = ""
        for each in self.people:
            each.go("twinning:home")
            with each.page.expect_navigation():
                each.main.locator("a[href*='voorstel/'], a[href*='proposal/']").first.click()
            each.press("main button[name=answer][value=accept]")
            if each is who:
                found = each.page.url.rstrip("/").rpartition("/")[2]
        return found

    def partner_of(self, pair: str) -> Walker:
        """Who else may open the page of this pair."""
        for who in self.people[2:]:
            reply = who.page.goto(who.url("twinning:pair", public_id=pair))
            if reply is not None and reply.status == 200:
                return who
        raise AssertionError("nobody else is in this pair")

    def take_a_pause_and_go_on(self, who: Walker, partner: Walker, pair: str) -> None:
        who.go("twinning:pair", public_id=pair)
        who.check_page()
        with who.page.expect_navigation():
            who.main.locator("a[href$='pauze-kaart/'], a[href$='pause-card/']").first.click()
        who.check_page()
        who.press()
        who.check_page()
        partner.go("twinning:pair", public_id=pair)
        partner.check_page()
        partner.press("main form[action$='weer-verder/'] button, main form[action$='on-again/'] button")
        partner.check_page()

    def stop(self, who: Walker) -> None:
        """From their page two clicks, and a page that may be skipped."""
        who.go("twinning:home")
        link = who.main.locator("a[href*='/koppel/'], a[href*='/pair/']").first.get_attribute("href") or ""
        who.go("twinning:pair", public_id=re.split(r"/(?:koppel|pair)/", link)[1].partition("/")[0])
        with who.page.expect_navigation():
            who.main.locator("a[href$='exit-kaart/'], a[href$='exit-card/']").first.click()
        who.check_page()
        who.press()
        who.check_page()
        who.fill(reason="time", hours="4")
        who.press()
        who.check_page()
        assert "exit" not in who.page.url
        assert "stop" in who.text()

    def match_again_and_say_no(self, who: Walker, going_on: str) -> None:
        """Two newcomers: whoever stopped gets another proposal, and nothing of the other pair changes."""
        newcomers = [Walker(self.site, who.browser, f"{name}@{self.slug}.example", who.language, who.size)
                     for name in ("vera", "wout")]  # fmt: skip
        before = self.site.manage("shell", "-v0", "-c", PAIR_AS_IT_IS % going_on)
        self.bring_in(newcomers[:1], newcomers[1:])
        self.propose()
        assert self.site.manage("shell", "-v0", "-c", PAIR_AS_IT_IS % going_on) == before
        assert "definite" in before
        who.go("twinning:home")
        with who.page.expect_navigation():
            who.main.locator("a[href*='voorstel/'], a[href*='proposal/']").first.click()
        who.check_page()
        assert any(name in who.text() for name in ("vera", "wout"))
        who.main.locator("form details.fold > summary").click()
        who.fill(reason="travel")
        who.press("main button[name=answer][value=decline]")
        who.check_page()
