"""Polls."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from ._types import Id
from .base import Entity
from .custom_emojis import CustomEmoji


@frozen(kw_only=True)
class PollOption(Entity):
    """An option of a poll.

    https://docs.joinmastodon.org/entities/Poll/#Option
    """

    title: str
    votes_count: int | None = None
    """None until the poll ends, if its author hides the results."""


@frozen(kw_only=True)
class Poll(Entity):
    """A poll in a status.

    https://docs.joinmastodon.org/entities/Poll/
    """

    id: Id
    expires_at: datetime | None = None
    """None if the poll does not end."""
    expired: bool | None = None
    multiple: bool
    votes_count: int
    voters_count: int | None = None
    """Some servers send None if only one option can be chosen."""
    options: tuple[PollOption, ...]
    emojis: tuple[CustomEmoji, ...] | None = None
    voted: bool | None = None
    """Whether you voted; None without a user's token."""
    own_votes: tuple[int, ...] | None = None
    """The indices of the options you chose, from 0."""
