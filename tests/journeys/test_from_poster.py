"""From a poster to signed up, on a phone and without scripts; the coordinator makes the programme and sees who came."""

import re

import pytest
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.browsing import DESKTOP, PHONE
from tests.journeys.server import Site
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.night,  # by day without scripts
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_a_poster_on_a_phone_to_the_funnel(language: str, site: Site, browser: Browser) -> None:
    """REC-01, REC-02, REC-08: a programme from nothing, a poster, two visitors without scripts, the picture."""
    slug = f"poster-{language}"
    coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, DESKTOP)
    region(site, slug, coordinator.address)
    programme(coordinator, slug)
    link = poster(coordinator, slug)
    leave_address(Walker(site, browser, f"later@{slug}.example", language, PHONE, scripts=False), link)
    sign_up(Walker(site, browser, f"noor@{slug}.example", language, PHONE, scripts=False), link)
    coordinator.go("intake:recruitment", slug=slug)
    coordinator.check_page()
    numbers = [words.split("\n") for words in coordinator.main.locator(".funnel-bar").all_inner_texts()]
    assert [next(word for word in line if word.strip()).split()[0] for line in numbers][:2] == ["1", "1"]
    text = coordinator.text()
    assert "Lerarenkamer" in text
    assert "Brugwater Lyceum" in text


def region(site: Site, slug: str, coordinator: str) -> None:
    """A region with its coordinator, as an admin would make it on the command line."""
    site.manage(
        "create_programme", f"{slug}-eerder", "--name=Eerder", "--organiser=Regiobureau", "--draft",
        f"--region={slug}:Streek {slug}:middle", "--starts=2020-01-06", "--ends=2020-04-03",
    )  # fmt: skip
    grant = "from jobtwinning.programmes.actions import grant_role; from jobtwinning.people.models import Region; "
    grant += f"grant_role('{coordinator}', 'coordinator', region=Region.objects.get(slug='{slug}'), by=None)"
    site.manage("shell", "-c", grant)


def programme(coordinator: Walker, slug: str) -> None:
    """In three steps; then people may come."""
    coordinator.sign_in()
    coordinator.go("programmes:programme_new")
    coordinator.check_page()
    coordinator.put("start", "autumn")
    coordinator.press()
    coordinator.check_page()
    coordinator.fill(slug=slug)
    coordinator.press()
    coordinator.check_page()
    coordinator.press("button[name=confirm]")
    coordinator.check_page()
    coordinator.press("main form button:has-text('aanmelding'), main form button:has-text('sign-up')")


def poster(coordinator: Walker, slug: str) -> str:
    """A channel at one school; the poster is there, and this is the link on it."""
    coordinator.go("programmes:channel_new", slug=slug)
    coordinator.check_page()
    coordinator.fill(kind="poster", label="Lerarenkamer", organisation="Brugwater Lyceum")
    coordinator.main.locator('[name="is_school"]').check(force=True)
    coordinator.press()
    coordinator.check_page()
    document = coordinator.main.locator("a[href$='.pdf']").first.get_attribute("href")
    answer = coordinator.page.request.get(f"{coordinator.site.url}{document}")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    link = coordinator.main.locator("a[href*='/p/']").first.get_attribute("href")
    assert link
    return link


def leave_address(visitor: Walker, link: str) -> None:
    """Not that far yet: an address, confirmed from the mail."""
    visitor.page.goto(link)
    visitor.page.locator(f"a[href*='{visitor.path('site:interest')}']").first.click()
    visitor.fill(email=visitor.address)
    if visitor.main.locator("select[name=region]").count():
        visitor.main.locator("select[name=region]").select_option(value=link_region(visitor))
    visitor.press()
    mail = visitor.site.wait_for_mail(visitor.address, already=0).get_body(("plain",))
    assert mail is not None
    found = re.search(r"https?://\S+~\S+", mail.get_content())
    assert found
    visitor.page.goto(found[0])
    visitor.press("button[name=confirm]")
    assert visitor.main.locator("button[name=confirm]").count() == 0


def link_region(visitor: Walker) -> str:
    """The region of the journey, by its address on the site."""
    return visitor.address.partition("@")[2].partition(".")[0]


def sign_up(visitor: Walker, link: str) -> None:
    """Three pages: programme, form, code; where they work is filled in by the poster."""
    visitor.page.goto(link)
    visitor.page.locator("a[href*='kant=docent']").first.click()
    assert visitor.main.locator("[name=organisation]").input_value() == "Brugwater Lyceum"
    visitor.fill(given_name="Noor", surname="Verbrugge", email=visitor.address, function="docent natuurkunde")
    visitor.press()
    visitor.enter_code()
    assert visitor.page.url.rstrip("/").split("/")[-1] == "intake"
