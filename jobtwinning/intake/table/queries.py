"""What the pages of a table read: a page of rows in one question, its header in another."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Subquery, Value
from django.http import Http404

from jobtwinning.core import clock
from jobtwinning.intake.models import TableColumn
from jobtwinning.intake.table.choice import Choice, narrowed
from jobtwinning.intake.table.columns import Column, own_column
from jobtwinning.intake.table.tables import TABLES, Table
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer

PER_PAGE = 50
MOST_ROWS = 5_000  # in a file
MOST_STATEMENTS = 200
# Writing a page's statement takes longer than answering it. It depends on what is asked and where, and of a timed
# table on the minute.
STATEMENTS: dict[tuple[Any, ...], tuple[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as the page lists it."""

    public_id: str
    name: str
    query: str
    is_shared: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around the rows: every column there is, and the views of this reader."""

    columns: tuple[Column, ...]
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: plain values by column code, and the people it shows."""

    public_id: str
    person_ids: tuple[str, ...]
    plain: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of rows out of `total`."""

    lines: tuple[Line, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def table_at(slug: str) -> Table:
    """The table at this address; 404 when there is none."""
    if slug not in TABLES:
        raise Http404
    return TABLES[slug]


HEADER = """
SELECT 'column', public_id, label, kind, '', 0 FROM intake_tablecolumn WHERE programme_id = %s AND "table" = %s
UNION ALL
SELECT 'view', v.public_id, v.name, CASE WHEN v.is_shared THEN 'shared' ELSE '' END, v.query,
    CASE WHEN v.account_id = %s THEN 1 ELSE 0 END
FROM intake_savedview v WHERE v.programme_id = %s AND v."table" = %s AND (v.account_id = %s OR (v.is_shared AND EXISTS (
    SELECT 1 FROM programmes_rolegrant g WHERE g.account_id = v.account_id AND g.role = 'coordinator'
    AND g.revoked_at IS NULL AND (g.programme_id IS NULL OR g.programme_id = %s) AND g.region_id IN (
        SELECT m.region_id FROM programmes_rolegrant m WHERE m.account_id = %s AND m.role = 'coordinator'
        AND m.revoked_at IS NULL AND (m.programme_id IS NULL OR m.programme_id = %s)))))
