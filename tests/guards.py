"""Every permission of the house, and a way to take one away."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType

import jobtwinning


def all_guards() -> list[FunctionType]:
    """Every `may_…` and `is_…` of every permissions.py."""
    found = []
    for app in pkgutil.iter_modules(jobtwinning.__path__):
        try:
            module = importlib.import_module(f"jobtwinning.{app.name}.permissions")
        except ModuleNotFoundError:
            continue
        found += [
            function
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if name.startswith(("may_", "is_")) and function.__module__ == module.__name__
        ]
    return found


def yes(*arguments: object, **named: object) -> bool:
    return True


@contextmanager
def always_yes(guard: FunctionType) -> Iterator[None]:
    """Swap the code of the guard, so that everybody who imported it gets the weakened one."""
    code = guard.__code__
    guard.__code__ = yes.__code__
    try:
        yield
    finally:
        guard.__code__ = code
