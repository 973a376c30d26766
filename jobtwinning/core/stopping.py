"""Whether a process must stop, told by a signal."""

import os
import select
import weakref


class Stopping:
    """Set by a handler of signals, waited for by what they interrupt: the same thread. `threading.Event` holds a lock
    for a moment around every wait, and a signal that comes then waits for that lock for ever; `queue.SimpleQueue`
    waits for ever when its time is over before it begins to wait. A pipe has neither: nothing is ever read from it,
    so once it is told every later wait ends at once."""

    def __init__(self) -> None:
        self._hears, self._tells = os.pipe()
        weakref.finalize(self, close, self._hears, self._tells)
        self._is_set = False

    def set(self) -> None:
        if not self._is_set:
            self._is_set = True
            os.write(self._tells, b"!")

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        """Until it is set, and so long at most."""
        select.select([self._hears], [], [], seconds)


def close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
