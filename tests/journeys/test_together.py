"""HR signs up five colleagues; one says yes, one says no; a contact person sees numbers only."""

import re

import pytest
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.journeys.server import Site
from tests.journeys.walker import Walker
from tests.journeys.ways import walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]


def link_for(walker: Walker, already: int = 0) -> str:
    """The signed link in the newest mail to this person."""
    mail = walker.site.wait_for_mail(walker.address, already=already).get_body(("plain",))
    assert mail is not None
    found = re.search(r"https?://\S+~\S+", mail.get_content())
    assert found
    return found[0]


@walked()
def test_hr_signs_up_five(language: str, size: tuple[int, int], site: Site, browser: Browser) -> None:
    """REC-02: five rows at once, one mail each, a yes that goes on as a sign-up, a no that leaves nothing."""
    domain = f"{language}{size[0]}.example"
    hr = Walker(site, browser, f"hr@{domain}", language, size)
    slug = open_programme(hr)
    name_five(hr, slug, domain)
    hr.page.goto(link_for(hr))
    hr.check_page()
    assert "5" in hr.main.locator("h1").inner_text()
    hr.press("button[name=confirm]")
    hr.check_page()
    yes, no = (Walker(site, browser, f"collega{number}@{domain}", language, size) for number in (1, 2))
    yes.page.goto(link_for(yes))
    yes.check_page()
    assert yes.main.locator("[name=given_name]").input_value() == "Imke"
    yes.fill(function="docent Duits")
    yes.press("main .sign-box form button[type=submit]")
    yes.enter_code()
    yes.check_page()
    assert "intake" in yes.page.url
    link = link_for(no)
    no.page.goto(link)
    no.press("button[name=no]")
    no.check_page()
    no.page.goto(link)
    assert no.main.locator("form").count() == 0
    no.errors.clear()  # the browser tells of the 410
    hr.page.reload()
    hr.check_page()
    assert hr.main.locator("dl").count() == 0, "five answers are too few to print"


def open_programme(hr: Walker) -> str:
    """By the public page of the first programme that takes people."""
    hr.go("site:home")
    before = hr.path("site:programme", slug="x").removesuffix("x/")
    hr.page.locator(f"main a[href^='{before}']").first.click()
    hr.page.wait_for_load_state()
    slug = hr.page.url.split(before)[1].partition("/")[0]
    hr.page.locator(f"a[href*='{hr.path('intake:colleagues', slug=slug)}']").first.click()
    hr.check_page()
    return slug


def name_five(hr: Walker, slug: str, domain: str) -> None:
    """Three rows and two pasted lines; what misses is told beside it and everything stays."""
    hr.fill(own_name="Henk Postma", email=hr.address, organisation="Brugwater Lyceum", works_at="teacher")
    for number in (1, 2, 3):
        hr.fill(**{f"name_{number}": "Imke Vos", f"email_{number}": f"collega{number}@{domain}"})
    hr.fill(pasted=f"Lot Smit; collega4@{domain}\nPim Kok")
    with hr.page.expect_navigation():
        hr.page.locator("main form button[type=submit]").first.click()
    assert hr.page.locator("[data-focus-summary]").count() == 1
    hr.errors.clear()  # the browser tells of the 422
    hr.check_page()
    assert hr.main.locator("[name=name_3]").input_value() == "Imke Vos"
    hr.fill(pasted=f"Lot Smit; collega4@{domain}\nPim Kok <collega5@{domain}>")
    hr.press()
    hr.check_page()
