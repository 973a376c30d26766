"""The texts a coordinator may word anew: which there are, which words in braces they know, and how those are filled in.

What somebody typed is text and stays text: no template language, no `str.format`. Only a word in braces that this text
knows is replaced, once; what it is replaced by is not looked at again.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.texts import one_line

LANGUAGES = ("nl", "en")
PARTS = ("subject", "opening", "closing")
# A word between braces: letters first, so that {{ 7*7 }}, {% if %} and {0.__class__} are nothing but text.
PLACEHOLDER = re.compile(r"\{\s*([^\W\d_][\w -]{0,40}?)\s*\}")
PLACEHOLDERS: Mapping[str, Promise] = {
    "voornaam": _("de voornaam van wie de mail krijgt"),
    "partner": _("de voornaam van de partner"),
    "programma": _("de naam van de ronde"),
    "regio": _("de naam van de regio"),
    "coördinator": _("de naam van de coördinator"),
    "datum": _("de dag waarover de mail gaat"),
    "begin": _("de eerste dag van de ronde"),
    "einde": _("de laatste dag van de ronde"),
    "maanden": _("hoeveel maanden een traject duurt"),
    "uren": _("hoeveel uur per persoon een traject minstens is"),
}
COMMON = ("voornaam", "programma", "regio", "coördinator")  # in every mail of a programme


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one text in one language, its placeholders still in it; an empty part is left out."""

    subject: str = ""
    opening: str = ""
    closing: str = ""
    version: str = ""  # public id of the TextVersion; "" = as the platform words it


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A place whose words a coordinator may choose; of a mail the code is its template.

    `words` holds the built-in text by part, version 0. `sample` makes the context of the mail about invented people,
    from a programme and a region, in the language that is active; a text on a page has none.
    """

    code: str
    name: Promise
    used_when: Promise
    placeholders: tuple[str, ...]
    words: Mapping[str, Promise | str]
    sample: Callable[[Any, Any], dict[str, Any]] = field(repr=False)
    is_mail: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that can be worded here, in the order of reading."""
        return tuple(part for part in PARTS if part in self.words)

    def built_in(self, language: str) -> Wording:
        """Version 0."""
        with translation.override(language):
            return Wording(**{part: str(words) for part, words in self.words.items()})


PLACES: dict[str, TextPlace] = {}


def register_places(*places: TextPlace) -> None:
    """An app says which of its texts can be worded anew, when it starts."""
    PLACES.update({place.code: place for place in places})


def unknown_placeholders(text: str, allowed: tuple[str, ...]) -> list[str]:
    """The words in braces that mean nothing here, as they were typed."""
    return [found[0] for found in PLACEHOLDER.finditer(_composed(text)) if _name(found) not in allowed]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced by these values, each on one line; anything else stays as it stands."""
    return PLACEHOLDER.sub(lambda found: one_line(values.get(_name(found), found[0])), _composed(text))


def paragraphs(text: str) -> list[str]:
    """Blocks between blank lines."""
    return [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]


@dataclass(frozen=True, slots=True)
class FilledText:
    """A wording as templates print it: the subject on one line, the rest in paragraphs."""

    subject: str
    opening: list[str]
    closing: list[str]


def filled(wording: Wording, values: Mapping[str, str]) -> FilledText:
    """The wording for one reader."""
    return FilledText(
        one_line(fill(wording.subject, values)),
        paragraphs(fill(wording.opening, values)),
        paragraphs(fill(wording.closing, values)),
    )


def _composed(text: str) -> str:
    """ö as one letter, also when a keyboard sent an o with two dots."""
    return unicodedata.normalize("NFC", text)


def _name(found: re.Match[str]) -> str:
    return found[1].casefold()
