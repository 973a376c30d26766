"""What a backup says about itself, so that it can be judged before anything is touched."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

NOT_KEPT = frozenset({"django_session", "core_cache"})  # after a restore everybody signs in again


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, its number of rows, a checksum over all of them."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The database part: what both kinds of database write and check alike."""

    tables: Mapping[str, Table]
    migrations: tuple[tuple[str, str], ...]
    sequences: Mapping[str, int] = field(default_factory=dict)  # PostgreSQL: the last number each has given out


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str  # ISO, UTC
    app_version: str
    vendor: str  # "sqlite" or "postgresql"
    contents: Contents
    files: int

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.contents.tables.values())


def app_version() -> str:
    """The version of the platform, as pyproject.toml has it; a platform installed without it does not know."""
    path = settings.BASE_DIR / "pyproject.toml"
    return str(tomllib.loads(path.read_text())["project"]["version"]) if path.exists() else "unknown"


def as_json(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), indent=1, sort_keys=True)


def from_json(text: bytes) -> Manifest:
    values: dict[str, Any] = json.loads(text)
    inside = values.pop("contents")
    contents = Contents(
        tables={
            name: Table(tuple(table["columns"]), table["rows"], table["sha256"])
            for name, table in inside["tables"].items()
        },
        migrations=tuple((app, name) for app, name in inside["migrations"]),
        sequences=inside["sequences"],
    )
    return Manifest(contents=contents, **values)
