"""From the lines of a list, read as its columns say, to rows about people and pairs; every fault by row and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from jobtwinning.core.errors import RowFault
from jobtwinning.core.spreadsheets import Row, Table
from jobtwinning.core.texts import one_line
from jobtwinning.intake.imports import OPTIONAL, REQUIRED
from jobtwinning.moving.columns import FIELD_ITEM, FIELD_TEXT_ITEM, HOURS_ITEM, OF_PERSON, PLACE_ITEM, codes_of
from jobtwinning.moving.models import Move
from jobtwinning.moving.words import (
    EMAIL,
    FORMULA,
    day_of,
    fold,
    hours_of,
    how_of,
    places_named,
    side_of,
    split_name,
    time_of,
    yes_of,
)
from jobtwinning.people.fields import find_fields
from jobtwinning.people.places import Place
from jobtwinning.twinning.models import Goal

SIDE_WORDS = {"teacher": "docent", "non_teacher": "niet-docent"}
HALF_SIDES = {"a": "teacher", "b": "non_teacher"}
GOAL_LENGTH = Goal._meta.get_field("text").max_length or 0
FIELD_TEXT_LENGTH = 120
NAME_PARTS = ("given_name", "prefix", "surname", "full_name")


@dataclass(frozen=True)
class Lines:
    """A list as it stands, with what each column is. numbers: the row of each line as a spreadsheet counts."""

    kind: str
    headings: tuple[str, ...]
    codes: tuple[str, ...]  # per column, "" = not read
    numbers: tuple[int, ...]
    lines: tuple[tuple[str, ...], ...]
    for_all: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, move: Move, lines: Sequence[Sequence[str]]) -> "Lines":
        """From all lines of the sheet, the header among them."""
        header = move.header_row
        headings = tuple(lines[header - 1]) if header <= len(lines) else ()
        filled = [(number, tuple(line)) for number, line in enumerate(lines, 1) if number > header and any(line)]
        return cls(
            kind=move.kind,
            headings=headings,
            codes=tuple(move.columns),
            numbers=tuple(number for number, _line in filled),
            lines=tuple(line for _number, line in filled),
            for_all=move.for_all,
            places=move.places,
        )

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Row and cells by code, of the columns that are read; a column that is missing at the end is empty."""
        for number, line in zip(self.numbers, self.lines, strict=True):
            yield (
                number,
                {code: line[place] if place < len(line) else "" for place, code in enumerate(self.codes) if code},
            )

    def heading(self, code: str) -> str:
        """What stands above this column; in our own words when the list has none."""
        if code in self.codes:
            return self.headings[self.codes.index(code)] or str(self.codes.index(code) + 1)
        half, _underscore, own = code.partition("_") if self.kind == Move.Kind.PAIRS else ("", "", code)
        if own in ("given_name", "surname") and (whole := f"{half}_full_name" if half else "full_name") in self.codes:
            return self.heading(whole)
        items = {PLACE_ITEM: "place", FIELD_ITEM: "field", HOURS_ITEM: "hours_month"}
        return self.heading(items[code]) if items.get(code) in self.codes else str(codes_of(self.kind).get(code, code))

    def renamed(self, fault: RowFault, half: str = "") -> RowFault:
        """The same fault, under the heading of the list."""
        return RowFault(fault.row, self.heading(f"{half}_{fault.column}" if half else fault.column), fault.message)


@dataclass
class Read:
    """The rows of a list, and what is wrong with the others."""

    faults: list[RowFault] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    pairs: list["PairRow"] = field(default_factory=list)
    completes: bool = False  # the list answers questions of the intake by their own code

    def refused(self) -> set[int]:
        """Rows that cannot come in."""
        return {fault.row for fault in self.faults}


@dataclass(frozen=True)
class Half:
    """One of the two: cells as the import of people reads them, and what they did so far."""

    letter: str  # a or b, whose columns these are
    person: Row
    hours: Decimal | None  # None = not said
    goals: tuple[str, ...]
    manager_name: str
    manager_email: str
    has_permission: bool
    how: str


@dataclass(frozen=True)
class PairRow:
    """One running pair."""

    number: int
    teacher: Half
    non_teacher: Half
    starts_on: date
    goals: tuple[str, ...]
    next_on: date | None
    next_at: time | None
    next_where: str


def table_of(rows: Sequence[Row]) -> Table:
    """For the import of people, which knows our own names of columns."""
    names = dict.fromkeys([*REQUIRED, *OPTIONAL, *(name for row in rows for name in row.cells)])
    return Table(tuple(names), tuple(Row(row.number, {n: row.cells.get(n, "") for n in names}) for row in rows))


