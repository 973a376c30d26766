"""The questionnaires: versioned data files read into frozen objects, and the answer scales and code lists they use.

A released file never changes (instruments/hashes.txt); a change is a new version beside it. Validation of answers is in
validation.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

FOLDER = Path(__file__).parent / "instruments"

Side = Literal["teacher", "non_teacher"]
Value = int | str
T = TypeVar("T")
ConditionTest = Literal["equals", "any_of", "below", "at_least"]
ItemType = Literal[
    "single_choice",
    "multi_choice",
    "short_text",
    "long_text",
    "text_list",
    "email",
    "number",
    "hours",
    "yes_no",
    "consent",
    "field_select",
    "place_select",
    "iso_weeks",
    "week_grid",
    "repeat",
]


def _is_english(language: str) -> bool:
    return language.startswith("en")


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; counts_as names the option a report adds it to (T6.1: "Weet ik niet" is "Misschien")."""

    value: Value
    label_nl: str
    label_en: str
    hint_nl: str = ""
    hint_en: str = ""
    label_source: str = ""
    counts_as: str = ""

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl

    def hint(self, language: str) -> str:
        """Explanation under the label, or nothing."""
        return self.hint_en if _is_english(language) else self.hint_nl


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers in a fixed order; top holds the values a report counts as one class, such as 4 and 5 (F4.2, F5.1)."""

    code: str
    options: tuple[Option, ...]
    top: tuple[Value, ...] = ()
    top_label_nl: str = ""
    top_label_en: str = ""

    def option(self, value: Value) -> Option:
        """The option with this value; KeyError when there is none."""
        return _pick(self.options, "value", value)


@dataclass(frozen=True, slots=True)
class Pillar:
    """Yields that hang equally high, with the recommended duration (F6.1; 002 phase 2); None is no upper limit."""

    code: str
    label_nl: str
    label_en: str
    min_months: int
    max_months: int | None
    min_hours: int
    source: str
    status: Literal["stated", "inferred"]

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl


@dataclass(frozen=True, slots=True)
class Yield:
    """One of the fourteen expected yields of T3.3, Y01 to Y14; fruit labels are those of F6.1 and may be empty."""

    code: str
    label_nl: str
    label_en: str
    group: Literal["self", "student_education", "organisation"]
    pillar: str
    pillar_status: Literal["stated", "inferred"]
    fruit_label_nl: str = ""
    fruit_label_en: str = ""

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl


@dataclass(frozen=True, slots=True)
class GoalCategory:
    """A category for goals of one side (T3.1, T3.2) and their activities (T4.1, T4.2)."""

    code: str
    side: Side
    main: Literal["self", "student_education", "organisation"]
    main_nl: str
    main_en: str
    label_nl: str
    label_en: str
    source: str
    activity_label_nl: str = ""

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """Codes for open answers; multiple tells whether one answer may get several."""

    code: str
    options: tuple[Option, ...]
    multiple: bool
    source: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only if the answer to another one fits; without that answer it is not asked."""

    item: str
    test: ConditionTest
    value: bool | int | str | tuple[Value, ...]

    def holds(self, answer: object) -> bool:
        """Whether a clean answer meets the condition."""
        match self.value:
            case tuple() as values:
                return answer in values
            case bool() | str() as wanted:
                return answer == wanted
            case int() as limit:
                if not isinstance(answer, int | float) or isinstance(answer, bool):
                    return False
                return {"below": answer < limit, "at_least": answer >= limit}.get(self.test, answer == limit)


