"""The site where answers of one person do not come one by one: each sees what stood there before the other."""

from importlib import import_module
from typing import Any

from jobtwinning.config.wsgi import application

actions = import_module("jobtwinning.choosing.actions")  # only once the site is there
count = actions.yes_count


def count_before(*arguments: Any, **named: Any) -> int:
    """Without the one that was said a moment ago."""
    return max(0, int(count(*arguments, **named)) - 1)


setattr(actions, "yes_count", count_before)  # noqa: B010 — a module that mypy does not know the names of

__all__ = ["application"]
