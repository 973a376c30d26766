"""Whether a process must stop, told by a signal."""

from contextlib import suppress
from queue import Empty, SimpleQueue


class Stopping:
    """Set by a handler of signals, waited for by what they interrupt: the same thread. `threading.Event` holds a lock
    for a moment around every wait, and a signal that comes then waits for that lock for ever; a simple queue may be
    added to at any moment."""

    def __init__(self) -> None:
        self._told: SimpleQueue[None] = SimpleQueue()
        self._is_set = False

    def set(self) -> None:
        self._is_set = True
        self._told.put(None)

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        """Until it is set, and so long at most."""
        if not self._is_set:
            with suppress(Empty):
                self._told.get(timeout=seconds)
