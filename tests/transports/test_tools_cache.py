"""requests-cache with the blocking client."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mastodon_requests
import mocked
import pytest
import requests_cache
from mastodon_offline.conformance import FaultServer
from mocked import INSTANCE, MEDIA, STATUS, TOKEN, Client

from mastodon_core import NetworkError, ServerError, Timeouts

OK = mocked.reply(200, {}, INSTANCE)
NEWER = mocked.reply(200, {}, INSTANCE.replace(b'"X"', b'"Y"'))


def client(url: str, session: Any, **options: Any) -> Client:
    return Client(api_base_url=url, access_token=TOKEN, session=session, **options)


@pytest.fixture(params=["its adapters", "our adapter"])
def session(request: pytest.FixtureRequest) -> Iterator[requests_cache.CachedSession]:
    with requests_cache.CachedSession(backend="memory", stale_if_error=True) as session:
        if request.param == "our adapter":
            session.mount("http://", mastodon_requests.Adapter())
        yield session


def expire(session: requests_cache.CachedSession) -> None:
    session.cache.reset_expiration(datetime.now(UTC) - timedelta(days=1))


def test_cached_get_is_not_sent_again_and_writes_are(
    session: requests_cache.CachedSession,
) -> None:
    replies = [
        OK,
        *[mocked.reply(200, {}, STATUS)] * 2,
        *[mocked.reply(200, {}, MEDIA)] * 2,
    ]
    with FaultServer(iter(replies)) as server:
        with client(server.url, session) as mastodon:
            for _ in range(2):
                assert mastodon.instance_v1().title == "X"
            for _ in range(2):
                assert mastodon.status_post("hi").id == "5"
            for _ in range(2):
                assert mastodon.media_upload(b"png", "image/png").id == "7"
        assert len(server.received) == 5
    with client(server.url, session, retries=0) as mastodon:
        assert mastodon.instance_v1().title == "X"
        with pytest.raises(NetworkError):
            mastodon.status_post("hi")


def test_expired_response_is_replaced(session: requests_cache.CachedSession) -> None:
    with FaultServer(iter([OK, NEWER])) as server:
        with client(server.url, session) as mastodon:
            assert mastodon.instance_v1().title == "X"
            expire(session)
            assert mastodon.instance_v1().title == "Y"
            assert mastodon.instance_v1().title == "Y"
        assert len(server.received) == 2


def test_stale_response_is_used_if_there_is_no_server(
    session: requests_cache.CachedSession,
) -> None:
    with FaultServer(iter([OK])) as server, client(server.url, session) as mastodon:
        assert mastodon.instance_v1().title == "X"
    expire(session)
    with client(server.url, session, retries=0) as mastodon:
        assert mastodon.instance_v1().title == "X"
        with pytest.raises(NetworkError):
            mastodon.me()


def test_stale_responses_take_no_connections_away_from_the_pool() -> None:
    """requests-cache drops the error of the server without closing it."""
    busy = mocked.reply(503, {}, b"busy")
    replies = [OK, *[busy] * 25, OK]
    with (
        requests_cache.CachedSession(backend="memory", stale_if_error=True) as session,
        FaultServer(iter(replies)) as server,
        client(server.url, session, timeouts=Timeouts(pool=1.0)) as mastodon,
    ):
        session.mount("http://", mastodon_requests.Adapter())
        assert mastodon.instance_v1().title == "X"
        for _ in range(25):
            expire(session)
            assert mastodon.instance_v1().title == "X"
        session.cache.clear()
        assert mastodon.instance_v1().title == "X"
        assert len(server.received) == len(replies)


def test_stale_response_is_refreshed_in_a_thread() -> None:
    with (
        requests_cache.CachedSession(
            backend="memory", stale_while_revalidate=True
        ) as session,
        FaultServer(iter([OK, NEWER])) as server,
        client(server.url, session) as mastodon,
    ):
        session.mount("http://", mastodon_requests.Adapter())
        assert mastodon.instance_v1().title == "X"
        expire(session)
        before = set(threading.enumerate())
        assert mastodon.instance_v1().title == "X"
        for thread in set(threading.enumerate()) - before:
            if "_send_and_cache" in thread.name:
                thread.join()
        assert mastodon.instance_v1().title == "Y"
        assert len(server.received) == 2


def test_errors_are_not_cached(session: requests_cache.CachedSession) -> None:
    failed = mocked.reply(500, {}, b'{"error": "no"}')
    with FaultServer(iter([failed, OK])) as server:
        with client(server.url, session, retries=0) as mastodon:
            with pytest.raises(ServerError):
                mastodon.instance_v1()
            assert mastodon.instance_v1().title == "X"
        assert len(server.received) == 2


def test_cached_response_is_revalidated() -> None:
    tagged = mocked.reply(200, {"ETag": '"1"'}, INSTANCE)
    same = mocked.reply(304, {"ETag": '"1"'}, b"")
    with (
        FaultServer(iter([tagged, same])) as server,
        requests_cache.CachedSession(
            backend="memory", always_revalidate=True
        ) as session,
        client(server.url, session) as mastodon,
    ):
        assert mastodon.instance_v1().title == "X"
        assert mastodon.instance_v1().title == "X"
        assert mocked.header(server.received[1], "if-none-match") == '"1"'


def test_rate_limit_of_a_cached_response_is_ignored() -> None:
    used_up = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    }
    with requests_cache.CachedSession(backend="memory") as session:
        with (
            FaultServer(iter([mocked.reply(200, used_up, INSTANCE)])) as server,
            client(server.url, session) as mastodon,
        ):
            mastodon.instance_v1()
            assert mastodon.rate_limit_status()["general"].remaining == 0
        with client(server.url, session, rate_limit="throw") as mastodon:
            for _ in range(3):
                assert mastodon.instance_v1().title == "X"
            assert mastodon.rate_limit_status() == {}


def test_token_is_not_stored(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    with requests_cache.CachedSession(str(file), backend="sqlite") as session:
        with FaultServer(iter([OK])) as server, client(server.url, session) as mastodon:
            mastodon.instance_v1()
        assert TOKEN.encode() in server.received[0]
    assert b"/api/v1/instance" in file.read_bytes()
    assert TOKEN.encode() not in file.read_bytes()


def test_installed_cache_is_used_by_a_clients_own_session() -> None:
    requests_cache.install_cache(backend="memory")
    try:
        with FaultServer(iter([OK])) as server:
            with client(server.url, None) as mastodon:
                assert [mastodon.instance_v1().title for _ in range(3)] == ["X"] * 3
            assert len(server.received) == 1
    finally:
        requests_cache.uninstall_cache()
