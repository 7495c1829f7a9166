"""Reads streams of an offline instance: the bytes that a client would get."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from wsproto.connection import CLIENT
from wsproto.connection import Connection as Frames
from wsproto.events import Event, Ping, TextMessage

from mastodon_core.streaming import EventStreamDecoder
from mastodon_core.testing import FakeMastodon, OfflineChannel, OfflineInstance
from mastodon_core.transport import HttpRequest

KEY = b64encode(b"0123456789abcdef").decode()
HANDSHAKE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-key": KEY,
    "sec-websocket-version": "13",
}


def request_for(
    instance: OfflineInstance,
    path: str,
    headers: dict[str, str] | None = None,
    **query: Any,
) -> HttpRequest:
    url = f"{instance.base_url}/api/v1/streaming{path}"
    if query:
        url += f"?{urlencode(query)}"
    return HttpRequest(method="GET", url=url, headers=headers or {}, body=b"")


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def token_of(mastodon: FakeMastodon) -> str:
    token = mastodon.session.credentials.access_token
    assert token is not None
    return token.reveal()


class Events:
    """The events of a stream of server-sent events."""

    def __init__(self, mastodon: FakeMastodon, path: str, **query: Any) -> None:
        instance = mastodon.server
        headers = bearer(token_of(mastodon))
        self.channel: OfflineChannel = instance.open_channel(
            request_for(instance, path, headers, **query)
        )
        self._decoder = EventStreamDecoder()

    def read(self) -> list[tuple[str, str]]:
        """The name and payload of each new event."""
        found = self._decoder.receive_data(self.channel.take())
        return [(event.name, (event.data or b"").decode()) for event in found]

    def ids(self) -> list[tuple[str, str]]:
        """The name of each new event, with the id of its entity."""
        return [(name, _id_of(payload)) for name, payload in self.read()]

    def names(self) -> list[str]:
        return [name for name, _ in self.read()]


class Socket:
    """The client's end of a WebSocket of an offline instance."""

    def __init__(
        self,
        mastodon: FakeMastodon,
        headers: dict[str, str] | None = None,
        path: str = "",
        **query: Any,
    ) -> None:
        instance = mastodon.server
        headers = bearer(token_of(mastodon)) if headers is None else headers
        self.channel: OfflineChannel = instance.open_channel(
            request_for(instance, path, {**HANDSHAKE, **headers}, **query)
        )
        self.frames = Frames(CLIENT)

    def say(self, message: Any) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        self.send(TextMessage(text))

    def subscribe(self, stream: Any, **params: Any) -> None:
        self.say({"type": "subscribe", "stream": stream, **params})

    def unsubscribe(self, stream: Any, **params: Any) -> None:
        self.say({"type": "unsubscribe", "stream": stream, **params})

    def send(self, event: Event) -> None:
        self.channel.feed(self.frames.send(event))

    def events(self) -> list[Event]:
        """The frames that came, each answered ping included."""
        data = self.channel.take()
        if data:
            self.frames.receive_data(data)
        return list(self.frames.events())

    def messages(self) -> list[Any]:
        """The messages that came; pings are answered."""
        found = list[Any]()
        for event in self.events():
            if isinstance(event, Ping):
                self.send(event.response())
            else:
                assert isinstance(event, TextMessage), event
                found.append(json.loads(event.data))
        return found

    def ids(self) -> list[tuple[list[str], str, str]]:
        """The stream and name of each new event, with the id of its entity."""
        return [
            (message["stream"], message["event"], _id_of(message["payload"]))
            for message in self.messages()
        ]


def _id_of(payload: str) -> str:
    try:
        found = json.loads(payload)
    except ValueError:
        return payload
    return found["id"] if isinstance(found, dict) else payload
