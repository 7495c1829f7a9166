"""What an account shows of itself, and how it posts."""

from __future__ import annotations

from attrs import frozen


@frozen
class Defaults:
    """How a status is posted that does not say."""

    privacy: str | None = None
    """None for what suits the account."""
    sensitive: bool = False
    language: str | None = None
    quote_policy: str = "public"


@frozen
class Profile:
    """What somebody may change of their account."""

    display_name: str = ""
    note: str = ""
    avatar: str | None = None
    """The name of its file; None for the picture of those who have none."""
    avatar_description: str = ""
    header: str | None = None
    header_description: str = ""
    locked: bool = False
    bot: bool = False
    discoverable: bool | None = None
    hide_collections: bool | None = None
    indexable: bool = False
    show_media: bool = True
    show_media_replies: bool = True
    show_featured: bool = True
    fields: tuple[tuple[str, str], ...] = ()
    attribution_domains: tuple[str, ...] = ()
    defaults: Defaults = Defaults()

    @property
    def privacy(self) -> str:
        """Who sees a status that does not say."""
        return self.defaults.privacy or ("private" if self.locked else "public")
