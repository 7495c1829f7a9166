"""The options of a stream, declared once for every method."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import TypedDict, get_args

from attrs import frozen

from ..calls import HasId, id_of
from ..entities import Conversation
from ..values import expect, expect_count, expect_word, nearest
from ._servers import host_of
from ._states import State, Via

FILL_LIMIT = 400
"""Items that are fetched after a gap, for each stream."""
MAX_SILENCE = 60.0
"""Seconds. Mastodon sends a heartbeat every 15 seconds, and a ping every 30."""
_LONGEST_SILENCE = 86_400.0
"""Seconds. Transports cannot wait for any number of them."""


class StreamOptions(TypedDict, total=False):
    """Keyword arguments of every method that opens a stream."""

    resume_from: str | HasId | None
    """The last item that the program has handled, or its id: a status; a notification
    for ``user:notification``; for ``direct`` a conversation, or the id of its last
    status. The stream begins with what came after it."""
    notifications_from: str | HasId | None
    """For the stream ``user``, the last notification that the program has handled."""
    fill_limit: int
    """How many items are fetched at most after a gap, for each stream: 400 by default.
    With 0, nothing is ever fetched."""
    max_silence: float
    """Seconds without a byte, heartbeats included, after which the connection counts as
    dead; 60 by default."""
    via: Via | None
    """``sse`` or ``websocket``; by default what the server has."""
    url: str | None
    """The URL of the streaming server, which gets your token. By default it is the one
    that the instance names, if that is the instance's host or below it."""
    on_state: Callable[[State], object]
    """Called with each new state of the connection."""


@frozen
class Options:
    """The options of a stream, checked, with their defaults."""

    resume_from: str | None
    notifications_from: str | None
    fill_limit: int
    max_silence: float
    via: Via | None
    url: str | None
    on_state: Callable[[State], object]

    @classmethod
    def of(cls, given: StreamOptions) -> Options:
        """Check options.

        Raises:
            TypeError: an option is unknown or has a wrong type.
            ValueError: an option is out of range.
        """
        known = StreamOptions.__optional_keys__
        for name in sorted(given.keys() - known):
            close = nearest(name, known)
            advice = f"; did you mean {close}?" if close else ""
            raise TypeError(f"unknown option {name!r} of a stream{advice}")
        fill_limit = given.get("fill_limit", FILL_LIMIT)
        expect_count("fill_limit", fill_limit)
        max_silence = given.get("max_silence", MAX_SILENCE)
        expect("max_silence", max_silence, (int, float), "seconds")
        if not 0 < max_silence <= _LONGEST_SILENCE:
            raise ValueError(
                f"max_silence must be more than 0, and at most {_LONGEST_SILENCE:g}"
                f" seconds, not {max_silence}"
            )
        via, url = given.get("via"), given.get("url")
        if via is not None:
            expect_word("via", via, get_args(Via))
        expect("url", url, (str, type(None)), "a URL or None")
        if url is not None:
            try:
                url = host_of(url)
            except ValueError as error:
                raise ValueError(
                    f"url must be that of a streaming server: {error}"
                ) from None
        on_state = given.get("on_state", _ignore)
        if not callable(on_state):
            kind = type(on_state).__name__
            raise TypeError(f"on_state must be a function, not {kind}")
        if iscoroutinefunction(on_state):
            raise TypeError("on_state must not be async, as nothing would await it")
        return cls(
            _start_of("resume_from", _place_of(given.get("resume_from"))),
            _start_of("notifications_from", given.get("notifications_from")),
            fill_limit,
            float(max_silence),
            via,
            url,
            on_state,
        )


def _place_of(item: str | HasId | None) -> str | HasId | None:
    # Conversations are sorted by their last statuses, and not by their own ids.
    return item.last_status if isinstance(item, Conversation) else item


def _start_of(name: str, item: str | HasId | None) -> str | None:
    id = id_of(name, item)
    if id == "":
        raise ValueError(f"{name} must be an id, not empty; pass None to begin now")
    return id


def _ignore(state: State) -> None: ...
