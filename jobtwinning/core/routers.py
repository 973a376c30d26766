"""Which table lives on which connection."""

from typing import Any

from django.conf import settings
from django.db.models import Model

VIEW_LOG = {"ViewLog", "ViewLogCut"}


class ViewLogRouter:
    """The view log has its own connection to the same database; tables are made once, by "default"."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return settings.VIEW_LOG_DATABASE if model.__name__ in VIEW_LOG else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return settings.VIEW_LOG_DATABASE if model.__name__ in VIEW_LOG else None

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == "default"
