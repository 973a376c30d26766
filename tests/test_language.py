"""An English page holds no Dutch, a Dutch page no English."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from conftest import ROLES, Cast
from tests import policy

DUTCH = {"het", "een", "niet", "deze", "jouw", "wij", "zijn", "voor", "naar", "geen", "jullie", "meer", "nog", "kies"}
ENGLISH = {"the", "and", "your", "with", "this", "please", "you", "are", "not", "from", "choose", "which"}
HIDDEN = {"script", "style", "svg", "textarea"}  # a textarea holds what somebody typed
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Words(HTMLParser):
    """The words of a page in its own language, labels included; what is marked as another language is left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[str] = []  # the language of every open element, or "hidden"
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        around = self.open[-1] if self.open else self.language
        inside = "hidden" if tag in HIDDEN or around == "hidden" else values.get("lang") or around
        if inside == self.language:
            for name in ("aria-label", "title", "alt", "placeholder"):
                self.handle_words(values.get(name) or "")
        if tag not in VOID:
            self.open.append(inside)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, text: str) -> None:
        if not self.open or self.open[-1] == self.language:
            self.handle_words(text)

    def handle_words(self, text: str) -> None:
        self.found += re.findall(r"[a-zà-ÿ]+", text.lower())


def words(html: str, language: str) -> set[str]:
    parser = Words(language)
    parser.feed(html)
    return set(parser.found)


def test_words_leaves_out_what_is_marked_as_another_language() -> None:
    """The control: the reader of pages sees Dutch where it is not marked."""
    html = '<html lang="en"><p>the <b lang="nl">het</b> end</p><p title="een">x</p></html>'
    assert words(html, "en") & DUTCH == {"een"}


def readers() -> list[tuple[str, str]]:
    """Every page with the first role that gets it."""
    opened = {
        name: [role for role in ROLES if policy.expected(row, "GET", role) == "200"]
        for name, row in policy.POLICY.items()
    }
    return sorted((name, roles[0]) for name, roles in opened.items() if roles)


@pytest.mark.parametrize(("name", "role"), readers())
def test_page_is_in_one_language(name: str, role: str, cast: Cast, client_of: Callable[[str], Client]) -> None:
    client = client_of(role)
    for language, other in (("nl", ENGLISH), ("en", DUTCH)):
        response = client.get(policy.in_language(policy.address(name, cast), language))
        assert response.status_code == 200
        if "html" in response.headers["Content-Type"]:
            assert words(response.content.decode(), language) & other == set(), f"{name} in {language}"