@dataclass(frozen=True, slots=True)
class Group:
    """A head over questions that belong together, such as I11 over I11a and I11b."""

    code: str
    label_nl: str
    label_en: str
    label_source: str = ""
    hint_nl: str = ""
    hint_en: str = ""

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl

    def hint(self, language: str) -> str:
        """Explanation under the label, or nothing."""
        return self.hint_en if _is_english(language) else self.hint_nl


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    group is the code of the question it belongs to, for most items its own code. label_source is the wording in the
    design of the instrument where the screen says it otherwise; literal marks wording taken from the evaluation report.
    A yield item such as N3.Y01 carries the code of its yield.
    """

    code: str
    group: str
    type: ItemType
    label_nl: str
    label_en: str
    source: str = ""
    label_source: str = ""
    literal: bool = False
    hint_nl: str = ""
    hint_en: str = ""
    who_reads_nl: str = ""
    who_reads_en: str = ""
    reader: str = ""
    required: bool = False
    scale: str = ""
    options: tuple[Option, ...] = ()
    conditions: tuple[Condition, ...] = ()
    min: float | None = None
    max: float | None = None
    step: float | None = None
    unit: str = ""
    max_length: int | None = None
    max_items: int | None = None
    columns: tuple[Item, ...] = ()
    code_frame: str = ""
    code_frame_per_side: tuple[tuple[Side, str], ...] = ()
    goal_coded: bool = False
    criterion: str = ""
    consent: str = ""
    yield_code: str = ""

    def label(self, language: str) -> str:
        """Label in a language code; Dutch for every language but English."""
        return self.label_en if _is_english(language) else self.label_nl

    def hint(self, language: str) -> str:
        """Explanation under the label, or nothing."""
        return self.hint_en if _is_english(language) else self.hint_nl

    def who_reads(self, language: str) -> str:
        """The line that says who reads the answer."""
        return self.who_reads_en if _is_english(language) else self.who_reads_nl

    def option(self, value: Value) -> Option:
        """The option with this value; KeyError when there is none."""
        return _pick(self.options, "value", value)


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a questionnaire; items are the expanded codes in the order on the page."""

    code: str
    slug_nl: str
    slug_en: str
    title_nl: str
    title_en: str
    items: tuple[str, ...]

    def title(self, language: str) -> str:
        """Title in a language code; Dutch for every language but English."""
        return self.title_en if _is_english(language) else self.title_nl

    def slug(self, language: str) -> str:
        """Name in the address; Dutch for every language but English."""
        return self.slug_en if _is_english(language) else self.slug_nl


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a questionnaire; items in the order of the pages, thin holds the codes of its short form."""

    code: str
    version: int
    title_nl: str
    title_en: str
    intro_nl: str
    intro_en: str
    purpose: Literal["matching", "research"]
    filled_in_by: Literal["participant", "manager"]
    source: str
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    items: tuple[Item, ...]
    thin: tuple[str, ...]

    def title(self, language: str) -> str:
        """Title in a language code; Dutch for every language but English."""
        return self.title_en if _is_english(language) else self.title_nl

    def intro(self, language: str) -> str:
        """Introduction in a language code; Dutch for every language but English."""
        return self.intro_en if _is_english(language) else self.intro_nl

    def item(self, code: str) -> Item:
        """The question with this code, such as N3.Y01; KeyError when there is none."""
        return _pick(self.items, "code", code)

    def part(self, code: str) -> Part:
        """The page with this code; KeyError when there is none."""
        return _pick(self.parts, "code", code)

    def group(self, code: str) -> Group | None:
        """The head of a group of questions, or None when the group is a single question without a head."""
        return next((each for each in self.groups if each.code == code), None)

    def expand(self, codes: Collection[str]) -> tuple[str, ...]:
        """Item codes for group and item codes: I11 gives I11a and I11b. KeyError for an unknown code."""
        return _expand(codes, self.items)


def _pick(rows: tuple[T, ...], attribute: str, value: object) -> T:
    for row in rows:
        if getattr(row, attribute) == value:
            return row
    raise KeyError(value)


def _expand(codes: Collection[str], items: tuple[Item, ...]) -> tuple[str, ...]:
    expanded: list[str] = []
    for code in codes:
        members = [each.code for each in items if each.group == code]
        if not members:
            members = [each.code for each in items if each.code == code]
        if not members:
            raise KeyError(code)
        expanded += [each for each in members if each not in expanded]
    return tuple(expanded)


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as source:
        return tomllib.load(source)


def _option(row: Mapping[str, Any]) -> Option:
    return Option(
        value=row["value"],
        label_nl=row["nl"],
        label_en=row["en"],
        hint_nl=row.get("hint_nl", ""),
        hint_en=row.get("hint_en", ""),
        label_source=row.get("label_source", ""),
        counts_as=row.get("counts_as", ""),
    )


@cache
def yields() -> tuple[Yield, ...]:
    """The fourteen yields in the order of T3.3."""
    return tuple(Yield(**row) for row in _read("yields.toml")["yields"])


@cache
def pillars() -> tuple[Pillar, ...]:
    """The four pillars of F6.1, from low-hanging to high-hanging fruit."""
    return tuple(Pillar(**{"max_months": None, **row}) for row in _read("yields.toml")["pillars"])


@cache
def goal_categories(side: Side | None = None) -> tuple[GoalCategory, ...]:
    """The goal categories of one side, or all of them."""
    rows = [GoalCategory(**row) for row in _read("goal_categories.toml")["categories"]]
    return tuple(row for row in rows if side is None or row.side == side)


@cache
def code_frames() -> tuple[CodeFrame, ...]:
    """The code frames of the open questions (T5.1 to T5.5, T6.1)."""
    rows = _read("code_frames.toml")["frames"]
    return tuple(CodeFrame(**{**row, "options": tuple(map(_option, row["options"]))}) for row in rows)


def code_frame(code: str) -> CodeFrame:
    """The code frame with this code; KeyError when there is none."""
    return _pick(code_frames(), "code", code)


@cache
def scales() -> tuple[Scale, ...]:
    """All answer scales."""
    return tuple(_scale(code, row) for code, row in _read("scales.toml").items())


def _scale(code: str, row: Mapping[str, Any]) -> Scale:
    if row.get("options_from") == "yields":
        return Scale(code, tuple(Option(each.code, each.label_nl, each.label_en) for each in yields()))
    return Scale(
        code,
        tuple(map(_option, row["options"])),
        tuple(row.get("top", ())),
        row.get("top_label_nl", ""),
        row.get("top_label_en", ""),
    )


def scale(code: str) -> Scale:
    """The scale with this code; KeyError when there is none."""
    return _pick(scales(), "code", code)


def instrument_codes() -> tuple[str, ...]:
    """The codes of all questionnaires, in the order in which people meet them."""
    return ("intake", "baseline_survey", "interim_survey", "final_survey", "organisation_review")


def versions(code: str) -> tuple[int, ...]:
    """The versions of a questionnaire, oldest first; KeyError for an unknown code."""
    if code not in instrument_codes():
        raise KeyError(code)
    return tuple(sorted(int(path.stem) for path in (FOLDER / code).glob("*.toml")))


def instrument(code: str, version: int | None = None) -> Instrument:
    """A questionnaire, by default its newest version; KeyError when there is no such code or version."""
    known = versions(code)
    if version is not None and version not in known:
        raise KeyError(f"{code}/{version}")
    return _instrument(code, known[-1] if version is None else version)


@cache
def _instrument(code: str, version: int) -> Instrument:
    table = _read(f"{code}/{version}.toml")
    readers = _read("readers.toml") | table.get("readers", {})
    in_file_order = tuple(item for row in table["items"] for item in _items(row, readers))
    parts = tuple(Part(**{**row, "items": _expand(row["items"], in_file_order)}) for row in table["parts"])
    ordered = tuple(_pick(in_file_order, "code", each) for part in parts for each in part.items)
    return Instrument(
        code=table["code"],
        version=table["version"],
        title_nl=table["title_nl"],
        title_en=table["title_en"],
        intro_nl=table["intro_nl"],
        intro_en=table["intro_en"],
        purpose=table["purpose"],
        filled_in_by=table["filled_in_by"],
        source=table["source"],
        parts=parts,
        groups=tuple(Group(**row) for row in table.get("groups", [])),
        items=ordered,
        thin=_expand(table.get("thin", []), ordered),
    )


def _items(row: Mapping[str, Any], readers: Mapping[str, Any]) -> tuple[Item, ...]:
    item = _item(row, readers)
    if not row.get("per_yield"):
        return (item,)
    return tuple(
        replace(
            item, code=f"{item.code}.{each.code}", label_nl=each.label_nl, label_en=each.label_en, yield_code=each.code
        )
        for each in yields()
    )


def _item(row: Mapping[str, Any], readers: Mapping[str, Any]) -> Item:
    """One question; who reads it stands in readers.toml, or in the file of this version where that says otherwise."""
    own = {key: value for key, value in row.items() if key not in _RESOLVED}
    reader = row.get("reader", "")
    who_reads = readers[reader] if reader else {"nl": "", "en": ""}
    conditions = row.get("conditions") or ([row["condition"]] if "condition" in row else [])
    return Item(
        **{"group": row["code"], **own},
        who_reads_nl=who_reads["nl"],
        who_reads_en=who_reads["en"],
        options=_options(row),
        conditions=tuple(map(_condition, conditions)),
        columns=tuple(_item(column, readers) for column in row.get("columns", [])),
        code_frame_per_side=tuple(row.get("code_frame_per_side", {}).items()),
    )


_RESOLVED = {"options", "frame", "condition", "conditions", "columns", "code_frame_per_side", "per_yield"}


def _options(row: Mapping[str, Any]) -> tuple[Option, ...]:
    if "options" in row:
        return tuple(map(_option, row["options"]))
    if "frame" in row:
        return code_frame(row["frame"]).options
    return scale(row["scale"]).options if "scale" in row else ()


def _condition(row: Mapping[str, Any]) -> Condition:
    ((test, value),) = ((key, value) for key, value in row.items() if key != "item")
    return Condition(row["item"], cast(ConditionTest, test), tuple(value) if isinstance(value, list) else value)


def is_asked(item: Item, answers: Mapping[str, object]) -> bool:
    """Whether a question is asked, given the clean answers so far: all its conditions hold."""
    return all(condition.holds(answers.get(condition.item)) for condition in item.conditions)
