"""Custom emoji."""

from __future__ import annotations

from attrs import frozen


@frozen
class Emoji:
    """A custom emoji, written in texts as ``:shortcode:``."""

    id: str
    shortcode: str
    category: str | None
