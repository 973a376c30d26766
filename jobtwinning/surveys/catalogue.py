"""The questionnaires read: versioned data files, and the answer scales and code lists they use.

A released file never changes (instruments/hashes.txt); a change is a new version beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from jobtwinning.surveys.questionnaires import (
    CodeFrame,
    Condition,
    ConditionTest,
    GoalCategory,
    Group,
    Instrument,
    Item,
    Option,
    Part,
    Pillar,
    Scale,
    Side,
    Yield,
    expand_codes,
    pick,
)

FOLDER = Path(__file__).parent / "instruments"


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
    return pick(code_frames(), "code", code)


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
    return pick(scales(), "code", code)


def instrument_codes() -> tuple[str, ...]:
    """The codes of all questionnaires, in the order in which people meet them."""
    return (
        "intake",
        "baseline_survey",
        "starting_match_check",
        "interim_survey",
        "final_survey",
        "organisation_review",
    )


@cache
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
    parts = tuple(Part(**{**row, "items": expand_codes(row["items"], in_file_order)}) for row in table["parts"])
    ordered = tuple(pick(in_file_order, "code", each) for part in parts for each in part.items)
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
        thin=expand_codes(table.get("thin", []), ordered),
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
