"""The sentence stays in view on a phone, follows the answers, and never covers what has the focus (WCAG 2.4.11)."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from conftest import Cast
from jobtwinning.core.browser import browser_path
from jobtwinning.intake.actions import save_intake
from jobtwinning.surveys.models import Answer
from tests.browsing import DESKTOP, PHONE, chromium, faults
from tests.make import NOW

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
HEAVY = ("personal", "company_type", "motivation", "education", "target_group", "subject")
# Whether the focus is on a question, and whether all of it stands above the sentence.
COVERED = """() => { const one = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector('.reading').getBoundingClientRect();
  return !!document.activeElement.closest('.asks') && one.bottom > bar.top + 1; }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(cast: Cast, client_of: Callable[[str], Client], live_server: object, browser: Browser) -> Iterator[Page]:
    """The step on a phone, with the longest sentence kept."""
    wishes = {"I10": "choose", **{f"I9.{each}": 3 for each in HEAVY}}
    save_intake(cast.teacher, wishes, items=tuple(wishes), by=cast.teacher.person.account, at=NOW)
    client, base = client_of("teacher"), str(live_server)
    context = browser.new_context(reduced_motion="reduce", viewport={"width": PHONE[0], "height": PHONE[1]})
    context.add_cookies([{"name": key, "value": morsel.value, "url": base} for key, morsel in client.cookies.items()])
    page = context.new_page()
    page.goto(base + reverse("intake:step", args=[cast.teacher.public_id, "matchen"]))
    yield page
    context.close()


def covered(page: Page) -> int:
    """How many stops of the Tab key stand behind the sentence."""
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("h1").click()
    count = 0
    for _stop in range(40):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        count += page.evaluate(COVERED)
    return count


def test_sentence_covers_nothing_that_has_the_focus(page: Page) -> None:
    assert covered(page) == 0
    page.evaluate("document.documentElement.style.scrollPaddingBlockEnd = '0px'")
    assert covered(page) > 0


def test_sentence_follows_the_answers_in_view_and_they_are_kept(page: Page) -> None:
    sentence = page.locator("#teruggelezen .lead")
    assert "een andere soort functie" not in sentence.inner_text()
    page.locator('label[for="id_I9.function_type_1"]').click()
    page.locator('select[name="I9.function_type.direction"]').select_option("different")
    sentence.filter(has_text="Als het kan iemand met een andere soort functie.").wait_for()
    box = sentence.bounding_box()
    assert box is not None
    assert 0 < box["y"] < box["y"] + box["height"] < PHONE[1]
    page.locator(".reading summary").click()
    assert not sentence.is_visible()
    page.locator("#saved", has_text="Opgeslagen om").wait_for()
    kept = Answer.objects.filter(item__startswith="I9.function_type").order_by("item")
    assert list(kept.values_list("value", flat=True)) == [1, "different"]


def test_step_has_no_faults(page: Page) -> None:
    found = []
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {fault}" for fault in faults(page)]
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert found == []
