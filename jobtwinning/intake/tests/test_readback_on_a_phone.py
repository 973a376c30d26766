"""The sentence stays in view on a phone, follows the answers, and never covers the ways to be matched, what has the
focus or what was just chosen (WCAG 2.4.11)."""

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
KEPT_WITHIN = 1_000  # milliseconds until an answer is sent
HEAVY = ("personal", "company_type", "motivation", "education", "target_group", "subject")
# Whether the focus is on a question, and whether all of it stands above the sentence.
COVERED = """() => { const one = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector('.reading').getBoundingClientRect();
  return !!document.activeElement.closest('.asks') && one.bottom > bar.top + 1; }"""
# How far a choice reaches under the sentence, in pixels.
UNDER = """choice => choice.getBoundingClientRect().bottom
  - document.querySelector('.reading').getBoundingClientRect().top"""

# The same of the choice that reaches furthest, without the room that the page leaves; in one go, because the page takes
# that room again when a new sentence comes.
WITHOUT_ROOM = """() => { document.documentElement.style.setProperty('--foot-from', '0px'); window.scrollTo(0, 0);
  const top = document.querySelector('.reading').getBoundingClientRect().top;
  const choices = [...document.querySelectorAll('#vraag-I10 .choice:has([name="I10"])')];
  return Math.max(...choices.map(choice => choice.getBoundingClientRect().bottom - top)); }"""


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
    under_way: list[str] = []
    page.on("request", lambda request: under_way.append(request.url))
    page.on("requestfinished", lambda request: under_way.remove(request.url))
    page.on("requestfailed", lambda request: under_way.remove(request.url))
    page.goto(base + reverse("intake:step", args=[cast.teacher.public_id, "matchen"]))
    yield page
    page.wait_for_timeout(KEPT_WITHIN)  # what was just answered is being kept; the tables are emptied after it
    for _moment in range(200):
        if under_way:
            page.wait_for_timeout(50)
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


def test_sentence_never_rises_over_the_ways_to_be_matched(page: Page) -> None:
    cards = page.locator("#vraag-I10 .choice").filter(has=page.locator('[name="I10"]'))
    below = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert cards.count() >= 3
    for way in ("choose", "surprise", "leave_to_us"):
        page.locator(f'.choice:has([name="I10"][value="{way}"])').click()
        for top in range(0, below, 40):
            page.evaluate("top => window.scrollTo(0, top)", top)
            assert max(each.evaluate(UNDER) for each in cards.all()) <= 0, (way, top)
    page.locator('.choice:has([name="I10"][value="choose"])').click()
    assert page.evaluate(WITHOUT_ROOM) > 0  # the control


def test_what_was_just_chosen_stands_above_the_sentence(page: Page) -> None:
    """Also when it was half under it."""
    for criterion in ("personal", "education", "target_group"):
        row = page.locator(f'.weight:has([name="I9.{criterion}"])')
        edge = page.locator(".reading").bounding_box()
        box = row.bounding_box()
        assert edge is not None
        assert box is not None
        page.evaluate("by => window.scrollBy(0, by)", box["y"] + box["height"] - edge["y"] - 12)
        assert row.evaluate(UNDER) > 0
        row.locator(f'label[for="id_I9.{criterion}_2"]').click(position={"x": 8, "y": 4})
        page.locator("#saved", has_text="Opgeslagen om").wait_for()
        assert row.evaluate(UNDER) <= 0, criterion


def test_on_a_low_screen_or_without_scripts_the_sentence_stands_at_the_end(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": 664})
    sentence = page.locator(".reading")
    assert sentence.evaluate("each => getComputedStyle(each).position") == "static"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert sentence.evaluate("each => getComputedStyle(each).position") == "sticky"
    sentence.evaluate("each => each.removeAttribute('data-sticks')")  # as the page comes, before the script
    assert sentence.evaluate("each => getComputedStyle(each).position") == "static"


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
