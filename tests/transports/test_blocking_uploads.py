"""The blocking client reads a response that comes before the end of an upload."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mastodon_requests
import pytest
import trustme
from talking import Connection, Server

from mastodon_core import ApiError, Hooks, NetworkError, NetworkTimeout, Timeouts
from mastodon_core import Upload as Progress
from mastodon_core.transport import HttpRequest, HttpResponse

LARGE = bytes(20_000_000)
ERROR = b'{"error": "too large"}'
REFUSED = b"HTTP/1.1 413 Too Large\r\nContent-Length: 22\r\n\r\n" + ERROR
MEDIA = b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}'
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 62\r\n\r\n" + MEDIA
TIMEOUTS = Timeouts(connect=30.0, write=30.0, read=30.0, total=60.0)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextmanager
def server_and_client(
    talk: Callable[[Connection], object],
    authority: trustme.CA | None = None,
    **options: Any,
) -> Iterator[tuple[Server, mastodon_requests.Mastodon]]:
    tls = None
    if authority is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(tls)
        options["verify"] = ssl.create_default_context()
        authority.configure_trust(options["verify"])
    options = {"timeouts": TIMEOUTS, "retries": 0, **options}
    with (
        Server(talk, tls) as server,
        mastodon_requests.Mastodon(
            api_base_url=server.url, access_token="hunter2", **options
        ) as mastodon,
    ):
        yield server, mastodon


def leaves_open(connection: Connection) -> None:
    connection.head()
    connection.send(REFUSED)
    # The client ends the connection, as the rest of its request is missing.
    connection.server.ending.wait(60.0)


def sends_only(connection: Connection) -> None:
    """Close one direction of the connection."""
    connection.head()
    connection.send(REFUSED)
    connection.sock.shutdown(socket.SHUT_WR)
    connection.server.ending.wait(60.0)


def resets(connection: Connection) -> None:
    connection.head()
    connection.send(REFUSED)
    # With unread data, closing means a reset.
    connection.sock.close()


def hints_first(connection: Connection) -> None:
    connection.head()
    connection.send(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
    leaves_open_after(connection)


def leaves_open_after(connection: Connection) -> None:
    connection.sock.recv(65536)
    connection.send(REFUSED[:9])
    connection.sock.recv(65536)
    connection.send(REFUSED[9:])
    connection.server.ending.wait(60.0)


@pytest.mark.parametrize("talk", [leaves_open, sends_only, resets, hints_first])
def test_early_refusal_of_an_upload_is_read(
    talk: Callable[[Connection], None],
) -> None:
    told = list[Progress]()
    hooks = Hooks(on_upload=told.append)
    with server_and_client(talk, hooks=hooks) as (server, mastodon):
        with pytest.raises(ApiError, match="too large") as caught:
            mastodon.media_upload(LARGE, "image/png")
        assert caught.value.status == 413
        # The rest of the upload is missing there.
        http: Any = mastodon._http
        (pool,) = http._session.get_adapter("http://")._pools()
        assert all(each is None or each.is_closed for each in pool.pool.queue)
        server.ending.set()
    assert not [upload for upload in told if upload.sent == upload.total]


@pytest.mark.parametrize("talk", [leaves_open, hints_first])
def test_early_refusal_of_an_upload_over_tls_is_read(
    talk: Callable[[Connection], None], authority: trustme.CA
) -> None:
    with server_and_client(talk, authority) as (server, mastodon):
        with pytest.raises(ApiError, match="too large"):
            mastodon.media_upload(LARGE, "image/png")
        server.ending.set()


@pytest.mark.parametrize("secure", [False, True])
def test_interim_responses_do_not_end_an_upload(
    secure: bool, authority: trustme.CA
) -> None:
    lengths = list[int]()

    def talk(connection: Connection) -> None:
        head = connection.head()
        connection.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n")
        (length,) = [
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ]
        body = connection._rest
        while len(body) < length:
            body += connection.sock.recv(1 << 20)
        lengths.append(body.count(b"\0"))
        connection.send(TAKEN)

    with server_and_client(talk, authority if secure else None) as (_, mastodon):
        assert mastodon.media_upload(LARGE, "image/png").id == "7"
    assert lengths == [len(LARGE)]


@pytest.mark.parametrize("sends_reset", [False, True])
def test_server_that_goes_away_during_an_upload_is_reported(sends_reset: bool) -> None:
    def talk(connection: Connection) -> None:
        connection.head()
        if sends_reset:
            option = struct.pack("ii", 1, 0)
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
        else:
            connection.sock.shutdown(socket.SHUT_WR)
            connection.wait()

    with server_and_client(talk) as (_, mastodon):
        with pytest.raises(NetworkError, match="the server closed the") as caught:
            mastodon.media_upload(LARGE, "image/png")
        assert caught.value.sent
        assert not caught.value.reused


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"write": 0.2}, "the server took no data for 0.2 s"),
        ({"total": 0.3}, "not finished within 0.3 s"),
    ],
)
def test_upload_that_the_server_does_not_take_times_out(
    limits: dict[str, float], words: str, secure: bool, authority: trustme.CA
) -> None:
    timeouts = Timeouts(**{"connect": 30.0, "read": 30.0, "total": 60.0, **limits})
    with server_and_client(
        lambda connection: connection.server.ending.wait(60.0),
        authority if secure else None,
        timeouts=timeouts,
    ) as (server, mastodon):
        with pytest.raises(NetworkTimeout) as caught:
            mastodon.media_upload(LARGE, "image/png")
        server.ending.set()
    assert str(caught.value).endswith(words)
    assert caught.value.sent


def test_large_body_is_sent_whole() -> None:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with server_and_client(talk) as (server, mastodon):
        response = mastodon.perform(
            HttpRequest(method="POST", url=server.url, headers={}, body=LARGE)
        )
    assert isinstance(response, HttpResponse)
    assert response.body == b"{}"
    assert b"\r\ncontent-length: 20000000" in server.heads[0]


def test_error_of_the_file_is_no_failure_of_the_network(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(LARGE)

    def shorten(upload: Progress) -> None:
        path.write_bytes(b"")

    with (
        server_and_client(Connection.wait, hooks=Hooks(on_upload=shorten)) as (
            _,
            mastodon,
        ),
        pytest.raises(ValueError, match="bytes shorter"),
    ):
        mastodon.media_upload(path, "image/png")


@pytest.mark.parametrize("kind", [OSError, ValueError, KeyError])
def test_error_of_a_hook_is_no_failure_of_the_network(kind: type[Exception]) -> None:
    def fail(upload: Progress) -> None:
        raise kind("hook")

    with (
        server_and_client(Connection.wait, hooks=Hooks(on_upload=fail)) as (
            _,
            mastodon,
        ),
        pytest.raises(kind, match="hook"),
    ):
        mastodon.media_upload(LARGE, "image/png")
