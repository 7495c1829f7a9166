"""Text from a server, made safe for a log line, an error message or a terminal."""

from __future__ import annotations

_LONGEST = 300


def readable(text: str) -> str:
    """Put a server's text on one line of at most 300 characters.

    Control characters become spaces, so that a terminal does not obey them.
    """
    shown = "".join(c if c.isprintable() else " " for c in text[:_LONGEST])
    return " ".join(shown.split())
