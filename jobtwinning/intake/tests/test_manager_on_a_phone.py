"""After answering a manager sees at once, on a phone and without scrolling, what came of it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.browser import browser_path
from jobtwinning.intake.managers.actions import Manager, ask_permission
from jobtwinning.mail.models import OutboxMail
from tests import make
from tests.browsing import PHONE, chromium, faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
ANSWERS = {"yes": 0, "limit": 1, "question": 2, "no": 3}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(cast: Cast, live_server: object, browser: Browser) -> Iterator[Page]:
    """The manager's page on a phone."""
    imke = make.make_participation(cast.programme, person=make.make_person("Imke", "Vos"), state="intake_complete")
    ask_permission(imke, Manager("Henk Postma", "henk@school.example"), by=None, at=clock.now())
    body = OutboxMail.objects.get(template="manager_link", address="henk@school.example").body_text
    link = re.search(r"https?://[^/]+(/\S*link/\S+)", body)
    assert link is not None
    context = browser.new_context(reduced_motion="reduce", viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.goto(str(live_server) + link[1])
    yield page
    context.close()


@pytest.mark.parametrize(
    ("answer", "said"),
    [("question", "Je vraag is verstuurd"), ("yes", "Je hebt ja gezegd"), ("no", "Je hebt nee gezegd")],
)
def test_what_was_said_stands_on_top_and_has_the_focus(answer: str, said: str, page: Page) -> None:
    box = page.locator(".answers > details").nth(ANSWERS[answer])
    box.locator("summary").click()
    if answer == "question":
        box.locator("textarea").fill("Wie vangt de lessen op?")
    box.locator("button").click()
    heading = page.get_by_role("heading", level=1, name=said)
    heading.wait_for()
    place = page.locator(".sign-box").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < place["y"] + place["height"] <= PHONE[1]
    assert page.evaluate("document.activeElement.matches('.sign-box')")
    assert page.evaluate("window.scrollY") == 0
    letter = page.get_by_role("heading", name="Geef je Imke minstens 20 uur").bounding_box()
    assert letter is not None
    assert letter["y"] > place["y"] + place["height"]
    assert faults(page) == []


def test_asked_for_a_new_link_the_news_is_the_message(page: Page) -> None:
    box = page.locator(".answers > details").nth(ANSWERS["yes"])
    box.locator("summary").click()
    box.locator("button").click()
    page.get_by_text("Toch iets veranderen?").click()
    page.get_by_role("button", name="Mail mij een nieuwe link").click()
    news = page.get_by_role("status").filter(has_text="We mailen je een nieuwe link.")
    news.wait_for()
    assert news.is_visible()
    assert page.locator("[data-focus-summary]").count() == 0
