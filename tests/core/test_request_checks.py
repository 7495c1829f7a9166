"""A request that cannot be sent safely is refused wherever it comes from."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable, Mapping
from http import HTTPMethod
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pytest
from attrs import evolve
from playing import carry_out
from sessions import STATUS, json_response, session

from mastodon_core import (
    API,
    Credentials,
    Empty,
    MediaEdit,
    Page,
    PagedObject,
    Request,
    Secret,
)
from mastodon_core.transport import NULL, FileSource

api: Any = API()
PARTS: Mapping[str, Any] = {
    "method": "POST",
    "path": "/api/v1/things",
    "answer": Empty(),
}
ONE_SLASH = "path must begin with one '/', without a host: "
URL_PATH = (
    "path must have only letters, digits, templates such as '{id}', and the other"
    " characters of a URL path: "
)
UPPER = "method must be an HTTP method in upper case, such as 'POST', not "
HEADER_TEXT = "must be printable ASCII, not empty, without spaces at either end"
NAMES = "must be printable text without backslashes, not "


def made(**parts: Any) -> Request[Any]:
    return Request(**{**PARTS, **parts})


def tampered(**parts: Any) -> Request[Any]:
    """A request whose parts were changed behind its back."""
    request = made()
    for name, value in parts.items():
        object.__setattr__(request, name, value)
    return request


ONE_BODY = "a request has one body: pass json, or form and files, not both"
REFUSED: list[tuple[dict[str, Any], str]] = [
    *(
        ({"method": method}, f"{UPPER}{method!r}")
        for method in ("", "PO ST", "POST\r\n", "P\0ST", "PÖST", "CONNECT", "TRACE")
    ),
    ({"method": "post"}, f"{UPPER}'post'"),
    ({"method": "get"}, UPPER.replace("POST", "GET") + "'get'"),
    *(
        ({"path": path}, f"{ONE_SLASH}{path!r}")
        for path in (
            *("", "api/v1/things", "@127.0.0.1:9/steal", ".evil.example/x"),
            *("//evil.example/x", "/\\evil.example/x", "\\\\evil.example", ":9/x"),
            *("/%2fevil.example", "/%5Cevil.example", "https://evil.example/x", " /x"),
        )
    ),
    *(
        ({"path": path}, f"{URL_PATH}{path!r}")
        for path in (
            *("/x y", "/x\r\nhost: y", "/x\ty", "/x\0", "/\x7f", "/ä", "/x#y", "/x\\y"),
            *("/%", "/%zz", "/%0d%0a", "/%00", "/x\ud800", "/\u2028", '/"', "/<x>"),
            *("/{", "/}", "/{}", "/{a b}", "/{0}", "/{id!r}", "/{{id}}", "/{\u00e9}"),
        )
    ),
    *(
        ({"path": path}, f"path must not contain '.' or '..' segments: {path!r}")
        for path in (
            *("/.", "/..", "/a/./b", "/a/../b", "/a/..", "/%2e%2E/b", "/a/.%2e"),
            *("/a%2f..%2fb", "/a/%2e%5cb"),
        )
    ),
    (
        {"path": "/x?y=1"},
        "path must not contain a query; pass query={...}: '/x?y=1'",
    ),
    (
        {"path": "/x/{id}"},
        "path_params must name the templates of the path '/x/{id}': 'id' is missing",
    ),
    (
        {"path": "/x/{id}", "path_params": {"id": "7", "x": "8"}},
        "path_params must name the templates of the path '/x/{id}': 'x' is not one of"
        " them",
    ),
    *(
        (
            {"path": "/x/{id}", "path_params": {"id": id}},
            f"id must be a name or id, not {id!r}",
        )
        for id in ("", ".", "..")
    ),
    (
        {"path": "/x/{id}", "path_params": {"id": "a\ud800"}},
        "id must be text that can be encoded as UTF-8; it has a lone surrogate at"
        " index 1",
    ),
    *(
        (
            {"headers": {name: "x"}},
            f"the name of a header must be letters, digits and hyphens, not {name!r}",
        )
        for name in ("", "x y", "x:", "x\r\ny", "x\0", "ä", ":path", "(x)", "x\ud800")
    ),
    *(
        (
            {"headers": {"x-a": value}},
            "the header x-a must be printable ASCII, without spaces at either end",
        )
        for value in (
            *(" x", "x ", "x\t", "\tx", "x\r\ny: z", "x\ny", "x\0", "x\x7f", "ä"),
            *("\x1b[31m", "x\ud800", " "),
        )
    ),
    *(
        ({"headers": {name: "x"}}, f"headers must not contain {name.lower()}: {why}")
        for why, names in {
            "it follows from the URL": ["host", "Host"],
            "it follows from the body": [
                *("content-length", "Content-Type", "content-encoding"),
            ],
            "the session adds the token of its credentials": ["Authorization"],
            "it would tell a proxy's password to the server": ["proxy-authorization"],
            "it belongs to the connection": [
                *("Transfer-Encoding", "te", "trailer", "connection", "upgrade"),
                *("keep-alive", "proxy-connection", "expect", "accept-encoding"),
                "http2-settings",
            ],
        }.items()
        for name in names
    ),
    ({"headers": {"x-a": "1", "X-A": "2"}}, "headers must contain x-a only once"),
    *(
        ({"idempotent": key}, f"the idempotency key {HEADER_TEXT}")
        for key in ("", " k", "k\r\n")
    ),
    *(({"lang": lang}, f"lang {HEADER_TEXT}") for lang in ("", "de ", "d\r\ne", "ä")),
    *(
        ({place: {name: "x"}}, f"the names of parameters in {place} {NAMES}{name!r}")
        for place in ("query", "form", "json")
        for name in ('a\r\nb"', "a\0", "a\\", "a\ud800")
    ),
    (
        {"form": {"a": {"b\n": "x"}}},
        f"the names of parameters in a {NAMES}'b\\n'",
    ),
    (
        {"json": {"a": [{"b\n": "x"}]}},
        f"the names of parameters in a[0] {NAMES}'b\\n'",
    ),
    *(
        (
            {place: {"status": value}},
            f"status{at} must be text that can be encoded as UTF-8; it has a lone"
            " surrogate at index 2",
        )
        for place in ("query", "form", "json")
        for at, value in {
            "": "hi\ud800",
            "[1]": ("", "hi\udfff"),
            ".a[0].b": {"a": [{"b": "hi\ud83d there"}]},
        }.items()
    ),
    ({"json": {"a": 1}, "form": {"b": 1}}, ONE_BODY),
    ({"json": {}, "form": {"b": ""}}, ONE_BODY),
    ({"json": {"a": None}, "form": {"a": None, "b": False}}, ONE_BODY),
]
UNPERSISTED: list[tuple[dict[str, Any], str]] = [
    ({"form": {"a": Secret("hunter\ud800")}}, "a must be text that can be encoded as"),
    ({"json": {"a": (NULL, {"b": Secret("\ud800")})}}, "a[1].b must be text that can"),
    ({"json": {"a": 1}, "files": {"f": FileSource(b"x")}}, ONE_BODY),
    ({"json": {}, "form": {"b": 1}, "files": {"f": FileSource(b"x")}}, ONE_BODY),
    ({"files": {"a\nb": None}}, f"the names of parameters in files {NAMES}'a\\nb'"),
]
MISTYPED: list[tuple[dict[str, Any], str]] = [
    ({"method": 5}, "method must be a str, not int"),
    ({"method": ["GET"]}, "method must be a str, not list"),
    ({"path": b"/x"}, "path must be a str, not bytes"),
    ({"path": ["/x"]}, "path must be a str, not list"),
    ({"path_params": [("id", "7")]}, "path_params must be a mapping, not list"),
    ({"path": "/{id}", "path_params": {"id": 7}}, "id must be a str or an entity, not"),
    ({"query": []}, "query must be a mapping, not list"),
    ({"query": "a=b"}, "query must be a mapping, not str"),
    ({"json": []}, "json must be a mapping, not list"),
    ({"form": [("a", "b")]}, "form must be a mapping, not list"),
    ({"form": None}, "form must be a mapping, not NoneType"),
    ({"files": []}, "files must be a mapping, not list"),
    ({"files": {"file": "a.png"}}, "the file 'file' must be a FileSource, not str"),
    ({"files": {"file": b"GIF"}}, "the file 'file' must be a FileSource, not bytes"),
    ({"headers": None}, "headers must be a mapping, not NoneType"),
    ({"headers": {5: "x"}}, "the name of a header must be a str, not int"),
    ({"headers": {"x": 5}}, "the header x must be a str, not int"),
    ({"query": {5: "x"}}, "the names of parameters in query must be str, not int"),
    ({"json": {"a": {5: "x"}}}, "the names of parameters in a must be str, not int"),
    ({"files": {5: None}}, "the names of parameters in files must be str, not int"),
    ({"idempotent": 5}, "idempotent must be a bool or a str, not int"),
    ({"idempotent": None}, "idempotent must be a bool or a str, not NoneType"),
    ({"lang": 5}, "lang must be a str, not int"),
    ({"anonymous": "yes"}, "anonymous must be a bool, not str"),
    ({"credentials": "token"}, "credentials must be Credentials, not str"),
]


def begins(message: str, end: str = "") -> str:
    """A pattern for an error that begins with a message."""
    return f"^{re.escape(message)}{end}"


def ids(rows: list[tuple[dict[str, Any], str]]) -> list[str]:
    return [ascii(parts)[:60] for parts, _ in rows]


@pytest.mark.parametrize(
    ("parts", "message"), REFUSED + UNPERSISTED, ids=ids(REFUSED + UNPERSISTED)
)
def test_request_with_a_part_that_cannot_be_sent_is_refused(
    parts: dict[str, Any], message: str
) -> None:
    ways: list[Callable[[], object]] = [
        lambda: made(**parts),
        lambda: evolve(made(), **parts),
        lambda: copy.copy(tampered(**parts)),
        lambda: copy.deepcopy(tampered(**parts)),
    ]
    if "Secret" not in repr(parts):
        data = pickle.dumps(tampered(**parts))
        ways.append(lambda: pickle.loads(data))
    for way in ways:
        with pytest.raises(ValueError, match=begins(message)) as caught:
            way()
        assert "hunter" not in str(caught.value)
        assert caught.value.__context__ is None


# Headers with secrets are refused before, by name.
PERSISTED = [row for row in REFUSED if "uthorization" not in str(row)]


@pytest.mark.parametrize(("parts", "message"), PERSISTED, ids=ids(PERSISTED))
def test_persisted_request_with_a_part_that_cannot_be_sent_is_refused(
    parts: dict[str, Any], message: str
) -> None:
    written = json.loads(json.dumps(made().to_json() | parts))
    page = {"version": 1, "kind": "Page", "items": [], "next": written}
    del page["next"]["version"], page["next"]["kind"]
    for place, read in {
        "$": lambda: Request.from_json(
            {"version": 1, "kind": "Request"} | page["next"]
        ),
        "$.next": lambda: Page.from_json(page),
    }.items():
        with pytest.raises(ValueError, match=begins(f"{place}: {message}", "$")):
            read()


@pytest.mark.parametrize(("parts", "message"), MISTYPED, ids=ids(MISTYPED))
def test_request_with_a_part_of_a_wrong_type_is_refused(
    parts: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=begins(message)):
        made(**parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"method": HTTPMethod.PATCH},
        {"method": "QUERY"},
        {"path": "/"},
        {"path": "/.well-known/host-meta"},
        {"path": "/@ada/7~x;y=(1)/%C3%A4%20"},
        {"path": "/a//b/..c/d.."},
        {"path": "/x/{id}.{format}", "path_params": {"format": "json", "id": "7"}},
        {"path": "/x/{Id_2}", "path_params": {"Id_2": "../a b/c?d#e@f:g%h\\ä\n"}},
        {"headers": {"accept": "*/*", "x-none": None, "x-empty": "", "cookie": "a=b"}},
        {"query": {"ä b": "ä\n", "id[]": ["1", "2"], "n": None, "": "\U0001f600"}},
        {"json": {"a": {"b": None, "": [None, 1, 1.5, True, b"x", object]}}},
        {"json": MappingProxyType({"a": MappingProxyType({"b": "ä"})})},
        {"form": {"password": Secret("pässword "), "x": NULL}},
        {"files": {"file": FileSource(b"x", "image/png"), "thumbnail": None}},
        {"json": {"a": 1}, "form": {"b": None}, "files": {"c": None}},
        {"form": {"b": 1}, "files": {"c": FileSource(b"x")}},
        {"idempotent": "a key", "lang": "de", "anonymous": True},
        {"credentials": Credentials(base_url="x.example")},
    ],
    ids=str,
)
def test_request_that_can_be_sent_is_accepted(parts: dict[str, Any]) -> None:
    request = made(**parts)
    for name, value in parts.items():
        assert getattr(request, name) == value
    assert copy.copy(request) == request


def test_names_of_headers_are_stored_in_lower_case() -> None:
    request = made(headers={"X-Own": "1", "ACCEPT": None})
    assert request.headers == {"x-own": "1", "accept": None}
    assert request == made(headers={"x-own": "1", "accept": None})


def test_deeply_nested_and_recursive_parameters_are_refused() -> None:
    nested: list[Any] = []
    for _ in range(99):
        nested = [nested]
    assert made(json={"a": nested}).json == {"a": nested}
    recursive: dict[str, Any] = {}
    recursive["b"] = recursive
    for value in ([nested], recursive):
        with pytest.raises(ValueError, match="^a must not be nested over 100 levels$"):
            made(json={"a": value})


def test_repr_of_a_request_masks_cookies() -> None:
    assert repr(made(headers={"cookie": "tok-1", "x-a": "1"})) == (
        "<Request POST /api/v1/things headers={'cookie': ***, 'x-a': '1'}>"
    )


ELSEWHERE: list[dict[str, Any]] = [
    {"path": "@evil.example/x"},
    {"path": ".evil.example/x"},
    {"path": ":9/x"},
    {"path": "\\@evil.example/x"},
    {"path": "x"},
    {"path": ""},
    {"path": "//evil.example/x"},
    {"path": "/\\evil.example/x"},
    {"path": "/x\r\nhost: evil.example"},
    {"path": "/x#y"},
    {"path": "/../x"},
    {"path": "/%2e%2e/x"},
    {"path": "/x/{id}", "path_params": {"id": ".."}},
    {"path": "/x/{id}", "path_params": {"id": ""}},
    {"path": "/x/{id}", "path_params": {"id": "\ud800"}},
    {"path": "/x\u00e4"},
    {"headers": {"host": "evil.example"}},
    {"headers": {"x": "1\r\nhost: evil.example"}},
    {"headers": {"x\r\nhost": "evil.example"}},
    {"headers": {"Authorization": "Bearer x"}},
    {"idempotent": "k\r\nhost: evil.example"},
    {"lang": "de\r\nhost: evil.example"},
]


@pytest.mark.parametrize("parts", ELSEWHERE, ids=ascii)
@pytest.mark.parametrize("base_url", ["https://x.example", "https://x.example/a/b"])
def test_session_is_the_last_gate(parts: dict[str, Any], base_url: str) -> None:
    ours = session(credentials=Credentials(base_url=base_url, access_token="tok-1"))
    with pytest.raises(ValueError, match="must|cannot") as caught:
        ours.to_http(tampered(**parts))
    assert "tok-1" not in str(caught.value)


def test_session_refuses_a_base_url_that_hides_a_host() -> None:
    ours = session()
    for base_url in ("https://x.example@evil.example", "https://x.example\\a", "x"):
        ours.credentials = Credentials(base_url=base_url, access_token="tok-1")
        with pytest.raises(ValueError, match="^the request must stay on "):
            ours.to_http(made())


@pytest.mark.parametrize("name", ["user_agent", "lang"])
@pytest.mark.parametrize("value", ["", "a ", " a", "a\r\nb: c", "a\n", "\u00e4", "a\0"])
def test_session_option_that_cannot_be_a_header_is_refused(
    name: str, value: str
) -> None:
    with pytest.raises(ValueError, match=begins(f"{name} {HEADER_TEXT}", "$")):
        session(**{name: value})


FILE_NAME = (
    "must be the bytes of a file, not its name 'user.txt', as it would upload a file"
    " of this machine; pass allow_files=True to permit it"
)


@pytest.mark.parametrize("content", ["user.txt", {"$path": "user.txt"}], ids=str)
def test_persisted_request_reads_a_file_only_with_permission(content: Any) -> None:
    written = made(files={"file": FileSource("user.txt", "a/b")}).to_json()
    files: Any = written["files"]
    files["file"]["content"] = content
    inner = {k: v for k, v in written.items() if k not in {"version", "kind"}}
    item = {"version": 1, "kind": "Page", "items": [], "previous": inner}
    object_ = {"version": 1, "kind": "PagedObject", "value": 1, "next": inner}
    for place, read in {
        "$": lambda **o: Request.from_json(written, **o),
        "$.previous": lambda **o: Page.from_json(item, **o).previous,
        "$.next": lambda **o: PagedObject.from_json(object_, **o).next,
    }.items():
        error = f"{place}.files.file.content: {FILE_NAME}"
        with pytest.raises(ValueError, match=begins(error, "$")):
            read()
        allowed = read(allow_files=True)
        assert str(allowed.files["file"].content) == "user.txt"


@pytest.mark.parametrize("permission", ["no", 1, None], ids=repr)
def test_permission_to_read_files_must_be_a_bool(permission: Any) -> None:
    expected = f"^allow_files must be a bool, not {type(permission).__name__}$"
    for read in (Request.from_json, Page.from_json, PagedObject.from_json):
        with pytest.raises(TypeError, match=expected):
            read(made().to_json(), allow_files=permission)


def test_persisted_request_may_always_contain_the_bytes_of_a_file() -> None:
    request = made(files={"file": FileSource(b"GIF", "image/gif", "user.txt")})
    assert Request.from_json(request.to_json()) == request


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"mime_type": "image/png\r\nX: 1"}, "mime_type must be a MIME type such as"),
        ({"file_name": 'a\r\nX: 1"'}, "the file name must not contain control"),
        ({"content": b""}, "the file is empty"),
    ],
    ids=str,
)
def test_unpickled_and_persisted_file_is_checked(
    parts: dict[str, Any], message: str
) -> None:
    file = FileSource(b"x", "image/png", "a.png")
    written = json.dumps(made(files={"file": file}).to_json())
    for name, value in parts.items():
        object.__setattr__(file, name, value)
    data = pickle.dumps(file)
    for way in (
        lambda: pickle.loads(data),
        lambda: copy.copy(file),
        lambda: pickle.loads(pickle.dumps(made(files={"file": file}))),
    ):
        with pytest.raises(ValueError, match=begins(message)):
            way()
    hostile = json.loads(written)
    hostile["files"]["file"] |= {
        k: {"$bytes": ""} if v == b"" else v for k, v in parts.items()
    }
    with pytest.raises(ValueError, match=begins(f"$.files.file: {message}")):
        Request.from_json(hostile)


def test_open_file_of_an_unpickled_request_is_read_from_its_position() -> None:
    content = BytesIO(b"skipped, and the rest")
    content.seek(7)
    again = pickle.loads(pickle.dumps(FileSource(content, "a/b")))
    assert again.start == 7


def test_media_edit_checks_its_thumbnail() -> None:
    edit: Any = MediaEdit
    with pytest.raises(ValueError, match="^thumbnail must be bytes .* it is empty$"):
        edit("7", thumbnail=b"", thumbnail_mime_type="image/png")
    with pytest.raises(ValueError, match="^thumbnail_mime_type must be a MIME type"):
        edit("7", thumbnail=b"x", thumbnail_mime_type="image/png;base64,x")
    with pytest.raises(TypeError, match="^thumbnail_mime_type must be a str, not int"):
        edit("7", thumbnail=b"x", thumbnail_mime_type=5)


def test_cursor_of_a_link_ignores_names_that_cannot_be_sent() -> None:
    link = '<https://x.example/?a%0d%0ab=1&c%5C=2&max_id=7&d=3&lang=de>; rel="next"'
    page = carry_out(
        session(), api.timeline_home(), [json_response([STATUS], link=link)]
    )
    assert page[1].next.query == {
        **dict.fromkeys(api.timeline_home().query),
        "max_id": "7",
        "d": "3",
    }
