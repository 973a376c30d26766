"""Which tables there are. An app that knows more about a row adds a column when it starts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from jobtwinning.intake.models import TableLine
from jobtwinning.intake.table.columns import Column
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer

Cells = Mapping[str, str]  # plain values by code of a column
Edits = Mapping[str, Cells]  # by public id of a row


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say of one kind of row."""

    title: "str | Promise"
    none_title: "str | Promise"  # there is no row at all
    none_text: "str | Promise"
    no_match: "str | Promise"  # there is none that fits the filters
    readers: "str | Promise"  # who may read what is written about a row
    editing: "str | Promise"  # what is edited here, and where the rest is
    whole_list: "str | Promise"  # the page of `list_page`


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of row. `people` are paths to the public ids of whom a row shows; the first column names the row."""

    code: str
    slug: str  # in the address
    words: Words
    counted: Callable[[int], str]  # "12 deelnemers"
    every_row: Callable[[], QuerySet[Any]]  # of the whole platform
    rows: Callable[[Viewer, Programme], QuerySet[Any]]  # of the viewer's own regions
    columns: list[Column]
    people: tuple[str, ...]
    order: tuple[Any, ...]  # paths or expressions, when nothing else is asked
    name_of: Callable[[Cells], str]  # of one row
    row_page: Callable[[Programme, str], str]  # the address of one row's own page
    list_page: Callable[[Programme], str]  # the address of the page of all of them
    unless_asked: tuple[str, Q]  # a code of a column, and which rows are left out unless that one is filtered
    line: type[TableLine]  # what coordinators keep about a row
    line_key: str  # its column that points at the row
    attributes: Mapping[str, str] = field(default_factory=dict)  # code of a column, attribute of the line
    store_more: Callable[[Mapping[Model, Cells]], None] | None = None  # edits of what is kept elsewhere
    is_timed: bool = False  # what it shows depends on the moment

    @property
    def title(self) -> "str | Promise":
        return self.words.title


TABLES: dict[str, Table] = {}


def register(table: Table) -> None:
    """Make a table known, by its address."""
    TABLES[table.slug] = table


def add_column(slug: str, column: Column, *, before: str) -> None:
    """An app above adds what it knows about a row, in its place."""
    columns = TABLES[slug].columns
    place = next(number for number, each in enumerate(columns) if each.code == before)
    if all(each.code != column.code for each in columns):
        columns.insert(place, column)


def replace_column(slug: str, column: Column) -> None:
    """An app above knows more about the value of a column."""
    columns = TABLES[slug].columns
    columns[:] = [column if each.code == column.code else each for each in columns]


def by_code(columns: Collection[Column]) -> dict[str, Column]:
    return {each.code: each for each in columns}
