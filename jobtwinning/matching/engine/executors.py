"""Where work that falls apart is done: here, in processes of this machine, or on a cluster; the result is the same."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Protocol, TypeVar

from jobtwinning.matching.engine.problem import InvalidInput

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
CONNECT_SECONDS = 10.0
Work = Callable[[Shared, Item], Result]


class Executor(Protocol):
    """Does the same work on every item. The results come in the order of the items."""

    def map(self, work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item."""
        ...


class Serial:
    """One after the other, in this process."""

    def map(self, work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item."""
        return (work(shared, item) for item in items)


class Processes:
    """In so many processes of this machine, which get what they share without copying where the system can fork."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map(self, work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item; work must be a function of a module."""
        if len(items) < 2 or self._workers < 2:
            yield from SERIAL.map(work, shared, items)
            return
        from concurrent.futures import ProcessPoolExecutor

        how = get_context("fork" if "fork" in get_all_start_methods() else None)
        workers = min(self._workers, len(items))
        with ProcessPoolExecutor(workers, how, initializer=_receive, initargs=(shared,)) as pool:
            yield from pool.map(partial(_with_received, work), items)


_received: list[Any] = []


def _receive(shared: object) -> None:
    _received[:] = [shared]


def _with_received(work: Work[Any, Item, Result], item: Item) -> Result:
    return work(_received[0], item)


class Cluster:
    """On an existing Dask cluster, whose workers must have this package; needs the library `distributed`."""

    def __init__(self, address: str) -> None:
        self._address = address

    def map(self, work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item]) -> Iterable[Result]:
        """work(shared, item) for every item; everything that goes over must be picklable."""
        try:
            from distributed import Client as Connection
        except ImportError:
            raise InvalidInput(["a cluster needs the library distributed (pip install distributed)"]) from None

        connect: Any = Connection  # the library has no types for it
        with connect(self._address, set_as_default=False, timeout=CONNECT_SECONDS) as client:
            there = client.scatter([shared], broadcast=True, hash=False)[0]
            for future in [client.submit(work, there, item, pure=False) for item in items]:
                yield future.result()


SERIAL = Serial()
