"""Whom one might follow."""

from __future__ import annotations

from attrs import frozen

from ._types import OpenEnum
from .accounts import Account
from .base import Entity


class SuggestionSource(OpenEnum):
    """Why an account is suggested, in the words of old servers."""

    STAFF = "staff"
    """The people who run the server recommend it."""
    PAST_INTERACTIONS = "past_interactions"
    """You had to do with it before."""
    GLOBAL = "global"
    """Many follow it."""


class SuggestionReason(OpenEnum):
    """Why an account is suggested."""

    FEATURED = "featured"
    """The people who run the server recommend it."""
    MOST_FOLLOWED = "most_followed"
    """Many on this server follow it."""
    MOST_INTERACTIONS = "most_interactions"
    """Much happens around it on this server."""
    SIMILAR_TO_RECENTLY_FOLLOWED = "similar_to_recently_followed"
    """It is like accounts that you followed lately."""
    FRIENDS_OF_FRIENDS = "friends_of_friends"
    """Those whom you follow follow it."""


@frozen(kw_only=True)
class Suggestion(Entity):
    """An account that one might follow.

    https://docs.joinmastodon.org/entities/Suggestion/
    """

    source: SuggestionSource | None = None
    """One reason; ``sources`` say more, where there are any."""
    sources: tuple[SuggestionReason, ...] | None = None
    """Since Mastodon 4.3."""
    account: Account
