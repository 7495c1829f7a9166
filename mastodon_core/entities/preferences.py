"""What one set in the web interface."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .base import Entity
from .words import QuotePolicy, Visibility


class ExpandMedia(OpenEnum):
    """Which pictures, videos and sounds are shown without a click."""

    DEFAULT = "default"
    """All but sensitive ones."""
    SHOW_ALL = "show_all"
    HIDE_ALL = "hide_all"


@frozen(kw_only=True)
class Preferences(Entity):
    """What one set in the web interface, for programs that go by it.

    In JSON there are colons where these names have their first underscores:
    ``posting:default:visibility``. Some servers leave out any of them.

    https://docs.joinmastodon.org/entities/Preferences/
    """

    posting_default_visibility: Visibility | None = None
    """Of a status that does not say."""
    posting_default_sensitive: bool | None = None
    """Whether the files of a status that does not say are covered at first."""
    posting_default_language: str | None = None
    """Of a status that does not say, by ISO 639; None for the interface's."""
    posting_default_quote_policy: QuotePolicy | None = None
    """Of a status that does not say; since Mastodon 4.5."""
    reading_expand_media: ExpandMedia | None = None
    reading_expand_spoilers: bool | None = None
    """Whether texts are shown that stand behind a warning."""
    reading_autoplay_gifs: bool | None = None
    """Whether moving pictures move by themselves; since Mastodon 4.1."""
