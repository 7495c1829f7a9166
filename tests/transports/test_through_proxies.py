"""Calls through real proxies on loopback: HTTP, CONNECT and SOCKS5."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import mastodon_asyncio
import mastodon_requests
import mastodon_trio
import pytest
import trio
import trustme
from mastodon_offline.conformance import FaultServer
from proxy_server import ProxyServer

from mastodon_core import CertificateError, NetworkError, NetworkTimeout, Timeouts
from mastodon_core.testing.conformance import ok

AUTHORITY = trustme.CA()
CLASSES = {
    "requests": mastodon_requests.Mastodon,
    "trio": mastodon_trio.Mastodon,
    "asyncio": mastodon_asyncio.Mastodon,
}
each_transport = pytest.mark.parametrize("client", CLASSES.values(), ids=CLASSES)


def titles(client: Any, times: int = 1, **options: Any) -> list[str]:
    """Make some calls with one client."""
    if client is mastodon_requests.Mastodon:
        with client(**options) as blocking:
            return [blocking.instance_v1().title for _ in range(times)]

    async def main() -> list[str]:
        async with client(**options) as mastodon:
            return [(await mastodon.instance_v1()).title for _ in range(times)]

    return trio.run(main) if client is mastodon_trio.Mastodon else asyncio.run(main())


def server_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


def client_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def options_for(proxy: ProxyServer, scheme: str, user: str = "") -> dict[str, Any]:
    return {
        "proxies": {"all": f"{scheme}://{user}127.0.0.1:{proxy.port}"},
        "verify": client_context(),
        "access_token": "s3cret-token",
        "retries": 0,
    }


@each_transport
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_plain_http_is_forwarded_by_the_proxy(
    client: Any, scheme: str, opened: ExitStack
) -> None:
    server = opened.enter_context(FaultServer(iter([ok(), ok()])))
    tls = server_context() if scheme == "https" else None
    proxy = opened.enter_context(ProxyServer(tls=tls))
    options = options_for(proxy, scheme, "ada:s3cret-word@")
    assert titles(client, 2, api_base_url=server.url, **options) == ["X", "X"]
    assert proxy.asked == [f"GET {server.url}/api/v1/instance HTTP/1.1"]
    pair = b64encode(b"ada:s3cret-word")
    assert b"proxy-authorization: basic " + pair.lower() in proxy.heads[0].lower()
    assert server.connections == 1


@each_transport
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_https_goes_through_a_tunnel_that_the_proxy_cannot_read(
    client: Any, scheme: str, opened: ExitStack
) -> None:
    server = opened.enter_context(FaultServer(iter([ok(), ok()]), server_context()))
    tls = server_context() if scheme == "https" else None
    proxy = opened.enter_context(ProxyServer(tls=tls))
    options = options_for(proxy, scheme, "ada:s3cret-word@")
    assert titles(client, 2, api_base_url=server.url, **options) == ["X", "X"]
    place = server.url.removeprefix("https://")
    (line,) = proxy.asked
    assert line.startswith(f"CONNECT {place} HTTP/1.")
    (head,) = proxy.heads
    assert b"s3cret-token" not in head
    pair = b64encode(b"ada:s3cret-word")
    assert b"proxy-authorization: basic " + pair.lower() in head.lower()
    # The server does not learn the password of the proxy.
    assert all(b"proxy-authorization" not in r.lower() for r in server.received)
    assert server.connections == 1


@each_transport
@pytest.mark.parametrize("is_tls", [False, True])
@pytest.mark.parametrize("user", ["", "ada:s3cret-word@"])
@pytest.mark.parametrize(
    ("scheme", "host"), [("socks5", "127.0.0.1"), ("socks5h", "localhost")]
)
def test_socks_proxies_are_used(
    client: Any, scheme: str, host: str, user: str, is_tls: bool, opened: ExitStack
) -> None:
    tls = server_context() if is_tls else None
    server = opened.enter_context(FaultServer(iter([ok(), ok()]), tls))
    proxy = opened.enter_context(
        ProxyServer(password=user.rstrip("@") if user else None)
    )
    url = server.url.replace("127.0.0.1", "localhost")
    options = options_for(proxy, scheme, user)
    assert titles(client, 2, api_base_url=url, **options) == ["X", "X"]
    # With socks5 this machine looks the name up, with socks5h the proxy does.
    assert proxy.asked == [f"{host}:{url.rpartition(':')[2]}"]
    assert server.connections == 1


@each_transport
@pytest.mark.parametrize(
    ("scheme", "refusal"),
    [
        ("http", b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
        ("http", b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno"),
        ("http", b"HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\n\r\n"),
        ("http", b""),
        ("http", b"SSH-2.0-OpenSSH\r\n\r\n"),
        ("socks5h", b"\5\xff"),
        ("socks5h", b""),
    ],
)
def test_a_proxy_that_refuses_is_an_error_and_nothing_was_sent(
    client: Any, scheme: str, refusal: bytes, opened: ExitStack
) -> None:
    server = opened.enter_context(FaultServer(iter([]), server_context()))
    proxy = opened.enter_context(ProxyServer(refusal=refusal))
    options = options_for(proxy, scheme, "ada:s3cret-word@")
    with pytest.raises(NetworkError) as caught:
        titles(client, api_base_url=server.url, **options)
    assert "the proxy" in str(caught.value)
    assert not caught.value.sent
    assert server.connections == 0
    assert "s3cret" not in f"{caught.value} {caught.value.__cause__!r}"


@each_transport
def test_a_proxy_that_wants_another_password_is_named(
    client: Any, opened: ExitStack
) -> None:
    proxy = opened.enter_context(
        ProxyServer(refusal=b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    )
    options = options_for(proxy, "http")
    with pytest.raises(NetworkError, match="it requires another user name or password"):
        titles(client, api_base_url="https://127.0.0.1:9", **options)


@each_transport
@pytest.mark.parametrize("scheme", ["http", "https", "socks5h"])
def test_the_error_says_if_there_is_no_connection_to_the_proxy(
    client: Any, scheme: str
) -> None:
    with ProxyServer() as gone:
        options = options_for(gone, scheme, "ada:s3cret-word@")
    with pytest.raises(NetworkError) as caught:
        titles(client, api_base_url="https://127.0.0.1:9", **options)
    assert str(caught.value) == (
        "127.0.0.1:9: no connection to the proxy: the connection was refused"
    )
    assert not caught.value.sent
    assert "s3cret" not in repr(caught.value.__cause__)


@each_transport
def test_the_error_says_if_the_certificate_of_the_proxy_is_not_trusted(
    client: Any, opened: ExitStack
) -> None:
    proxy = opened.enter_context(ProxyServer(tls=server_context()))
    options = options_for(proxy, "https") | {"verify": True}
    with pytest.raises(CertificateError) as caught:
        titles(client, api_base_url="https://127.0.0.1:9", **options)
    assert str(caught.value) == (
        "127.0.0.1:9: no connection to the proxy:"
        " the server's certificate is not trusted"
    )


@each_transport
@pytest.mark.parametrize("scheme", ["http", "https", "socks5h"])
def test_a_silent_proxy_counts_as_connecting(
    client: Any, scheme: str, opened: ExitStack
) -> None:
    proxy = opened.enter_context(ProxyServer(is_silent=True))
    options = options_for(proxy, scheme)
    options["timeouts"] = Timeouts(connect=0.2, tls=0.2)
    with pytest.raises(NetworkTimeout, match=r"within 0\.2 s") as caught:
        titles(client, api_base_url="https://127.0.0.1:9", **options)
    assert not caught.value.sent


@pytest.mark.parametrize("name", ["trio", "asyncio"])
def test_a_proxy_that_is_silent_after_tls_counts_as_connecting(
    name: str, opened: ExitStack
) -> None:
    proxy = opened.enter_context(ProxyServer(tls=server_context(), is_silent=True))
    options = options_for(proxy, "https")
    options["timeouts"] = Timeouts(connect=0.6, tls=0.4)
    with pytest.raises(NetworkTimeout, match=r"no connection within 0\.6 s"):
        titles(CLASSES[name], api_base_url="https://127.0.0.1:9", **options)


@each_transport
def test_hosts_in_no_proxy_are_reached_directly(
    client: Any, opened: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = opened.enter_context(FaultServer(iter([ok()])))
    proxy = opened.enter_context(ProxyServer())
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", "x.example,127.0.0.1")
    assert titles(client, api_base_url=server.url) == ["X"]
    assert proxy.asked == []


@each_transport
def test_the_environment_names_the_proxy(
    client: Any, opened: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = opened.enter_context(FaultServer(iter([ok(), ok()])))
    proxy = opened.enter_context(ProxyServer())
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    assert titles(client, api_base_url=server.url) == ["X"]
    assert proxy.asked == [f"GET {server.url}/api/v1/instance HTTP/1.1"]
    # An option wins over it.
    assert titles(client, api_base_url=server.url, proxies={}) == ["X"]
    assert len(proxy.asked) == 1
