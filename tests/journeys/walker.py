"""Somebody in front of a browser: finds pages by name in the own language, fills fields, presses buttons."""

import base64
import hashlib
import hmac
import re
import struct
import time
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page

from tests.browsing import faults
from tests.journeys.server import Site


def totp(secret: str, at: float) -> str:
    """Six digits for this moment (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at // 30)), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


LOOKS_WITH_AXE = True


@dataclass
class Walker:
    """One person with an address, a language, a browser of their own and, for staff, an app with codes."""

    site: Site
    browser: Browser
    address: str
    language: str
    size: tuple[int, int]
    scripts: bool = True  # False: a browser that runs none
    secret: str = ""
    used_code: str = ""
    page: Page = field(init=False)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        width, height = self.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            java_script_enabled=self.scripts,
            has_touch=True,
        )
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def url(self, name: str, **arguments: str) -> str:
        """The address of a page in this person's language."""
        with translation.override(self.language):
            return self.site.url + reverse(name, kwargs=arguments)

    def path(self, name: str, **arguments: str) -> str:
        """The same without the host."""
        return self.url(name, **arguments).removeprefix(self.site.url)

    def go(self, name: str, *, query: str = "", **arguments: str) -> Page:
        """Open a page; it must be there."""
        response = self.page.goto(self.url(name, **arguments) + query)
        assert response is not None
        assert response.status == 200, f"{name}: {response.status}"
        assert self.page.url.partition("?")[0] == self.url(name, **arguments), f"{name} led to {self.page.url}"
        return self.page

    def fill(self, **values: str) -> None:
        """Type into fields, choose options and radios by the field's name."""
        for name, value in values.items():
            self.put(name, value)

    def put(self, name: str, value: str) -> None:
        """One field, whatever it is."""
        control = self.main.locator(f'[name="{name}"]').first
        kind = control.get_attribute("type") or control.evaluate("element => element.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            self.main.locator(f'[name="{name}"][value="{value}"]').check(force=True)
        elif kind == "select":
            control.select_option(value)
        else:
            control.fill(value)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def press(self, selector: str = "main form button[type=submit]") -> None:
        """A button that sends a form; afterwards the answer is no error page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        summary = self.page.locator("[data-focus-summary]")
        assert not summary.count(), summary.first.inner_text()

    def text(self) -> str:
        return self.main.inner_text()

    def check_page(self) -> None:
        """Nothing for axe to find (by night), no script refused, right language, no sideways scrolling."""
        found = faults(self.page) if LOOKS_WITH_AXE else []
        assert found == [], f"{self.page.url}: {found}"
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.errors == [], f"{self.page.url}: {self.errors}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide}px too wide"

    def enter_code(self) -> None:
        """Type the code from the mail."""
        self.used_code = self.site.wait_for_code(self.address, after=self.used_code)
        self.put("code", self.used_code)
        self.press("main .sign-box form button[type=submit]")

    def sign_in(self) -> None:
        """With the code from the mail; staff also with the app, which they set up the first time."""
        self.go("account_login")
        self.check_page()
        self.page.locator('main [name="email"], main [name="login"]').first.fill(self.address)
        self.press()
        self.check_page()
        self.enter_code()
        if self.page.url.startswith(self.url("mfa_activate_totp")):
            self.check_page()
            self.secret = re.sub(r"\s", "", self.main.locator("code").inner_text())
            self.give_app_code()
        elif self.page.url.startswith((self.url("mfa_authenticate"), self.url("mfa_reauthenticate"))):
            self.give_app_code()

    def give_app_code(self) -> None:
        """Six digits; a code counts for half a minute, so one that is about to end is not begun with."""
        left = 30 - time.time() % 30
        if left < 5:
            time.sleep(left)
        self.put("code", totp(self.secret, time.time()))
        self.press("main .sign-box form button[type=submit]")

    def sign_out(self) -> None:
        self.page.context.clear_cookies()
