"""Hostile text in any place of a request is refused, or stays in its place.

Each message is serialized plainly, without the checks of a library, and read again by
parsers of others: h11, python-multipart, and three parsers of URLs.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import h11
import httpx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from operations import OPERATIONS, Operation
from python_multipart.multipart import MultipartParser, parse_options_header
from sessions import session
from urllib3.util import parse_url

from mastodon_core import Credentials, Request, Secret
from mastodon_core.session._encoding import _pairs
from mastodon_core.transport import (
    BodyReader,
    FileSource,
    Multipart,
)

pytestmark = pytest.mark.fuzz

BASE = "https://x.example:8443/base"
OURS = session(
    credentials=Credentials(base_url=BASE, access_token="tok-1"), user_agent="bot/1"
)
HOSTILE = [
    "",
    "@127.0.0.1:9/steal",
    ".evil.example/x",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "x\r\nhost: evil.example",
    "\r\n\r\nGET /steal HTTP/1.1\r\n",
    'x"\r\nContent-Type: text/html\r\n\r\n',
    '"; filename="evil.png',
    "x\\",
    "\n",
    "x\0",
    "x\ud800",
    " x ",
    "../../evil",
    "%2e%2e/x",
    "{evil}",
    "?a=b&c=d#e",
    "\u00e9\u2028\u212b\ufe0f",
]
# Strings of the pieces that matter to some parser.
hostile = st.lists(
    st.sampled_from(HOSTILE + list("/\\@:?#%.{}[]<>\"';,= \t\r\n\0\x7f\x85\ud83d"))
    | st.text(max_size=3),
    max_size=4,
).map("".join) | st.text(max_size=8)


def variants(value: Any, text: str) -> Iterator[Any]:
    """All copies of a value in which one name or text is replaced."""
    match value:
        case str():
            yield text
        case Secret():
            yield Secret(text)
        case Mapping():
            for key, inner in value.items():
                yield {text if name == key else name: v for name, v in value.items()}
                for other in variants(inner, text):
                    yield {**value, key: other}
        case list() | tuple():
            for index, inner in enumerate(value):
                for other in variants(inner, text):
                    yield [*value[:index], other, *value[index + 1 :]]
        case FileSource():
            for name in ("content", "mime_type", "file_name"):
                changed = evolve(value)
                object.__setattr__(changed, name, text)
                yield changed
        case _:
            pass


def changes(request: Request[Any], text: str) -> Iterator[dict[str, Any]]:
    """Changes of one place of a request each."""
    yield {"method": text}
    yield {"path": text}
    yield {"path": request.path + text}
    yield {"path": text + request.path}
    yield {"lang": text}
    yield {"idempotent": text}
    yield {"headers": {**request.headers, text: "x"}}
    yield {"headers": {**request.headers, "x-own": text}}
    yield {"query": {**request.query, text: text}}
    for name in ("path_params", "query", "json", "form", "files", "headers"):
        for value in variants(getattr(request, name), text):
            yield {name: value}


def tampered(request: Request[Any], change: dict[str, Any]) -> Request[Any]:
    """The same request with a change that nothing checked."""
    unchecked = evolve(request)
    for name, value in change.items():
        object.__setattr__(unchecked, name, value)
    return unchecked


def changed(request: Request[Any], change: dict[str, Any]) -> Request[Any]:
    """The same request with a change; raises an error if it is refused."""
    # A copy of a file is checked.
    return evolve(request, **deepcopy(change))


def outcome(make: Callable[[], Request[Any]]) -> Request[Any] | None:
    """The request; None if it is refused with an error that says why."""
    try:
        return make()
    except UnicodeError:
        raise  # It names nothing.
    except (TypeError, ValueError):
        return None


def check_request(request: Request[Any]) -> None:
    """Check that the message of a request is what it must be, and nothing more."""
    message = OURS.to_http(request)
    url = message.url
    check_url(url)
    body = message.body
    if isinstance(body, Multipart):
        with BodyReader(body, open_nothing) as reader:
            body = b"".join(reader)
    names = {"accept", "user-agent", "host", "content-length"}
    names |= {name.lower() for name, v in request.headers.items() if v is not None}
    names |= set() if request.anonymous else {"authorization"}
    names |= {"idempotency-key"} if request.idempotent else set()
    names |= {"accept-language"} if request.lang is not None else set()
    names |= {"content-type"} if body else set()
    target = url.removeprefix("https://x.example:8443")
    # As a library without checks would do.
    lines = [f"{message.method} {target} HTTP/1.1", "host: x.example:8443"]
    lines += [f"{name}: {value}" for name, value in message.headers.items()]
    lines += [f"content-length: {len(body)}", "", ""]
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=10**6)
    server.receive_data("\r\n".join(lines).encode("utf-8") + body)
    read = server.next_event()
    assert isinstance(read, h11.Request)
    assert read.method == request.method.encode()
    assert read.target == target.encode()
    received = [name.decode() for name, _ in read.headers]
    assert sorted(received) == sorted(names)
    assert dict(read.headers)[b"host"] == b"x.example:8443"
    data = b""
    while isinstance(event := server.next_event(), h11.Data):
        data += event.data
    assert isinstance(event, h11.EndOfMessage)
    assert data == body
    assert server.trailing_data[0] == b""
    if isinstance(message.body, Multipart):
        kind = message.headers["content-type"]
        check_parts(request, body, kind.removeprefix("multipart/form-data; boundary="))
    elif message.headers.get("content-type", "").endswith("urlencoded"):
        assert len(parse_qsl(body.decode(), keep_blank_values=True)) == len(
            list(_pairs(request.form))
        )


def check_url(url: str) -> None:
    """Check that all parsers find the same place."""
    assert url.startswith(f"{BASE}/")
    plain, other, third = urlsplit(url), parse_url(url), httpx.URL(url)
    for parts in (
        (plain.scheme, plain.hostname, plain.port, plain.username, plain.fragment),
        (other.scheme, other.host, other.port, other.auth, other.fragment or ""),
        (third.scheme, third.host, third.port, third.username or None, third.fragment),
    ):
        assert parts == ("https", "x.example", 8443, None, "")
    for path in (plain.path, other.path, third.raw_path.decode().partition("?")[0]):
        assert unquote(path) == unquote(plain.path)
        assert path.startswith("/base/")
    assert not {".", "..", "%2e", "%2e%2e"} & set(plain.path.lower().split("/"))


def check_parts(request: Request[Any], body: bytes, boundary: str) -> None:
    """Check the parts of a multipart body with a parser of others."""
    parts: list[list[tuple[bytes, bytes]]] = []
    field = b""

    def begin() -> None:
        parts.append([])

    def take_name(data: bytes, start: int, end: int) -> None:
        nonlocal field
        field = data[start:end].lower()

    def take_value(data: bytes, start: int, end: int) -> None:
        parts[-1].append((field, data[start:end]))

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": begin,
            "on_header_field": take_name,
            "on_header_value": take_value,
        },
    )
    parser.write(body)
    parser.finalize()
    files = {name: file for name, file in request.files.items() if file is not None}
    names = [name for name, _ in _pairs(request.form)]
    expected: list[Any] = [({b"name": quoted(name)}, None) for name in names]
    expected += [
        (
            {b"name": quoted(name), b"filename": quoted(file.name)},
            file.content_type.encode(),
        )
        for name, file in files.items()
    ]
    found: list[Any] = []
    for (_, disposition), *more in parts:
        kind, options = parse_options_header(disposition)
        assert kind == b"form-data"
        assert [name for name, _ in more] in ([], [b"content-type"])
        found.append((options, more[0][1] if more else None))
    assert found == expected


def quoted(name: str) -> bytes:
    return name.replace('"', "%22").encode()


def open_nothing(path: str) -> Any:
    return BytesIO(b"GIF89a")


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_hostile_text_in_each_place_is_refused_or_stays_there(row: Operation) -> None:
    accepted = 0
    for turn, text in product(range(row.calls), HOSTILE):
        request, _ = row.call(turn=turn)
        for change in changes(request, text):
            made = outcome(partial(changed, request, change))
            if made is not None:
                accepted += 1
                check_request(made)
    assert accepted


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_hostile_arguments_are_refused_or_stay_in_their_place(row: Operation) -> None:
    for turn, text in product(range(row.calls), HOSTILE):
        made = outcome(lambda turn=turn, text=text: row.call(True, turn, text)[0])
        if made is not None:
            check_request(made)


@settings(max_examples=300)
@given(st.data(), st.sampled_from(OPERATIONS), hostile)
def test_any_hostile_text_has_the_same_outcome_from_anywhere(
    data: st.DataObject, row: Operation, text: str
) -> None:
    request, _ = row.call()
    change = data.draw(st.sampled_from(list(changes(request, text))), label="change")
    made = outcome(partial(changed, request, change))
    if made is not None:
        check_request(made)
    unchecked = tampered(request, change)
    # The session alone keeps the origin and the headers, too.
    try:
        message = OURS.to_http(unchecked)
    except (TypeError, ValueError):
        pass
    else:
        check_url(message.url)
        assert not any("\r" in v or "\n" in v for v in message.headers.values())
    try:
        data_of = pickle.dumps(unchecked)
    except TypeError:
        return  # It holds a Secret.
    assert outcome(lambda: pickle.loads(data_of)) == made
    written = json.loads(json.dumps(unchecked.to_json()))
    assert outcome(lambda: Request.from_json(written, allow_files=True)) == made
