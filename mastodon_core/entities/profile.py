"""Your own profile, for editing."""

from __future__ import annotations

from attrs import frozen

from ._types import Id
from .accounts import AccountField
from .base import Entity
from .tags import FeaturedTag


@frozen(kw_only=True)
class Profile(Entity):
    """Your own profile, with everything that you can edit.

    https://docs.joinmastodon.org/entities/Profile/
    """

    id: Id
    """The id of the account."""
    display_name: str
    note: str
    """Plain text, as you wrote it."""
    formatted_note: str | None = None
    """HTML."""
    fields: tuple[AccountField, ...]
    """The table on the profile, with values in plain text."""
    formatted_fields: tuple[AccountField, ...] = ()
    """The table on the profile, with values in HTML."""
    avatar: str | None = None
    """None if you have not set one; an `Account` has a placeholder then."""
    avatar_static: str | None = None
    avatar_description: str | None = None
    header: str | None = None
    """None if you have not set one."""
    header_static: str | None = None
    header_description: str | None = None
    locked: bool
    """Whether follow requests need manual approval."""
    bot: bool
    hide_collections: bool | None = None
    """Whether your followers and the accounts you follow are hidden."""
    discoverable: bool | None = None
    """Whether you opted in to discovery, such as in the directory; None if you did not
    say."""
    indexable: bool
    """Whether your public statuses may appear in search results."""
    show_media: bool | None = None
    """Whether the profile has a tab for media."""
    show_media_replies: bool | None = None
    """Whether that tab includes media of replies."""
    show_featured: bool | None = None
    """Whether the profile has a tab for featured content."""
    attribution_domains: tuple[str, ...]
    """Websites that may credit the account as an author."""
    featured_tags: tuple[FeaturedTag, ...] = ()
