"""Which streams a status reaches: new, edited or deleted."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ._feeds import Feeds
from .state import PUBLIC, State, Status, hashtag_channel, home_of, list_channel


@frozen
class FanOut:
    """Publishes statuses to the streams that show them."""

    state: State

    def posted(self, status: Status) -> None:
        """Publish a new status or boost."""
        self._publish("update", status, {*self._feeds(status), *self._public(status)})

    def edited(self, status: Status) -> None:
        """Publish an edit, also to mentioned accounts that don't follow the author."""
        told = map(home_of, status.mentions)
        reached = {*told, *self._feeds(status), *self._public(status)}
        self._publish("status.update", status, reached)

    def reach_of_removal(self, status: Status) -> frozenset[str]:
        """The channels of a deletion, which must be known before it."""
        told = map(home_of, status.mentions)
        # A public stream does not show a reply, and yet learns of its deletion.
        everywhere = self._public(status, with_replies=True)
        return frozenset({*told, *self._feeds(status), *everywhere})

    def _publish(self, event: str, status: Status, channels: set[str]) -> None:
        self.state.bus.publish(event, channels, status)

    def _feeds(self, status: Status) -> Iterator[str]:
        if not self.state.bus.listeners:
            # Without a reader, spare the work.
            return
        for user in self.state.users:
            if Feeds(self.state, user).is_in_home(status):
                yield home_of(user)
        for known in self.state.lists:
            if Feeds(self.state, known.owner).is_in_list(status, known):
                yield list_channel(known.id)

    def _public(self, status: Status, *, with_replies: bool = False) -> Iterator[str]:
        if status.visibility != "public" or status.reblog is not None:
            return
        for name in status.tags:
            yield hashtag_channel(name)
            yield f"{hashtag_channel(name)}:local"
        if status.is_reply_to_other and not with_replies:
            return
        # Every account is local.
        for channel in (PUBLIC, f"{PUBLIC}:local"):
            yield channel
            if status.media:
                yield f"{channel}:media"
