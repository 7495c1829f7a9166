"""A response has the same effect whether a server sends it or a tool for tests does."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import mocked
import pytest
import requests
import requests_cache
import requests_mock
import responses
import vcr
import zstandard
from attrs import field, frozen
from mastodon_offline.conformance import FaultServer
from mocked import INSTANCE, MEDIA, STATUS, TOKEN, Outcome, Played, outcome

# They compare our results with each other, whichever Python makes them.
pytestmark = pytest.mark.fuzz

STATUSES = b"[%b]" % STATUS
# Together they say that the limit is lifted after 10 ms.
LIFTED = {
    "Date": "Mon, 01 Jan 2024 00:00:00 GMT",
    "X-RateLimit-Reset": "2024-01-01T00:00:00.010000Z",
}
LIMITS = {
    "X-RateLimit-Limit": "300",
    "X-RateLimit-Remaining": "7",
    "X-RateLimit-Reset": "2100-01-01T00:00:00.000000Z",
    "Date": "Fri, 01 Jan 2100 00:00:00 GMT",
}


def instance(mastodon: Any) -> object:
    return mastodon.instance_v1().title


def status_post(mastodon: Any) -> object:
    return mastodon.status_post("hi").id


def upload(mastodon: Any) -> object:
    return mastodon.media_upload(bytes(100_000), "image/png").id


def encoded(name: str, body: bytes) -> tuple[Played, ...]:
    return ((200, {"Content-Encoding": name}, body),)


def error(status: int, text: str = "no") -> Played:
    return status, {"X-Request-Id": "r-1"}, json.dumps({"error": text}).encode()


@frozen
class Case:
    played: tuple[Played, ...]
    call: Callable[[Any], object] = instance
    options: dict[str, Any] = field(factory=dict)


NEXT = {"Link": '<URL/api/v1/timelines/home?max_id=5>; rel="next"'}
CASES = {
    "plain": Case(((200, {}, INSTANCE),)),
    "gzip": Case(encoded("gzip", gzip.compress(INSTANCE))),
    "deflate": Case(encoded("deflate", zlib.compress(INSTANCE))),
    "br": Case(encoded("br", brotli.compress(INSTANCE))),
    "zstd": Case(encoded("zstd", zstandard.compress(INSTANCE))),
    "two encodings": Case(
        encoded("gzip, br", brotli.compress(gzip.compress(INSTANCE)))
    ),
    "unknown encoding": Case(encoded("utf-8", INSTANCE)),
    "not JSON": Case(((200, {"Content-Type": "text/html"}, b"<p>hi</p>"),)),
    "too large": Case(
        ((200, {}, INSTANCE + b" " * 20_000),), options={"max_response_bytes": 10_000}
    ),
    "bomb": Case(
        encoded("gzip", gzip.compress(bytes(200_000))),
        options={"max_response_bytes": 10_000},
    ),
    "404": Case((error(404, "Record not found"),), lambda m: m.status("7")),
    "401": Case((error(401),), lambda m: m.me()),
    "422": Case((error(422, "too long"),), status_post),
    "500": Case((error(500),), status_post),
    "page of a proxy": Case(((502, {}, b"<h1>Bad gateway</h1>"),), status_post),
    "200 with an error": Case(((200, {}, b'{"error": "no"}'),)),
    "nothing": Case(((204, {}, b""),), lambda m: m.list_delete("7")),
    "redirect": Case(((302, {"Location": "/x"}, b""), (200, {}, INSTANCE))),
    "whole redirect": Case(
        ((308, {"Location": "URL/x"}, b""), (200, {}, STATUS)), status_post
    ),
    "endless redirect": Case(((302, {"Location": "/x"}, b"see there"),) * 6),
    "insecure redirect": Case(((302, {"Location": "http://x.example/"}, b""),)),
    "limits": Case(((200, LIMITS, INSTANCE),)),
    "limit used up": Case(((429, LIFTED, b"{}"), (200, {}, INSTANCE))),
    "limit of a write": Case(((429, LIFTED, b"{}"), (200, {}, STATUS)), status_post),
    "limit of an upload": Case(((429, LIFTED, b"{}"), (200, {}, MEDIA)), upload),
    "limit that raises": Case(
        ((429, {"Retry-After": "7"}, b"{}"),), options={"rate_limit": "throw"}
    ),
    "busy": Case((error(503), (200, {}, INSTANCE))),
    "always busy": Case((error(503),) * 3),
    "pages": Case(
        ((200, NEXT, STATUSES), (200, {}, b"[]")),
        lambda m: [status.id for status in m.items(m.timeline_home())],
    ),
    "write": Case(((200, {}, STATUS),), status_post),
    "upload": Case(((200, {}, MEDIA),), upload),
}
# Each upload has another boundary, so it is never found in a cache.
CACHEABLE = [
    name
    for name, case in CASES.items()
    if len(case.played) == 1 and case.call is not upload
]


def with_server(case: Case, session: requests.Session | None) -> tuple[Outcome, str]:
    # Its address is known only after it was made.
    url = ""

    def replies() -> Iterator[Any]:
        for played in mocked.at(url, case.played):
            yield mocked.reply(*played)

    with FaultServer(replies()) as server:
        url = server.url
        found = outcome(case.call, url, session=session, **case.options)
    assert len(server.received) == len(case.played)
    assert all(TOKEN.encode() in request for request in server.received)
    return found, url


@pytest.fixture
def untouched() -> Iterator[str]:
    """The URL of a server that gets no request."""
    with FaultServer(iter(())) as server:
        yield server.url
    assert server.received == []
    assert server.connections == 0


own_or_given = pytest.mark.parametrize(
    "make_session",
    [lambda: None, requests.Session],
    ids=["its own session", "a given session"],
)
each_case = pytest.mark.parametrize("name", CASES)


@own_or_given
@each_case
def test_recorded_by_vcr(name: str, make_session: Any, tmp_path: Path) -> None:
    case = CASES[name]
    direct, _ = with_server(case, None)
    cassette = str(tmp_path / "cassette.yaml")
    with vcr.use_cassette(cassette):
        recorded, url = with_server(case, make_session())
    # The server is gone.
    with vcr.use_cassette(cassette, record_mode="none") as played:
        replayed = outcome(case.call, url, session=make_session(), **case.options)
        assert played.all_played
    assert recorded == direct
    assert replayed == direct


@own_or_given
@each_case
def test_mocked_by_requests_mock(name: str, make_session: Any, untouched: str) -> None:
    case = CASES[name]
    with requests_mock.Mocker() as mocker:
        mocker.register_uri(
            requests_mock.ANY,
            requests_mock.ANY,
            [
                {"status_code": status, "headers": headers, "content": body}
                for status, headers, body in mocked.at(untouched, case.played)
            ],
        )
        found = outcome(case.call, untouched, session=make_session(), **case.options)
        assert mocker.call_count == len(case.played)
    direct, _ = with_server(case, None)
    assert found == direct


@own_or_given
@each_case
def test_mocked_by_responses(name: str, make_session: Any, untouched: str) -> None:
    case = CASES[name]
    left = mocked.at(untouched, case.played)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocker:
        for method in ("GET", "POST", "DELETE"):
            mocker.add_callback(
                method,
                re.compile(".*"),
                lambda request: left.pop(0),
                content_type=None,
            )
        found = outcome(case.call, untouched, session=make_session(), **case.options)
    assert left == []
    direct, _ = with_server(case, None)
    assert found == direct


@pytest.mark.parametrize("name", CACHEABLE)
def test_cached_by_requests_cache(name: str) -> None:
    case = CASES[name]
    with requests_cache.CachedSession(
        backend="memory",
        allowable_codes=range(200, 600),
        allowable_methods=("GET", "POST", "DELETE"),
    ) as session:
        first, url = with_server(case, session)
        # The server is gone.
        cached = outcome(case.call, url, session=session, **case.options)
    direct, _ = with_server(case, None)
    assert first == direct
    assert cached == direct
