"""What cannot be sent is the same error in each transport, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mastodon_offline.conformance import FaultServer
from transport_classes import CLASSES, each_transport, use

from mastodon_core import API, Credentials, Empty, Page, Request
from mastodon_core.testing.conformance import ok


def persisted(**parts: Any) -> dict[str, Any]:
    return json.loads(json.dumps(API().timeline_home().to_json())) | parts


def tampered(**parts: Any) -> Request[Any]:
    request: Request[Any] = API().status_post("hi")
    for name, value in parts.items():
        object.__setattr__(request, name, value)
    return request


def page(**parts: Any) -> Any:
    following = persisted(**parts)
    del following["version"], following["kind"]
    return {"version": 1, "kind": "Page", "items": [], "next": following}


def post(**parts: Any) -> Request[None]:
    return Request("POST", "/api/v1/x", answer=Empty(), **parts)


def at_its_end() -> BytesIO:
    file = BytesIO(b"GIF89a")
    file.read()
    return file


def empty(folder: Path) -> Path:
    path = folder / "empty.png"
    path.touch()
    return path


REFUSED: list[Callable[[Any, Path], Any]] = [
    lambda m, _: m.send(Request.from_json(persisted(path="@127.0.0.1:9/steal"))),
    lambda m, _: m.send(Request.from_json(persisted(path=".evil.example/x"))),
    lambda m, _: m.fetch_next(Page.from_json(page(path="@127.0.0.1:9/steal"))),
    lambda m, _: m.send(Request.from_json(persisted(method="GET / HTTP/1.1\r\n"))),
    lambda m, _: m.send(tampered(path="@127.0.0.1:9/steal")),
    lambda m, _: m.send(tampered(headers={"host": "evil.example"})),
    lambda m, _: m.send(tampered(headers={"x": "1\r\nx-b: 2"})),
    lambda m, _: m.send(tampered(idempotent="k ")),
    lambda m, _: m.send(post(headers={"transfer-encoding": "chunked"})),
    lambda m, _: m.send(post(headers={"content-length": "0"})),
    lambda m, _: m.send(post(idempotent="key ")),
    lambda m, _: m.send(post(lang="de\r\nx: y")),
    lambda m, _: m.status_post("hi", idempotency_key="key\n"),
    lambda m, _: m.status_post("hi \ud83d"),
    lambda m, _: m.status_post("hi", spoiler_text="\udcff"),
    lambda m, _: m.search("\ud800"),
    lambda m, _: m.status("\ud800"),
    lambda m, _: m.media_upload(b"GIF", "image/png\r\nX: 1"),
    lambda m, _: m.media_upload(b"GIF", "image/png", file_name='a"\r\nX: 1'),
    lambda m, _: m.media_upload(b"GIF", "image/png", description="\ud800"),
    lambda m, _: m.media_upload(b"", "image/png"),
    lambda m, _: m.media_upload(at_its_end(), "image/gif"),
    lambda m, folder: m.media_upload(empty(folder)),
    lambda m, folder: m.media_post(empty(folder)),
]


@pytest.mark.parametrize("action", REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_sent_is_the_same_error_in_each_transport(
    action: Callable[[Any, Path], Any], tmp_path: Path
) -> None:
    errors: list[tuple[type, str]] = []
    for mastodon_class in CLASSES.values():
        with FaultServer(iter([ok()])) as server:
            with pytest.raises((TypeError, ValueError)) as caught:
                use(
                    mastodon_class,
                    lambda m: action(m, tmp_path),
                    api_base_url=server.url,
                    access_token="tok-1",
                )
            assert (server.received, server.connections) == ([], 0)
        error = caught.value
        errors.append((type(error), str(error).replace(server.url, "URL")))
        while error is not None:
            assert "tok-1" not in repr([error, error.args, vars(error)])
            error = error.__cause__ or error.__context__
    first, *others = errors
    assert others == [first, first]
    assert "codec" not in first[1]


@each_transport
def test_empty_file_is_named_before_anything_is_sent(
    mastodon_class: Any, tmp_path: Path
) -> None:
    path = empty(tmp_path)
    with (
        FaultServer(iter([ok()])) as server,
        pytest.raises(ValueError, match="^the file 'empty.png' is empty$"),
    ):
        use(mastodon_class, lambda m: m.media_post(path), api_base_url=server.url)
    assert server.connections == 0
    with pytest.raises(ValueError, match="^media_file: the open file is at its end; c"):
        use(
            mastodon_class,
            lambda m: m.media_post(at_its_end(), "image/gif"),
            api_base_url=server.url,
        )


@each_transport
@pytest.mark.parametrize("end", ["\n", "\r\n", " ", "\t\n"], ids=ascii)
def test_token_is_sent_without_the_whitespace_around_it(
    mastodon_class: Any, end: str
) -> None:
    ways: list[dict[str, Any]] = [
        {"access_token": f"tok-1{end}"},
        {"credentials": Credentials(access_token=f" tok-1{end}")},
    ]
    for way in ways:
        with FaultServer(iter([ok()])) as server:
            if "credentials" in way:
                way = {"credentials": way["credentials"].on(server.url)}
            else:
                way["api_base_url"] = server.url
            use(mastodon_class, lambda m: m.instance_v1(), **way)
        assert b"\r\nauthorization: bearer tok-1\r\n" in server.received[0].lower()


@each_transport
@pytest.mark.parametrize(
    "options",
    [
        {"access_token": "hunter 2"},
        {"access_token": "hunter2\r\nx: y"},
        {"client_secret": "hunt\u00e9r2"},
        {"user_agent": "bot "},
        {"user_agent": "bot\r\nx: y"},
        {"user_agent": ""},
        {"lang": "de\n"},
    ],
    ids=ascii,
)
def test_client_with_a_value_that_cannot_be_sent_is_refused(
    mastodon_class: Any, options: Any
) -> None:
    name = next(iter(options))
    with pytest.raises(ValueError, match=f"^{name} must be printable ASCII") as caught:
        mastodon_class(api_base_url="https://x.example", **options)
    assert "hunt" not in str(caught.value)
