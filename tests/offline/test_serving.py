"""The served instance, over real sockets."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import mastodon_offline
import mastodon_requests
import pytest
import requests
import trustme
from transport_classes import (
    ASYNC_CLASSES,
    each_async_transport,
    each_transport,
    run,
    send,
)

from mastodon_core import LogInError
from mastodon_core.testing import OfflineInstance

PASSWORD = "incrediblygoodpassword"
# The smallest GIF with a size.
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.fixture
def instance() -> OfflineInstance:
    instance = OfflineInstance(seed=7, version="4.3.0")
    instance.add_user("pytooter", password=PASSWORD)
    return instance


@pytest.fixture
def url(instance: OfflineInstance) -> Iterator[str]:
    with mastodon_offline.running(instance) as url:
        yield url


def raw(url: str, data: bytes) -> bytes:
    """Send bytes, shut down writing, and read until the server closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := sock.recv(65536):
            received += chunk
        return received


def test_classic_script_runs_on_the_served_instance(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Mastodon = mastodon_requests.Mastodon  # noqa: N806
    Mastodon.create_app(
        "pytooterapp", to_file="pytooter_clientcred.txt", api_base_url=url
    )
    with Mastodon(client_id="pytooter_clientcred.txt") as mastodon:
        mastodon.log_in("pytooter", PASSWORD, to_file="pytooter_usercred.txt")
    with Mastodon(
        client_id="pytooter_clientcred.txt", access_token="pytooter_usercred.txt"
    ) as mastodon:
        status = mastodon.toot("Tooting from python!")
        assert status.content == "<p>Tooting from python!</p>"
        assert list(mastodon.timeline_home()) == [status]
        assert status.url is not None
        assert status.url.startswith(f"{url}/@pytooter/")


@each_async_transport
def test_classic_script_runs_in_async_code(
    mastodon_class: Any, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def main() -> None:
        Mastodon = mastodon_class  # noqa: N806
        await Mastodon.create_app(
            "pytooterapp", to_file="pytooter_clientcred.txt", api_base_url=url
        )
        async with Mastodon(client_id="pytooter_clientcred.txt") as mastodon:
            await mastodon.log_in("pytooter", PASSWORD, to_file="pytooter_usercred.txt")
        async with Mastodon(
            client_id="pytooter_clientcred.txt", access_token="pytooter_usercred.txt"
        ) as mastodon:
            status = await mastodon.toot("Tooting from python!")
            assert status.content == "<p>Tooting from python!</p>"

    run(mastodon_class, main)


def test_streaming_url_is_that_of_the_server(url: str) -> None:
    with mastodon_requests.Mastodon(api_base_url=url, access_token="") as mastodon:
        told = mastodon.instance().configuration
        old = mastodon.instance_v1().urls
    assert told is not None
    assert told.urls is not None
    assert old is not None
    host = urlsplit(url).netloc
    assert told.urls.streaming == old.streaming_api == f"ws://{host}"


@each_transport
def test_error_about_log_in_by_password_suggests_log_in_by_code(
    mastodon_class: Any, tmp_path: Path
) -> None:
    newer = OfflineInstance(version="4.7.0")
    newer.add_user("pytooter", password=PASSWORD)
    app = tmp_path / "app.txt"
    with mastodon_offline.running(newer) as url:
        mastodon_requests.Mastodon.create_app("a", to_file=app, api_base_url=url)
        with pytest.raises(LogInError, match=r"no passwords.*auth_request_url"):
            send(mastodon_class, "log_in", "pytooter", PASSWORD, client_id=app)


def test_user_logs_in_by_the_form(url: str, tmp_path: Path) -> None:
    app = tmp_path / "app.txt"
    mastodon_requests.Mastodon.create_app("bot", to_file=app, api_base_url=url)
    with mastodon_requests.Mastodon(app) as mastodon, requests.Session() as browser:
        page = mastodon.auth_request_url()
        form = browser.get(page.url, timeout=10)
        assert form.headers["content-type"].startswith("text/html")
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.text))
        wrong = {**hidden, "username": "pytooter", "password": "guess"}
        action = f"{url}/oauth/authorize"
        again = browser.post(action, data=wrong, timeout=10)
        assert "Invalid" in again.text
        right = {**wrong, "password": PASSWORD}
        shown = browser.post(action, data=right, timeout=10)
        code = re.search(r"<code>([^<]+)</code>", shown.text)
        assert code is not None
        mastodon.log_in(code=code[1], authorization=page)
        assert mastodon.me().acct == "pytooter"


def test_all_transports_upload_to_the_served_instance(
    instance: OfflineInstance, url: str, tmp_path: Path
) -> None:
    picture = tmp_path / "a.gif"
    picture.write_bytes(GIF)
    token = instance.token_for("pytooter")
    with mastodon_requests.Mastodon(access_token=token, api_base_url=url) as mastodon:
        media = mastodon.media_upload(picture, description="a dot")
        instance.pass_time(60)
        assert mastodon.media(media).url is not None

    async def main(mastodon_class: Any) -> None:
        async with mastodon_class(access_token=token, api_base_url=url) as mastodon:
            media = await mastodon.media_upload(picture)
            instance.pass_time(60)
            assert (await mastodon.media(media)).url is not None
            status = await mastodon.status_post("look", media_ids=[media])
            assert [item.id for item in status.media_attachments] == [media.id]

    for mastodon_class in ASYNC_CLASSES.values():
        run(mastodon_class, main, mastodon_class)


