"""Where work that falls apart is done: here, in processes of this machine, or on a cluster; the result is the same."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Executor(Protocol):
    """Does the same work on every item. The results come in the order of the items."""

    def map(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item."""
        ...


class Serial:
    """One after the other, in this process."""

    def map(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item."""
        return (work(shared, item) for item in items)


SERIAL = Serial()
