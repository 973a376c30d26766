"""School subjects and professional fields: one list with stable ids, Dutch and English labels and synonyms.

How close two fields are is not here: the matching engine keeps those links.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

FieldKind = Literal["school_subject", "professional_field"]
Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Field:
    """A subject somebody teaches or a field somebody works in; isced_f is the broader ISCED-F 2013 code."""

    id: str
    kind: FieldKind
    isced_f: str
    isced_f_label_en: str
    label_nl: str
    label_en: str
    synonyms_nl: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    group: str
    sectors: tuple[str, ...]
    school_type: str

    def label(self, language: str) -> str:
        """The label in a language code such as "nl" or "en-gb"; Dutch for every language but English."""
        return self.label_en if language.startswith("en") else self.label_nl

    def synonyms(self, language: str) -> tuple[str, ...]:
        """The other words for this field in a language."""
        return self.synonyms_en if language.startswith("en") else self.synonyms_nl


@cache
def fields() -> tuple[Field, ...]:
    """All fields: first the school subjects, then the professional fields, in the order of the list."""
    text = (Path(__file__).parent / "data" / "fields.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)["fields"]
    return tuple(
        Field(
            id=row["id"],
            kind=row["kind"],
            isced_f=row["isced_f"],
            isced_f_label_en=row["isced_f_label_en"],
            label_nl=row["label_nl"],
            label_en=row["label_en"],
            synonyms_nl=tuple(row["synonyms_nl"]),
            synonyms_en=tuple(row["synonyms_en"]),
            group=row["group"],
            sectors=tuple(row["sectors"]),
            school_type=row.get("school_type", ""),
        )
        for row in rows
    )


@cache
def _by_id() -> dict[str, Field]:
    return {each.id: each for each in fields()}


def field(field_id: str) -> Field:
    """The field with this id; KeyError when it is not in the list."""
    return _by_id()[field_id]


def find_fields(text: str, kind: FieldKind | None = None, limit: int = 10) -> tuple[Field, ...]:
    """Fields whose label or synonym, Dutch or English, fits a search text.

    Best first: the whole label or synonym, its beginning, the beginning of a word in it, anywhere in it. A word that
    belongs to several fields gives all of them, so that the person chooses.
    """
    wanted = _fold(text)
    if not wanted:
        return ()
    candidates = [each for each in fields() if kind is None or each.kind == kind]
    ranked = [(_match_class(wanted, _search_texts()[each.id]), each) for each in candidates]
    hits = sorted((hit for hit in ranked if hit[0] < 4), key=lambda hit: hit[0])
    return tuple(found for _, found in hits[:limit])


@cache
def _search_texts() -> dict[str, tuple[str, ...]]:
    return {
        each.id: tuple(_fold(t) for t in (each.label_nl, each.label_en, *each.synonyms_nl, *each.synonyms_en))
        for each in fields()
    }


def _match_class(wanted: str, texts: tuple[str, ...]) -> int:
    if wanted in texts:
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    if any(f" {wanted}" in text for text in texts):
        return 2
    # One or two letters inside a word say nothing.
    return 3 if len(wanted) > 2 and any(wanted in text for text in texts) else 4


def _fold(text: str) -> str:
    """Lower case without accents; everything but letters, digits and & counts as a space."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() or char == "&" else " " for char in plain.casefold()).split())
