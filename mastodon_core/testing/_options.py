"""Check the names of a client's options."""

from __future__ import annotations

from ..session import SessionOptions


def check_options(client: object, options: SessionOptions) -> None:
    """Refuse unknown options; otherwise the error would name `Session`'s constructor.

    Raises:
        TypeError: an option is not in `SessionOptions`.
    """
    for name in options:
        if name not in SessionOptions.__optional_keys__:
            raise TypeError(
                f"{type(client).__name__}.__init__() got an unexpected keyword"
                f" argument {name!r}"
            )
