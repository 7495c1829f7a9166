"""How the clients of tests wait for a call of another thread."""

from __future__ import annotations

from threading import Event

from ..session import Signal


def wait_in_thread(signal: Signal) -> None:
    """Block this thread until another one sets the signal."""
    event = Event()
    signal.on_set(event.set)
    event.wait()
