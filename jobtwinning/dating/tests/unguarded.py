"""The site where an evening is not held while it changes: what the control of a race runs against."""

import time
from importlib import import_module

from jobtwinning.config.wsgi import application

actions = import_module("jobtwinning.dating.actions")  # only once the site is there
staff_views = import_module("jobtwinning.dating.staff_views")
find = staff_views.found


def as_seen(evening: object) -> object:
    """As it stood when the page was asked for."""
    return evening


def find_slowly(request: object, slug: str, public_id: str) -> object:
    """So that two who press at once both see what stood there before."""
    found = find(request, slug, public_id)
    time.sleep(0.3)
    return found


setattr(actions, "hold", as_seen)  # noqa: B010 — a module that mypy does not know the names of
setattr(staff_views, "found", find_slowly)  # noqa: B010 — idem

__all__ = ["application"]
