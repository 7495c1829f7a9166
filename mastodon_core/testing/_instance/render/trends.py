"""Trending links."""

from __future__ import annotations

from attrs import frozen

from .._trends import Link
from ._base import Json
from .cards import Cards
from .tags import Tags


@frozen
class Trends(Tags, Cards):
    def trending_link(self, link: Link) -> Json:
        """Render a card with the history of shares of its link."""
        return self.card_of(link.url) | {"history": self.history(link.uses)}
