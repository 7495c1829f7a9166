"""Finds the streaming server of an instance, and connects in the way that it has.

The first time, the instance says where its streaming server is (`_servers`). If that
has not what was chosen, the other way is tried; if it refuses a token in the header of
a WebSocket, the subprotocol. What was found is kept for all later connections.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from attrs import evolve

from ..calls import ApiError, One, Request, Text, error_of
from ..clients import ClientClosed
from ..entities import Instance, InstanceV1
from ..http import (
    CertificateError,
    DecodeError,
    Headers,
    HttpRequest,
    HttpResponse,
)
from ..session import Session
from ..values import MastodonError
from ._options import Options
from ._servers import StreamingServer, StreamingUnavailable, find_server, streaming_url
from ._sse import EventStreamDecoder
from ._states import Via
from ._steps import Connect, Disconnect, RunExchange, StreamSteps
from ._streams import Stream
from ._turns import do
from ._websocket import (
    WebSocketSession,
    check_accepted,
    fits_subprotocol,
    upgrade_request,
)

MAX_REDIRECTS = 3

Wire: TypeAlias = EventStreamDecoder | WebSocketSession
"""What decodes the bytes of a connection."""

_TEMPORARY = {408, 425, 429}
_NO_STREAM = {404, 405, 406, 410, 426, 501}
"""Statuses of servers that have only the other way."""
_EVENT_STREAM = {"accept": "text/event-stream", "accept-encoding": "identity"}


class Connector:
    """Connects to the streaming server of an instance.

    Args:
        session: The session of the client.
        options: The options of the stream.
    """

    def __init__(self, session: Session, options: Options) -> None:
        self.server: StreamingServer = StreamingServer(session.base_url, ())
        self.ways: list[Via] = []
        """The ways to try; one, once a connection was made."""
        self.has_connected: bool = False
        self._session = session
        self._options = options
        self._in_subprotocol = False

    @property
    def host(self) -> str:
        """The host of the server, with the port if its URL has one."""
        return urlsplit(self.server.url).netloc

    def choose(self, *, needs_websocket: bool) -> StreamSteps[None]:
        """Choose the streaming server and the ways to it.

        Raises:
            StreamingUnavailable: there is none.
        """
        instance = None
        if self._options.url is None:
            instance = yield from self._instance()
        self.server = find_server(
            self._session.base_url,
            instance,
            via=self._options.via,
            url=self._options.url,
            needs_websocket=needs_websocket,
        )
        self.ways = list(self.server.ways)

    def _instance(self) -> StreamSteps[Instance | InstanceV1 | None]:
        """Get the instance document, of either version, if there is one."""
        for path, entity in (
            ("/api/v2/instance", Instance),
            ("/api/v1/instance", InstanceV1),
        ):
            request: Request[Any] = Request("GET", path, answer=One(entity))
            with suppress(ApiError, DecodeError):
                begin = partial(self._session.exchange, request)
                found: Instance | InstanceV1 = yield from do(RunExchange(begin))
                return found
        return None

    def open(self, streams: list[Stream]) -> StreamSteps[Wire]:
        """Connect, in the way that the server has.

        A WebSocket is subscribed to the first stream, and to no others yet.

        Raises:
            ApiError: the server refuses.
            StreamingUnavailable: it does not stream.
        """
        for _ in range(2 * MAX_REDIRECTS):
            via = self.ways[0]
            message = self._message(via, streams[0] if streams else None)
            response: HttpResponse = yield from do(Connect(message))
            if via == "sse" and _is_event_stream(response):
                self._keep_way(via)
                return EventStreamDecoder()
            if via == "websocket" and response.status == 101:
                check_accepted(message, response)
                self._keep_way(via)
                return WebSocketSession(message)
            yield from do(Disconnect())
            if (moved := self._moved(message, response)) is not None:
                self.server = evolve(self.server, url=moved)
            elif self._may_try_subprotocol(via, message, response):
                self._in_subprotocol = True
            elif len(self.ways) > 1 and _is_no_stream(response):
                del self.ways[0]
            else:
                raise self._refusal(message, response)
        raise StreamingUnavailable("the streaming server redirects in a circle")

    def _keep_way(self, via: Via) -> None:
        self.ways = [via]
        self.has_connected = True

    def _message(self, via: Via, stream: Stream | None) -> HttpRequest:
        """Build the message that opens a stream."""
        session = self._session
        if via == "sse" and stream is not None:
            request = Request(
                "GET",
                stream.path,
                query=stream.query,
                answer=Text(),
            )
        else:
            # The first stream in the URL, as mastodon_mock demands one.
            query = {"stream": stream.name, **stream.parameters} if stream else {}
            request = Request("GET", "/api/v1/streaming", query=query, answer=Text())
        message = session.to_http(request)
        target = message.url.removeprefix(session.base_url)
        message = evolve(message, url=self.server.url + target)
        if via == "websocket":
            return upgrade_request(
                message, session.random, in_subprotocol=self._in_subprotocol
            )
        return evolve(message, headers=Headers({**message.headers, **_EVENT_STREAM}))

    def _moved(self, message: HttpRequest, response: HttpResponse) -> str | None:
        """Return the server that a redirect leads to, if it may get the token."""
        if response.status not in {301, 302, 303, 307, 308}:
            return None
        try:
            place = urljoin(message.url, response.headers.get("location", ""))
        except ValueError:
            return None
        host, found, _ = place.partition("/api/v1/streaming")
        if not found or self._options.url is not None:
            return None
        url = streaming_url(self._session.base_url, host)
        return None if url == self.server.url else url

    def _may_try_subprotocol(
        self, via: Via, message: HttpRequest, response: HttpResponse
    ) -> bool:
        return (
            via == "websocket"
            and response.status in {401, 403}
            and not self.has_connected
            and fits_subprotocol(message)
        )

    def _refusal(self, message: HttpRequest, response: HttpResponse) -> MastodonError:
        from ..http import without_echo  # imported here: few responses are errors

        told = response.headers.get("x-error-message")
        if told and not response.body:
            response = evolve(response, body=json.dumps({"error": told}).encode())
        response = without_echo(message, response)
        error = error_of(response, method="GET", path=urlsplit(message.url).path)
        if response.status >= 300 and not self.server.refused:
            return error
        if self.has_connected or response.status >= 500:
            return error
        reason = self.server.refused or "its response is not a stream"
        return StreamingUnavailable(
            f"{self._session.base_url} does not stream: {reason}"
        )


def _is_event_stream(response: HttpResponse) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return response.status == 200 and kind == "text/event-stream"


def _is_no_stream(response: HttpResponse) -> bool:
    """Whether a server has nothing here, or only a page for people."""
    if response.status == 400:
        # GoToSocial; Mastodon has an error in JSON, such as for a missing hashtag.
        return "json" not in response.headers.get("content-type", "")
    return response.status < 300 or response.status in _NO_STREAM


def is_final(error: MastodonError) -> bool:
    """Tell whether the same would happen again."""
    if isinstance(error, ApiError):
        return error.status < 500 and error.status not in _TEMPORARY
    return isinstance(error, CertificateError | ClientClosed | StreamingUnavailable)
