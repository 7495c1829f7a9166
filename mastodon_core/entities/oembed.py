"""Statuses for other people's pages."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class OEmbedType(OpenEnum):
    """What there is to embed."""

    RICH = "rich"


@frozen(kw_only=True)
class OEmbed(Entity):
    """A status as other people's pages may show it."""

    type: OEmbedType
    version: str
    """Of oEmbed."""
    title: str | None = None
    author_name: str
    author_url: str
    provider_name: str
    """The server."""
    provider_url: str
    cache_age: int
    """For how many seconds this may be kept."""
    html: str
    """HTML to embed: a frame, and a script of the server's."""
    width: int
    """Pixels."""
    height: int | None = None
    """Pixels; None if the frame finds its own."""
