"""Statuses for embedding in web pages."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity


class OEmbedType(OpenEnum):
    """The kind of content to embed."""

    RICH = "rich"


@frozen(kw_only=True)
class OEmbed(Entity):
    """A status for embedding in a web page."""

    type: OEmbedType
    version: str
    """The version of oEmbed."""
    title: str | None = None
    author_name: str
    author_url: str
    provider_name: str
    """The server."""
    provider_url: str
    cache_age: int
    """How long the result may be cached, in seconds."""
    html: str
    """HTML to embed: an iframe, and a script from the server."""
    width: int
    """In pixels."""
    height: int | None = None
    """In pixels; None if the iframe adjusts its own height."""
