"""What somebody chose to see of a table: columns, filters and order, as the address tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jobtwinning.core.texts import one_line
from jobtwinning.intake.table.columns import DATE, NUMBER, TEXT, Column
from jobtwinning.intake.table.tables import by_code

COLUMN, SORT, FILTER, UNTIL = "col", "sort", "f-", "-to"
EMPTY, FILLED = "-", "*"  # in a filter: nothing, or something, is filled in
MOST = 4000  # characters of an address that are read
LONGEST = 100  # of one filter


@dataclass(frozen=True, slots=True)
class Bound:
    """One filter of one column: what was typed, what it means (plain), and what is wrong with it."""

    column: Column
    name: str
    typed: str
    plain: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns in their order, the filters by name, and what it is sorted by."""

    columns: tuple[Column, ...]
    filters: Mapping[str, Bound]
    sort: str = ""
    sort_column: Column | None = None
    descending: bool = False
    are_chosen: bool = False  # the columns are not the usual ones

    @property
    def is_filtered(self) -> bool:
        return any(not each.fault for each in self.filters.values())

    def query(self, *, with_sort: bool = True) -> str:
        """The address of this choice, without the page."""
        pairs = [(COLUMN, each.code) for each in self.columns] if self.are_chosen else []
        pairs += [(name, bound.typed) for name, bound in self.filters.items()]
        if with_sort and self.sort:
            pairs.append((SORT, ("-" if self.descending else "") + self.sort))
        return urlencode(pairs)

    def sorted_by(self, code: str) -> str:
        """ascending, descending or nothing."""
        if code != self.sort:
            return ""
        return "descending" if self.descending else "ascending"

    def next_sort(self, code: str) -> str:
        """What a click on this heading asks."""
        return f"-{code}" if self.sorted_by(code) == "ascending" else code


def read_choice(query: str, columns: Sequence[Column]) -> Choice:
    """What an address asks of a table with these columns; whatever is unknown in it is left out."""
    asked: dict[str, list[str]] = {}
    for name, value in parse_qsl(query[:MOST], errors="replace"):
        asked.setdefault(name, []).append(one_line(value))
    known = by_code(columns)
    wanted = set(asked.get(COLUMN, ()))
    chosen = tuple(each for each in columns[1:] if each.code in wanted)
    usual = tuple(each for each in columns[1:] if each.is_default)
    filters = {bound.name: bound for bound in _bounds(asked, columns)}
    sort = (asked.get(SORT) or [""])[-1]
    code = sort.removeprefix("-")
    return Choice(
        columns=(columns[0], *(chosen or usual)),
        filters=filters,
        sort=code if code in known else "",
        sort_column=known.get(code),
        descending=sort.startswith("-") and code in known,
        are_chosen=bool(chosen) and chosen != usual,
    )


def _bounds(asked: Mapping[str, Sequence[str]], columns: Iterable[Column]) -> Iterable[Bound]:
    for column in columns:
        names = [f"{FILTER}{column.code}"]
        if column.kind in (NUMBER, DATE):
            names.append(f"{FILTER}{column.code}{UNTIL}")
        for name in names:
            typed = (asked.get(name) or [""])[-1][:LONGEST]
            if typed:
                yield _bound(column, name, typed)


def _bound(column: Column, name: str, typed: str) -> Bound:
    if typed in (EMPTY, FILLED) or column.kind == TEXT:
        return Bound(column, name, typed, typed)
    if column.words:
        return Bound(column, name, typed, typed, "" if typed in column.words else _("Kies een van de woorden."))
    try:
        return Bound(column, name, typed, column.read(typed))
    except ValueError as fault:
        return Bound(column, name, typed, "", str(fault))


def condition(bound: Bound) -> Q:
    """The rows that fit one filter."""
    alias, column = bound.column.alias, bound.column
    if bound.typed in (EMPTY, FILLED):
        empty = Q(**{f"{alias}__isnull": True})
        if column.kind not in (NUMBER, DATE):
            empty |= Q(**{alias: ""})
        return empty if bound.typed == EMPTY else ~empty
    if column.kind == TEXT:
        return Q(**{f"{alias}__icontains": bound.plain})
    if column.words:
        return Q(**{alias: bound.plain})
    return Q(**{f"{alias}__{'lte' if bound.name.endswith(UNTIL) else 'gte'}": bound.plain})


def narrowed(rows: "QuerySet[Any]", choice: Choice) -> "QuerySet[Any]":
    """The rows that fit every filter that makes sense."""
    for bound in choice.filters.values():
        if not bound.fault:
            rows = rows.filter(condition(bound))
    return rows
