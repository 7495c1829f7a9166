"""Preview cards of links."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import IntOrText, OpenEnum
from .accounts import Account
from .base import Entity
from .tags import HistoryEntry


class PreviewCardType(OpenEnum):
    """The kind of content that a link leads to."""

    LINK = "link"
    PHOTO = "photo"
    VIDEO = "video"
    RICH = "rich"


@frozen(kw_only=True)
class PreviewCardAuthor(Entity):
    """An author of a linked page.

    https://docs.joinmastodon.org/entities/PreviewCardAuthor/
    """

    name: str
    url: str
    account: Account | None = None


@frozen(kw_only=True)
class PreviewCard(Entity):
    """A preview of a linked page.

    https://docs.joinmastodon.org/entities/PreviewCard/
    """

    url: str
    title: str
    description: str | None = None
    language: str | None = None
    type: PreviewCardType | None = None
    authors: tuple[PreviewCardAuthor, ...] | None = None
    author_name: str | None = None
    author_url: str | None = None
    provider_name: str | None = None
    provider_url: str | None = None
    html: str | None = None
    """HTML to embed. It comes from another website, so show it in a sandbox."""
    width: IntOrText | None = None
    height: IntOrText | None = None
    image: str | None = None
    image_description: str | None = None
    """Alt text of the image."""
    embed_url: str | None = None
    blurhash: str | None = None
    published_at: datetime | None = None
    missing_attribution: bool | None = None


@frozen(kw_only=True)
class TrendsLink(PreviewCard):
    """A trending link and its usage.

    https://docs.joinmastodon.org/entities/PreviewCard/#trends-link
    """

    history: tuple[HistoryEntry, ...] = ()
    """Usage on the last days, newest first."""
