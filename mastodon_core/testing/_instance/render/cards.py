"""Preview cards."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import frozen

from .._text import link_of
from ..state import Status
from ._base import Json, Rendering


@frozen
class Cards(Rendering):
    def card(self, status: Status) -> Json | None:
        """Render a card for the first link of a status; None without a link."""
        url = link_of(status.text)
        # Mastodon 3.5 made no card for a status with a content warning; 4.0 does.
        hidden = status.spoiler_text and self.version < (4, 0)
        return None if url is None or hidden else self.card_of(url)

    def card_of(self, url: str) -> Json:
        """Render a card from a URL alone, without fetching the page."""
        site = urlsplit(url).netloc
        return {
            "url": url,
            "title": site,
            "description": "",
            "language": None,
            "type": "link",
            "author_name": "",
            "author_url": "",
            "provider_name": site,
            "provider_url": "",
            "html": "",
            "width": 0,
            "height": 0,
            "image": None,
            "image_description": "",
            "embed_url": "",
            "blurhash": None,
            "published_at": None,
            "authors": [],
        }
