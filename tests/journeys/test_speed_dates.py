"""An evening of short talks with eight and seven people, one late, one absent: from planning to proposals."""

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
TEACHERS = ("Noor", "Bas", "Chantal", "Dirk", "Esra", "Fenna", "Gijs", "Hilde")
OTHERS = ("Imke", "Joris", "Karim", "Loes", "Milan", "Nadia", "Otto")
ABSENT, LATE = "Hilde", "Otto"
ROUNDS = 3
BEGIN = """
from jobtwinning.core import clock
from jobtwinning.dating.models import *
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import *
from datetime import timedelta
evening = Evening.objects.filter(event__programme__slug="{slug}").select_related("event__programme").first()
now = clock.now()
"""
READY = """
from dataclasses import replace
from jobtwinning.programmes.models import Participation, Programme
programme = Programme.objects.get(slug="{slug}")
programme.rules_json = replace(programme.rules, score_floor=0.0).to_json()
programme.save()
Participation.objects.filter(programme=programme).update(state="ready")
"""
ALL_COME = """
from jobtwinning.core import clock
from jobtwinning.programmes.events.answering import answer_invitation
from jobtwinning.programmes.models import EventInvitation
for each in EventInvitation.objects.filter(event__programme__slug="{slug}").select_related("event", "participation"):
    answer_invitation(each, comes=True, by=None, at=clock.now())
"""
# As if the evening began a quarter of an hour ago; and as if a round was over.
TONIGHT = (
    BEGIN
    + """
Event.objects.filter(pk=evening.event_id).update(
    starts_at=now - timedelta(minutes=15), ends_at=now + timedelta(hours=2)
)
"""
)
OVER = (
    BEGIN
    + """
Evening.objects.filter(pk=evening.pk).update(round_began_at=now - timedelta(minutes=8), version=evening.version + 1)
"""
)
WHOM = (
    BEGIN
    + """
talks = evening.talks.select_related("non_teacher__person").filter(teacher__person__given_name="Noor")
talk = talks.order_by("round")[0]
print(talk.non_teacher.person.given_name)
"""
)
# Everybody but these two says maybe after every talk that was.
MAYBE = (
    BEGIN
    + """
for talk in evening.talks.filter(missed=False, round__lte=evening.round_now):
    for by, about in ((talk.teacher, talk.non_teacher), (talk.non_teacher, talk.teacher)):
        if by.person.given_name not in ("Noor", "{other}") and not Said.objects.filter(by=by, about=about).exists():
            Said.objects.create(by=by, about=about, source="open", answer="maybe", said_at=now)
"""
)


