"""All transports describe network failures in the same words."""

from __future__ import annotations

import datetime
import socket
import ssl
import struct
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
import trustme
from attrs import frozen
from mastodon_offline.conformance import FaultServer
from transport_classes import each_transport, use

from mastodon_core import (
    API,
    CertificateError,
    Hooks,
    NetworkError,
    NetworkTimeout,
    Request,
    Timeouts,
    Upload,
)
from mastodon_core.testing.conformance import (
    BODY,
    Part,
    Pause,
    Trickle,
    head,
    ok,
    whole,
)

CLOSED = "the server closed the connection before the response was complete"
NO_HTTP = "the response is not valid HTTP, or incomplete"


@frozen
class Failed:
    """An error as all clients raise it, without its host and port."""

    kind: type[NetworkError]
    text: str
    sent: bool


TIMELINE = API().timeline_home(max_id="hunter3")


def failure(
    mastodon_class: Any, url: str, request: Request[Any] = TIMELINE, **options: Any
) -> Failed:
    """Send one request with a token and a query; returns the error that it raises."""
    options = {"retries": 0, "access_token": "hunter2", **options}
    with pytest.raises(NetworkError) as caught:
        use(mastodon_class, lambda m: m.send(request), api_base_url=url, **options)
    error = caught.value
    assert error.host == url.rpartition("//")[2]
    host, _, words = str(error).partition(": ")
    assert host == error.host
    return Failed(type(error), words, error.sent)


@each_transport
def test_refused_connection_is_reported(mastodon_class: Any) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert failure(mastodon_class, f"http://{host}:1") == Failed(
            NetworkError, "the connection was refused", sent=False
        )


@each_transport
def test_unknown_host_name_is_reported(
    mastodon_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*args: Any, **options: Any) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure(mastodon_class, "https://nowhere.invalid") == Failed(
        NetworkError, "the host name could not be resolved", sent=False
    )


@each_transport
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((b"",), CLOSED),
        ((whole()[:-5],), CLOSED),
        ((head("Transfer-Encoding: chunked"), b"5\r\nab"), CLOSED),
        ((head("Transfer-Encoding: chunked"), b"2\r\nab\r\n"), CLOSED),
        ((b"SSH-2.0-OpenSSH_9.2\r\n\r\n",), NO_HTTP),
        ((head("Transfer-Encoding: chunked"), b"hello\r\n"), NO_HTTP),
        (
            (head("Content-Encoding: gzip"), b"\x1f\x8b"),
            "the compressed response ended too early",
        ),
        *(
            (
                (head(f"Content-Length: {length}"), b"ab"),
                "the Content-Length of the response is not a number",
            )
            for length in ("-1", "+2", "0x2", "", "1_0", "\xb2", "9" * 30)
        ),
        *(
            (
                (head(*(f"Content-Length: {each}" for each in lengths)), b"ab"),
                "the response has two different Content-Length headers",
            )
            for lengths in (("2", "3"), ("2, 3",), ("2,",))
        ),
        (
            (head("Upgrade: x", status="101 Switching Protocols"),),
            "the server switched protocols, which nobody asked for",
        ),
        (
            (head("Location: /a", "Location: /b", status="302 Found"),),
            "the response has two different Location headers",
        ),
        ((whole().replace(b"HTTP/1.1", b"HTTP/2.0"),), NO_HTTP),
        ((head("Transfer-Encoding: xchunked"), b"2\r\nab\r\n0\r\n\r\n"), NO_HTTP),
        ((head("Transfer-Encoding: chunked"), b"+2\r\nab\r\n0\r\n\r\n"), NO_HTTP),
        ((head("X-Nul: \0"),), NO_HTTP),
    ],
    ids=repr,
)
def test_broken_response_is_reported(
    mastodon_class: Any, parts: tuple[bytes, ...], words: str
) -> None:
    with FaultServer(iter([ok(*parts, closes=True)])) as server:
        assert failure(mastodon_class, server.url) == Failed(
            NetworkError, words, sent=True
        )


