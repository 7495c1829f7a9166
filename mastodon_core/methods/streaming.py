"""https://docs.joinmastodon.org/methods/streaming/"""

from __future__ import annotations

from ..calls import ApiError, Flow, Request, Text
from ..clients import About, endpoint, flow


class StreamingMethods:
    @endpoint(since="2.5.0")
    def streaming_health(self) -> Request[str]:
        """Ask the streaming server whether it is there.

        Returns:
            ``OK``, if it is.

        Raises:
            NotFound: this server has no streaming, or has it on another host.

        Without token. Since Mastodon 2.5.
        https://docs.joinmastodon.org/methods/streaming/#health
        """
        return Request("GET", "/api/v1/streaming/health", answer=Text(), anonymous=True)

    @flow
    def stream_healthy(self) -> Flow[bool]:
        """Tell whether the streaming server is there: `streaming_health` in short.

        https://docs.joinmastodon.org/methods/streaming/#health
        """
        try:
            word = yield from self.streaming_health()
        except ApiError:
            return False
        return word.strip() == "OK"


def _stream(
    name: str, path: str, since: str, *scopes: str
) -> tuple[str, Request[str], About]:
    request = Request("GET", f"/api/v1/streaming{path}", answer=Text(), scopes=scopes)
    return name, request, About(since=since)


STREAMS = (
    # A socket is for any stream; the one that needs another scope has a row below.
    _stream("stream", "", "1.0.0", "read:statuses"),
    # Without ``read:notifications`` besides, it leaves out notifications.
    _stream("stream_user", "/user", "1.0.0", "read:statuses"),
    _stream(
        "stream_user_notifications", "/user/notification", "1.4.2", "read:notifications"
    ),
    _stream("stream_public", "/public", "1.0.0", "read:statuses"),
    _stream("stream_local", "/public/local", "1.1.0", "read:statuses"),
    _stream("stream_remote", "/public/remote", "3.1.4", "read:statuses"),
    _stream("stream_hashtag", "/hashtag", "1.0.0", "read:statuses"),
    _stream("stream_hashtag_local", "/hashtag/local", "1.1.0", "read:statuses"),
    _stream("stream_list", "/list", "2.1.0", "read:statuses"),
    _stream("stream_direct", "/direct", "2.4.0", "read:statuses"),
)
"""The paths of streams, for the catalog: events come from these without end.

Their scopes are those that Mastodon checks, which are fewer than it documents
(``checkScopes``): https://github.com/mastodon/mastodon/blob/main/streaming/index.js
"""
