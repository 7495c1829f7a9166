"""One's own profile, to edit it."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .accounts import AccountField
from .base import Entity
from .tags import FeaturedTag


@frozen(kw_only=True)
class Profile(Entity):
    """One's own profile, with all that can be edited about it.

    https://docs.joinmastodon.org/entities/Profile/
    """

    id: Id
    """The account's."""
    display_name: str
    note: str
    """Plain text, as it was written."""
    formatted_note: str
    """HTML."""
    fields: tuple[AccountField, ...]
    """The table, whose values are plain text here."""
    formatted_fields: tuple[AccountField, ...]
    """The table, whose values are HTML."""
    avatar: str | None = None
    """None if there is none; an account has a stand-in then."""
    avatar_static: str | None = None
    avatar_description: str
    header: str | None = None
    """None if there is none."""
    header_static: str | None = None
    header_description: str
    locked: bool
    """Whether followers are accepted one by one."""
    bot: bool
    hide_collections: bool | None = None
    """Whether it hides whom it follows and who follows it."""
    discoverable: bool | None = None
    """Whether it wants to be found; None if it did not say."""
    indexable: bool
    """Whether its public statuses may be searched."""
    show_media: bool
    """Whether it has a tab for files."""
    show_media_replies: bool
    """Whether that tab has the files of its replies."""
    show_featured: bool
    """Whether it has a tab for what it recommends."""
    attribution_domains: tuple[str, ...]
    """Websites that may name the account as an author."""
    featured_tags: tuple[FeaturedTag, ...]