"""  # own columns; one's own views, and what colleagues of one's own regions share


def header_of(table: Table, programme: Programme, viewer: Viewer) -> Header:
    """Own columns and views in one question, written out: this page is opened all day."""
    columns: list[TableColumn] = []
    views: list[View] = []
    where, who = (programme.pk, table.code), viewer.account.pk
    with connection.cursor() as cursor:
        cursor.execute(HEADER, [*where, who, *where, who, programme.pk, who, programme.pk])
        rows = sorted(cursor.fetchall(), key=lambda row: (row[0], row[2].casefold()))
    for what, public_id, name, kind, query, is_own in rows:
        if what == "column":
            columns.append(TableColumn(public_id=public_id, label=name, kind=kind))
        else:
            views.append(View(public_id, name, query, kind == "shared", bool(is_own)))
    return Header(every_column(table, columns), tuple(views))


def own_rows(table: Table, programme: Programme) -> list[TableColumn]:
    """The columns that coordinators added, by name."""
    rows = TableColumn.objects.filter(programme=programme, table=table.code)
    return sorted(rows, key=lambda row: row.label.casefold())


def every_column(table: Table, own: Collection[TableColumn]) -> tuple[Column, ...]:
    """The columns of the table and the own ones."""
    return (*table.columns, *(own_column(row, "line") for row in own))


def lines_of(table: Table, programme: Programme, viewer: Viewer, choice: Choice, number: int) -> Lines:
    """One page of rows, with the count of all, in one question; a number past the end shows the first page."""
    who = (programme.pk, frozenset(viewer.coordinated_region_ids(programme)), viewer.person.pk if viewer.person else 0)
    minute = clock.now().replace(second=0, microsecond=0) if table.is_timed else None
    key = (table.code, *who, choice.query(), tuple(each.code for each in choice.columns), number, minute)
    statement = STATEMENTS.get(key)
    if statement is None:
        try:
            statement = page_query(table, programme, viewer, choice, number).query.sql_with_params()
        except EmptyResultSet:  # a coordinator of no region, or a filter that nothing can fit
            return Lines((), 0, 1)
        while len(STATEMENTS) >= MOST_STATEMENTS:
            STATEMENTS.pop(next(iter(STATEMENTS)), None)
        STATEMENTS[key] = statement
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows = cursor.fetchall()
    if not rows and number > 1:
        return lines_of(table, programme, viewer, choice, 1)
    lines = tuple(_line(table, choice.columns, row[:-1]) for row in rows)
    return Lines(lines, rows[0][-1] if rows else 0, max(1, number))


def page_query(table: Table, programme: Programme, viewer: Viewer, choice: Choice, number: int) -> QuerySet[Any]:
    """One page: id, people, cells and the count of all. What only a page shows is asked of fifty rows, not of all.

    The fifty are chosen by what is inside; said twice, PostgreSQL may look for the fifty once more for every row.
    """
    found = _sorted(filtered(table, programme, viewer, choice), table, choice)
    total = Subquery(found.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))
    start = (max(1, number) - 1) * PER_PAGE
    page = table.every_row().filter(pk__in=found.values("pk")[start : start + PER_PAGE])
    rows = _sorted(_annotated(page, [*choice.columns, *_asked(choice)]), table, choice).annotate(total=total)
    found_rows: QuerySet[Any] = rows.values_list(*_names(table, choice.columns), "total")
    return found_rows


def every_line(table: Table, programme: Programme, viewer: Viewer, choice: Choice) -> Iterator[Line]:
    """All rows of a choice, as on the screen."""
    rows = filtered(table, programme, viewer, choice)
    rows = _sorted(_annotated(rows, choice.columns), table, choice)[:MOST_ROWS]
    for row in rows.values_list(*_names(table, choice.columns)):
        yield _line(table, choice.columns, row)


def lines_now(
    table: Table, programme: Programme, viewer: Viewer, columns: Sequence[Column], ids: Collection[str]
) -> dict[str, Line]:
    """These rows as they are now, by id, as far as they are in the viewer's regions."""
    rows = _annotated(table.rows(viewer, programme).filter(public_id__in=ids), columns)
    return {row[0]: _line(table, columns, row) for row in rows.values_list(*_names(table, columns))}


def filtered(table: Table, programme: Programme, viewer: Viewer, choice: Choice) -> QuerySet[Any]:
    """The rows of a choice, in no order."""
    asked = _asked(choice)
    rows = _annotated(table.rows(viewer, programme), asked)
    code, left_out = table.unless_asked
    if all(bound.column.code != code or bound.fault for bound in choice.filters.values()):
        rows = rows.exclude(left_out)
    return narrowed(rows, choice)


def _asked(choice: Choice) -> list[Column]:
    """The columns that a filter or the order needs."""
    asked = {bound.column.code: bound.column for bound in choice.filters.values()}
    if choice.sort_column is not None:
        asked[choice.sort] = choice.sort_column
    return list(asked.values())


def _annotated(rows: QuerySet[Any], columns: Collection[Column]) -> QuerySet[Any]:
    new = {each.alias: each.expression for each in columns if each.alias not in rows.query.annotations}
    found: QuerySet[Any] = rows.annotate(**new)
    return found


def _sorted(rows: QuerySet[Any], table: Table, choice: Choice) -> QuerySet[Any]:
    if choice.sort_column is None:
        return rows.order_by(*table.order)
    by = choice.sort_column.order
    by = by.desc(nulls_last=True) if choice.descending else by.asc(nulls_last=True)
    return _annotated(rows, [choice.sort_column]).order_by(by, *table.order)


def _names(table: Table, columns: Sequence[Column]) -> list[str]:
    return ["public_id", *table.people, *(each.alias for each in columns)]


def _line(table: Table, columns: Sequence[Column], row: Sequence[Any]) -> Line:
    after = 1 + len(table.people)
    plain = {each.code: each.plain(raw) for each, raw in zip(columns, row[after:], strict=False)}
    return Line(row[0], tuple(each for each in row[1:after] if each), plain)