def read_people(lines: Lines) -> Read:
    """A list of people."""
    read = Read(completes=any(code not in OF_PERSON for code in lines.codes if code))
    for number, cells in lines.rows():
        faults = list(_formulas(lines, number, cells))
        person = {**_person(cells, lines.for_all), **_answers(lines, number, cells, faults)}
        if person["email"] and person["side"] not in SIDE_WORDS.values():
            faults.append(RowFault(number, lines.heading("side"), _("Schrijf docent of niet-docent.")))
        read.faults += _first_of_cell(faults)
        read.people.append(Row(number, person))
    _refuse_nobody(lines, read)
    return read


def _first_of_cell(faults: Sequence[RowFault]) -> list[RowFault]:
    """A formula is no number of hours either: one message for each cell."""
    return list({fault.column: fault for fault in reversed(faults)}.values())[::-1]


def _refuse_nobody(lines: Lines, read: Read) -> None:
    if not lines.lines:
        read.faults.append(RowFault(1, "", _("Onder de namen van de kolommen staat niets.")))


def _formulas(lines: Lines, number: int, cells: Mapping[str, str]) -> Iterator[RowFault]:
    for code, cell in cells.items():
        if cell.startswith((FORMULA, "@")):
            message = _("Een formule nemen we niet over. Zet de uitkomst als tekst in de cel.")
            yield RowFault(number, lines.heading(code), message)


def _person(cells: Mapping[str, str], for_all: Mapping[str, str]) -> dict[str, str]:
    """The columns about the person, as the import of people names them."""
    given, surname = one_line(cells.get("given_name", "")), one_line(cells.get("surname", ""))
    if whole := cells.get("full_name", ""):
        first, rest = split_name(one_line(whole))
        given, surname = given or first, surname or rest
    if prefix := one_line(cells.get("prefix", "")):
        surname = f"{prefix} {surname}"
    told = cells.get("side", "") or for_all.get("side", "")
    side = told if told in SIDE_WORDS else side_of(told)
    return {
        "given_name": given,
        "surname": surname,
        "email": _address(cells.get("email", "")),
        "phone": one_line(cells.get("phone", "")),
        "side": SIDE_WORDS.get(side, told),
        "organisation": one_line(cells.get("organisation", "")),
        "function": one_line(cells.get("function", "")),
        "region": cells.get("region", "") or for_all.get("region", ""),
    }


def _address(cell: str) -> str:
    """Also out of "Imke Vos <imke@school.example>"."""
    found = EMAIL.findall(cell)
    return (found[0] if len(found) == 1 else cell).strip().removeprefix("mailto:").lower()


def _answers(lines: Lines, number: int, cells: Mapping[str, str], faults: list[RowFault]) -> dict[str, str]:
    """Answers to the intake: by their own code as they stand, and what we can read out of our own words."""
    answers = {code: cell for code, cell in cells.items() if code not in OF_PERSON}
    if (text := cells.get("place", "")) and PLACE_ITEM not in answers:
        answers[PLACE_ITEM] = _place(lines, number, text, faults)
    if (text := cells.get("field", "")) and FIELD_ITEM not in answers:
        known, unknown = fields_in(text)
        answers |= {FIELD_ITEM: "|".join(known), FIELD_TEXT_ITEM: ", ".join(unknown)[:FIELD_TEXT_LENGTH]}
    if (text := cells.get("hours_month", "")) and HOURS_ITEM not in answers:
        hours = hours_of(text)
        if hours is None:
            faults.append(RowFault(number, lines.heading("hours_month"), _not_hours()))
        answers[HOURS_ITEM] = str(hours or "")
    codes = {"place": PLACE_ITEM, "field": FIELD_ITEM, "hours_month": HOURS_ITEM}
    columns = {item for code, item in codes.items() if code in cells}  # an empty cell takes an earlier answer away
    if FIELD_ITEM in columns:
        columns.add(FIELD_TEXT_ITEM)
    return {**dict.fromkeys(columns, ""), **answers}


