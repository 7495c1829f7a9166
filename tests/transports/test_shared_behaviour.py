"""Behaviour that all transports share, in addition to the conformance cases."""

from __future__ import annotations

import gc
import inspect
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from mastodon_offline.conformance import FaultServer
from transport_classes import (
    CLASSES,
    each_transport,
    is_blocking,
    run,
    send,
    together,
)

from mastodon_core import (
    ClientClosed,
    Hooks,
    NetworkError,
    Upload,
    entities,
    to_json,
)
from mastodon_core.testing import make
from mastodon_core.testing.conformance import ok, whole

MEDIA = whole(b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}')


def test_constructors_of_all_transports_have_the_same_parameters() -> None:
    first, *others = (
        dict(inspect.signature(mastodon_class).parameters)
        for mastodon_class in CLASSES.values()
    )
    # Only the blocking client has a session of requests.
    del first["session"]
    assert [list(other.values()) for other in others] == [list(first.values())] * 2


@each_transport
def test_perform_refuses_what_is_not_a_step(mastodon_class: Any) -> None:
    with pytest.raises(TypeError, match="step must be a WireStep, not 'hello'"):
        send(mastodon_class, "perform", "hello", api_base_url="https://x.example")


@each_transport
def test_unknown_option_is_an_error_of_the_client(mastodon_class: Any) -> None:
    with pytest.raises(TypeError, match="^Mastodon.*unexpected keyword argument 'tls'"):
        mastodon_class(api_base_url="https://x.example", tls=True)


class MyStatus(entities.Status):
    local_only: bool | None = None


@each_transport
def test_entities_of_the_user_are_read(mastodon_class: Any) -> None:
    sent = to_json(make(entities.Status)) | {"local_only": True}
    response = whole(json.dumps(sent).encode())
    with FaultServer(iter([ok(response)])) as server:
        status = send(
            mastodon_class,
            "status",
            "7",
            api_base_url=server.url,
            access_token="t",
            entities=[MyStatus],
        )
    assert isinstance(status, MyStatus)
    assert status.local_only is True


@each_transport
def test_netrc_is_not_read(
    mastodon_class: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ada password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    with FaultServer(iter([ok()])) as server:
        send(mastodon_class, "instance_v1", api_base_url=server.url, access_token="t")
    assert b"authorization: Bearer t\r\n".lower() in server.received[0].lower()
    assert b"basic" not in server.received[0].lower()


@each_transport
def test_a_token_does_not_follow_a_redirect_to_another_port(
    mastodon_class: Any,
) -> None:
    with FaultServer(iter([ok()])) as other:
        place = f"Location: {other.url}/x"
        moved = ok(whole(b"", place, status="302 Found"))
        with FaultServer(iter([moved])) as server:
            send(
                mastodon_class,
                "instance_v1",
                api_base_url=server.url,
                access_token="token",
            )
    assert b"authorization" in server.received[0].lower()
    assert b"authorization" not in other.received[0].lower()
    assert b"token" not in other.received[0]


@each_transport
def test_retried_upload_reads_its_file_again_and_reports_progress(
    mastodon_class: Any, tmp_path: Path
) -> None:
    path, told = tmp_path / "a.png", list[Upload]()
    path.write_bytes(b"png" * 100_000)
    # Both headers together say that the limit is lifted after 10 ms.
    now = "Date: Mon, 01 Jan 2024 00:00:00 GMT"
    lifted = "X-RateLimit-Reset: 2024-01-01T00:00:00.010000Z"
    refused = ok(whole(b"{}", now, lifted, status="429 Too Many Requests"))
    with FaultServer(iter([refused, ok(MEDIA)])) as server:
        media = send(
            mastodon_class,
            "media_upload",
            path,
            api_base_url=server.url,
            hooks=Hooks(on_upload=told.append, on_wait=lambda wait: None),
            max_wait=10.0,
        )
    assert media.id == "7"
    assert len(server.received) == 2
    for request in server.received:
        assert b"png" * 100_000 + b"\r\n--" in request
    totals = [upload for upload in told if upload.sent == upload.total]
    assert len(totals) == 2
    assert totals[0].name == "a.png"


@each_transport
def test_threads_or_tasks_share_a_client(mastodon_class: Any) -> None:
    titles: list[str] = []

    def in_threads(url: str) -> None:
        with mastodon_class(api_base_url=url) as mastodon:

            def fetch_titles() -> None:
                titles.extend(mastodon.instance_v1().title for _ in range(5))

            threads = [threading.Thread(target=fetch_titles) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    async def in_tasks(url: str) -> None:
        async with mastodon_class(api_base_url=url) as mastodon:

            async def fetch_titles() -> None:
                for _ in range(5):
                    titles.append((await mastodon.instance_v1()).title)

            await together(mastodon_class, [fetch_titles] * 8)

    with FaultServer(iter([ok()] * 40)) as server:
        if is_blocking(mastodon_class):
            in_threads(server.url)
        else:
            run(mastodon_class, in_tasks, server.url)
    assert titles == ["X"] * 40
    assert len(server.received) == 40


@each_transport
def test_network_error_contains_no_token(mastodon_class: Any) -> None:
    with pytest.raises(NetworkError) as caught:
        send(
            mastodon_class,
            "me",
            api_base_url="http://127.0.0.1:1",
            access_token="tok-secret",
            retries=0,
        )
    error: BaseException | None = caught.value
    while error is not None:
        assert "tok-secret" not in repr([error, vars(error), error.args])
        assert getattr(error, "request", None) is None
        error = error.__cause__


def leave_open(mastodon_class: Any, *, used: bool) -> None:
    mastodon = mastodon_class(api_base_url="http://127.0.0.1:1", retries=0)

    async def use(mastodon: Any) -> None:
        with pytest.raises(NetworkError):
            await mastodon.me()

    if used and is_blocking(mastodon_class):
        with pytest.raises(NetworkError):
            mastodon.me()
    elif used:
        run(mastodon_class, use, mastodon)
    del mastodon
    gc.collect()


@each_transport
def test_an_unclosed_client_warns_if_it_opened_anything(mastodon_class: Any) -> None:
    leave_open(mastodon_class, used=False)
    with pytest.warns(ResourceWarning, match="unclosed mastodon_"):
        leave_open(mastodon_class, used=True)


@each_transport
def test_closed_client_raises_client_closed(mastodon_class: Any) -> None:
    mastodon = mastodon_class(api_base_url="http://127.0.0.1:1")

    async def main() -> None:
        await mastodon.aclose()
        with pytest.raises(ClientClosed):
            await mastodon.me()

    if is_blocking(mastodon_class):
        mastodon.close()
        with pytest.raises(ClientClosed):
            mastodon.me()
    else:
        run(mastodon_class, main)