@contextmanager
def serve_once(data: bytes, *, resets: bool = False) -> Generator[str]:
    """Serve one connection: read, send `data`, then close or reset it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def respond() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(data)
                if resets:
                    at_once = struct.pack("ii", 1, 0)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)

        thread = threading.Thread(target=respond)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


@each_transport
def test_reset_connection_is_reported(mastodon_class: Any) -> None:
    with serve_once(b"", resets=True) as address:
        assert failure(mastodon_class, f"http://{address}") == Failed(
            NetworkError, CLOSED, sent=True
        )


@each_transport
def test_connection_closed_before_tls_is_reported(mastodon_class: Any) -> None:
    with serve_once(b"") as address:
        assert failure(mastodon_class, f"https://{address}") == Failed(
            NetworkError, CLOSED, sent=False
        )


@each_transport
@pytest.mark.parametrize("scheme", ["https://", ""])
def test_server_without_tls_is_reported_with_a_hint_at_http(
    mastodon_class: Any, scheme: str
) -> None:
    with serve_once(head(status="400 Bad Request")) as address:
        assert failure(mastodon_class, f"{scheme}{address}") == Failed(
            NetworkError,
            "TLS failed: wrong version number; if the server speaks plain http, write"
            " http:// before its host",
            sent=False,
        )


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@each_transport
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stranger", "is not trusted"),
        ("other.example", "is for another host"),
        ("127.0.0.1", "has expired"),
    ],
)
def test_invalid_certificate_is_reported(
    mastodon_class: Any,
    name: str,
    words: str,
    authority: trustme.CA,
    tmp_path: Path,
) -> None:
    file, past = tmp_path / "ca.pem", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    signer = trustme.CA() if name == "stranger" else authority
    authority.cert_pem.write_to_path(file)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ends = past if name == "127.0.0.1" else None
    signer.issue_cert(name, not_after=ends).configure_cert(tls)
    with FaultServer(iter(()), tls) as server:
        error = failure(mastodon_class, server.url, verify=file, retries=3)
        assert error == Failed(
            CertificateError, f"the server's certificate {words}", sent=False
        )
    # Another attempt would not help, and nothing of the request was sent.
    assert server.connections == 1
    assert server.received == []


@each_transport
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((Pause(),), "no data for 0.2 s"),
        ((head(f"Content-Length: {len(BODY)}"), Pause()), "no data for 0.2 s"),
        ((head(), Trickle(b"x")), "not finished within 0.5 s"),
    ],
    ids=repr,
)
def test_slow_response_is_reported_as_a_timeout(
    mastodon_class: Any, parts: tuple[Part, ...], words: str
) -> None:
    timeouts = Timeouts(connect=5.0, read=0.2, total=0.5)
    with FaultServer(iter([ok(*parts)])) as server:
        assert failure(mastodon_class, server.url, timeouts=timeouts) == Failed(
            NetworkTimeout, words, sent=True
        )


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts connections, but never reads or writes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@each_transport
@pytest.mark.parametrize(
    ("timeouts", "words"),
    [
        (Timeouts(connect=0.2, read=5.0, total=9.0), "no connection within 0.2 s"),
        (Timeouts(connect=0.2, read=5.0, total=None), "no connection within 0.2 s"),
        (Timeouts(connect=5.0, read=5.0, total=0.2), "not finished within 0.2 s"),
    ],
)
def test_slow_tls_handshake_is_reported_as_a_timeout(
    mastodon_class: Any, timeouts: Timeouts, words: str, silent: str
) -> None:
    url = f"https://{silent}"
    assert failure(mastodon_class, url, timeouts=timeouts) == Failed(
        NetworkTimeout, words, sent=False
    )


@each_transport
@pytest.mark.parametrize(
    ("timeouts", "words"),
    [
        (
            Timeouts(connect=5.0, write=0.2, total=9.0),
            "the server took no data for 0.2 s",
        ),
        (Timeouts(connect=5.0, read=5.0, total=0.3), "not finished within 0.3 s"),
    ],
)
def test_stalled_upload_is_reported_as_a_timeout(
    mastodon_class: Any, timeouts: Timeouts, words: str, silent: str
) -> None:
    large = API().media_upload(bytes(30_000_000), "image/png")
    url = f"http://{silent}"
    assert failure(mastodon_class, url, large, timeouts=timeouts) == Failed(
        NetworkTimeout, words, sent=True
    )


@pytest.fixture
def greedy() -> Iterator[str]:
    """The address of a server that reads everything and never responds."""

    def read(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            while peer.recv(1 << 20):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        reader = threading.Thread(target=read, args=(listener,))
        reader.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        reader.join()


@each_transport
def test_endless_upload_is_reported_as_a_timeout(
    mastodon_class: Any, greedy: str, tmp_path: Path
) -> None:
    told: list[Upload] = []
    path = tmp_path / "endless.mp4"
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    endless = API().media_upload(path, "video/mp4")
    options: dict[str, Any] = {
        "timeouts": Timeouts(connect=5.0, read=5.0, total=0.3),
        "hooks": Hooks(on_upload=told.append),
    }
    assert failure(mastodon_class, f"http://{greedy}", endless, **options) == Failed(
        NetworkTimeout, "not finished within 0.3 s", sent=True
    )
    assert told[-1].sent < told[-1].total
