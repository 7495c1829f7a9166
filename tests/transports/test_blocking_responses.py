"""The blocking client reads responses strictly, and until the total time is over."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import mastodon_requests
import pytest
import requests
import trustme
from talking import Connection, Server, answers
from urllib3.util.wait import wait_for_read

from mastodon_core import NetworkError, NetworkTimeout, Timeouts
from mastodon_core.transport import HttpRequest, HttpResponse

CLOSED = "the server closed the connection before the response was complete"
NO_HTTP = "the response is not valid HTTP, or incomplete"

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TIMEOUTS = Timeouts(connect=30.0, read=30.0, total=60.0)


def get(url: str, method: str = "GET") -> HttpRequest:
    headers = {"authorization": "Bearer hunter2"}
    return HttpRequest(method=method, url=f"{url}/path", headers=headers)


@contextmanager
def client(server: Server, **options: Any) -> Iterator[mastodon_requests.Mastodon]:
    options = {"timeouts": TIMEOUTS, **options}
    with mastodon_requests.Mastodon(
        api_base_url=server.url, access_token="hunter2", **options
    ) as mastodon:
        yield mastodon


def send(mastodon: mastodon_requests.Mastodon, message: HttpRequest) -> HttpResponse:
    response = mastodon.perform(message)
    assert isinstance(response, HttpResponse)
    return response


def respond(data: bytes) -> Callable[[Connection], None]:
    """Make a function that answers one request, and closes the connection."""

    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(data)

    return talk


@pytest.mark.parametrize(
    ("data", "status", "body"),
    [
        (OK, 200, b"OK"),
        (b"HTTP/1.0 200 OK\r\n\r\nhello", 200, b"hello"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK, 200, b"OK"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + OK, 200, b"OK"),
        (b"HTTP/1.1 199 What\r\n\r\n" + OK, 200, b"OK"),
        (CHUNKED + b"2\r\nOK\r\n0\r\nA: b\r\n\r\n", 200, b"OK"),
        (OK.replace(b"Len", b"Len", 1).replace(b"2\r", b"2, 2\r"), 200, b"OK"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, b""),
        (b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, b""),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nOK", 200, b"OK"),
        (
            CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n")
            + b"2\r\nOK\r\n0\r\n\r\n",
            200,
            b"OK",
        ),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\nOK", 200, b"OK"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_response_is_read(data: bytes, status: int, body: bytes) -> None:
    with Server(respond(data)) as server, client(server) as mastodon:
        response = send(mastodon, get(server.url))
    assert (response.status, response.body) == (status, body)


def test_head_has_no_body() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    with Server(answers(head, OK)) as server, client(server) as mastodon:
        assert send(mastodon, get(server.url, "HEAD")).body == b""
        assert send(mastodon, get(server.url)).body == b"OK"
    assert server.connections == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", CLOSED),
        (b"H", CLOSED),
        (b"HTTP/1.1 200 O", CLOSED),
        (b"HTTP/1.1 200 OK\r\n", CLOSED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nLocati", CLOSED),
        (b"HTTP/1.1 302 Found\r\nLocation: http://x", CLOSED),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", CLOSED),
        (OK[:-1], CLOSED),
        (CHUNKED, CLOSED),
        (CHUNKED + b"2\r\nO", CLOSED),
        (CHUNKED + b"2\r\nOK\r\n", CLOSED),
        (CHUNKED + b"2\r\nOK\r\n0\r\n", CLOSED),
        (CHUNKED + b"2\r\nOK\r\n0\r\nA: b\r\n", CLOSED),
        (CHUNKED + b"2\r\nOKK\r\n0\r\n\r\n", NO_HTTP),
        (CHUNKED + b"+2\r\nOK\r\n0\r\n\r\n", NO_HTTP),
        (CHUNKED + b"-2\r\nOK\r\n0\r\n\r\n", NO_HTTP),
        (CHUNKED.replace(b"chunked", b"xchunked") + b"2\r\nOK\r\n0\r\n\r\n", NO_HTTP),
        (b"SSH-2.0-OpenSSH_9.2", NO_HTTP),
        (OK.replace(b"1.1", b"2.0"), NO_HTTP),
        (OK.replace(b"OK\r\n", b"OK\r\nA: \0\r\n", 1), NO_HTTP),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, NO_HTTP),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000 + b"\r\n\r\n", NO_HTTP),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 30_000 + b"\r\n", NO_HTTP),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + OK,
            "the server switched protocols, which nobody asked for",
        ),
        *(
            (
                OK.replace(b"2\r", length + b"\r"),
                "the Content-Length of the response is not a number",
            )
            for length in (b"-1", b"+3", b"0x3", b"", b"2 2")
        ),
        (
            OK.replace(b"2\r", b"2\r\nContent-Length: 3\r"),
            "the response has two different Content-Length headers",
        ),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_bad_response_is_an_error(data: bytes, words: str) -> None:
    with Server(respond(data)) as server, client(server) as mastodon:
        with pytest.raises(NetworkError) as caught:
            send(mastodon, get(server.url))
        assert str(caught.value) == words
        assert caught.value.sent
        assert not caught.value.reused
        # The connection is closed, and its place in the pool is free.
        (pool,) = pools(mastodon)
        assert pool.pool.qsize() == 20
        assert all(each is None or each.is_closed for each in pool.pool.queue)


def pools(mastodon: mastodon_requests.Mastodon) -> list[Any]:
    http: Any = mastodon._http
    adapter = http._session.get_adapter("http://")
    return list(adapter._pools())


def test_early_hints_do_not_end_the_response() -> None:
    """The response comes later, and not with the next request."""

    def talk(connection: Connection) -> None:
        for body in (b"1", b"2"):
            connection.request()
            connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n")
            connection.server.ending.wait(0.05)
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + body)

    with Server(talk) as server, client(server) as mastodon:
        assert [send(mastodon, get(server.url)).body for _ in range(2)] == [b"1", b"2"]
    assert server.connections == 1


def trickling(start: bytes, data: bytes) -> Callable[[Connection], None]:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(start)
        connection.trickle(data)

    return talk


@pytest.mark.parametrize(
    ("start", "data"),
    [
        (b"", b"HTTP/1.1 200 " + b"O" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 1000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
        (CHUNKED, b"1;" + b"x" * 1000),
        (CHUNKED, b"1\r\nx\r\n" * 1000),
        (CHUNKED + b"0\r\n", b"A: b\r\n" * 1000),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_total_time_ends_whatever_trickles_in(start: bytes, data: bytes) -> None:
    timeouts = Timeouts(read=10.0, total=0.3)
    with (
        Server(trickling(start, data)) as server,
        client(server, timeouts=timeouts) as mastodon,
        pytest.raises(NetworkTimeout, match=r"not finished within 0\.3 s") as caught,
    ):
        send(mastodon, get(server.url))
    assert caught.value.sent


JUNK = [
    OK + b"EVIL",
    b"HTTP/1.1 204 No Content\r\n\r\nEVIL",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nEVIL",
    CHUNKED + b"2\r\nOK\r\n0\r\n\r\nEVIL",
]
# Without any more bytes.
ODD = [
    OK.replace(b"200 OK", b"500 Sorry"),
    OK.replace(b"1.1", b"1.0"),
    OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n", 1),
    b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n")
    + b"2\r\nOK\r\n0\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
]


@pytest.mark.parametrize("data", JUNK + ODD, ids=lambda data: repr(data)[:50])
@pytest.mark.parametrize("secure", [False, True])
def test_connection_that_behaved_oddly_is_not_used_again(
    data: bytes, secure: bool
) -> None:
    authority = trustme.CA()

    def talk(connection: Connection) -> None:
        while connection.request():
            connection.send(OK if connection.number else data)

    tls, trust = None, None
    if secure:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(tls)
        trust = ssl.create_default_context()
        authority.configure_trust(trust)
    options = {"verify": trust} if secure else {}
    with Server(talk, tls) as server, client(server, **options) as mastodon:
        with suppress(NetworkError):
            send(mastodon, get(server.url))
        for _ in range(2):
            response = send(mastodon, get(server.url))
            assert (response.status, response.body) == (200, b"OK")
    assert server.connections == 2


def test_junk_that_arrives_later_is_not_taken_for_a_response() -> None:
    def talk(connection: Connection) -> None:
        while connection.request():
            connection.send(OK)
            if connection.number == 0:
                # Also after the client has read the response.
                connection.send(OK.replace(b"OK\r\n", b"EVIL\r\n", 1))
                connection.wait()

    with Server(talk) as server, client(server) as mastodon:
        assert send(mastodon, get(server.url)).body == b"OK"
        (pool,) = pools(mastodon)
        kept = pool.pool.queue[-1]
        # If it came with the response, the connection is closed already.
        assert kept.is_closed or wait_for_read(kept.sock, 30.0)
        for _ in range(3):
            assert send(mastodon, get(server.url)).body == b"OK"
    assert server.connections == 2


@pytest.mark.parametrize("notifies", [False, True])
@pytest.mark.parametrize(
    "data",
    [b"HTTP/1.1 200 OK\r\n\r\nhello", OK[:-1], CHUNKED + b"5\r\nhello\r\n"],
    ids=repr,
)
def test_tls_connection_that_ends_without_notice_has_no_whole_response(
    data: bytes, notifies: bool
) -> None:
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)

    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(data)
        if notifies:
            assert isinstance(connection.sock, ssl.SSLSocket)
            connection.sock.unwrap()

    with Server(talk, tls) as server, client(server, verify=trust) as mastodon:
        if notifies and data.endswith(b"\n\r\nhello"):
            assert send(mastodon, get(server.url)).body == b"hello"
            return
        with pytest.raises(NetworkError) as caught:
            send(mastodon, get(server.url))
    assert str(caught.value) == CLOSED


def test_adapter_serves_other_requests_of_its_session() -> None:
    body = b"x" * 100_000
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body
    parts = CHUNKED + b"186a0\r\n" + body + b"\r\n0\r\n\r\n"
    cookie = OK.replace(b"OK\r\n", b"OK\r\nSet-Cookie: a=b\r\n", 1)
    with (
        Server(answers(whole, parts, whole, cookie, OK, b"NO HTTP")) as server,
        requests.Session() as session,
    ):
        session.mount("http://", mastodon_requests.Adapter())
        assert session.get(server.url).content == body
        assert session.get(server.url, timeout=30).content == body
        with session.get(server.url, stream=True) as response:
            assert b"".join(response.iter_content(1000)) == body
        assert session.get(server.url).text == "OK"
        assert session.post(server.url, data={"a": "b"}, timeout=(30, 30)).text == "OK"
        assert b"Cookie: a=b" in server.heads[-1]
        with pytest.raises(requests.ConnectionError):
            session.get(server.url)
    # A POST needs an origin that has proven itself, which this one has.
    assert server.connections == 1


@pytest.mark.parametrize("data", [*JUNK[:1], OK.replace(b"2\r", b"+2\r")])
def test_adapter_is_strict_for_other_requests_too(data: bytes) -> None:
    with (
        Server(answers(data, data)) as server,
        requests.Session() as session,
    ):
        session.mount("http://", mastodon_requests.Adapter())
        if data.endswith(b"EVIL"):
            assert session.get(server.url).text == "OK"
            assert session.get(server.url).text == "OK"
            assert server.connections == 2
        else:
            with pytest.raises(requests.ConnectionError):
                session.get(server.url)


def test_adapter_keeps_the_timeouts_of_other_requests() -> None:
    with (
        Server(Connection.wait) as server,
        requests.Session() as session,
    ):
        session.mount("http://", mastodon_requests.Adapter())
        with pytest.raises(requests.ReadTimeout):
            session.get(server.url, timeout=(30, 0.1))
        with pytest.raises(requests.ConnectionError):
            session.get("http://127.0.0.1:1", timeout=1e9)


def test_certificate_is_refused_with_the_error_that_users_of_requests_expect() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with Server(Connection.wait, tls) as server, requests.Session() as session:
        session.mount("https://", mastodon_requests.Adapter())
        with pytest.raises(requests.exceptions.SSLError):
            session.get(server.url)
