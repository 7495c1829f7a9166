"""The libraries that few programs need, and the extra that installs each."""

from __future__ import annotations

from importlib import import_module


def need(library: str, extra: str, use: str) -> None:
    """Load a library, or say how to get it."""
    try:
        import_module(library)
    except ImportError:
        raise ImportError(
            f'{use} needs {library}: pip install "mastodon-core[{extra}]"',
            name=library,
        ) from None
