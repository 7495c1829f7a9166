"""Call the hooks of a program, and keep their exceptions apart from ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class HookFailed(Exception):
    """Carries the exception of a hook out of a call, past all that handles errors.

    A hook may raise any exception, such as a `NetworkError` of a call that it makes. If
    that was taken for a failure of the message in progress, the session would send the
    message again, though the server may have carried it out.

    Attributes:
        error: The exception of the hook.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(f"a hook raised {type(error).__name__}")
        self.error: Exception = error


def call_hook(hook: Callable[[T], object] | None, value: T) -> None:
    """Call a hook, if there is one.

    Raises:
        HookFailed: it raised an exception.
    """
    if hook is None:
        return
    try:
        hook(value)
    except Exception as error:
        failed = HookFailed(error)
    else:
        return
    # Outside of the block, as the exception would be the context of what carries it,
    # and later the other way round.
    raise failed
