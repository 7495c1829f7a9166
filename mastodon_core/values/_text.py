"""Make text from a server safe for log lines, error messages and terminals."""

from __future__ import annotations

_MAX_LENGTH = 300


def readable(text: str) -> str:
    """Put a server's text on one line of at most 300 characters.

    Control characters become spaces, so that they cannot control a terminal.
    """
    shown = "".join(c if c.isprintable() else " " for c in text[:_MAX_LENGTH])
    return " ".join(shown.split())
