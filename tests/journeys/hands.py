"""Two ways to go through pages: tapping in a browser that runs no scripts, and the keyboard alone."""

from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Page

MOST_TABS = 200
# The element with the focus as somebody sees it: what is wrong, whether it is wanted, whether it is the page's first.
LOOK = """selector => {
    const focused = document.activeElement;
    const found = { fault: "", here: focused.matches(selector), first: focused.matches(".skip") };
    if (focused.matches("body, main, [role=alert]")) return found;
    const said = focused.outerHTML.slice(0, 160);
    const label = focused.closest("label");
    const outlined = [focused, label].filter(Boolean).some((one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    });
    const box = focused.getClientRects()[0];
    const place = box && [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight / 2) / 2];
    const top = place && document.elementFromPoint(...place);
    const own = [focused, label, ...(focused.labels || [])].filter(Boolean);
    if (!outlined) found.fault = `no sign of the focus: ${said}`;
    else if (!top) found.fault = `the focus is out of view: ${said}`;
    else if (!own.some((one) => one.contains(top) || top.contains(one)))
        found.fault = `${said} lies under ${top.outerHTML.slice(0, 160)}`;
    return found;
}"""


class Hands(Protocol):
    """What somebody does with a page."""

    def press(self, selector: str) -> None:
        """A link or a button that leads to a page."""

    def unfold(self, selector: str) -> None:
        """A fold that opens."""

    def answer(self, name: str, value: str) -> None:
        """One field, whatever its kind; of several with this name the first, or the one with this value."""


@dataclass
class Taps:
    """Taps what is seen, in a browser that runs no scripts."""

    page: Page

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()

    def unfold(self, selector: str) -> None:
        self.page.locator(selector).first.tap()

    def answer(self, name: str, value: str) -> None:
        control = self.page.locator(f'main [name="{name}"]').first
        match control.evaluate("one => one.type"):
            case "radio" | "checkbox":
                self.page.locator(f'main label:has([name="{name}"][value="{value}"])').first.tap()
            case "select-one":
                self.page.locator(f'main [name="{name}"]:has([value="{value}"])').select_option(value)
            case _:
                control.fill(value)


@dataclass
class Keys:
    """Tab, Shift+Tab, arrows, Space, Enter and letters; wherever the focus comes, one must see it."""

    page: Page
    faults: set[str] = field(default_factory=set)

    def press(self, selector: str) -> None:
        self._reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, selector: str) -> None:
        self._reach(selector)
        self.page.keyboard.press("Enter")

    def answer(self, name: str, value: str) -> None:
        named = f'[name="{name}"]'
        match self.page.locator(f"main {named}").first.evaluate("one => one.type"):
            case "radio":
                self._reach(named)
                self._turn_to(value)
            case "checkbox":
                self._reach(f'{named}[value="{value}"]')
                self.page.keyboard.press("Space")
            case "select-one":
                self._reach(f'{named}:has([value="{value}"])')
                self._turn_to(value)
            case _:
                self._reach(named)
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.type(value)
                self.page.keyboard.press("Escape")  # what a list of suggestions offers

    def _reach(self, selector: str) -> None:
        """Tab onwards until it has the focus; what asks to go round the whole page is not reached."""
        for tabs in range(MOST_TABS):
            if tabs:
                self.page.keyboard.press("Tab")
            seen = self.page.evaluate(LOOK, selector)
            if seen["fault"]:
                self.faults.add(seen["fault"])
            if seen["here"]:
                return
            if seen["first"] and tabs > 1:
                break
        raise AssertionError(f"{self.page.url}: onwards the keyboard does not reach {selector}")

    def _turn_to(self, value: str) -> None:
        """Arrows in a group of choices or a list, until this one is chosen."""
        chosen = (
            "wanted => { const one = document.activeElement; return one.value === wanted && one.checked !== false; }"
        )
        for key in ("Space", *["ArrowDown"] * 40):
            if self.page.evaluate(chosen, value):
                return
            if key != "Space" or self.page.evaluate("document.activeElement.type") == "radio":
                self.page.keyboard.press(key)
        raise AssertionError(f"{self.page.url}: the arrows do not reach {value}")
