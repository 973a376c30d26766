"""What is written to the database, and where; and all that stands in it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from jobtwinning.core.models import ViewLog, ViewLogEnds

WRITE = re.compile(r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
# Looking may grow the view log, and every visit may have a session.
BY_LOOKING = {model._meta.db_table for model in (ViewLog, ViewLogEnds, Session)}


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables that were written to meanwhile, but for those that looking may write to."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if (write := WRITE.match(sql)) and write[1] not in BY_LOOKING:
            found.append(write[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every table that looking may not write to."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in BY_LOOKING
    }
