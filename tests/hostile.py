"""Hostile values, the forms of a page as a browser would send them, and what may never come back."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

MARK = "<script>alert(7)</script>"
REGION_OF_SOMEBODY_ELSE = "999999"
Value = str | bytes | list[str]

VALUES: dict[str, Value] = {
    "empty": "",
    "spaces": "   ",
    "line breaks": "\r\n\r\n",
    "nul": "a\x00b",
    "only nul": "\x00",
    "other control characters": "\x01\x08\x0b\x1b[31m\x7f\x85",
    "100,000 letters": "x" * 100_000,
    "four bytes": "👩\u200d🏫🦄" * 3,
    "right to left": "\u202etxt.exe\u2066",
    "no letters at all": "\u200b\ufeff\u2028\u2029",
    "half a pair": b"\xed\xa0\x80",
    "not utf-8": b"\xff\xfe\xc3\x28",
    "composed": "e\u0301" * 40 + "\ufb03",
    "header": "naam\r\nBcc: iemand@elders.example\r\n\r\nDag",
    "address with header": "iemand@elders.example\r\nBcc: iemand@elders.example",
    "two addresses": "iemand@elders.example,nog@elders.example",
    "script": MARK,
    "attribute": '"><img src=x onerror=alert(7)>',
    "quote": "' onfocus='alert(7)",
    "link": "javascript:alert(7)",
    "template": "{{ 7*7 }}{% debug %}",
    "format": "{0.__class__.__mro__}",
    "percent": "%s%n%(programme)s",
    "shell": "$(id)`id`;id|id",
    "sql": "' OR 1=1; DROP TABLE people_person; --",
    "like": "%_\\",
    "path": "../../../../etc/passwd",
    "formula": '=HYPERLINK("http://elders.example")',
    "json": '{"a": [1, {"__proto__": 1}]}',
    "deep json": "[" * 50_000,
    "half a pair in json": '[{"name": "\\ud800", "what": "\\u0000"}]',
    "rows": '[{"unknown": [[[]]]}, {"name": {"a": 1}}]',
    "zero": "0",
    "negative": "-1",
    "huge": "9" * 400,
    "more digits than a number may have": "9" * 5_000,
    "64 bits": "9223372036854775808",
    "infinite": "1e309",
    "tiny": "1e-999999999",
    "not a number": "NaN",
    "snan": "sNaN",
    "decimals": "0.1000000000000000055511151231257827",
    "unicode digits": "١٢٣",
    "superscript": "²",
    "hexadecimal": "0x1F",
    "underscores": "1_000",
    "year 0": "0000-00-00",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "no such month": "2026-13-32",
    "no such week": "2025-W53",
    "week of year 0": "0000-W01",
    "week in unicode digits": "٢٠٢٦-W٤٠",
    "no such time": "24:61:61",
    "skipped hour": "02:30",
    "midnight": "00:00",
    "true": "true",
    "on": "on",
    "none": "None",
    "twice": ["1", "2"],
    "five hundred times": [str(number) for number in range(500)],
    "script twice": [MARK, MARK],
    "somebody else's": REGION_OF_SOMEBODY_ELSE,
}
# What one kind of database takes and another refuses: all that PostgreSQL is asked, for the pages are the same on both.
UP_TO_THE_DATABASE = (
    "nul", "only nul", "other control characters", "100,000 letters", "four bytes", "half a pair", "not utf-8",
    "composed", "script", "sql", "like", "deep json", "half a pair in json", "negative", "huge",
    "more digits than a number may have", "64 bits", "infinite", "tiny", "not a number", "snan", "decimals", "year 0",
    "year 9999", "somebody else's", "formula",
)  # fmt: skip
TRIED = UP_TO_THE_DATABASE if connection.vendor == "postgresql" else tuple(VALUES)
TRACES = ("Traceback (most recent", "django/core", "site-packages", "IntegrityError", "DataError", "DETAIL:")


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
    if MARK in body or "<img src=x" in body:
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