@lru_cache(maxsize=4096)
def fields_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the fields that stand in a cell, and the words that are no field of ours."""
    known: list[str] = []
    unknown: list[str] = []
    for part in text.replace("|", ",").replace(";", ",").split(","):
        word = fold(part)
        labels = ((each, (each.label_nl, each.label_en, *each.synonyms_nl)) for each in find_fields(part, limit=4))
        exact = [each.id for each, texts in labels if word in map(fold, texts)]
        if exact:
            known += [exact[0]] if exact[0] not in known else []
        elif word:
            unknown.append(one_line(part))
    return tuple(known), tuple(unknown)


def ambiguous_places(lines: Lines) -> dict[str, tuple[Place, ...]]:
    """Names of places that several places have, as written, with those places; the largest first."""
    if "place" not in lines.codes:
        return {}
    names = {fold(cells["place"]): cells["place"] for _number, cells in lines.rows() if cells["place"]}
    found = {name: places_named(name) for name in names.values()}
    return {name: each for name, each in sorted(found.items()) if len(each) > 1}


def _place(lines: Lines, number: int, text: str, faults: list[RowFault]) -> str:
    found = places_named(text)
    meant = lines.places.get(fold(text))
    if len(found) > 1 and meant in {each.id for each in found}:
        return str(meant)
    if len(found) == 1:
        return str(found[0].id)
    many = _("Er zijn meer plaatsen met deze naam. Kies bij de kolommen welke het is.")
    message = many if found else _("Deze plaats kennen we niet. Schrijf de naam voluit.")
    faults.append(RowFault(number, lines.heading("place"), message))
    return ""


def _not_hours() -> str:
    return _("Dit is geen aantal uren. Een voorbeeld: 12,5.")


# --- Pairs ------------------------------------------------------------------------------------------


def read_pairs(lines: Lines) -> Read:
    """A list of running pairs."""
    read = Read()
    seen: dict[str, int] = {}
    for number, cells in lines.rows():
        faults = list(_formulas(lines, number, cells))
        halves = [_half(lines, number, letter, cells, faults) for letter in HALF_SIDES]
        sides = {half.person.cells["side"]: half for half in halves}
        if len(sides) != 2:
            message = _("Een koppel is één docent en één iemand van buiten het onderwijs.")
            faults.append(RowFault(number, lines.heading("b_side"), message))
        for half in halves:
            address = half.person.cells["email"]
            if address and seen.setdefault(address, number) != number:
                faults.append(
                    RowFault(number, lines.heading(f"{half.letter}_email"), _("Dit adres staat hierboven al."))
                )
        starts_on = _day(lines, number, cells, "starts_on", faults)
        if not cells.get("starts_on"):
            faults.append(RowFault(number, lines.heading("starts_on"), _("Vul dit nog in.")))
        next_on = _day(lines, number, cells, "next_on", faults)
        if not faults and starts_on is not None:
            read.pairs.append(
                PairRow(
                    number,
                    sides["docent"],
                    sides["niet-docent"],
                    starts_on,
                    goals=_goals(lines, number, cells, "joint_goals", faults),
                    next_on=next_on,
                    next_at=time_of(cells.get("next_at", "") or cells.get("next_on", "")),
                    next_where=one_line(cells.get("next_where", ""))[:200],
                )
            )
        read.faults += _first_of_cell(faults)
    _refuse_nobody(lines, read)
    return read


def _half(lines: Lines, number: int, letter: str, cells: Mapping[str, str], faults: list[RowFault]) -> Half:
    own = {code.removeprefix(f"{letter}_"): cell for code, cell in cells.items() if code.startswith(f"{letter}_")}
    person = _person({**own, "region": cells.get("region", "")}, {**lines.for_all, "side": HALF_SIDES[letter]})
    hours = hours_of(own.get("hours", ""))
    if hours is None and own.get("hours"):
        faults.append(RowFault(number, lines.heading(f"{letter}_hours"), _not_hours()))
    says, address = own.get("permission", ""), _address(own.get("manager_email", ""))
    given = yes_of(says) if says else False
    if given is None:
        faults.append(RowFault(number, lines.heading(f"{letter}_permission"), _("Schrijf ja of nee.")))
    if address and not EMAIL.fullmatch(address):
        message = _("Dit is geen volledig e-mailadres. Een voorbeeld: naam@school.nl.")
        faults.append(RowFault(number, lines.heading(f"{letter}_manager_email"), message))
    return Half(
        letter,
        Row(number, person),
        hours,
        _goals(lines, number, cells, f"{letter}_goals", faults),
        one_line(own.get("manager_name", ""))[:100],
        address[:254],
        has_permission=bool(given),
        how=how_of(says) or "spoken",
    )


def _goals(lines: Lines, number: int, cells: Mapping[str, str], code: str, faults: list[RowFault]) -> tuple[str, ...]:
    """Several goals in one cell stand on lines of their own, or between semicolons or upright lines."""
    text = cells.get(code, "").replace("|", "\n").replace(";", "\n")
    goals = dict.fromkeys(one_line(part) for part in text.splitlines() if part.strip())
    if any(len(goal) > GOAL_LENGTH for goal in goals):
        message = _("Dit is langer dan %(max)s tekens.") % {"max": GOAL_LENGTH}
        faults.append(RowFault(number, lines.heading(code), message))
    return tuple(goals)


def _day(lines: Lines, number: int, cells: Mapping[str, str], code: str, faults: list[RowFault]) -> date | None:
    text = cells.get(code, "")
    day = day_of(text) if text else None
    if text and day is None:
        message = _("Dit is geen datum die bestaat. Een voorbeeld: 3-2-2026.")
        faults.append(RowFault(number, lines.heading(code), message))
    return day
