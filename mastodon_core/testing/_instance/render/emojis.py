"""Custom emoji."""

from __future__ import annotations

from attrs import frozen

from ..state import Emoji
from ._base import Json, Rendering


@frozen
class Emojis(Rendering):
    def listed_emoji(self, emoji: Emoji) -> Json:
        """Render an emoji with its category."""
        found = self.emoji(emoji)
        if emoji.category is not None:
            found["category"] = emoji.category
        return found
