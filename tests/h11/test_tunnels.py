"""Tunnels through proxies: HTTP CONNECT and SOCKS5, however the bytes are split."""

from base64 import b64encode
from collections.abc import Iterable

import h11
import pytest
from mastodon_h11 import Tunnel

from mastodon_core import NetworkError
from mastodon_core.transport import Proxy

HOST = "x.example"
USER = "ada", "s3cret-word"


def proxy(scheme: str, *, user: bool = False) -> Proxy:
    who = "ada:s3cret-word@" if user else ""
    return Proxy.from_url(f"{scheme}://{who}127.0.0.1:1080")


def exchange(tunnel: Tunnel, replies: Iterable[bytes]) -> list[bytes]:
    """Play the proxy; returns what the tunnel sent."""
    sent = [tunnel.first().reveal()]
    for reply in replies:
        answer = tunnel.receive(reply).reveal()
        if answer:
            sent.append(answer)
    return sent


def splits(data: bytes) -> Iterable[list[bytes]]:
    """The data whole, byte by byte, and split at each place."""
    yield [data]
    yield [data[at : at + 1] for at in range(len(data))]
    for at in range(1, len(data)):
        yield [data[:at], data[at:]]


ESTABLISHED = b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n"


def test_connect_asks_for_the_host_and_no_more() -> None:
    for pieces in splits(ESTABLISHED):
        tunnel = Tunnel(proxy("http"), HOST, 443)
        assert exchange(tunnel, pieces) == [
            b"CONNECT x.example:443 HTTP/1.1\r\nhost: x.example:443\r\n\r\n"
        ]
        assert tunnel.is_open


def test_connect_carries_the_password_of_the_proxy() -> None:
    (sent,) = exchange(Tunnel(proxy("http", user=True), HOST, 443), [])
    pair = b64encode(b"ada:s3cret-word")
    assert b"\r\nproxy-authorization: Basic " + pair + b"\r\n" in sent


def test_connect_brackets_an_ipv6_address() -> None:
    (sent,) = exchange(Tunnel(proxy("http"), "::1", 443), [])
    assert sent.startswith(b"CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\n")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (b"407 Proxy Authentication Required", "another user name or password"),
        (b"502 Bad Gateway", "it responded with status 502"),
        (b"302 Found", "it responded with status 302"),
    ],
)
def test_connect_tells_why_a_proxy_refuses(status: bytes, words: str) -> None:
    reply = b"HTTP/1.1 " + status + b"\r\nContent-Length: 4\r\n\r\nnope"
    for pieces in splits(reply):
        tunnel = Tunnel(proxy("http", user=True), HOST, 443)
        with pytest.raises(NetworkError, match=words) as caught:
            exchange(tunnel, pieces)
        assert not caught.value.sent
        assert "s3cret" not in str(caught.value)


def test_connect_skips_informational_responses() -> None:
    tunnel = Tunnel(proxy("http"), HOST, 443)
    exchange(tunnel, [b"HTTP/1.1 100 Continue\r\n\r\n" + ESTABLISHED])
    assert tunnel.is_open


def test_bytes_before_the_host_could_send_any_are_refused() -> None:
    with pytest.raises(NetworkError, match="the proxy could not connect"):
        exchange(Tunnel(proxy("http"), HOST, 443), [ESTABLISHED + b"X"])
    with pytest.raises(NetworkError, match="the proxy could not connect"):
        exchange(Tunnel(proxy("socks5h"), HOST, 443), [b"\5\0" + DONE + b"X"])


def test_connect_refuses_what_is_not_http() -> None:
    with pytest.raises(h11.RemoteProtocolError):
        exchange(Tunnel(proxy("http"), HOST, 443), [b"SSH-2.0-x\r\n\r\n"])


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
def test_a_proxy_that_closes_is_an_error(scheme: str) -> None:
    with pytest.raises(EOFError):
        exchange(Tunnel(proxy(scheme), HOST, 443), [b""])


# The reply with an IPv4 address and a port.
DONE = b"\5\0\0\1\x7f\0\0\1\x04\x38"
NAME = b"\x09x.example"


def test_socks_without_a_password() -> None:
    for pieces in splits(b"\5\0" + DONE):
        tunnel = Tunnel(proxy("socks5h"), HOST, 443)
        assert exchange(tunnel, pieces) == [
            b"\5\1\0",
            b"\5\1\0\3" + NAME + b"\1\xbb",
        ]
        assert tunnel.is_open


def test_socks_with_a_password() -> None:
    for pieces in splits(b"\5\2" + b"\1\0" + DONE):
        tunnel = Tunnel(proxy("socks5h", user=True), HOST, 443)
        sent = exchange(tunnel, pieces)
        assert b"".join(sent) == (
            b"\5\2\0\2\1\x03ada\x0bs3cret-word\5\1\0\3" + NAME + b"\1\xbb"
        )
        # What it sends next depends on the reply.
        assert sent[0] == b"\5\2\0\2"
        assert tunnel.is_open


@pytest.mark.parametrize(
    "done",
    [
        DONE,
        b"\5\0\0\3" + NAME + b"\1\xbb",
        b"\5\0\0\4" + bytes(16) + b"\1\xbb",
    ],
)
def test_socks_replies_have_addresses_of_each_kind(done: bytes) -> None:
    for pieces in splits(b"\5\0" + done):
        tunnel = Tunnel(proxy("socks5h"), HOST, 443)
        exchange(tunnel, pieces)
        assert tunnel.is_open


@pytest.mark.parametrize(
    ("host", "encoded"),
    [("127.0.0.1", b"\1\x7f\0\0\1"), ("::1", b"\4" + bytes(15) + b"\1")],
)
def test_socks_sends_addresses_as_addresses(host: str, encoded: bytes) -> None:
    _, request = exchange(Tunnel(proxy("socks5"), host, 443), [b"\5\0"])
    assert request == b"\5\1\0" + encoded + b"\1\xbb"


@pytest.mark.parametrize(
    ("user", "reply", "words"),
    [
        (False, b"\5\xff", "another user name or password"),
        (False, b"\5\2", "another user name or password"),
        (True, b"\5\2\1\1", "another user name or password"),
        (False, b"\5\0\5\5\0\1\0\0\0\0\0\0", "the proxy could not connect$"),
        (False, b"\5\0\5\x63\0\1\0\0\0\0\0\0", "the proxy could not connect$"),
        (False, b"\5\0\4\0\0\1\0\0\0\0\0\0", "the proxy could not connect$"),
        (False, b"\5\0\5\0\0\x63\0\0\0\0\0\0", "the proxy could not connect$"),
        (False, b"\5\x63", "the proxy could not connect$"),
    ],
)
def test_socks_tells_why_a_proxy_refuses(user: bool, reply: bytes, words: str) -> None:
    for pieces in splits(reply):
        tunnel = Tunnel(proxy("socks5h", user=user), HOST, 443)
        with pytest.raises(NetworkError, match=words) as caught:
            exchange(tunnel, pieces)
        assert not caught.value.sent
