"""Check the options of a client by their names."""

from __future__ import annotations

from ..session import SessionOptions


def check_options(client: object, options: SessionOptions) -> None:
    """Refuse a misspelt option in the words that Python has for it.

    Raises:
        TypeError: `SessionOptions` has no such option. The message names the class of
            the client; the one that `Session` raises would name `Session`.
    """
    for name in options:
        if name not in SessionOptions.__optional_keys__:
            raise TypeError(
                f"{type(client).__name__}.__init__() got an unexpected keyword"
                f" argument {name!r}"
            )
