"""Everything the platform keeps about somebody, as one document: what the registers say is given, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey
from django.utils.translation import get_language

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Person, Region
from jobtwinning.privacy import labels
from jobtwinning.privacy.lookers import Lookers
from jobtwinning.privacy.paths import PATHS, Path, Subject
from jobtwinning.privacy.register import Column, columns, columns_of
from jobtwinning.privacy.values import Reader, Shown
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.catalogue import instrument, instrument_codes

FORMAT = "job-twinning/access"
VERSION = 1


@dataclass(frozen=True, slots=True)
class OwnTable:
    """What one table keeps about somebody."""

    table: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Shown], ...]
    about: tuple[str, ...]  # per row, the questionnaire it belongs to; mostly empty

    @property
    def title(self) -> str:
        return labels.title_of(self.table)


def own_tables(subject: Subject) -> list[OwnTable]:
    """Every table with something to give, empty ones left out; a fixed number of queries."""
    tables = [(path, given(path)) for path in PATHS.values()]
    rows = {path.model: list(_fetched(path, subject)) for path, _given in tables}
    reader = _reader(subject, rows)
    return [_own_table(path, columns, rows[path.model], reader) for path, columns in tables if rows[path.model]]


def given(path: Path) -> tuple[Column, ...]:
    """The columns of a table that are given to whom they are about."""
    return tuple(column for column in columns_of(path.model) if column.access == "give")


def withheld() -> list[tuple[str, str]]:
    """Table and reason of what is kept back."""
    tables = {column.model for column in columns() if column.access == "withhold"}
    return [(table, str(labels.WITHHELD[table])) for table in sorted(tables)]


def access_file(person: Person | None, *, at: datetime, account: Account | None = None) -> dict[str, Any]:
    """The document that somebody downloads; `access.schema.json` says how it is built."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.isoformat(),
        "language": get_language() or "nl",
        "tables": [_json(table) for table in own_tables(Subject.of(person, account))],
        "withheld": [{"table": table, "reason": reason} for table, reason in withheld()],
    }


def _json(table: OwnTable) -> dict[str, Any]:
    return {
        "table": table.table,
        "title": table.title,
        "columns": {
            column.field: {
                "label": labels.label_of(table.table, column.field),
                "class": column.data_class,
                "purpose": column.purpose,
                "ground": column.ground,
                "kept": column.retention,
            }
            for column in table.columns
        },
        "rows": [
            {"about": about, "values": {name: {"value": one.value, "text": one.text} for name, one in row.items()}}
            for row, about in zip(table.rows, table.about, strict=True)
        ],
    }


def _field(path: Path, column: Column) -> "Field[Any, Any]":
    field = path.model._meta.get_field(column.field)
    assert isinstance(field, Field)  # noqa: S101  # a register only names columns
    return field


def _fetched(path: Path, subject: Subject) -> Any:
    """The rows with what their columns point at, in one query."""
    fields = [column.field for column in given(path) if isinstance(_field(path, column), ForeignKey)]
    rows = path.rows(subject)
    rows = rows.select_related(*fields) if fields else rows
    return rows if rows.query.order_by else rows.order_by("pk")


def _reader(subject: Subject, rows: Mapping[type[Any], list[Any]]) -> Reader:
    """What the words of all these rows need."""
    views = next((found for model, found in rows.items() if model.__name__ == "ViewLog"), [])
    return Reader(
        subject=subject,
        programmes=Programme.objects.in_bulk(),
        regions=Region.objects.in_bulk(),
        lookers=Lookers.of(row.account_id for row in views),
        region_ids=frozenset(row.region_id for row in rows[Participation]),
    )


def _own_table(path: Path, columns: tuple[Column, ...], rows: list[Any], reader: Reader) -> OwnTable:
    table = columns[0].model
    shown = [
        {
            column.field: reader.read(table, _field(path, column), row)
            for column in columns
            if column.field not in path.hidden(reader.subject, row)
        }
        for row in rows
    ]
    return OwnTable(table, columns, tuple(shown), tuple(_about(row) for row in rows))


def _about(row: Any) -> str:
    """The questionnaire of a response or an answer."""
    code = getattr(getattr(row, "response", row), "instrument", "")
    language = get_language() or "nl"
    return instrument(code).title(language) if code in instrument_codes() else str(code)
