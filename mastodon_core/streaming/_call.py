"""A stream that is to be opened, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from ..calls import Request, Text
from ..entities import Conversation, Entity, Notification, Status
from ..values import expect
from ._options import Options, StreamOptions
from ._streams import Stream


def distinct(streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """Return streams, each once.

    Raises:
        TypeError: one is not a `Stream`.
    """
    expect("streams", streams, (tuple, list), "a tuple of Streams")
    for stream in streams:
        expect("streams", stream, (Stream,), "Streams such as Stream('user')")
    return tuple(dict.fromkeys(streams))


def _copied(options: StreamOptions) -> StreamOptions:
    expect("options", options, (dict,), "a dict of options")
    return options.copy()


def _scopes(stream: Stream) -> tuple[str, ...]:
    # What Mastodon checks in ``checkScopes`` of its streaming server, which is less
    # than it documents. https://github.com/mastodon/mastodon/blob/main/streaming/index.js
    is_notifications = stream.name == "user:notification"
    return ("read:notifications",) if is_notifications else ("read:statuses",)


_NOTIFICATIONS, _DIRECT = Stream("user:notification"), Stream("direct")


@frozen
class StreamCall:
    """One or more streams to open, with the options of the connection.

    Args:
        streams: The streams. Several need a WebSocket. None at all opens a WebSocket to
            subscribe on.
        options: `StreamOptions`.

    Raises:
        TypeError: an option is unknown or has a wrong type.
        ValueError: an option is out of range, or means nothing for these streams.
    """

    streams: tuple[Stream, ...] = field(converter=distinct)
    options: StreamOptions = field(factory=StreamOptions, converter=_copied, hash=False)
    checked: Options = field(init=False, repr=False, eq=False)
    """The options with their defaults."""

    def __attrs_post_init__(self) -> None:
        checked = Options.of(self.options)
        for name in ("resume_from", "notifications_from"):
            self._check_kind(name, self.options.get(name))
        object.__setattr__(self, "checked", checked)
        if checked.resume_from is not None and len(self.streams) != 1:
            raise ValueError(
                "resume_from needs a stream of its own, as ids of several streams"
                " differ; open them one by one"
            )
        if checked.notifications_from is not None and (
            [stream.name for stream in self.streams] != ["user"]
        ):
            raise ValueError("notifications_from is for the stream 'user' only")
        if len(self.streams) != 1 and checked.via == "sse":
            raise ValueError(
                "via must be 'websocket' for several streams or none, not 'sse'"
            )

    def _check_kind(self, name: str, item: object) -> None:
        """Check that an entity is of the kind that the stream has."""
        kinds: tuple[type, ...] = (Status,)
        if name == "notifications_from" or self.streams[:1] == (_NOTIFICATIONS,):
            kinds = (Notification,)
        elif self.streams[:1] == (_DIRECT,):
            kinds = (Status, Conversation)
        if isinstance(item, Entity) and not isinstance(item, kinds):
            words = " or ".join(kind.__name__ for kind in kinds)
            kind = type(item).__name__
            raise TypeError(f"{name} must be a {words} or its id, not {kind}")

    @property
    def request(self) -> Request[Any]:
        """The request that opens it as server-sent events, or else the WebSocket."""
        if len(self.streams) == 1:
            (stream,) = self.streams
            return Request(
                "GET",
                stream.path,
                query=stream.query,
                answer=Text(),
                scopes=_scopes(stream),
            )
        scopes = sorted({s for stream in self.streams for s in _scopes(stream)})
        return Request(
            "GET",
            "/api/v1/streaming",
            answer=Text(),
            scopes=tuple(scopes or ["read:statuses"]),
        )
