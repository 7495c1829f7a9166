"""Publications: the events that the server sends to its streams.

The channels have the names that Mastodon gives them in Redis.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias
from weakref import ref

from attrs import define, field, frozen

if TYPE_CHECKING:
    from .conversations import Conversation
    from .notifications import Notification
    from .statuses import Status
    from .users import User

Item: TypeAlias = "Status | Notification | Conversation | str | None"


@frozen
class Publication:
    """An event that was published."""

    event: str
    channels: frozenset[str]
    item: Item
    """The source of the payload, rendered for each reader; None for no payload."""


class Listener(Protocol):
    """A connection that streams."""

    def hear(self, publication: Publication) -> None: ...

    def tick(self) -> None: ...


@define(eq=False)
class Bus:
    """Passes publications on to the connections that stream, in their order.

    It holds them by weak references, so an abandoned connection is dropped.
    """

    _listeners: list[ref[Listener]] = field(factory=list["ref[Listener]"])

    @property
    def listeners(self) -> list[Listener]:
        """The connections that are open, oldest first."""
        found = [(known, known()) for known in self._listeners]
        self._listeners[:] = [known for known, listener in found if listener]
        return [listener for _, listener in found if listener]

    def add(self, listener: Listener) -> None:
        self._listeners.append(ref(listener))

    def remove(self, listener: Listener) -> None:
        left = [known for known in self._listeners if known() is not listener]
        self._listeners[:] = left

    def publish(self, event: str, channels: Iterable[str], item: Item = None) -> None:
        publication = Publication(event, frozenset(channels), item)
        for listener in self.listeners:
            listener.hear(publication)


PUBLIC = "timeline:public"


def home_of(user: User) -> str:
    return f"timeline:{user.id}"


def notifications_of(user: User) -> str:
    return f"{home_of(user)}:notifications"


def direct_of(user: User) -> str:
    return f"timeline:direct:{user.id}"


def list_channel(id: str) -> str:
    return f"timeline:list:{id}"


def token_channel(token: str) -> str:
    return f"timeline:access_token:{token}"


def hashtag_channel(name: str) -> str:
    """The channel of a hashtag, whatever its case, width and diacritics."""
    folded = map(_without_diacritic, unicodedata.normalize("NFKC", name).lower())
    return f"timeline:hashtag:{''.join(folded)}"


def _without_diacritic(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() else letter
