"""Profiles, and defaults for posting."""

from __future__ import annotations

from attrs import frozen


@frozen
class Defaults:
    """Defaults for statuses that don't say otherwise."""

    privacy: str | None = None
    """None for the default of the account: private if it is locked, else public."""
    sensitive: bool = False
    language: str | None = None
    quote_policy: str = "public"


@frozen
class Profile:
    """The parts of an account that its owner can change."""

    display_name: str = ""
    note: str = ""
    avatar: str | None = None
    """The file name; None for the default picture."""
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
        """The visibility of a status that doesn't say otherwise."""
        return self.defaults.privacy or ("private" if self.locked else "public")
