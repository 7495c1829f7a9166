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
        """A card of the first link, if there is one."""
        url = link_of(status.text)
        # Mastodon 3.5 still looked at no link behind a warning; 4 looks at it.
        hidden = status.spoiler_text and self.version < (4, 0)
        return None if url is None or hidden else self.card_of(url)

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