@walked()
def test_an_evening_of_short_talks(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    """MAT-06: planned, scheduled, led round by round, answered in private, told; all with reduced motion."""
    Story(f"dates-{language}-{size[0]}", language, size, site, browser).run()


class Story:
    """One region with fifteen people and their coordinator; the English ones use keys and lose their connection."""

    def __init__(self, slug: str, language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
        self.slug, self.language, self.size, self.site, self.browser = slug, language, size, site, browser
        self.is_odd = language == "en"
        self.coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)
        self.noor = Walker(site, browser, self.address("Noor"), language, size)

    def address(self, name: str) -> str:
        return f"{name.lower()}@{self.slug}.example"

    def shell(self, code: str, **values: str) -> str:
        return self.site.manage("shell", "-v0", "-c", code.format(slug=self.slug, **values)).strip()

    def run(self) -> None:
        self.fifteen_people_are_ready()
        self.coordinator.sign_in()
        self.the_coordinator_plans_and_invites()
        self.the_coordinator_sets_the_rounds_and_makes_the_schedule()
        self.noor.sign_in()
        self.before_the_evening_there_is_only_a_time()
        self.shell(TONIGHT)
        self.one_is_late_and_one_does_not_come()
        self.met = self.shell(WHOM)
        self.meets = Walker(self.site, self.browser, self.address(self.met), self.language, self.size)
        self.meets.sign_in()
        for number in range(1, ROUNDS + 1):
            self.a_round(number)
        self.the_results_are_told()

    def fifteen_people_are_ready(self) -> None:
        today = timezone.localdate()
        dates = ["--starts", str(today), "--ends", str(today + timedelta(weeks=13))]
        region = ["--region", f"{self.slug}:{self.slug}:north", "--coordinator", self.coordinator.address]
        named = [self.slug, "--name", self.slug, "--organiser", "Regiobureau"]
        self.site.manage("create_programme", *named, *region, *dates)
        head = "given_name;surname;email;side;organisation;function;I7;I10"
        rows = [
            f"{name};Vis;{self.address(name)};docent;School {name};docent;natuurkunde;leave_to_us" for name in TEACHERS
        ]
        rows += [
            f"{name};Bos;{self.address(name)};niet-docent;Werk {name};planner;natuurkunde;leave_to_us"
            for name in OTHERS
        ]
        file = self.site.folder / f"{self.slug}.csv"
        file.write_text("\n".join([head, *rows]))
        self.site.manage("import_participants", self.slug, str(file))
        self.shell(READY)

    def the_coordinator_plans_and_invites(self) -> None:
        who = self.coordinator
        who.go("programmes:event_new", slug=self.slug)
        day = str(timezone.localdate() + timedelta(days=7))
        who.fill(kind="speed_dates", day=day, start="19:00", end="21:30", place="Foyer", capacity="30", text="")
        who.press()
        who.check_page()
        self.event = who.page.url.rstrip("/").split("/")[-1]
        who.press("main a[href$='/uitnodigen/'], main a[href$='/invite/']")
        assert all(name in who.text() for name in (*TEACHERS, *OTHERS))
        who.press("main aside form button[type=submit]")
        self.shell(ALL_COME)

    def lead(self, button: str) -> None:
        """The coordinator presses a button of the evening."""
        self.coordinator.go("dating:evening", slug=self.slug, public_id=self.event)
        fold = self.coordinator.page.locator(f"details:not([open]):has(button[value={button}]) summary")
        if fold.count():
            fold.first.click()
        self.coordinator.press(f"main button[value={button}]")
        self.coordinator.check_page()

    def the_coordinator_sets_the_rounds_and_makes_the_schedule(self) -> None:
        who = self.coordinator
        who.go("dating:evening", slug=self.slug, public_id=self.event)
        who.check_page()
        who.press("main .empty a")
        who.check_page()
        who.fill(rounds=str(ROUNDS), minutes="7", tables="7")
        who.press()
        who.check_page()
        self.lead("plan")
        assert "21" in who.text()
        who.go("dating:print", slug=self.slug, public_id=self.event)
        who.check_page()
        assert who.page.locator(".slip").count() == 15

    def phone(self, who: Walker) -> str:
        who.go("dating:own", public_id=self.event)
        who.check_page()
        return who.text()

    def before_the_evening_there_is_only_a_time(self) -> None:
        assert not [name for name in OTHERS if name in self.phone(self.noor)]
        self.lead("show")
        self.phone(self.noor)
        self.noor.main.locator("details summary").last.click()  # the first round of hers may be a pause
        assert [name for name in OTHERS if name in self.noor.text()]

    def one_is_late_and_one_does_not_come(self) -> None:
        who = self.coordinator
        for name, what in ((LATE, "late"), (ABSENT, "absent")):
            who.go("dating:people", slug=self.slug, public_id=self.event)
            who.check_page()
            who.main.locator(f"label:has-text('{name}') input").check()
            who.fill(what=what)
            who.press("main form:has([name=people]) button")
            who.check_page()

    def a_round(self, number: int) -> None:
        self.lead("begin")
        self.phone(self.noor)
        clock = self.noor.page.locator("[data-countdown] .clock-text").inner_text()
        assert "ongeveer" in clock or "about" in clock, "no digit moves every second"
        assert not self.noor.page.locator("#antwoorden [data-ballot]").count()
        self.shell(OVER)
        for who in (self.noor, self.meets):
            self.phone(who)
            self.answer(who, self.met if who is self.noor else "Noor")
        self.shell(MAYBE, other=self.met)

    def answer(self, who: Walker, wanted: str) -> None:
        """Yes about one person and no about all others; whoever pauses has nothing to answer."""
        form = who.page.locator("#antwoorden [data-ballot]").first
        if not form.count():
            return
        answer = "yes" if wanted in form.inner_text() else "no"
        if answer == "yes" and who is self.noor and self.is_odd:
            self.answer_without_connection(who, answer)
            return
        button = form.locator(f"button[value={answer}]")
        if self.is_odd:
            button.focus()
            who.page.keyboard.press("Enter")
        else:
            button.click()
        who.page.locator("#antwoorden").wait_for(state="detached")
        who.check_page()

    def answer_without_connection(self, who: Walker, answer: str) -> None:
        """The page says that the answer is on the phone, keeps it over a visit, and sends it when it can."""
        who.page.context.set_offline(True)
        who.page.locator(f"#antwoorden [data-ballot] button[value={answer}]").first.click()
        told = who.page.locator("[data-offline]:not([hidden])")
        told.wait_for()
        assert "no connection" in told.inner_text()
        who.errors.clear()  # the browser itself says that there is no connection
        who.page.context.set_offline(False)
        who.page.locator("#antwoorden").wait_for(state="detached")
        assert "has now been sent" in told.inner_text()
        assert who.page.evaluate("localStorage.length") == 0
        who.errors.clear()

    def the_results_are_told(self) -> None:
        self.coordinator.go("dating:evening", slug=self.slug, public_id=self.event)
        self.coordinator.check_page()
        if not self.is_odd:
            self.lead("tell")
        for who in (self.noor, self.meets):
            self.wait_until_told(who)
            who.go("twinning:home")
            with who.page.expect_navigation():
                who.main.locator("a[href*='/voorstel'], a[href*='/proposal']").first.click()
            who.check_page()
            who.press("main button[value=accept]")
            who.check_page()

    def wait_until_told(self, who: Walker) -> None:
        """By itself within a minute after the last answer, or at once when the coordinator said so."""
        for _second in range(90):
            self.phone(who)
            if who.page.locator("#klaar").count():
                break
            who.page.wait_for_timeout(1000)
        assert who.page.locator("#klaar").count()
        self.site.the_moment_comes()
