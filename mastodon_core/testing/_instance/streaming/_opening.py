"""The requests that open a stream, and the errors that Mastodon's server responds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from ....http import HttpRequest, HttpResponse
from ....values import need
from .._params import flag
from .._responses import ErrorResponse
from ..render import Renderer
from ..state import State, User
from ._connections import Connection
from ._server_sent import EventSource
from ._subscriptions import OPEN_NAMES, Reader

_ROOT = "/api/v1/streaming"
_NAMES = {
    "user": "user",
    "user/notification": "user:notification",
    "public": "public",
    "public/local": "public:local",
    "public/remote": "public:remote",
    "hashtag": "hashtag",
    "hashtag/local": "hashtag:local",
    "list": "list",
    "direct": "direct",
}


def is_stream_path(path: str) -> bool:
    """Whether the streaming server handles a path."""
    under = path == _ROOT or path.startswith(f"{_ROOT}/")
    return under and path != f"{_ROOT}/health"


@frozen
class StreamServer:
    """Opens streams."""

    state: State
    renderer: Callable[[User | None], Renderer]
    version: tuple[int, ...]

    def open(self, request: HttpRequest) -> tuple[HttpResponse, Connection | None]:
        """Respond to the request for a stream; without a connection to errors."""
        parts = urlsplit(request.url)
        query = dict(reversed(parse_qsl(parts.query)))
        if request.headers.get("upgrade", "").lower() == "websocket":
            return self._open_websocket(request, query)
        try:
            return self._open_events(request, parts.path, query)
        except ErrorResponse as error:
            body = json.dumps(error.body, separators=(",", ":")).encode()
            headers = {"content-type": "application/json"}
            return HttpResponse(status=error.status, headers=headers, body=body), None

    def _open_events(
        self, request: HttpRequest, path: str, query: dict[str, str]
    ) -> tuple[HttpResponse, Connection]:
        if path == _ROOT:
            # Where the streaming host is another one, this redirects to it.
            raise ErrorResponse(404, "Not found")
        name = _NAMES.get(path.removeprefix(f"{_ROOT}/"))
        if name is None:
            raise ErrorResponse(400, "Unknown channel requested")
        if name.startswith("public") and flag(query, "only_media"):
            name = f"{name}:media"
        token = _token(request, query)
        reader = self._reader(token, is_open=name in OPEN_NAMES)
        reader.check_scopes(name)
        made = EventSource(
            reader=reader,
            token=token,
            renderer=self.renderer,
            subscription=reader.subscription(name, query),
        )
        private = "private, " if self.version >= (4, 4) else ""
        headers: dict[str, str] = {
            "content-type": "text/event-stream",
            "cache-control": f"{private}no-store",
        }
        return HttpResponse(status=200, headers=headers), made

    def _open_websocket(
        self, request: HttpRequest, query: Mapping[str, str]
    ) -> tuple[HttpResponse, Connection | None]:
        need("wsproto", "testing", "a WebSocket of the offline instance")
        from wsproto.utilities import generate_accept_token

        from ._websocket import WebSocket

        sent = request.headers
        token = _token(request, query)
        try:
            reader = self._reader(token, is_open=True)
        except ErrorResponse as error:
            return self._refused(error.status, str(error.body["error"])), None
        key = sent.get("sec-websocket-key")
        if key is None or sent.get("sec-websocket-version") != "13":
            return self._refused(400, "Invalid WebSocket handshake"), None
        headers: dict[str, str] = {
            "upgrade": "websocket",
            "connection": "Upgrade",
            "sec-websocket-accept": generate_accept_token(key.encode()).decode(),
        }
        if offered := sent.get("sec-websocket-protocol"):
            headers["sec-websocket-protocol"] = offered.partition(",")[0].strip()
        made = WebSocket(reader=reader, token=token, renderer=self.renderer)
        if name := query.get("stream"):
            made.subscribe(name, query)
        return HttpResponse(status=101, headers=headers), made

    def _refused(self, status: int, error: str) -> HttpResponse:
        headers = {"connection": "close", "content-type": "text/plain"}
        if self.version >= (4, 3):
            headers["x-error-message"] = error
        return HttpResponse(status=status, headers=headers)

    def _reader(self, token: str, *, is_open: bool) -> Reader:
        """Find the user of a token.

        Args:
            is_open: Whether Mastodon before 4.2 needs no token.

        Raises:
            ErrorResponse: the token is missing, or belongs to no user.
        """
        if not token:
            if is_open and self.version < (4, 2):
                return Reader(self.state, None)
            raise ErrorResponse(401, "Missing access token")
        grant = self.state.grants.get(token)
        if grant is None or grant.user is None:
            raise ErrorResponse(401, "Invalid access token")
        return Reader(self.state, grant)


def _token(request: HttpRequest, query: Mapping[str, str]) -> str:
    """The token of a request; the header for it has priority."""
    sent = request.headers
    if header := sent.get("authorization"):
        return header.removeprefix("Bearer ")
    return query.get("access_token") or sent.get("sec-websocket-protocol", "")
