"""Check the streaming server; list its endpoints for the catalog.

https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

from ..calls import ApiError, Flow, Request, Text
from ..clients import About, endpoint, flow


class StreamingMethods:
    @endpoint(since="2.5.0")
    def streaming_health(self) -> Request[str]:
        """Get the health status of the streaming server.

        Returns:
            ``OK`` if it is running.

        Raises:
            NotFound: the server has no streaming, or has it on another host.

        Sent without a token. Since Mastodon 2.5.
        https://docs.joinmastodon.org/methods/streaming/#health
        """
        return Request("GET", "/api/v1/streaming/health", answer=Text(), anonymous=True)

    @flow
    def stream_healthy(self) -> Flow[bool]:
        """Check whether the streaming server is running, using `streaming_health`.

        https://docs.joinmastodon.org/methods/streaming/#health
        """
        try:
            word = yield from self.streaming_health()
        except ApiError:
            return False
        return word.strip() == "OK"


def _stream_row(
    name: str, path: str, since: str, *scopes: str
) -> tuple[str, Request[str], About]:
    request = Request("GET", f"/api/v1/streaming{path}", answer=Text(), scopes=scopes)
    return name, request, About(since=since)


STREAMS = (
    # The WebSocket endpoint of all streams; /user/notification has another scope.
    _stream_row("stream", "", "1.0.0", "read:statuses"),
    # Without ``read:notifications`` as well, the server leaves out notifications.
    _stream_row("stream_user", "/user", "1.0.0", "read:statuses"),
    _stream_row(
        "stream_user_notifications", "/user/notification", "1.4.2", "read:notifications"
    ),
    _stream_row("stream_public", "/public", "1.0.0", "read:statuses"),
    _stream_row("stream_local", "/public/local", "1.1.0", "read:statuses"),
    _stream_row("stream_remote", "/public/remote", "3.1.4", "read:statuses"),
    _stream_row("stream_hashtag", "/hashtag", "1.0.0", "read:statuses"),
    _stream_row("stream_hashtag_local", "/hashtag/local", "1.1.0", "read:statuses"),
    _stream_row("stream_list", "/list", "2.1.0", "read:statuses"),
    _stream_row("stream_direct", "/direct", "2.4.0", "read:statuses"),
)
"""The streaming endpoints, for the catalog. Their responses are endless streams of
events.

The scopes are those that Mastodon checks in ``checkScopes``, which are fewer than it
documents: https://github.com/mastodon/mastodon/blob/main/streaming/index.js
"""
