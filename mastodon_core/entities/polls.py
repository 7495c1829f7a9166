"""Polls."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .custom_emojis import CustomEmoji


@frozen(kw_only=True)
class PollOption(Entity):
    """An answer to choose.

    https://docs.joinmastodon.org/entities/Poll/#Option
    """

    title: str
    votes_count: int | None = None
    """None until the poll is over, if its author hides them."""


@frozen(kw_only=True)
class Poll(Entity):
    """A question with answers to choose from.

    https://docs.joinmastodon.org/entities/Poll/
    """

    id: Id
    expires_at: datetime | None = None
    """None if it never ends."""
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None = None
    """None if each may choose but one, on some servers."""
    options: tuple[PollOption, ...]
    emojis: tuple[CustomEmoji, ...] | None = None
    voted: bool | None = None
    """Whether the requesting account voted; None if nobody asks."""
    own_votes: tuple[int, ...] | None = None
    """The options that it chose, from 0."""
