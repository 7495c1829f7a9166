"""Tracebacks without local variables, where those could be secret.

A traceback keeps the frames of the functions that it passed through, with all their
local variables. Reports show those: pytest with ``--showlocals``, rich, Sentry, and
`traceback.TracebackException` with ``capture_locals``. So an error that leaves this
package keeps its frames, with files and lines, but the local variables of our frames
are gone, and so are those of the libraries that we passed a secret to. The frames of
the caller's own functions, hooks included, are left as they are.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from json import JSONDecodeError
from types import FrameType
from typing import Any, ParamSpec, TypeVar, cast

from ._warnings import OURS

P = ParamSpec("P")
T = TypeVar("T")

_CLEARED = OURS | sys.stdlib_module_names | {"attr", "cattrs", "msgspec"}


def forget_locals(error: BaseException, *libraries: str) -> None:
    """Drop the local variables of our frames from an error's tracebacks.

    This includes the tracebacks of its cause and context, and of the members of a
    group. Frames that are still running keep their variables. Errors about a text that
    cannot be decoded lose that text.

    Args:
        libraries: Top-level packages whose frames are cleared too.
    """
    cleared = _CLEARED.union(libraries)
    for each in _chain(error):
        trace, is_ours = each.__traceback__, False
        while trace is not None:
            frame = trace.tb_frame
            module = str(frame.f_globals.get("__name__", ""))
            # What attrs generates has no module.
            is_ours = module.partition(".")[0] in cleared or not module
            if is_ours and _is_finished(frame):
                frame.clear()
            trace = trace.tb_next
        # The innermost frame is the one that raised the error.
        if is_ours:
            _forget_input(each)


def _forget_input(error: BaseException) -> None:
    """Drop the whole text from errors of the standard library that keep it."""
    if isinstance(error, UnicodeError) and len(error.args) == 5:
        encoding, text, start, end, reason = error.args
        # Sets the arguments and the attributes.
        initialize: Any = type(error).__init__
        initialize(error, encoding, type(text)(), start, end, reason)
    elif isinstance(error, JSONDecodeError):
        error.doc = ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen = set[int]()
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        left += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", each)
            left += group.exceptions


def _is_finished(frame: FrameType) -> bool:
    # A frame takes over its code and variables when its function ends. Until then,
    # clearing it would fail, or up to Python 3.12 close a generator that is suspended.
    return any(held is frame.f_code for held in gc.get_referents(frame))


def forgets_arguments(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function so that no traceback of its errors shows its arguments."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            forget_locals(error)
            raise

    return call
