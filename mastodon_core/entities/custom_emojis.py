"""Custom emojis."""

from __future__ import annotations

from attrs import frozen

from .base import Entity


@frozen(kw_only=True)
class CustomEmoji(Entity):
    """An image that replaces a ``:shortcode:``.

    https://docs.joinmastodon.org/entities/CustomEmoji/
    """

    shortcode: str
    url: str
    static_url: str
    """The image without animation."""
    visible_in_picker: bool
    category: str | None = None
    featured: bool | None = None
