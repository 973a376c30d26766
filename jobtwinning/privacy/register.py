"""The privacy registers read: what every column is for, how long it stays, what erasing and access do with it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

PACKAGE = Path(__file__).parents[1]
PERSONAL = frozenset({"identifying", "contact", "professional", "sensitive", "free_text", "secret"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table, as its app's `privacy.toml` describes it; every value comes from a closed list."""

    model: str  # "people.Person"
    field: str
    data_class: str
    purpose: str
    ground: str
    retention: str  # "programme+2y", "account+1y", "14d", "30d", "90d", "1y", "5y" or "none"
    erase: str  # "delete" the row, "blank" the value, "keep" it, or "cascade": gone with the row it belongs to
    access: str  # "give" to whom it is about, "withhold" (with a reason in the docs), or "none": not about a person
    export: str

    @property
    def personal(self) -> bool:
        return self.data_class in PERSONAL

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)


@cache
def columns() -> tuple[Column, ...]:
    """Every column of every table, third parties' included, in the order of the files."""
    found = []
    for path in sorted(PACKAGE.glob("*/privacy.toml")):
        for name, line in tomllib.loads(path.read_text()).items():
            model, _, field = name.rpartition(".")
            rest = {key: value for key, value in line.items() if key != "class"}
            found.append(Column(model=model, field=field, data_class=line["class"], **rest))
    return tuple(found)


def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """The columns of one table."""
    label = f"{model._meta.app_label}.{model.__name__}"
    return tuple(column for column in columns() if column.model == label)
