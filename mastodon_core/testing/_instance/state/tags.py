"""Hashtags, followed and featured."""

from __future__ import annotations

from datetime import datetime

from attrs import define, frozen


@define(eq=False)
class Tag:
    """A hashtag that was used, followed or featured."""

    id: str
    name: str
    """Lower case."""
    display_name: str
    """As it was first written."""


@frozen
class TagFollow:
    """A followed hashtag."""

    id: str
    tag: Tag
    after: str
    """Statuses with a lower id stay out of the home feed."""


@frozen
class FeaturedTag:
    """A featured hashtag."""

    id: str
    tag: Tag
    name: str
    """As the user wrote it."""
    at: datetime
