"""Preferences of a user."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity
from .words import QuotePolicy, Visibility


class ExpandMedia(OpenEnum):
    """Which media are shown without a click."""

    DEFAULT = "default"
    """All media that aren't sensitive."""
    SHOW_ALL = "show_all"
    HIDE_ALL = "hide_all"


@frozen(kw_only=True)
class Preferences(Entity):
    """Your preferences from the web interface, for clients that follow them.

    The JSON keys have colons in place of the first two underscores:
    ``posting:default:visibility``. Some servers leave keys out.

    https://docs.joinmastodon.org/entities/Preferences/
    """

    posting_default_visibility: Visibility | None = None
    """The default visibility of new statuses."""
    posting_default_sensitive: bool | None = None
    """Whether media in new statuses are marked as sensitive by default."""
    posting_default_language: str | None = None
    """The default language of new statuses, an ISO 639 code; None for the language of
    the interface."""
    posting_default_quote_policy: QuotePolicy | None = None
    """The default quote policy of new statuses; since Mastodon 4.5."""
    reading_expand_media: ExpandMedia | None = None
    reading_expand_spoilers: bool | None = None
    """Whether text behind a content warning is shown."""
    reading_autoplay_gifs: bool | None = None
    """Whether animated images play automatically; since Mastodon 4.1."""
