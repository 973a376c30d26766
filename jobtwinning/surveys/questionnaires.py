"""What a questionnaire is made of: instruments, items, scales and code lists, as frozen objects.

Read from data files in catalogue.py; validation of answers is in validation.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

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


# Kinds of questions to which somebody writes in their own words.
WRITTEN: frozenset[ItemType] = frozenset({"short_text", "long_text", "text_list", "field_select", "repeat"})
# What a line about readers asks of whoever writes; with nothing to write, it is not said.
ASKED_OF_WRITERS = ("Schrijf niets over gezondheid. ", "Do not write about health. ")


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
        return pick(self.options, "value", value)


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
        """The line that says who reads the answer; what not to write only where somebody can write."""
        line = self.who_reads_en if _is_english(language) else self.who_reads_nl
        if self.type not in WRITTEN:
            for sentence in ASKED_OF_WRITERS:
                line = line.replace(sentence, "")
        return line

    def option(self, value: Value) -> Option:
        """The option with this value; KeyError when there is none."""
        return pick(self.options, "value", value)


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
        return pick(self.items, "code", code)

    def part(self, code: str) -> Part:
        """The page with this code; KeyError when there is none."""
        return pick(self.parts, "code", code)

    def group(self, code: str) -> Group | None:
        """The head of a group of questions, or None when the group is a single question without a head."""
        return next((each for each in self.groups if each.code == code), None)

    def expand(self, codes: Collection[str]) -> tuple[str, ...]:
        """Item codes for group and item codes: I11 gives I11a and I11b. KeyError for an unknown code."""
        return expand_codes(codes, self.items)


def pick(rows: tuple[T, ...], attribute: str, value: object) -> T:
    """The first row whose attribute has this value; KeyError when there is none."""
    for row in rows:
        if getattr(row, attribute) == value:
            return row
    raise KeyError(value)


def expand_codes(codes: Collection[str], items: tuple[Item, ...]) -> tuple[str, ...]:
    """Codes of items and groups as codes of items, each once; KeyError for an unknown one."""
    expanded: list[str] = []
    for code in codes:
        members = [each.code for each in items if each.group == code]
        if not members:
            members = [each.code for each in items if each.code == code]
        if not members:
            raise KeyError(code)
        expanded += [each for each in members if each not in expanded]
    return tuple(expanded)


def is_asked(item: Item, answers: Mapping[str, object]) -> bool:
    """Whether a question is asked, given the clean answers so far: all its conditions hold."""
    return all(condition.holds(answers.get(condition.item)) for condition in item.conditions)
