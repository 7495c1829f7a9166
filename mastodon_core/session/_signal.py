"""Wait for another call of the same session, with threads or in any event loop.

The core does not wait. It hands out a `WaitFor` step with a `Signal`, and the transport
registers a function that wakes its thread or task up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import get_ident

from attrs import field, frozen


class Signal:
    """An event that happens once, and that other threads or tasks wait for.

    It has no lock, so it can be set anywhere, also where Python closes an abandoned
    call. A wake-up is not missed: `on_set` adds its function before it looks whether
    the signal is set, and `set` does the opposite.
    """

    __slots__ = ("_functions", "_is_set", "_thread")

    def __init__(self) -> None:
        self._is_set = False
        self._functions: deque[Callable[[], object]] = deque()
        self._thread = get_ident()

    @property
    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._is_set

    @property
    def is_from_this_thread(self) -> bool:
        """Whether the current thread made it, and so can only set it if it goes on."""
        return self._thread == get_ident()

    def set(self) -> None:
        """Say that it has happened, and call the functions of `on_set`."""
        self._is_set = True
        self._call_all()

    def on_set(self, function: Callable[[], object]) -> None:
        """Call a function once the signal is set, or now if it is set already.

        Args:
            function: Called once, in the thread that sets the signal, such as
                ``threading.Event().set``. It must return at once, and not raise.
        """
        self._functions.append(function)
        if self._is_set:
            self._call_all()

    def _call_all(self) -> None:
        while True:
            try:
                # Another thread may take the rest of them.
                function = self._functions.popleft()
            except IndexError:
                return
            function()


@frozen
class WaitFor:
    """A step: wait until another call of the session has set the signal.

    A transport that cannot wait returns at once. The call then goes on without what the
    other one would have brought, such as a refreshed token.
    """

    signal: Signal = field(repr=False)
    seconds: float | None = None
    """How long to wait at most; None for no limit."""
