"""Optional libraries, and the extras that install them."""

from __future__ import annotations

from importlib import import_module


def need(library: str, extra: str, use: str) -> None:
    """Check that an optional library is installed.

    Args:
        library: Name of the module to import.
        extra: Extra of mastodon-core that installs it.
        use: Feature or package that needs it, at the start of the message.

    Raises:
        ImportError: the library is not installed. The message says how to install it.
    """
    try:
        import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise ImportError(
            f'{use} needs {library}: pip install "mastodon-core[{extra}]"',
            name=library,
        ) from None
