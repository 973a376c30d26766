"""A file that comes back: what would change, cell by cell, and what somebody else changed meanwhile."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from jobtwinning.core.errors import DomainError, RowFault
from jobtwinning.core.workbooks import Sheet, SheetRow, read_workbook, unguarded
from jobtwinning.intake.table.columns import Column
from jobtwinning.intake.table.marks import HEADING, RowMark, mark, read_mark
from jobtwinning.intake.table.queries import Line, every_column, lines_now, own_rows
from jobtwinning.intake.table.tables import Table
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell of the file that is not what the programme holds. `key` names it and what stands there now."""

    column: Column
    yours: str  # plain
    now: str
    changed_meanwhile: bool
    key: str

    @property
    def label(self) -> "str | Promise":
        return self.column.label

    @property
    def shown_yours(self) -> str:
        return self.column.shown(self.yours)

    @property
    def shown_now(self) -> str:
        return self.column.shown(self.now)


@dataclass(frozen=True, slots=True)
class RowDifferences:
    """One row of the file that would change something."""

    number: int  # in the file
    line: Line
    name: str
    cells: tuple[Difference, ...]

    @property
    def has_conflict(self) -> bool:
        return any(cell.changed_meanwhile for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: what would change, conflicts first, and what is left as it is, with the reason."""

    rows: tuple[RowDifferences, ...]
    notes: tuple[RowFault, ...]
    unknown_columns: tuple[str, ...]
    person_ids: tuple[str, ...]
    unchanged: int

    @property
    def cell_count(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def conflict_count(self) -> int:
        return sum(cell.changed_meanwhile for row in self.rows for cell in row.cells)


@dataclass(slots=True)
class _Found:
    """Gathered on the way."""

    rows: list[RowDifferences] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    unchanged: int = 0


def read_back(table: Table, programme: Programme, viewer: Viewer, content: bytes) -> Reading:
    """What a file would change. FileRefusedError or DomainError: no workbook of this table of this programme."""
    sheet = read_workbook(content)
    columns = every_column(table, own_rows(table, programme))
    placed, unknown = _placed(sheet, columns)
    marks = _marks(sheet, table, programme)
    ids = {each.public_id for each in marks.values()}
    now = lines_now(table, programme, viewer, columns, ids)
    found = _Found()
    seen: set[str] = set()
    for row in sheet.rows:
        row_mark = marks.get(row.number)
        if row_mark is None:
            found.notes.append(RowFault(row.number, "", _("Deze rij stond niet in het bestand dat je ophaalde.")))
        elif row_mark.public_id not in now:
            found.notes.append(RowFault(row.number, "", _("Deze rij is er niet meer, of hoort niet bij jouw regio.")))
        elif row_mark.public_id in seen:
            found.notes.append(RowFault(row.number, "", _("Deze rij staat er twee keer in. De eerste telt.")))
        else:
            seen.add(row_mark.public_id)
            _compare(table, row, row_mark, now[row_mark.public_id], placed, found)
    found.rows.sort(key=lambda row: (not row.has_conflict, row.number))
    people = {each for row in found.rows for each in row.line.person_ids}
    return Reading(tuple(found.rows), tuple(found.notes), unknown, tuple(sorted(people)), found.unchanged)


def _placed(sheet: Sheet, columns: Sequence[Column]) -> tuple[dict[int, Column], tuple[str, ...]]:
    """The columns of the file by their place, and the headings nobody knows; headings are known in both languages."""
    names: dict[str, Column] = {}
    for language in ("en", "nl"):
        with override(language):
            names |= {str(each.label).casefold(): each for each in columns}
    placed, unknown = {}, []
    for place, heading in enumerate(sheet.header):
        name = str(unguarded(heading)).casefold()
        if name in names:
            placed[place] = names[name]
        elif name and name != HEADING:
            unknown.append(heading)
    return placed, tuple(unknown)


def _marks(sheet: Sheet, table: Table, programme: Programme) -> dict[int, RowMark]:
    """What the hidden column says, by number of the row; refused when it is not of this table of this programme."""
    place = next((number for number, each in enumerate(sheet.header) if each == HEADING), None)
    if place is None:
        raise DomainError(
            "no_marks",
            _("Dit is geen bestand van deze tabel. Haal er een op met Naar Excel en pas dat aan."),
            field="file",
        )
    found = {}
    for row in sheet.rows:
        row_mark = read_mark(str(row.cells[place] or "")) if place < len(row.cells) else None
        if row_mark is not None:
            found[row.number] = row_mark
    if any((each.programme_id, each.table) != (programme.public_id, table.code) for each in found.values()):
        raise DomainError("elsewhere", _("Dit bestand hoort bij een andere tabel of een andere ronde."), field="file")
    if sheet.rows and not found:
        raise DomainError("no_marks", _("In dit bestand is geen enkele rij van deze tabel te herkennen."), field="file")
    return found


def _compare(
    table: Table, row: SheetRow, row_mark: RowMark, line: Line, placed: Mapping[int, Column], found: _Found
) -> None:
    cells = []
    for place, column in placed.items():
        if column.code not in row_mark.marks:
            continue
        try:
            yours = column.read(unguarded(row.cells[place] if place < len(row.cells) else None))
        except ValueError as fault:
            if column.is_editable:
                found.notes.append(RowFault(row.number, str(column.label), str(fault)))
            continue
        then, now = row_mark.marks[column.code], line.plain[column.code]
        if mark(yours) == then or yours == now:
            continue
        if not column.is_editable:
            text = _("Deze kolom verander je niet in de tabel.")
            found.notes.append(RowFault(row.number, str(column.label), text))
            continue
        key = f"{line.public_id}.{column.code}.{mark(now)}"
        cells.append(Difference(column, yours, now, mark(now) != then, key))
    if cells:
        found.rows.append(RowDifferences(row.number, line, table.name_of(line.plain), tuple(cells)))
    else:
        found.unchanged += 1


# --- What was ticked ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticked:
    """What somebody chose of a reading: cells by key, and whether the rows that were not on the page go along."""

    keys: frozenset[str]
    shown: frozenset[str]  # public ids of the rows that were on the page
    with_rest: bool

    def to_json(self) -> dict[str, object]:
        return {"keys": sorted(self.keys), "shown": sorted(self.shown), "with_rest": self.with_rest}

    @classmethod
    def from_json(cls, given: Mapping[str, object]) -> "Ticked":
        keys, shown = given.get("keys"), given.get("shown")
        return cls(frozenset(_texts(keys)), frozenset(_texts(shown)), given.get("with_rest") is True)


def _texts(given: object) -> Iterator[str]:
    return (str(each) for each in given) if isinstance(given, Collection) else iter(())


def chosen(
    rows: Iterable[RowDifferences], ticked: Ticked
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """The edits that were ticked, and the marks of what the reader saw in those cells."""
    keys = {tuple(key.split(".")[:2]): key.rpartition(".")[2] for key in ticked.keys}
    edits: dict[str, dict[str, str]] = {}
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        public_id = row.line.public_id
        for cell in row.cells:
            if public_id in ticked.shown:
                was = keys.get((public_id, cell.column.code))
            else:
                was = mark(cell.now) if ticked.with_rest and not cell.changed_meanwhile else None
            if was is not None:
                edits.setdefault(public_id, {})[cell.column.code] = cell.yours
                seen.setdefault(public_id, {})[cell.column.code] = was
    return edits, seen
