"""Hostile values, the forms of a page as a browser would send them, and what may never come back."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus

from django.http import HttpResponseBase
from django.test import Client

from tests.hostile_values import MARK, Value

TRACES = ("Traceback (most recent", "django/core", "site-packages", "IntegrityError", "DataError", "DETAIL:")
MARKUP = (MARK, "<img src=x", "<svg onload=alert(7)>", "<iframe srcdoc=", "<style>*{display:none}")


@dataclass
class PageForm:
    """One form of a page: where it goes and what a browser would send when nobody touches it."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # by name: text, hidden, date, radio, select, submit …
    options: dict[str, list[str]] = field(default_factory=dict)


class _FormReader(HTMLParser):
    """Collects the forms that post, controls of `form=` attributes included."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.named: dict[str, PageForm] = {}
        self.current: PageForm | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in pairs}
        if tag == "form":
            form = PageForm(given.get("action", ""))
            self.current = form if given.get("method", "").lower() == "post" else None
            self.named[given.get("id", "")] = form
            if self.current:
                self.forms.append(form)
        form_here = self.named.get(given["form"]) if "form" in given else self.current
        if form_here is None or (tag != "option" and not given.get("name")):
            return
        name = given.get("name", "")
        if tag == "input":
            self.add_input(form_here, name, given)
        elif tag == "button":
            form_here.kinds.setdefault(name, "submit")
            form_here.options.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.area = name
            form_here.kinds[name] = "text"
            form_here.fields.setdefault(name, [""])
        elif tag == "select":
            self.select = name
            form_here.kinds[name] = "select"
            form_here.options[name] = []
        elif tag == "option" and self.select:
            form_here.options[self.select].append(given.get("value", ""))
            if "selected" in given:
                form_here.fields.setdefault(self.select, []).append(given.get("value", ""))

    def add_input(self, form: PageForm, name: str, given: Mapping[str, str]) -> None:
        kind = "number" if given.get("inputmode") == "decimal" else given.get("type", "text")
        form.kinds[name] = kind
        if kind in ("radio", "checkbox"):
            form.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind == "submit":
            form.options.setdefault(name, []).append(given.get("value", ""))
        else:
            form.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.current:
            self.current.fields[self.area] = [(self.current.fields[self.area][0] + data).removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page that posts."""
    reader = _FormReader()
    reader.feed(page)
    return reader.forms


GOOD = {"text": "Een gastles", "email": "nieuw@voorbeeld.example", "date": "2026-09-21", "time": "14:00", "number": "2"}


def filled(form: PageForm, special: Mapping[str, str] = {}) -> dict[str, list[str]]:
    """The form with something sensible in every control that is still empty."""
    values = {name: list(given) for name, given in form.fields.items()}
    for name, kind in form.kinds.items():
        if name in special:
            values[name] = [special[name]]
        elif kind == "submit":
            values.setdefault(name, form.options[name][:1])
        elif kind in ("radio", "checkbox", "select"):
            values.setdefault(name, [one for one in form.options[name] if one][-1:])
            if values[name] == [""]:
                values[name] = [one for one in form.options[name] if one][-1:]
        elif kind not in ("hidden", "file") and not any(values.get(name, [])):
            values[name] = [GOOD.get(kind, GOOD["text"])]
    return values


def encoded(values: Mapping[str, Value]) -> str:
    """As a browser sends it, hostile bytes included."""
    pairs = [(name, one) for name, given in values.items() for one in (given if isinstance(given, list) else [given])]
    return "&".join(f"{quote_plus(name)}={quote_plus(one)}" for name, one in pairs)


def send(client: Client, url: str, values: Mapping[str, Value]) -> HttpResponseBase:
    return client.generic("POST", url, encoded(values), content_type="application/x-www-form-urlencoded")


def text_of(answer: HttpResponseBase) -> str:
    streamed = getattr(answer, "streaming_content", None)
    raw = b"".join(streamed) if streamed is not None else getattr(answer, "content", b"")
    return raw.decode(errors="replace")


def faults(answer: HttpResponseBase) -> Iterator[str]:
    """What no answer may be or hold, whatever was sent."""
    body = text_of(answer)
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    for trace in TRACES:
        if trace in body:
            yield f"shows {trace}"
    if any(markup in body for markup in MARKUP):
        yield "shows what was typed as markup"
    if "DROP TABLE" in html.unescape(body) and "syntax error" in body:
        yield "shows SQL"
    for name, value in answer.headers.items():
        if "\r" in value or "\n" in value or "bcc" in name.lower():
            yield f"header {name} can be written from outside"
    if answer.status_code in (301, 302, 303) and not is_on_this_site(answer.headers["Location"]):
        yield f"leads to {answer.headers['Location'][:80]}"


def is_on_this_site(location: str) -> bool:
    return bool(re.match(r"/(?![/\\])", location)) and not re.search(r"[\x00-\x20\\]", location)


def shows_again(body: str, name: str, typed: str) -> bool:
    """Whether a control of this name holds what was typed."""
    plain = typed.replace("\r\n", "\n").strip()
    return any(plain in "\n".join(form.fields.get(name, [])).replace("\r\n", "\n").strip() for form in forms_of(body))
