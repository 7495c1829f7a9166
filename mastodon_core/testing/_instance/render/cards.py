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
        """A card of the first link, if there is one and no warning."""
        url = link_of(status.text)
        if url is None or status.spoiler_text:
            return None
        return self.card_of(url)

    def card_of(self, url: str) -> Json:
        """A card made from a link alone: nobody follows it."""
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
