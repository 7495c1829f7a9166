"""Hashtags."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class ShallowTag:
    """A hashtag in a status.

    https://docs.joinmastodon.org/entities/ShallowTag/
    """

    name: str
    url: str
