"""The blocking client uses a connection again only where nothing is lost."""

from __future__ import annotations

import json
import logging
import os
import queue
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import mastodon_requests
import pytest
import trustme
import urllib3
from attrs import evolve
from mastodon_requests import _connections, _pools
from talking import Connection, Server, forever
from urllib3.util.connection import create_connection

from mastodon_core import ApiError, NetworkError, NetworkTimeout, Timeouts, entities
from mastodon_core import to_json as dump
from mastodon_core.testing import make
from mastodon_core.transport import HttpRequest, HttpResponse

TIMEOUTS = Timeouts(connect=30.0, read=30.0, total=60.0)


def http(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


OK = http(b"OK")
STATUS = http(json.dumps(dump(make(entities.Status))).encode())
LIST = http(b'{"id": "7", "title": "X"}')
NOTHING = http(b"{}")
FAILED = http(b'{"error": "sorry"}', "500 Internal Server Error")


@contextmanager
def client(server: Server, **options: Any) -> Iterator[mastodon_requests.Mastodon]:
    options = {"timeouts": TIMEOUTS, **options}
    with mastodon_requests.Mastodon(
        api_base_url=server.url, access_token="hunter2", **options
    ) as mastodon:
        yield mastodon


def send(
    mastodon: mastodon_requests.Mastodon,
    server: Server,
    method: str = "GET",
    **values: Any,
) -> bytes:
    headers = {"idempotency-key": "k"} if values.pop("keyed", False) else {}
    message = HttpRequest(method=method, url=f"{server.url}/", headers=headers)
    response = mastodon.perform(evolve(message, **values))
    assert isinstance(response, HttpResponse)
    return response.body


def pools(mastodon: mastodon_requests.Mastodon) -> list[Any]:
    http: Any = mastodon._http
    return list(http._session.get_adapter("http://")._pools())


def closes_each(connection: Connection) -> None:
    """Answer one request, and close the connection without saying so, as snac does."""
    head = connection.request()
    by_method = {b"POST": STATUS, b"PUT": LIST, b"DELETE": NOTHING, b"GET": LIST}
    connection.send(by_method[head.partition(b" ")[0]])


@pytest.mark.parametrize("name", ["status_bookmark", "list_update", "list_delete"])
def test_every_write_succeeds_once_if_the_server_closes_after_each_response(
    name: str,
) -> None:
    arguments = {"title": "X"} if name == "list_update" else {}
    with Server(closes_each) as server, client(server, retries=0) as mastodon:
        for _ in range(100):
            getattr(mastodon, name)("7", **arguments)
    assert len(server.heads) == 100


def test_writes_between_reads_succeed_if_the_server_closes_after_each_response() -> (
    None
):
    with Server(closes_each) as server, client(server, retries=0) as mastodon:
        for _ in range(30):
            mastodon.list("7")
            mastodon.status_bookmark("7")
    posts = [head for head in server.heads if head.startswith(b"POST")]
    assert len(posts) == 30


def test_every_write_succeeds_if_the_server_closes_after_an_error() -> None:
    """As uvicorn does after a 500."""

    def talk(connection: Connection) -> None:
        while head := connection.request():
            if len(connection.server.heads) % 2:
                connection.send(FAILED)
                return
            connection.send(STATUS if head.startswith(b"POST") else LIST)

    with Server(talk) as server, client(server, retries=0) as mastodon:
        for _ in range(30):
            with pytest.raises(ApiError, match="sorry"):
                mastodon.status_bookmark("7")
            mastodon.status_bookmark("7")
    assert len(server.heads) == 60


def test_unkeyed_write_uses_a_kept_connection_of_a_proven_origin_only() -> None:
    with Server(forever(OK)) as server, client(server) as mastodon:
        send(mastodon, server, "GET")
        send(mastodon, server, "POST")
        assert server.connections == 2
        for method in ("PUT", "DELETE", "GET"):
            send(mastodon, server, method)
        send(mastodon, server, "POST", keyed=True)
        # Now the origin has proven that it keeps connections.
        send(mastodon, server, "POST")
        send(mastodon, server, "PATCH")
        assert server.connections == 2


def test_origin_loses_its_proof_when_a_kept_connection_ends() -> None:
    def talk(connection: Connection) -> None:
        for _ in range(3):
            connection.request()
            connection.send(OK)

    with Server(talk) as server, client(server) as mastodon:
        for _ in range(3):
            send(mastodon, server)
        # It was used again, but is closed now.
        for count in range(2, 5):
            assert send(mastodon, server, "POST") == b"OK"
            assert server.connections == count


def test_fresh_message_uses_a_new_connection() -> None:
    with Server(forever(OK)) as server, client(server) as mastodon:
        for _ in range(3):
            send(mastodon, server)
        assert server.connections == 1
        send(mastodon, server, fresh=True)
        assert server.connections == 2
        send(mastodon, server)
        assert server.connections == 2


def test_kept_connection_that_ends_before_the_response_is_reported() -> None:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        connection.request()

    with Server(talk) as server, client(server) as mastodon:
        send(mastodon, server)
        with pytest.raises(NetworkError) as caught:
            send(mastodon, server)
        assert caught.value.reused
        assert caught.value.sent


@pytest.mark.parametrize("start", [b"H", b"HTTP/1.1 200 OK\r\n"])
def test_kept_connection_that_ends_inside_of_the_response_is_another_error(
    start: bytes,
) -> None:
    def talk(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        connection.request()
        connection.send(start)

    with Server(talk) as server, client(server) as mastodon:
        send(mastodon, server)
        with pytest.raises(NetworkError) as caught:
            send(mastodon, server)
        assert not caught.value.reused


def test_new_connection_that_ends_is_not_reused() -> None:
    with Server(Connection.request) as server, client(server) as mastodon:
        with pytest.raises(NetworkError) as caught:
            send(mastodon, server)
        assert not caught.value.reused
        assert caught.value.sent


def test_connection_that_was_idle_for_too_long_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Server(forever(OK)) as server, client(server) as mastodon:
        for _ in range(2):
            send(mastodon, server)
        assert server.connections == 1
        monkeypatch.setattr(_pools, "MAX_IDLE", 0.0)
        send(mastodon, server)
        assert server.connections == 2


def test_idle_connections_to_other_origins_are_closed_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mastodon_requests._adapter.MAX_IDLE", 0.0)
    gone = threading.Event()

    def talk(connection: Connection) -> None:
        forever(OK)(connection)
        gone.set()

    with (
        Server(talk) as other,
        Server(forever(OK)) as server,
        client(server) as mastodon,
    ):
        send(mastodon, other)
        send(mastodon, server)
        assert gone.wait(30.0)
        assert other.connections == 1


def test_few_connections_are_left_after_redirects_to_many_origins() -> None:
    servers = [Server(forever(OK)) for _ in range(56)]
    started = [server.__enter__() for server in servers]
    try:
        with client(started[0]) as mastodon:
            for server in started:
                assert send(mastodon, server) == b"OK"
            assert len(pools(mastodon)) == 10
            for server in started[:46]:
                while server.open:
                    assert not server.ending.wait(0.01)
            assert sum(server.open for server in started) == 10
    finally:
        for server in started:
            server.__exit__()


def test_threads_share_a_client(caplog: pytest.LogCaptureFixture) -> None:
    """At most 20 connections are open, and nothing is lost or logged."""
    caplog.set_level(logging.INFO)
    with Server(forever(OK)) as server, client(server) as mastodon:
        with ThreadPoolExecutor(32) as pool:
            found = pool.map(lambda _: send(mastodon, server), range(320))
            assert list(found) == [b"OK"] * 320
        assert server.most <= 20
        assert server.connections <= 20
    assert len(server.heads) == 320
    assert not caplog.records


def take_all(mastodon: mastodon_requests.Mastodon) -> Any:
    """Take all connections out of the client's only pool, as busy calls do."""
    (pool,) = pools(mastodon)
    places = [pool.pool.get() for _ in range(20)]

    def give_back() -> None:
        for place in places:
            pool.pool.put(place)

    return give_back


def test_wait_for_a_free_connection_has_its_own_timeout() -> None:
    timeouts = Timeouts(pool=0.1, connect=30.0, read=30.0, total=60.0)
    with Server(forever(OK)) as server, client(server, timeouts=timeouts) as mastodon:
        send(mastodon, server)
        give_back = take_all(mastodon)
        with pytest.raises(NetworkTimeout) as caught:
            send(mastodon, server)
        assert str(caught.value) == (
            "no connection of this client was free within 0.1 s"
        )
        assert not caught.value.sent
        give_back()
        assert send(mastodon, server) == b"OK"


def test_wait_for_a_free_connection_counts_for_no_other_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr("mastodon_requests._exchange.monotonic", lambda: now)
    with Server(forever(OK)) as server, client(server) as mastodon:
        send(mastodon, server)
        give_back = take_all(mastodon)

        def come_back_late() -> None:
            nonlocal now
            now = 1000.0
            give_back()

        timer = threading.Timer(0.1, come_back_late)
        timer.start()
        assert send(mastodon, server) == b"OK"
        timer.join()


def test_closed_client_leaves_no_connection_open() -> None:
    with Server(forever(OK)) as server:
        with client(server) as mastodon:
            send(mastodon, server)
        # Even while something holds the client.
        while server.open:
            assert not server.ending.wait(0.01)
    assert mastodon.closed


def test_other_addresses_of_a_host_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET, socket.SOCK_STREAM, 6, ""
    with Server(forever(OK)) as server:
        found = [
            (*family, (address, server.port)) for address in ("127.0.0.2", "127.0.0.1")
        ]
        real = socket.getaddrinfo

        def resolve(host: str, *args: Any, **options: Any) -> Any:
            return found if host == "two.example" else real(host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        url = server.url.replace("127.0.0.1", "two.example")
        with mastodon_requests.Mastodon(
            api_base_url=url, allow_http=True, timeouts=TIMEOUTS
        ) as mastodon:
            message = HttpRequest(method="GET", url=f"{url}/", headers={})
            response = mastodon.perform(message)
            assert isinstance(response, HttpResponse)
            assert response.body == b"OK"
            found.pop()
            with pytest.raises(NetworkError, match="was refused") as caught:
                mastodon.perform(evolve(message, fresh=True))
            assert not caught.value.sent
            found.clear()
            with pytest.raises(NetworkError) as caught:
                mastodon.perform(evolve(message, fresh=True))
            assert not caught.value.sent


def test_address_that_does_not_answer_leaves_time_for_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = list[float | None]()
    real = create_connection

    def connect(address: Any, seconds: float | None, *args: Any) -> Any:
        given.append(seconds)
        if address[0] == "127.0.0.2":
            raise TimeoutError("timed out")
        return real(address, seconds, *args)

    family = socket.AF_INET, socket.SOCK_STREAM, 6, ""
    with Server(forever(OK)) as server, client(server) as mastodon:
        found = [
            (*family, (address, server.port)) for address in ("127.0.0.2", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
        monkeypatch.setattr(_connections, "create_connection", connect)
        monkeypatch.setattr("mastodon_requests._exchange.monotonic", lambda: 0.0)
        assert send(mastodon, server) == b"OK"
        assert given == [15.0, 30.0]
        monkeypatch.undo()


FORKS = """
import os, sys, warnings
import mastodon_requests
from mastodon_core.transport import HttpRequest
warnings.simplefilter("ignore")
for url in sys.argv[1:]:
    with mastodon_requests.Mastodon(api_base_url=url, verify=False) as mastodon:
        def send():
            message = HttpRequest(method="GET", url=f"{url}/", headers={})
            assert mastodon.perform(message).body == b"OK"
        send()
        child = os.fork()
        if not child:
            send()
            send()
            mastodon.close()
            os._exit(0)
        assert os.waitpid(child, 0) == (child, 0)
        send()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forked_process_leaves_the_connections_alone() -> None:
    """Two processes on one connection would read each other's responses."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with Server(forever(OK)) as plain, Server(forever(OK), tls) as secure:
        command = [sys.executable, "-c", FORKS, plain.url, secure.url]
        subprocess.run(command, check=True, timeout=60)
        for server in (plain, secure):
            assert len(server.heads) == 4
            assert server.connections == 2


def test_connection_that_is_given_back_twice_is_in_the_pool_once() -> None:
    """As urllib3 does if Ctrl-C comes right after the first time."""
    with Server(forever(OK)) as server, client(server) as mastodon:
        send(mastodon, server)
        (pool,) = pools(mastodon)
        connection = pool.pool.queue[-1]
        # So that there is room for it.
        pool.pool.queue[0] = pool.pool.queue.pop()
        pool._put_conn(connection)
        assert pool.pool.queue.count(connection) == 1
        assert send(mastodon, server) == b"OK"


def test_place_of_an_interrupted_exchange_is_given_back_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stop(BaseException):
        pass

    real = urllib3.HTTPConnectionPool._make_request

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise Stop

    with Server(forever(OK)) as server, client(server) as mastodon:
        send(mastodon, server)
        (pool,) = pools(mastodon)
        with monkeypatch.context() as patches:
            patches.setattr(urllib3.HTTPConnectionPool, "_make_request", interrupted)
            with pytest.raises(Stop):
                send(mastodon, server)
        assert pool.pool.qsize() == 20
        assert send(mastodon, server) == b"OK"


def test_interrupt_while_it_waits_for_a_connection_ends_a_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """urllib3 would say instead that the pool is too full."""

    class Stop(BaseException):
        pass

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        raise Stop

    with Server(forever(OK)) as server, client(server) as mastodon:
        send(mastodon, server)
        with monkeypatch.context() as patches:
            patches.setattr(queue.LifoQueue, "get", interrupted)
            with pytest.raises(Stop):
                send(mastodon, server)
        assert send(mastodon, server) == b"OK"
