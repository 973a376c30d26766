"""Two who know each other begin by themselves and work together; the coordinator takes them into a round (REC-09)."""

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


@walked()
def test_own_partner_start_and_adoption(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    """REC-09: from the home page to a pair of one's own, and into a round."""
    slug = f"samen-{language}-{size[0]}"

    def person(name: str) -> Walker:
        return Walker(site, browser, f"{name}@{slug}.example", language, size)

    coordinator, teacher, partner = person("coordinator"), person("fenna"), person("joris")
    running_round(site, slug, coordinator.address)
    ask(teacher, partner.address, slug)
    open_mailed(teacher)
    teacher.press("button[name=confirm]")
    teacher.check_page()
    open_mailed(partner)
    partner.press("button[name=yes]")
    partner.check_page()
    for who, other in ((partner, "Fenna"), (teacher, "Joris")):
        who.sign_in()
        who.go("twinning:home")
        who.check_page()
        assert other in who.text()
    teacher.press("main .offer a")
    teacher.check_page()
    teacher.press("main a[href$='/doel/'], main a[href$='/goal/']")
    teacher.fill(text="Zien hoe een netplanner werkt")
    teacher.press()
    pair_page = teacher.page.url
    adopt(coordinator, slug)
    teacher.page.goto(pair_page)
    teacher.check_page()
    assert "Zien hoe een netplanner werkt" in teacher.text()


def running_round(site: Site, slug: str, coordinator: str) -> None:
    """A region of a name of its own with a round that runs, and whoever coordinates the whole region."""
    today = timezone.localdate()
    site.manage(
        "create_programme", slug, f"--name=Ronde {slug}", "--organiser=Regiobureau",
        f"--region={slug}:Streek {slug}:middle", f"--starts={today}", f"--ends={today + timedelta(weeks=13)}",
    )  # fmt: skip
    lines = [
        "from jobtwinning.people.models import Region",
        "from jobtwinning.programmes.actions import grant_role",
        "from jobtwinning.programmes.models import Programme",
        f"grant_role('{coordinator}', 'coordinator', region=Region.objects.get(slug='{slug}'), by=None)",
        f"Programme.objects.filter(slug='{slug}').update(state='running')",
    ]
    site.manage("shell", "-v0", "-c", "; ".join(lines))


def ask(teacher: Walker, partner: str, slug: str) -> None:
    """By the link on the home page; a mistake first, which takes nothing away."""
    teacher.go("site:home")
    teacher.page.locator(f"a[href='{teacher.path('pairs:own_start')}']").first.click()
    teacher.check_page()
    teacher.fill(side="teacher", given_name="Fenna", surname="Brand", email=teacher.address, organisation="Het Baken")
    teacher.fill(place="Utrecht", partner_side="teacher", partner_given_name="Joris", partner_surname="Kuiper")
    teacher.main.locator("select[name=region]").select_option(value=slug)
    teacher.fill(partner_email=partner, partner_organisation="Brugwater")
    with teacher.page.expect_navigation():
        teacher.main.locator("form button[type=submit]").first.click()
    assert teacher.main.locator(".field.wrong, fieldset.wrong").count() == 1
    teacher.errors.clear()  # the browser tells of the 422
    teacher.check_page()
    teacher.fill(partner_side="non_teacher")
    teacher.press()
    teacher.check_page()
    assert teacher.page.url == teacher.url("pairs:own_asked")


def open_mailed(who: Walker) -> None:
    """The link in the first mail."""
    mail = who.site.wait_for_mail(who.address, already=0).get_body(("plain",))
    assert mail is not None
    found = re.search(r"https?://\S+~\S+", mail.get_content())
    assert found
    who.page.goto(found[0])
    assert who.page.locator("html").get_attribute("lang") == who.language
    who.check_page()


def adopt(coordinator: Walker, slug: str) -> None:
    """From the overview to the list, and the pair into the round."""
    coordinator.sign_in()
    coordinator.go("programmes:overview")
    coordinator.press(f"a[href='{coordinator.path('pairs:own_pairs')}']")
    coordinator.check_page()
    assert "Fenna Brand" in coordinator.text()
    coordinator.press("main a[href$='/opnemen/'], main a[href$='/adopt/']")
    coordinator.check_page()
    coordinator.press()
    coordinator.check_page()
    assert "Fenna Brand" not in coordinator.main.inner_text()
    coordinator.go("pairs:pairs", slug=slug)
    coordinator.check_page()
    assert "Fenna Brand" in coordinator.text()
