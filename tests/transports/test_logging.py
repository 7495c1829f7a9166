"""Transports log connections with their addresses, and nothing else."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme
from mastodon_offline.conformance import FaultServer
from transport_classes import CLASSES, each_transport, is_blocking, run

from mastodon_core import API, NetworkError, Request
from mastodon_core.testing.conformance import BODY, Reply, ok, whole

INSTANCE = API().instance_v1()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("mastodon_core", *(f"mastodon_{name}" for name in CLASSES)):
        caplog.set_level(logging.DEBUG, name)
    return caplog


def send_request(
    mastodon_class: Any,
    url: str,
    times: int = 1,
    request: Request[Any] = INSTANCE,
    **options: Any,
) -> None:
    """Send a request `times` times with one client, then close it."""
    options |= {"api_base_url": url, "access_token": "hunter2", "retries": 0}
    if is_blocking(mastodon_class):
        with mastodon_class(**options) as mastodon:
            for _ in range(times):
                mastodon.send(request)
        return

    async def main() -> None:
        async with mastodon_class(**options) as mastodon:
            for _ in range(times):
                await mastodon.send(request)

    run(mastodon_class, main)


def connection_lines(log: pytest.LogCaptureFixture, url: str) -> list[str]:
    """The log lines of the transport, without the address that ends each line."""
    address = urlsplit(url).netloc
    lines = [r.getMessage() for r in log.records if r.name.endswith(".connections")]
    assert all(line.endswith(f" {address}") for line in lines)
    return [line.removesuffix(f" {address}") for line in lines]


@each_transport
def test_log_shows_a_connection_opened_reused_and_closed(
    mastodon_class: Any, log: pytest.LogCaptureFixture
) -> None:
    with FaultServer(iter([ok()] * 3)) as server:
        send_request(mastodon_class, server.url, 3)
    assert connection_lines(log, server.url) == [
        "opened",
        "reused",
        "reused",
        "closed",
    ]
    names = {record.name for record in log.records}
    own = mastodon_class.__module__
    assert names - {"urllib3.connectionpool", "asyncio"} == {
        "mastodon_core.http",
        f"{own}.connections",
    }


@each_transport
def test_log_shows_a_tls_connection_opened_reused_and_closed(
    mastodon_class: Any, log: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    authority, file = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with FaultServer(iter([ok()] * 2), tls) as server:
        send_request(mastodon_class, server.url, 2, verify=file)
    assert connection_lines(log, server.url) == ["opened", "reused", "closed"]


@each_transport
def test_log_shows_that_a_connection_closed_by_the_server_is_not_reused(
    mastodon_class: Any, log: pytest.LogCaptureFixture
) -> None:
    last = Reply(parts=(whole(BODY, "Connection: close"),), closes=True)
    with FaultServer(iter([last, ok()])) as server:
        send_request(mastodon_class, server.url, 2)
    assert connection_lines(log, server.url) == ["opened", "closed"] * 2


@each_transport
def test_log_shows_a_broken_connection_and_its_exchange(
    mastodon_class: Any, log: pytest.LogCaptureFixture
) -> None:
    with FaultServer(iter(())) as server, pytest.raises(NetworkError):
        send_request(mastodon_class, server.url)
    assert connection_lines(log, server.url) == ["opened", "closed"]
    (line,) = [r.getMessage() for r in log.records if r.name == "mastodon_core.http"]
    assert line.startswith("GET /api/v1/instance: NetworkError from ")
    assert line.endswith(" ms, attempt 1")


@each_transport
def test_log_shows_no_token_query_or_content(
    mastodon_class: Any, log: pytest.LogCaptureFixture
) -> None:
    answered = whole(b'[{"content": "hunter4"}]', "X-Request-Id: abc-1")
    with FaultServer(iter([ok(answered)])) as server:
        send_request(
            mastodon_class, server.url, request=API().timeline_home(max_id="hunter3")
        )
    assert b"max_id=hunter3" in server.received[0]
    assert b"hunter2" in server.received[0]
    ours = [record for record in log.records if record.name.startswith("mastodon_")]
    assert any("request abc-1" in record.getMessage() for record in ours)
    assert not [record for record in ours if "hunter" in repr(vars(record))]
