"""Every table as it stands, for the platform admin to look at; what the registers call secret stays out.

So do primary keys, free text and sensitive answers: an admin keeps the platform going and has no business in them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Person
from jobtwinning.privacy.register import columns_of

NEVER_SHOWN = {"secret", "free_text", "sensitive"}
LEFT_OUT = {"surveys.ResponseKeyLink"}  # whose answers are whose
LONGEST = 80  # letters of one value
PUBLIC_IDS = {"person_id", "subject_id"}  # columns that name somebody by public id, where they are text
DEEPEST = 3  # steps from a row to the person it is about


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, and the columns of it that may be seen: name and lookup."""

    model: type[models.Model]
    columns: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


def shown_tables() -> list[Shown]:
    """Every table with something to show, by name."""
    models_shown = [each for each in apps.get_models(include_auto_created=True) if each._meta.label not in LEFT_OUT]
    tables = [Shown(model, shown_columns(model)) for model in models_shown]
    return sorted((table for table in tables if table.columns), key=lambda table: table.key)


def shown_columns(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """What may be seen of a table. A foreign key is shown as the public id of what it points to."""
    found = []
    for column in columns_of(model):
        field = model._meta.get_field(column.field)
        if column.data_class in NEVER_SHOWN or getattr(field, "primary_key", False):
            continue
        if not field.is_relation:
            found.append((field.name, field.name))
        elif has_public_id(field.related_model):
            found.append((field.name, f"{field.name}__public_id"))
    return tuple(found)


def has_public_id(model: Any) -> bool:
    return any(field.name == "public_id" for field in model._meta.get_fields())


def lines_of(table: Shown, rows: Sequence[models.Model]) -> list[list[str]]:
    """These rows as text, in their order."""
    lookups = [lookup for _name, lookup in table.columns]
    values = table.model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", *lookups)
    by_key = {line[0]: [shortened(value) for value in line[1:]] for line in values}
    return [by_key[row.pk] for row in rows if row.pk in by_key]


def shortened(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def people_in(table: Shown, rows: Sequence[models.Model]) -> list[str]:
    """Public ids of everybody these rows are about, for the view log: by foreign key, address or public id."""
    keys = [row.pk for row in rows]
    about = models.Q(pk__in=[])
    for path in person_paths(table.model):
        found = table.model._default_manager.filter(pk__in=keys).values_list(path, flat=True)
        about |= models.Q(pk__in={pk for pk in found if pk})
    for name, _lookup in table.columns:
        if isinstance(table.model._meta.get_field(name), models.EmailField):
            about |= models.Q(email__in=addresses(getattr(row, name) for row in rows))
        elif name in PUBLIC_IDS and is_text(table.model, name):
            about |= models.Q(public_id__in={getattr(row, name) for row in rows})
    return list(Person.objects.filter(about).values_list("public_id", flat=True))


def is_text(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.CharField)


def addresses(values: Iterable[str]) -> set[str]:
    return {value for value in values if value}


def person_paths(model: Any, depth: int = DEEPEST) -> list[str]:
    """Lookups that lead from a row of this table to primary keys of people."""
    if model is Person:
        return ["pk"]
    if model is Account:
        return ["person__pk"]
    paths = []
    for field in model._meta.concrete_fields:
        if field.is_relation and depth:
            paths += [f"{field.name}__{path}" for path in person_paths(field.related_model, depth - 1)]
        elif field.name == "person_id" and not is_text(model, field.name):
            paths.append("person_id")
    return paths
