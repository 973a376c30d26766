"""From nothing to the report: an admin, a coordinator, a teacher and a professional, through real sign-in."""

import json
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


@walked("nl-phone")
def test_a_programme_from_empty_to_report(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    slug = f"verhaal-{language}-{size[0]}"
    Story(slug, language, size, site, browser).run()


class Story:
    """The whole journey of one programme."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.site = slug, language, site

        def person(name: str) -> Walker:
            return Walker(site, browser, f"{name}@{slug}.example", language, size)

        self.admin, self.coordinator = person("beheer"), person("coordinator")
        self.teacher, self.professional = person("noor"), person("daan")

    def run(self) -> None:
        self.the_admin_makes_a_region_and_a_coordinator()
        self.the_coordinator_makes_a_programme()
        self.two_people_sign_up()
        self.the_coordinator_matches_them()
        self.both_accept()
        self.they_meet_and_log_hours()
        self.the_coordinator_closes_the_pair()
        self.both_look_back()
        self.the_report_protects_two_people()

    def the_admin_makes_a_region_and_a_coordinator(self) -> None:
        self.site.manage("create_admin", self.admin.address)
        self.admin.sign_in()
        self.admin.go("programmes:region_new")
        self.admin.check_page()
        self.admin.fill(
            name=f"Streek {self.slug}",
            slug=self.slug,
            organiser="Regiobureau",
            contact_name="Saskia de Boer",
            contact_email=self.coordinator.address,
            school_holidays="middle",
        )
        self.admin.press()
        assert f"Streek {self.slug}" in self.admin.text()
        self.admin.go("programmes:grant_new")
        self.admin.fill(email=self.coordinator.address, role="coordinator")
        self.admin.main.locator('[name="region"]').select_option(label=f"Streek {self.slug}")
        self.admin.press()
        self.admin.check_page()
        assert self.coordinator.address in self.admin.text()

    def the_coordinator_makes_a_programme(self) -> None:
        today = timezone.localdate()
        self.coordinator.sign_in()
        self.coordinator.check_page()
        self.coordinator.go("programmes:programme_new", query="?start=autumn")
        self.coordinator.check_page()
        self.coordinator.fill(
            name_nl=f"Ronde {self.slug}",
            name_en=f"Programme {self.slug}",
            slug=self.slug,
            organiser="Regiobureau",
            starts_on=str(today),
            ends_on=str(today + timedelta(weeks=13)),
            sign_up_until=str(today + timedelta(weeks=1)),
            matched_by=str(today + timedelta(weeks=2)),
        )
        self.coordinator.main.locator('[name="regions"]').first.check(force=True)
        self.coordinator.press()
        self.coordinator.check_page()
        self.coordinator.press("button[name=confirm]")
        self.coordinator.press("main form button:has-text('aanmelding'), main form button:has-text('sign-up')")
        self.coordinator.check_page()

    def two_people_sign_up(self) -> None:
        self.sign_up(
            self.teacher, "docent", "Noor", "Verbrugge", "Brugwater Lyceum", "docent natuurkunde", "natuurkunde"
        )
        self.sign_up(self.professional, "werk", "Daan", "Oosterling", "Stroomwacht", "netplanner", "energie")
        self.coordinator.go("intake:participants", slug=self.slug)
        self.coordinator.check_page()
        assert "Verbrugge" in self.coordinator.text()
        assert "Oosterling" in self.coordinator.text()

    def sign_up(
        self, who: Walker, door: str, given: str, surname: str, organisation: str, function: str, subject: str
    ) -> None:
        who.go("site:programme", slug=self.slug)
        who.check_page()
        who.go("intake:sign_up", slug=self.slug, query=f"?kant={door}")
        who.check_page()
        who.fill(given_name=given, surname=surname, email=who.address, organisation=organisation, function=function)
        who.press()
        who.check_page()
        who.enter_code()
        who.check_page()
        who.press("main .actions a.btn")
        answers: list[dict[str, str]] = [
            {"I13": "Rotterdam"},
            {"I4": "Ik wil zien hoe het ergens anders gaat.", "I6": "Y01"},
            {"I10": "leave_to_us"},
            {"I11a": "8", "I11b": "3"},
            {"I3": "Universiteit"},
            {"I15": "yes"},
            {"I19": "yes"},
        ]
        for page in answers:
            who.check_page()
            for name, value in page.items():
                who.put(name, value)
            who.press("main form button[type=submit]:not([name])")
        who.check_page()
        who.put("motivation", "1")
        who.press("main form#klaar button")
        who.check_page()
        assert given in who.text()
        self.give_own_permission(who)

    def give_own_permission(self, who: Walker) -> None:
        """Somebody who decides about their own time."""
        who.press("main a[href$='/toestemming/'], main a[href$='/permission/']")
        who.check_page()
        who.press("main a[href$='/zelf/'], main a[href$='/own/']")
        who.check_page()
        who.main.locator('[name="sure"]').check(force=True)
        who.press()
        who.check_page()

    def the_coordinator_matches_them(self) -> None:
        where = {"slug": self.slug, "region_slug": self.slug}
        self.coordinator.go("matching:workspace", **where)
        self.coordinator.check_page()
        self.coordinator.press("main form[action$='voorstel/'] button, main form[action$='proposal/'] button")
        self.coordinator.check_page()
        assert "Noor" in self.coordinator.text()
        self.coordinator.press("main button[name=decision][value=pin]")
        self.coordinator.press("main form[action$='voorstel/'] button, main form[action$='proposal/'] button")
        with self.coordinator.page.expect_navigation():
            self.coordinator.page.locator(
                ".commit-bar a, .commit a, a.btn:has-text('verstuur'), a.btn:has-text('send')"
            ).first.click()
        self.coordinator.check_page()
        self.coordinator.press("button[form=verstuur]")
        self.coordinator.check_page()
        self.coordinator.press("main form[action$='toch-niet/'] button, main form[action$='undo/'] button")
        self.coordinator.check_page()
        self.coordinator.press("button[form=verstuur]")
        self.coordinator.go("matching:waiting", **where)
        self.coordinator.check_page()
        self.site.the_moment_comes()

    def both_accept(self) -> None:
        for who in (self.teacher, self.professional):
            who.go("twinning:home")
            who.check_page()
            with who.page.expect_navigation():
                who.main.locator("a[href*='voorstel/'], a[href*='proposal/']").first.click()
            who.check_page()
            if who is self.teacher:
                who.press("main button[name=answer][value=talk]")
                who.check_page()
            who.press("main button[name=answer][value=accept]")
            who.check_page()

    def they_meet_and_log_hours(self) -> None:
        who = self.teacher
        who.go("twinning:home")
        with who.page.expect_navigation():
            who.main.locator("a[href*='koppel/'], a[href*='pair/']").first.click()
        who.check_page()
        pair = who.page.url.rstrip("/").rpartition("/")[2]
        assert "Daan" in who.text()
        who.go("twinning:goal_new", public_id=pair)
        who.check_page()
        who.fill(text="Een gastles over het stroomnet", owner="joint")
        who.press()
        who.go("twinning:meeting_new", public_id=pair)
        who.check_page()
        tomorrow = timezone.localdate() + timedelta(days=1)
        who.fill(
            day=str(tomorrow), start="13:00", end="15:30", place="work", where="Stationsplein 1", what="Rondleiding"
        )
        who.press()
        who.check_page()
        assert "Rondleiding" in who.text()
        with who.page.expect_download() as download:
            who.main.locator("a[href$='.ics']").first.click()
        assert "BEGIN:VEVENT" in download.value.path().read_text()
        for each in (self.teacher, self.professional):
            each.go("twinning:hours_new", public_id=pair)
            each.check_page()
            each.fill(on=str(timezone.localdate()), work_hours="2", private_hours="1", what="Kennismaking")
            each.press()
        self.teacher.go("twinning:pair", public_id=pair)
        self.teacher.check_page()
        assert "stroomnet" in self.teacher.text()

    def the_coordinator_closes_the_pair(self) -> None:
        self.coordinator.go("pairs:pairs", slug=self.slug)
        self.coordinator.check_page()
        self.coordinator.press("main form[action$='afronden/'] button, main form[action$='close/'] button")
        self.coordinator.go("programmes:sent_mail", slug=self.slug)
        self.coordinator.check_page()
        assert self.teacher.address in self.coordinator.text()

    def both_look_back(self) -> None:
        for who in (self.teacher, self.professional):
            who.go("twinning:home")
            with who.page.expect_navigation():
                who.main.locator("a[href*='meting/'], a[href*='survey/']").first.click()
            who.check_page()
            who.fill(N1="4", N6="5", N9a="18", N9b="4", N11="yes")
            for number in range(1, 15):
                who.put(f"N3.Y{number:02d}", "3")
            who.press("main button[name=submit]")
            who.check_page()

    def the_report_protects_two_people(self) -> None:
        self.coordinator.go("reports:report", slug=self.slug)
        self.coordinator.check_page()
        assert "%" not in " ".join(self.coordinator.main.locator("table").all_inner_texts())
        report = json.loads(self.site.manage("evaluation_report", self.slug, "--format", "json"))
        cells = [cell for table in report["tables"] for row in table["rows"] for cell in row["cells"].values()]
        assert {cell["state"] for cell in cells} == {"hidden"}
