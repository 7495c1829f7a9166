"""Check text that is sent, and make text from a server safe to show."""

from __future__ import annotations

from ._secret import Secret

_MAX_LENGTH = 300


def check_text(name: str, text: str | Secret) -> None:
    """Check that a text can be encoded as UTF-8.

    Raises:
        ValueError: it has a lone surrogate. The message leaves the text out, as it may
            be a secret.
    """
    try:
        # Without a variable for what a Secret holds, which a traceback could show.
        (text.reveal() if isinstance(text, Secret) else text).encode()
    except UnicodeEncodeError as error:
        index = error.start
    else:
        return
    # Raised outside of the handler, as the other error holds the text.
    raise ValueError(
        f"{name} must be text that can be encoded as UTF-8; it has a lone surrogate at"
        f" index {index}"
    )


def plain_text(text: str) -> str:
    """Return the text of a str of any class.

    >>> from enum import Enum
    >>> class Mood(str, Enum):
    ...     GOOD = "good"
    >>> str(Mood.GOOD), plain_text(Mood.GOOD)
    ('Mood.GOOD', 'good')
    """
    return str.__str__(text)


def readable(text: str) -> str:
    """Put a server's text on one line of at most 300 characters.

    Control characters become spaces, so that they cannot control a terminal.
    """
    shown = "".join(c if c.isprintable() else " " for c in text[:_MAX_LENGTH])
    return " ".join(shown.split())
