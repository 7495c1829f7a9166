"""Hashtags, and who follows and features them."""

from __future__ import annotations

from datetime import datetime

from attrs import define, frozen


@define(eq=False)
class Tag:
    """A hashtag that somebody used, follows or features."""

    id: str
    name: str
    """In lower case."""
    display_name: str
    """As it was written first."""


@frozen
class TagFollow:
    """That an account follows a hashtag."""

    id: str
    tag: Tag
    after: str
    """An id: older statuses than this do not come home."""


@frozen
class FeaturedTag:
    """That an account shows a hashtag on its profile."""

    id: str
    tag: Tag
    name: str
    """As it was written there."""
    at: datetime
