"""Pictures that stand in texts."""

from __future__ import annotations

from attrs import frozen


@frozen
class Emoji:
    """A picture that stands where a text has its name between colons."""

    id: str
    shortcode: str
    category: str | None
