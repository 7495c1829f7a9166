"""Which streams a message of the WebSocket is for."""

from __future__ import annotations

from typing import TypeAlias
from unicodedata import normalize

from ._streams import Stream

_Parts: TypeAlias = tuple[str, ...]

_WITH_PARAMETER = {"hashtag", "hashtag:local", "list"}


class Routes:
    """The streams that the server sends on the current connection."""

    def __init__(self, streams: list[Stream]) -> None:
        self._told = {_parts_of(stream): stream for stream in streams}
        self._silent = streams[::-1]
        """The streams that have brought no event yet, the last subscription first."""

    @property
    def streams(self) -> list[Stream]:
        """The streams, in the order of their subscriptions."""
        return list(self._told.values())

    def add(self, stream: Stream) -> None:
        """Add a stream that was just subscribed to."""
        self._told[_parts_of(stream)] = stream
        self._silent.insert(0, stream)

    def remove(self, stream: Stream) -> None:
        """Remove a stream that is not sent any more."""
        del self._told[_parts_of(stream)]
        self._silent = [each for each in self._silent if each != stream]

    def find(self, parts: tuple[str, ...]) -> list[Stream]:
        """Return the streams that a message is for; none if no subscription has them.

        Mastodon says ``list`` and the id, but GoToSocial ``list:`` with the id, and
        older ones all streams that a deletion is for. Others normalize the hashtag, or
        leave the parameter out, or say nothing.
        """
        found = self._find(parts)
        if self._silent:
            self._silent = [each for each in self._silent if each not in found]
        return found

    def _find(self, parts: _Parts) -> list[Stream]:
        told = self.streams
        if not parts:
            return told if len(told) == 1 else []
        if (stream := self._told.get(_folded(parts))) is not None:
            return [stream]
        name, *rest = parts
        if rest and name in _WITH_PARAMETER:
            tag = _plain_tag(rest[0])
            return [s for s in told if s.name == name and tag == _plain_tag(s.tag)]
        found = [s for s in told if ":".join(_parts_of(s)) in parts]
        similar = [s for s in told if s.name == name]
        return found or (similar if len(similar) == 1 else [])

    def refused(self, error: str) -> Stream | None:
        """Guess which stream an error of the server is about, as it does not say that.

        It is one that has brought nothing, most likely the last one. None if there is
        no such stream, or no other one.
        """
        is_about_list = "list" in error
        found = [s for s in self._silent if s.name == "list" or not is_about_list]
        return found[0] if found and len(self._told) > 1 else None


def _parts_of(stream: Stream) -> _Parts:
    return _folded((stream.name, *stream.parameters.values()))


def _folded(parts: _Parts) -> _Parts:
    """Return parts that are the same for each way to write a hashtag."""
    if parts[0] not in {"hashtag", "hashtag:local"}:
        return parts
    return tuple(map(str.casefold, parts))


def _plain_tag(tag: str | None) -> str:
    """Return the same for all spellings of a hashtag that servers take for one."""
    letters = normalize("NFKD", tag or "").casefold()
    return "".join(letter for letter in letters if letter.isalnum())
