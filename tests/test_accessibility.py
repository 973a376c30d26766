"""axe finds nothing, on every page that the policy lets somebody open, in both languages, sizes and colours;
and no page asks anything of another host."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, product
from typing import Literal

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from conftest import ROLES, Cast, build_cast_of_two_regions, sign_in
from jobtwinning.core.browser import browser_path
from jobtwinning.programmes.models import RoleGrant
from tests import make, policy
from tests.browsing import DESKTOP, PHONE, chromium, faults, requests_elsewhere
from tests.test_two_regions import furnish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
    pytest.mark.django_db,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@dataclass
class World:
    """The site with people on every page and a programme without any, and one window that looks at it."""

    full: Cast
    empty: Cast
    page: Page
    base: str
    errors: list[str]
    elsewhere: list[str]


@pytest.fixture(scope="module")
def server(browser: Browser, standing: None) -> Iterator[str]:
    """The site's address. Unlike pytest-django's own server it leaves what was made before it as it stands. The browser
    comes first: beside its event loop Django takes another connection."""
    server = LiveServer("localhost")
    connection.inc_thread_sharing()  # a thread that serves the browser's last question may end after the server
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def world(server: str, browser: Browser) -> Iterator[World]:
    """Made once: pages are only looked at. Sheets and fonts are fetched once too."""
    cast = build_cast_of_two_regions()
    furnish(cast)
    page = browser.new_context(reduced_motion="reduce").new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield World(cast, without_people(cast), page, server, errors, requests_elsewhere(page, server))
    page.context.close()


def first_reader(name: str) -> str | None:
    """The first role that gets a page."""
    row = policy.POLICY[name]
    return next((role for role in ROLES if policy.expected(row, "GET", role) == "200"), None)


def sign_in_as(role: str, world: World) -> None:
    """The window is signed in as this role."""
    client = Client()
    account = world.full.accounts[role]
    if account is not None:
        sign_in(client, account)
    world.page.context.clear_cookies()
    world.page.context.add_cookies(
        [{"name": key, "value": morsel.value, "url": world.base} for key, morsel in client.cookies.items()]
    )


def opened(page: Page, url: str) -> bool:
    """Whether it opens as a page, and is not a file or a piece of a page."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return answer is not None and "html" in answer.headers.get("content-type", "") and "<html" in answer.text()


PAGES = sorted(name for name in policy.POLICY if first_reader(name))
OF_A_PROGRAMME = [name for name in PAGES if policy.POLICY[name].get("object") in ("programme", "programme_region")]


def without_people(cast: Cast) -> Cast:
    """The same cast looking at a programme that nobody takes part in."""
    programme = make.make_programme(cast.region, slug="leeg")
    programme.name_nl, programme.name_en = "Voorjaar 2027", "Spring 2027"
    programme.save()
    for role in (RoleGrant.Role.COORDINATOR, RoleGrant.Role.RESEARCHER):
        account = cast.accounts[role]
        assert account is not None
        region = cast.region if role == RoleGrant.Role.COORDINATOR else None
        make.make_grant(account, role, region=region, programme=programme)
    return replace(cast, programme=programme)


CASES = [*((name, "full") for name in PAGES), *((name, "empty") for name in OF_A_PROGRAMME)]
Look = tuple[Literal["nl", "en"], tuple[int, int], Literal["light", "dark"]]
LOOKS: list[Look] = list(product(("nl", "en"), (PHONE, DESKTOP), ("light", "dark")))
# By day each page in one of these two, the next page in the other; at night every page in all eight, and empty.
BY_DAY: list[Look] = [("nl", PHONE, "light"), ("en", DESKTOP, "dark")]


@pytest.mark.parametrize(
    ("name", "state", "looks"),
    [
        *(pytest.param(name, "full", [BY_DAY[place % 2]], id=f"{name}-one") for place, name in enumerate(PAGES)),
        *(pytest.param(*case, LOOKS, id="-".join((*case, "all")), marks=pytest.mark.night) for case in CASES),
    ],
)
def test_page_has_no_faults(name: str, state: str, looks: list[Look], world: World) -> None:
    page = world.page
    page.goto(f"{world.base}/robots.txt")  # the page before may ask how far its work is
    world.errors.clear()
    world.elsewhere.clear()
    sign_in_as(first_reader(name) or "nobody", world)
    url = policy.address(name, world.full if state == "full" else world.empty)
    found: list[str] = []
    for language, of_language in groupby(looks, key=lambda look: look[0]):
        address = policy.in_language(url, language)
        with translation.override(language):
            assert resolve(address).view_name == name, f"{name} has no address in {language}"
        if not opened(page, world.base + address):
            return
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
    assert found == []
    assert world.errors == []
    assert world.elsewhere == []


def test_control_a_request_to_another_host_is_seen(server: str, browser: Browser) -> None:
    """Nothing leaves: the address is refused before it is asked for."""
    page = browser.new_page()
    page.route("**/elders.example/**", lambda route: route.abort())
    elsewhere = requests_elsewhere(page, server)
    page.goto(f"{server}/robots.txt")
    assert elsewhere == []
    page.set_content('<img src="//elders.example/a.png"><link rel="stylesheet" href="//elders.example/a.css">')
    assert sorted(elsewhere) == ["http://elders.example/a.css", "http://elders.example/a.png"]
    page.close()
