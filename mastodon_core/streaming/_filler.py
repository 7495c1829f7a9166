"""Fetches what a stream has missed, as events.

Before a stream is asked for, `Filler.begin` sees which item is the newest. After each
new connection, `Filler.catch_up` fetches the items that came since the last ones, and
makes a `Gap` of what may be missing. The tracks (`_tracks`) know what was delivered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import define

from ..calls import ApiError, Page, Request
from ..clients import ClientClosed
from ..http import DecodeError
from ..session import Session
from ..values import MastodonError
from ._call import StreamCall
from ._connector import is_final
from ._events import Event, Gap, GapReason
from ._steps import RunExchange, StreamSteps
from ._streams import Stream
from ._tracks import OVERLAP, Track, note, tracks_of
from ._turns import do

FILL_ATTEMPTS = 3
"""How often in a row fetching may fail before the stream goes on without."""


@define
class _Followed:
    """A stream with what it has brought."""

    tracks: tuple[Track, ...]
    has_begun: bool = False
    """Whether its events are delivered since then."""


class Filler:
    """Fetches what streams have missed.

    Args:
        session: The session of the client.
        call: The streams to begin with, and the options.
        deliver: Takes an event.
        is_closing: Tells whether the program has closed the stream.
    """

    def __init__(
        self,
        session: Session,
        call: StreamCall,
        deliver: Callable[[Event], None],
        is_closing: Callable[[], bool],
    ) -> None:
        self._session = session
        self._call = call
        self._options = call.checked
        self._deliver = deliver
        self._is_closing = is_closing
        self._followed: dict[Stream, _Followed] = {}
        self._failures = 0

    def note_success(self) -> None:
        """Take note that all streams have caught up."""
        self._failures = 0

    def keep_only(self, streams: list[Stream]) -> None:
        """Forget all streams but these."""
        self._followed = {
            stream: followed
            for stream, followed in self._followed.items()
            if stream in streams
        }

    def forget(self, stream: Stream) -> None:
        """Forget a stream, so that it begins anew."""
        self._followed.pop(stream, None)

    def note(self, event: Event) -> bool:
        """Take note of an event; return False if its item was delivered before."""
        followed = self._followed.get(event.stream)
        return followed is None or note(followed.tracks, event)

    def begin(self, stream: Stream) -> StreamSteps[None]:
        """See where a stream begins, before it is asked for."""
        if stream in self._followed:
            return
        options = self._options
        is_first = self._call.streams == (stream,)
        tracks = tracks_of(
            stream,
            options.resume_from if is_first else None,
            options.notifications_from if is_first else None,
        )
        for track in tracks:
            if not track.is_known:
                yield from self._find_newest(track)
        self._followed[stream] = _Followed(tracks)

    def _find_newest(self, track: Track) -> StreamSteps[None]:
        if not self._options.fill_limit:
            return
        page, error = yield from self._fetch(track.request(1))
        if page is not None:
            track.begin(page)
        if track.is_extra and isinstance(error, ApiError) and error.status == 403:
            # Without the scope, the stream does not bring such items either.
            track.is_off = True

    def catch_up(self, stream: Stream) -> StreamSteps[None]:
        """Fetch what a stream has missed, or what it is to resume with."""
        followed = self._followed[stream]
        tracks = followed.tracks
        is_gap = followed.has_begun or any(track.is_resumed for track in tracks)
        for track in tracks:
            if followed.has_begun or track.is_resumed:
                yield from self._fill(track)
            if self._is_closing():
                return
        followed.has_begun = True
        if is_gap:
            reason = GapReason.EDITS_AND_DELETIONS
            self._deliver(Gap(stream, tracks[0].last, reason))

    def _fill(self, track: Track) -> StreamSteps[None]:
        """Deliver the items that came since the last ones, oldest first."""
        if track.is_off:
            return
        stream, limit = track.stream, self._options.fill_limit
        if not limit:
            self._deliver(Gap(stream, track.last, GapReason.NOT_FETCHED))
            return
        if not track.is_known:
            self._deliver(Gap(stream, None, GapReason.UNKNOWN_START))
            yield from self._find_newest(track)
            return
        since, left, pages, idle = track.since, limit, 0, 0
        while not self._is_closing():
            page, error = yield from self._fetch(track.request(min_id=since))
            if page is None:
                self._deliver(Gap(stream, track.last, GapReason.NOT_FETCHED, error))
                return
            items, pages, idle = track.after(page, since), pages + 1, idle + 1
            if pages == 1 and track.may_have_hole(page, since):
                is_whole = yield from self._fetch_older(track, items, since)
                if not is_whole:
                    self._deliver(Gap(stream, track.last, GapReason.LIMIT))
            for item in filter(track.is_news, reversed(items)):
                if not left:
                    self._deliver(Gap(stream, track.last, GapReason.LIMIT))
                    return
                left, idle = left - 1, 0
                track.note(item)
                self._deliver(track.kind.event(stream, item))
            newest = next(filter(None, map(track.kind.cursor, page)), None)
            if newest is None or newest == since:
                return
            if idle > OVERLAP:
                # Not even small pages of the overlap are so many.
                self._deliver(Gap(stream, track.last, GapReason.LIMIT))
                return
            since = newest

    def _fetch_older(
        self, track: Track, items: list[Any], since: str | None
    ) -> StreamSteps[bool]:
        """Fetch what is older than the first page of a gap, down to its beginning.

        That is for a list that was empty before the gap, and for servers that give the
        newest page where the oldest one was asked for.

        Returns:
            Whether that is all of it; otherwise, as many as the limit allows.
        """
        limit, seen = self._options.fill_limit, set[str | None]([None])
        older = items
        while len(items) <= limit:
            cursors = [track.kind.cursor(item) for item in older]
            seen.update(cursors)
            oldest = next(filter(None, reversed(cursors)), None)
            request = track.request(min_id=since, max_id=oldest)
            page, error = yield from self._fetch(request)
            if page is None:
                return error is None
            found = track.after(page, since)
            older = [item for item in found if track.kind.cursor(item) not in seen]
            if not older:
                return True
            items.extend(older)
        del items[limit:]
        return False

    def _fetch(
        self, request: Request[Page[Any]]
    ) -> StreamSteps[tuple[Page[Any] | None, MastodonError | None]]:
        """Get a page, or the error for which there is none.

        Raises:
            MastodonError: it may be better to connect again and retry.
        """
        begin = partial(self._session.exchange, request)
        try:
            page: Page[Any] = yield from do(RunExchange(begin))
        except MastodonError as error:
            if self._is_closing() or isinstance(error, ClientClosed):
                raise
            if isinstance(error, DecodeError) or is_final(error):
                return None, error
            self._failures += 1
            if self._failures < FILL_ATTEMPTS:
                raise
            return None, error
        return page, None
