"""What changes in a table: its own columns, somebody's views, and cells, one row or thousands at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.background import UNWATCHED, Watch
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.models import SavedView, TableColumn, TableLine
from jobtwinning.intake.table.columns import Column
from jobtwinning.intake.table.marks import HEADING, mark
from jobtwinning.intake.table.queries import every_column, lines_now, own_rows
from jobtwinning.intake.table.tables import Edits, Table, by_code
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer

MOST_COLUMNS, MOST_VIEWS = 20, 30
BATCH = 250
Marks = Mapping[str, Mapping[str, str]]  # by public id of a row, by code of a column


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows changed, and how many cells were left because somebody else changed them since."""

    rows: int
    left: int


# --- Own columns --------------------------------------------------------------------------------


def add_column(table: Table, programme: Programme, *, label: str, kind: str, by: Account, at: datetime) -> TableColumn:
    """One column more, for every coordinator of the programme; DomainError about a name that is taken."""
    own = own_rows(table, programme)
    if len(own) >= MOST_COLUMNS:
        raise DomainError("many", _("Er zijn al %(n)s eigen kolommen. Haal er eerst een weg.") % {"n": MOST_COLUMNS})
    if label.casefold() in _taken(table, own):
        raise _taken_error()
    row = TableColumn(programme=programme, table=table.code, label=label, kind=kind, made_at=at, made_by_id=by.pk)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # a colleague was a moment earlier
        raise _taken_error() from None
    history.record("add_column", row, by=by, at=at, programme_id=programme.pk, codes={"table": table.code})
    return row


def _taken(table: Table, own: Sequence[TableColumn]) -> set[str]:
    """Every heading a file may have, in both languages."""
    taken = {HEADING, *(row.label.casefold() for row in own)}
    for language in ("nl", "en"):
        with override(language):
            taken |= {str(each.label).casefold() for each in table.columns}
    return taken


def _taken_error() -> DomainError:
    return DomainError("taken", _("Er is al een kolom met deze naam."), field="label")


def remove_column(table: Table, row: TableColumn, *, by: Account, at: datetime) -> None:
    """The column goes with everything in it."""
    code, programme = row.code, row.programme
    lines = table.line._default_manager.filter(
        **{f"{table.line_key}__programme": programme, "cells__has_key": code}
    ).select_for_update()
    found = list(lines)
    for line in found:
        line.cells.pop(code, None)
    table.line._default_manager.bulk_update(found, ["cells"], batch_size=BATCH)
    history.record("remove_column", row, by=by, at=at, programme_id=programme.pk, codes={"table": table.code})
    row.delete()


# --- Views --------------------------------------------------------------------------------------


def save_view(
    table: Table, programme: Programme, *, name: str, query: str, is_shared: bool, by: Account, at: datetime
) -> SavedView:
    """Keep a view under a name of one's own; the same name once more replaces it."""
    mine = SavedView.objects.filter(account=by, programme=programme, table=table.code)
    same = mine.filter(name__iexact=name).first()
    if same is None and mine.count() >= MOST_VIEWS:
        raise DomainError("many", _("Je hebt al %(n)s weergaven. Haal er eerst een weg.") % {"n": MOST_VIEWS})
    row = same or SavedView(account=by, programme=programme, table=table.code, made_at=at)
    row.name, row.query, row.is_shared = name, query, is_shared
    row.save()
    return row


# --- Cells --------------------------------------------------------------------------------------


def edit_cells(
    table: Table, programme: Programme, edits: Edits, seen: Marks, *, by: Viewer, watch: Watch = UNWATCHED
) -> Written:
    """Write plain values into editable cells of the viewer's own regions; a transaction per so many rows, unless the
    caller has one. Killed half way and done again, it goes on where it was.

    `seen`: the marks of the values the writer saw. A cell that is something else by now is left, and counted.
    """
    columns = [each for each in every_column(table, own_rows(table, programme)) if each.is_editable]
    changed, left, done = 0, 0, 0
    for batch in _batches(sorted(edits)):
        rows_written, cells_left = _edit_batch(table, programme, batch, edits, seen, columns, by)
        changed += rows_written
        left += cells_left
        done += len(batch)
        watch.step("writing", 10 + 88 * done / len(edits))
    return Written(changed, left)


@transaction.atomic
def _edit_batch(
    table: Table,
    programme: Programme,
    ids: Sequence[str],
    edits: Edits,
    seen: Marks,
    columns: Sequence[Column],
    by: Viewer,
) -> tuple[int, int]:
    """How many of these rows were written, and how many cells were left."""
    locked = table.rows(by, programme).filter(public_id__in=ids).select_for_update(of=("self",)).order_by("pk")
    rows = {row.public_id: row for row in locked}
    now = lines_now(table, programme, by, columns, ids)
    left, wanted = 0, {}
    for public_id in ids:
        if public_id not in rows:
            left += len(edits[public_id])
            continue
        new, late = _fitting(edits[public_id], seen.get(public_id, {}), now[public_id].plain, by_code(columns))
        left += late
        if new:
            wanted[rows[public_id]] = new
    _store(table, wanted)
    return len(wanted), left


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _fitting(
    cells: Mapping[str, str], seen: Mapping[str, str], now: Mapping[str, str], columns: Mapping[str, Column]
) -> tuple[dict[str, str], int]:
    """The cells of one row that may be written, and how many may not since somebody else changed them."""
    new, late = {}, 0
    for code, value in cells.items():
        if code not in columns or now[code] == value:
            continue
        if code in seen and mark(now[code]) != seen[code]:
            late += 1
        else:
            new[code] = value
    return new, late


def _store(table: Table, wanted: Mapping[Any, Mapping[str, str]]) -> None:
    """Two statements for the lines, however many rows; the rest is the table's own."""
    manager = table.line._default_manager
    owner = f"{table.line_key}_id"
    known = {getattr(line, owner): line for line in manager.filter(**{f"{table.line_key}__in": list(wanted)})}
    new: list[TableLine] = []
    old: list[TableLine] = []
    for row, cells in wanted.items():
        if not any(code in table.attributes or _is_own(table, code) for code in cells):
            continue
        line = known.get(row.pk) or table.line(**{owner: row.pk})
        _fill(table, line, cells)
        (old if row.pk in known else new).append(line)
    manager.bulk_create(new, batch_size=BATCH)
    manager.bulk_update(old, [*table.attributes.values(), "cells"], batch_size=BATCH)
    if table.store_more is not None:
        table.store_more(wanted)


def _is_own(table: Table, code: str) -> bool:
    return all(each.code != code for each in table.columns)


def _fill(table: Table, line: TableLine, cells: Mapping[str, str]) -> None:
    columns = by_code(table.columns)
    for code, value in cells.items():
        if code in table.attributes:
            setattr(line, table.attributes[code], value or ("" if columns[code].kind == "text" else None))
        elif code not in columns:
            line.cells = {key: kept for key, kept in line.cells.items() if key != code} | (
                {code: value} if value else {}
            )
