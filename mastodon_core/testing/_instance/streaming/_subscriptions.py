"""The streams that a token can subscribe to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from .._responses import ErrorResponse
from ..state import (
    Grant,
    State,
    User,
    direct_of,
    hashtag_channel,
    home_of,
    list_channel,
    notifications_of,
)

_NOTIFICATIONS = {"read", "read:notifications"}
_STATUSES = {"read", "read:statuses"}
_PUBLIC_NAMES = (
    "public",
    "public:media",
    "public:local",
    "public:local:media",
    "public:remote",
    "public:remote:media",
)
# These were open to everyone before Mastodon 4.2.
OPEN_NAMES = frozenset({*_PUBLIC_NAMES, "hashtag", "hashtag:local"})


@frozen
class Subscription:
    """The channels of a stream."""

    name: tuple[str, ...]
    """The name of the stream, with the hashtag or list as the client wrote it."""
    channels: frozenset[str]
    is_shared: bool
    """Whether others read the same: then blocks, mutes and filters apply here."""


@frozen
class Reader:
    """The reader of streams: a user with a token, or anyone before Mastodon 4.2."""

    state: State
    grant: Grant | None

    @property
    def user(self) -> User | None:
        return None if self.grant is None else self.grant.user

    def check_scopes(self, name: Any) -> None:
        """Check that the token allows a stream.

        Raises:
            ErrorResponse: it does not.
        """
        enough = _NOTIFICATIONS if name == "user:notification" else _STATUSES
        if self.grant is not None and enough.isdisjoint(self.grant.scopes):
            raise ErrorResponse(401, "Access token does not have the required scopes")

    def subscription(self, name: Any, params: Mapping[str, Any]) -> Subscription:
        """Find the channels of a stream.

        Raises:
            ErrorResponse: the stream is unknown, or belongs to another user.
        """
        if not isinstance(name, str):
            raise ErrorResponse(400, "Unknown stream type")
        if name in _PUBLIC_NAMES:
            return Subscription((name,), frozenset({f"timeline:{name}"}), True)
        if name in {"hashtag", "hashtag:local"}:
            return self._of_hashtag(name, params)
        user = self.user
        if user is not None and name == "list":
            return self._of_list(user, params)
        if user is not None and name in {"user", "user:notification", "direct"}:
            return Subscription((name,), self._channels_of(user, name), False)
        raise ErrorResponse(400, "Unknown stream type")

    def _channels_of(self, user: User, name: str) -> frozenset[str]:
        if name == "direct":
            return frozenset({direct_of(user)})
        found = {notifications_of(user)}
        if name == "user":
            assert self.grant is not None
            if _NOTIFICATIONS.isdisjoint(self.grant.scopes):
                found.clear()
            found.add(home_of(user))
        return frozenset(found)

    def _of_hashtag(self, name: str, params: Mapping[str, Any]) -> Subscription:
        tag = params.get("tag")
        if not tag:
            raise ErrorResponse(400, "Missing tag name parameter")
        if not isinstance(tag, str):
            raise ErrorResponse(500, "An unexpected error occurred")
        local = name.removeprefix("hashtag")
        channel = f"{hashtag_channel(tag)}{local}"
        return Subscription((name, tag), frozenset({channel}), True)

    def _of_list(self, user: User, params: Mapping[str, Any]) -> Subscription:
        id = params.get("list")
        if not id:
            raise ErrorResponse(400, "Missing list name parameter")
        if not any(k.id == str(id) and k.owner is user for k in self.state.lists):
            raise ErrorResponse(401, "Not authorized to stream this list")
        return Subscription(("list", id), frozenset({list_channel(str(id))}), False)