def test_instance_is_served_over_tls(instance: OfflineInstance, tmp_path: Path) -> None:
    authority, bundle = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with mastodon_offline.running(instance, tls=context) as url:
        assert url.startswith("https://127.0.0.1:")
        # A client without TLS is disconnected, and others are still served.
        assert b"200" not in raw(url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = requests.get(f"{url}/api/v2/instance", verify=str(bundle), timeout=10)
        assert answer.json()["version"] == "4.3.0"


def test_clock_of_the_served_instance_follows_real_time(
    instance: OfflineInstance, url: str
) -> None:
    began = instance.now
    assert abs((datetime.now(UTC) - began).total_seconds()) < 60
    instance.pass_time(3600)
    response = requests.get(f"{url}/api/v2/instance", timeout=10)
    assert response.status_code == 200
    assert 3600 < (instance.now - began).total_seconds() < 3660


def test_server_keeps_a_connection_alive(url: str) -> None:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/api/v1/instance")
        response = connection.getresponse()
        assert response.status == 200
        assert b"4.3.0" in response.read()
    connection.close()


def test_server_accepts_pipelined_requests(url: str) -> None:
    one = b"GET /api/v1/instance HTTP/1.1\r\nHost: x\r\n\r\n"
    assert raw(url, one * 3).count(b"HTTP/1.1 200") == 3


def test_response_to_head_has_no_body(url: str) -> None:
    head = requests.head(f"{url}/api/v1/instance", timeout=10)
    whole = requests.get(f"{url}/api/v1/instance", timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


def test_unknown_http_method_is_refused(url: str) -> None:
    assert requests.request("BREW", url, timeout=10).status_code == 405


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"what?\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nBad\x00Name: x\r\n\r\n", b"400"),
        (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"431"),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"40"),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"400",
        ),
    ],
)
def test_malformed_http_gets_an_error_and_others_are_still_served(
    url: str, sent: bytes, status: bytes
) -> None:
    assert raw(url, sent).startswith(b"HTTP/1.1 " + status)
    assert requests.get(f"{url}/api/v1/instance", timeout=10).status_code == 200


def test_client_that_disconnects_early_does_no_harm(url: str) -> None:
    half = b"POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nclient"
    assert b" 200 " not in raw(url, half)
    assert requests.get(f"{url}/api/v1/instance", timeout=10).status_code == 200


def test_too_large_body_is_refused_before_it_is_stored(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr("mastodon_offline._serving._LARGEST_BODY", 1000)
    head = b"POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n"
    assert raw(url, head + b"x" * 2000).startswith(b"HTTP/1.1 413")


def test_expect_100_continue_gets_a_100_response(url: str) -> None:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as sock:
        sock.sendall(
            b"POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
            b"Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n"
        )
        assert sock.recv(1000).startswith(b"HTTP/1.1 100")
        sock.sendall(b"{}")
        assert sock.recv(65536).startswith(b"HTTP/1.1 422")


def test_a_port_that_is_taken_is_an_error(url: str) -> None:
    port = urlsplit(url).port
    assert port is not None
    with (
        pytest.raises(OSError, match="in use"),
        mastodon_offline.running(OfflineInstance(), port=port),
    ):
        raise AssertionError("two servers on one port")


def test_serve_command_prints_its_url_and_ends_on_a_signal(tmp_path: Path) -> None:
    roots = os.pathsep.join(
        str(Path(__file__).parents[2] / name) for name in (".", "transports")
    )
    command = [sys.executable, "-m", "mastodon_offline", "serve"]
    for how in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen(
            [*command, "--seed", "7", "--port", "0", "--version", "4.3.0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": roots},
        ) as server:
            assert server.stdout is not None
            first = server.stdout.readline()
            found = re.fullmatch(
                r"Mastodon 4\.3\.0 at (http://127\.0\.0\.1:\d+)\n", first
            )
            assert found is not None, server.communicate()
            assert requests.get(f"{found[1]}/api/v2/instance", timeout=10).ok
            server.send_signal(how)
            assert server.stderr is not None
            out, err = server.stdout.read(), server.stderr.read()
            server.wait(timeout=30)
            assert (server.returncode, err) == (0, "")
            assert 'mastodon.log_in("pytooter", "incrediblygoodpassword")' in out
            assert out.endswith("stopped\n")


def test_serve_command_refuses_a_taken_port_and_a_wrong_version(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from mastodon_offline.__main__ import main

    assert main(["serve", "--port", str(urlsplit(url).port)]) == 1
    assert "cannot listen" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["serve", "--version", "new"])
    assert "version" in capsys.readouterr().err
