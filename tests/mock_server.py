"""A running mastodon_mock, and clients that are logged in to it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import mastodon_requests
import requests

from mastodon_core import API
from mastodon_core.streaming import Event, Stream

STREAMS = {"stream"} | {
    name for name in dir(API) if name.startswith("stream_") and name != "stream_healthy"
}
"""The methods that open a stream."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    folder: Path, port: int | None = None, *, keeps: bool = False
) -> Iterator[str]:
    """Serve the mock from a folder; yields its URL.

    Args:
        port: None for a free one.
        keeps: Whether the next one in this folder has the same data.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--demo"]
    if keeps:
        config = '[database]\npath = "kept.sqlite"\n'
        (folder / ".mastodon_mock.toml").write_text(config)
    else:
        command.append("--in-memory")
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        # It logs a line once it listens; the rest of its log must be read as well.
        log = iter(server.stderr.readline, "")
        assert any("Uvicorn running" in line for line in log), "the mock did not start"
        reader = threading.Thread(target=list, args=(log,))
        reader.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            # Otherwise it waits for WebSockets, even if they are closed.
            server.kill()
            reader.join()


class AwaitableClient:
    """A blocking client with awaitable calls, so that both kinds take one tour."""

    def __init__(self, client: mastodon_requests.Mastodon) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.client, name)
        if name in STREAMS:
            return lambda *args, **kwargs: AwaitableStream(method(*args, **kwargs))

        async def call(*args: Any, **kwargs: Any) -> Any:
            return method(*args, **kwargs)

        return call

    async def __aenter__(self) -> AwaitableClient:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.client.close()


class AwaitableStream:
    """A stream of a blocking client, or a subscription of one."""

    def __init__(self, events: Any) -> None:
        self.events = events

    def __getattr__(self, name: str) -> Any:
        return getattr(self.events, name)

    def subscribe(self, *streams: Stream) -> AwaitableStream:
        return AwaitableStream(self.events.subscribe(*streams))

    async def next_event(self, timeout: float | None = None) -> Event | None:
        event: Event | None = self.events.next_event(timeout)
        return event

    async def deliver(self, listener: object) -> None:
        self.events.deliver(listener)

    async def aclose(self) -> None:
        self.events.close()

    async def __aenter__(self) -> AwaitableStream:
        self.events.__enter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.events.__exit__(*error)

    def __aiter__(self) -> AwaitableStream:
        return self

    async def __anext__(self) -> Event:
        for event in self.events:
            found: Event = event
            return found
        raise StopAsyncIteration


class AwaitableClass:
    """Stands in for the class of a blocking client, with awaitable calls."""

    def __call__(self, *args: Any, **kwargs: Any) -> AwaitableClient:
        return AwaitableClient(mastodon_requests.Mastodon(*args, **kwargs))

    async def create_app(self, *args: Any, **kwargs: Any) -> Any:
        return mastodon_requests.Mastodon.create_app(*args, **kwargs)


def approve(page: str, username: str) -> str:
    """Pick an account in the authorization form; returns the code."""
    form = requests.get(page, timeout=30)
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.text))
    hidden |= {"username": username}
    action = re.search(r'action="([^"]+)"', form.text)
    assert action is not None
    response = requests.post(urljoin(page, action[1]), data=hidden, timeout=30)
    found = re.search(r"code: ([^<\s]+)", response.text)
    assert found is not None
    return found[1]


async def logged_in(mastodon_class: Any, url: str, folder: Path, username: str) -> Any:
    """Log in by the code flow; returns the client."""
    app, user = folder / "app.txt", folder / f"{username}.txt"
    await mastodon_class.create_app("tour", to_file=app, api_base_url=url)
    async with mastodon_class(app) as mastodon:
        page = await mastodon.auth_request_url()
        code = approve(str(page), username)
        await mastodon.log_in(code=code, code_verifier=page.code_verifier, to_file=user)
        assert (await mastodon.me()).username == username
    return mastodon_class(access_token=user, strict=True)
