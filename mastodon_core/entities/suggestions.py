"""Suggestions of accounts to follow."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .accounts import Account
from .base import Entity


class SuggestionSource(OpenEnum):
    """The reason for a suggestion, in the terms of older servers."""

    STAFF = "staff"
    """Recommended by the server's administrators."""
    PAST_INTERACTIONS = "past_interactions"
    """You interacted with it before."""
    GLOBAL = "global"
    """Many accounts follow it."""


class SuggestionReason(OpenEnum):
    """The reason for a suggestion."""

    FEATURED = "featured"
    """Recommended by the server's administrators."""
    MOST_FOLLOWED = "most_followed"
    """Many accounts on this server follow it."""
    MOST_INTERACTIONS = "most_interactions"
    """It has many interactions on this server."""
    SIMILAR_TO_RECENTLY_FOLLOWED = "similar_to_recently_followed"
    """It is similar to accounts you followed recently."""
    FRIENDS_OF_FRIENDS = "friends_of_friends"
    """Accounts that you follow follow it."""


@frozen(kw_only=True)
class Suggestion(Entity):
    """An account that you might want to follow.

    https://docs.joinmastodon.org/entities/Suggestion/
    """

    source: SuggestionSource | None = None
    """One reason; ``sources`` has all of them, on servers that send it."""
    sources: tuple[SuggestionReason, ...] | None = None
    """Since Mastodon 4.3."""
    account: Account
