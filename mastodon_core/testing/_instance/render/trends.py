"""What gets more attention than other things."""

from __future__ import annotations

from attrs import frozen

from .._trends import Link
from ._base import Json
from .cards import Cards
from .tags import Tags


@frozen
class Trends(Tags, Cards):
    def trending_link(self, link: Link) -> Json:
        """A card, with how often its link was shared."""
        return self.card_of(link.url) | {"history": self.history(link.uses)}
