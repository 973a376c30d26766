"""What the pages of a table read: a page of rows in one question, its header in another."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast
from django.http import Http404

from jobtwinning.intake.models import SavedView, TableColumn
from jobtwinning.intake.table.choice import Choice, narrowed
from jobtwinning.intake.table.columns import Column, own_column
from jobtwinning.intake.table.tables import TABLES, Table
from jobtwinning.programmes.models import Programme, RoleGrant
from jobtwinning.programmes.viewer import Viewer

PER_PAGE = 50
MOST_ROWS = 5_000  # in a file


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


def header_of(table: Table, programme: Programme, viewer: Viewer) -> Header:
    """Own columns and views in one question."""
    columns, views = [], []
    rows = _columns(table, programme).union(_views(table, programme, viewer), all=True)
    for what, public_id, name, kind, query, owner in sorted(rows, key=lambda row: (row[0], str(row[2]).casefold())):
        if what == "column":
            columns.append(TableColumn(public_id=public_id, label=name, kind=kind))
        else:
            views.append(View(public_id, name, query, kind == "shared", owner == "own"))
    return Header(every_column(table, columns), tuple(views))


def _columns(table: Table, programme: Programme) -> QuerySet[Any]:
    rows = TableColumn.objects.filter(programme=programme, table=table.code)
    return _six(rows, "column", F("label"), F("kind"), Value("", TextField()), Value("", TextField()))


def _views(table: Table, programme: Programme, viewer: Viewer) -> QuerySet[Any]:
    """One's own, and what colleagues of the own regions share."""
    colleague = RoleGrant.objects.filter(
        Q(programme=None) | Q(programme=programme),
        account=OuterRef("account"),
        role=RoleGrant.Role.COORDINATOR,
        region__in=viewer.coordinated_region_ids(programme),
        revoked_at__isnull=True,
    )
    rows = SavedView.objects.filter(
        Q(account=viewer.account) | (Q(is_shared=True) & Exists(colleague)), programme=programme, table=table.code
    )
    shared = Case(When(is_shared=True, then=Value("shared")), default=Value(""), output_field=TextField())
    own = Case(When(account=viewer.account, then=Value("own")), default=Value(""), output_field=TextField())
    return _six(rows, "view", F("name"), shared, F("query"), own)


def _six(rows: QuerySet[Any], what: str, name: Any, kind: Any, query: Any, own: Any) -> QuerySet[Any]:
    """The same six columns for both halves of one question."""
    parts = {"w": Value(what, TextField()), "n": name, "k": kind, "q": query, "o": own}
    parts = {key: Cast(part, TextField()) for key, part in parts.items()}
    found: QuerySet[Any] = rows.order_by().annotate(**parts).values_list("w", "public_id", "n", "k", "q", "o")
    return found


def own_rows(table: Table, programme: Programme) -> list[TableColumn]:
    """The columns that coordinators added, by name."""
    rows = TableColumn.objects.filter(programme=programme, table=table.code)
    return sorted(rows, key=lambda row: row.label.casefold())


def every_column(table: Table, own: Collection[TableColumn]) -> tuple[Column, ...]:
    """The columns of the table and the own ones."""
    return (*table.columns, *(own_column(row, "line") for row in own))


def lines_of(table: Table, programme: Programme, viewer: Viewer, choice: Choice, number: int) -> Lines:
    """One page of rows, with the count of all, in one question; a number past the end shows the first page."""
    found = _sorted(filtered(table, programme, viewer, choice), table, choice)
    total = Subquery(found.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))
    start = (max(1, number) - 1) * PER_PAGE
    page = table.rows(viewer, programme).filter(pk__in=found.values("pk")[start : start + PER_PAGE])
    rows = _sorted(_annotated(page, [*choice.columns, *_asked(choice)]), table, choice).annotate(total=total)
    lines, totals = [], [0]
    for *row, count in rows.values_list(*_names(table, choice.columns), "total"):
        lines.append(_line(table, choice.columns, row))
        totals.append(count)
    if not lines and number > 1:
        return lines_of(table, programme, viewer, choice, 1)
    return Lines(tuple(lines), totals[-1], max(1, number))


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
