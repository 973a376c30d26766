"""axe finds nothing, on every page that the policy lets somebody open, in both languages, sizes and colours;
and no page asks anything of another host."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby, product
from typing import Literal

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page

from conftest import ROLES, Cast
from jobtwinning.core.browser import browser_path
from jobtwinning.programmes.models import RoleGrant
from tests import hostile, make, policy
from tests.browsing import DESKTOP, PHONE, chromium, faults, requests_elsewhere
from tests.test_two_regions import furnish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def window(browser: Browser) -> BrowserContext:
    """One for all pages, so that sheets and fonts are fetched once."""
    return browser.new_context(reduced_motion="reduce")


def first_reader(name: str) -> str | None:
    """The first role that gets a page."""
    row = policy.POLICY[name]
    return next((role for role in ROLES if policy.expected(row, "GET", role) == "200"), None)


def page_as(window: BrowserContext, client: Client, base: str) -> Page:
    """A page that is signed in as this test client is."""
    window.clear_cookies()
    window.add_cookies([{"name": key, "value": morsel.value, "url": base} for key, morsel in client.cookies.items()])
    return window.new_page()


PAGES = sorted(name for name in policy.POLICY if first_reader(name))
OF_A_PROGRAMME = [name for name in PAGES if policy.POLICY[name].get("object") in ("programme", "programme_region")]


def without_people(cast: Cast) -> Cast:
    """The same cast looking at a programme that nobody takes part in."""
    programme = make.make_programme(cast.region, slug="leeg")
    for role in (RoleGrant.Role.COORDINATOR, RoleGrant.Role.RESEARCHER):
        account = cast.accounts[role]
        assert account is not None
        region = cast.region if role == RoleGrant.Role.COORDINATOR else None
        make.make_grant(account, role, region=region, programme=programme)
    return replace(cast, programme=programme)


CASES = [*((name, "full") for name in PAGES), *((name, "empty") for name in OF_A_PROGRAMME)]
Look = tuple[Literal["nl", "en"], tuple[int, int], Literal["light", "dark"]]
LOOKS: list[Look] = list(product(("nl", "en"), (PHONE, DESKTOP), ("light", "dark")))
# By day each page in one of these two, the next page in the other; at night every page in all eight.
BY_DAY: list[Look] = [("nl", PHONE, "light"), ("en", DESKTOP, "dark")]


@pytest.mark.parametrize(
    ("name", "state", "looks"),
    [
        *(pytest.param(*case, [BY_DAY[place % 2]], id="-".join((*case, "one"))) for place, case in enumerate(CASES)),
        *(pytest.param(*case, LOOKS, id="-".join((*case, "all")), marks=pytest.mark.night) for case in CASES),
    ],
)
def test_page_has_no_faults(
    name: str,
    state: str,
    looks: list[Look],
    cast: Cast,
    client_of: Callable[[str], Client],
    live_server: object,
    window: BrowserContext,
) -> None:
    if state == "full":
        furnish(cast)
    client = client_of(first_reader(name) or "nobody")
    url = policy.address(name, cast if state == "full" else without_people(cast))
    answer = client.get(url)
    if "html" not in answer.headers["Content-Type"] or "<html" not in hostile.text_of(answer):
        return  # a file, or a piece of a page
    base = str(live_server)
    page = page_as(window, client, base)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    elsewhere = requests_elsewhere(page, base)
    found: list[str] = []
    for language, of_language in groupby(looks, key=lambda look: look[0]):
        address = policy.in_language(url, language)
        with translation.override(language):
            assert resolve(address).view_name == name, f"{name} has no address in {language}"
        page.goto(base + address)
        assert page.locator("html").get_attribute("lang") == language
        for _language, (width, height), scheme in of_language:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            found += [f"{language} {width} {scheme} {fault}" for fault in faults(page)]
        for width, height in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{language} {width}: {wide}px too wide")
    page.evaluate("try { sessionStorage.clear(); localStorage.clear(); } catch {}")
    page.close()
    assert found == []
    assert errors == []
    assert elsewhere == []


def test_control_a_request_to_another_host_is_seen(live_server: object, browser: Browser) -> None:
    """Nothing leaves: the address is refused before it is asked for."""
    page = browser.new_page()
    page.route("**/elders.example/**", lambda route: route.abort())
    elsewhere = requests_elsewhere(page, str(live_server))
    page.goto(f"{live_server}/robots.txt")
    assert elsewhere == []
    page.set_content('<img src="//elders.example/a.png"><link rel="stylesheet" href="//elders.example/a.css">')
    assert sorted(elsewhere) == ["http://elders.example/a.css", "http://elders.example/a.png"]
    page.close()
