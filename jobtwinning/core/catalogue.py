"""Collect every text of the product into one catalogue, without GNU gettext.

The Dutch text is the msgid; `core/locale/en/LC_MESSAGES/django.po` holds the English.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation import template as django_template

KEYWORDS: dict[str, None] = dict.fromkeys(
    ("gettext", "gettext_lazy", "gettext_noop", "_", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it stands in the source; `plural` and `context` are empty when there is none."""

    msgid: str
    plural: str
    context: str
    where: str  # path inside the package; no line number, so that the catalogue only changes with the texts


def texts_in_python(source: str, where: str) -> Iterator[Text]:
    """Calls of gettext and its family with literal strings."""
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, function, messages, _comments in found:
        parts = [str(part) for part in as_tuple(messages) if part]
        if not parts:
            continue
        context = parts.pop(0) if "pgettext" in str(function) else ""
        plural = parts[1] if str(function).startswith("n") and len(parts) > 1 else ""
        yield Text(parts[0], plural, context, where)


def as_tuple(messages: object) -> tuple[object, ...]:
    """Babel gives one string, or a tuple for a call with several."""
    return messages if isinstance(messages, tuple) else (messages,)


def texts_in_template(source: str, where: str) -> Iterator[Text]:
    """`{% trans %}` and `{% blocktrans %}`; Django itself rewrites a template to gettext calls."""
    calls = django_template.templatize(source, origin=where)
    yield from texts_in_python("\n".join(line.strip() for line in calls.splitlines()), where)


def texts(package: Path) -> list[Text]:
    """Every text of the package, sorted by where it stands first; tests and migrations are left out."""
    found: list[Text] = []
    for path in sorted(package.rglob("*")):
        where = path.relative_to(package.parent).as_posix()
        if "/tests/" in where or "/migrations/" in where or "/static/" in where:
            continue
        if path.suffix == ".py":
            found += texts_in_python(path.read_text(), where)
        elif path.suffix in (".html", ".txt") and "/templates/" in where:
            found += texts_in_template(path.read_text(), where)
    return found


def updated(catalogue: polib.POFile, found: list[Text]) -> polib.POFile:
    """A new catalogue with exactly the texts found, keeping the translations there were."""
    old = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    entries: dict[tuple[str, str], polib.POEntry] = {}
    for text in found:
        key = (text.msgid, text.context)
        if not text.msgid:
            continue
        entry = entries.get(key)
        if entry is None:
            entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None)
            before = old.get(key)
            if before is not None:
                entry.msgstr = before.msgstr
                entry.msgstr_plural = dict(before.msgstr_plural) if text.plural else {}
            entries[key] = entry
        if text.plural and not entry.msgid_plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
            entry.msgstr = ""
        place = (text.where, "")
        if place not in entry.occurrences:
            entry.occurrences.append(place)
        if "%(" in text.msgid or "%s" in text.msgid:
            entry.flags = ["python-format"]
    new.extend(sorted(entries.values(), key=lambda entry: (entry.msgid.casefold(), entry.msgctxt or "")))
    return new


def missing(catalogue: polib.POFile) -> list[str]:
    """The msgids without a complete English text."""
    return [
        entry.msgid
        for entry in catalogue
        if not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]
