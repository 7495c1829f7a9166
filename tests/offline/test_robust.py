"""Whatever is asked, an HTTP answer comes back."""

from __future__ import annotations

import json
import pickle
import re
from urllib.parse import quote, urlencode

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from raw_http import Person, multipart, outcome

from mastodon_core import catalog
from mastodon_core.servers import Entry
from mastodon_core.testing import OfflineInstance
from mastodon_core.testing._instance.handlers import HANDLERS
from mastodon_core.testing._instance.streaming import is_stream_path
from mastodon_core.transport import HttpRequest, HttpResponse

NAMES = [
    "status",
    "media_ids[]",
    "media_ids",
    "poll[options][]",
    "poll[expires_in]",
    "poll",
    "scheduled_at",
    "visibility",
    "in_reply_to_id",
    "quoted_status_id",
    "limit",
    "max_id",
    "min_id",
    "since_id",
    "types[]",
    "client_name",
    "redirect_uris",
    "redirect_uri",
    "scopes",
    "scope",
    "grant_type",
    "client_id",
    "code",
    "focus",
    "languages[]",
    "a[b][c][]",
    "allowed_mentions[]",
    "idempotency",
    "choices[]",
    "any[]",
    "id[]",
    "media_attributes[0][id]",
    "media_attributes[][id]",
    "media_attributes",
    "description",
    "quote_approval_policy",
    "url",
]
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
]
VALUES = [
    "hi @ada #tag https://example.com/x",
    "9" * 30,
    "-1",
    "0",
    "2024-01-01T10:00:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "nan,inf",
    "\ud800",
    "\x00",
]
texts = st.sampled_from(VALUES) | st.text(max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
names = st.sampled_from([name.partition("[")[0] for name in NAMES]) | texts
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner),
    max_leaves=10,
)
JSON = st.dictionaries(names, documents, max_size=6).map(
    lambda document: json.dumps(document).encode()
)
FORMS = st.lists(st.tuples(st.sampled_from(NAMES) | texts, texts), max_size=6).map(
    lambda pairs: urlencode(pairs, errors="surrogatepass").encode()
)
PARTS = st.lists(st.tuples(st.sampled_from(["file", *NAMES]), st.binary()), max_size=4)
MULTIPARTS = PARTS.map(
    lambda parts: (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%b"; filename="a.gif"\r\n'
            b"Content-Type: image/gif\r\n\r\n%b\r\n" % (name.encode(), data)
            for name, data in parts
        )
        + b"--x--\r\n"
    )
)


def fill(instance: OfflineInstance) -> tuple[str, dict[str, str]]:
    """Put something of everything in; give the token of a user, and ids of theirs."""
    ada = Person(instance, "ada")
    poll = {"options": ["1", "2"], "expires_in": 300}
    asked = Person(instance, "bob").post("/api/v1/statuses", status="?", poll=poll)
    waits = {"status": "later", "scheduled_at": "2025-01-01T00:00:00Z"}
    message = multipart("/api/v2/media", ada.token, ("file", b"GIF89a"))
    status = ada.toot("hi #tag https://example.com/")
    return ada.token, {
        "account": ada.id,
        "status": status,
        "quote": ada.toot("look", quoted_status_id=status),
        "asked": asked["id"],
        "poll": asked["poll"]["id"],
        "scheduled": ada.post("/api/v1/statuses", **waits)["id"],
        "media": outcome(instance.handle(message))[1]["id"],
    }


# Filled once. Each example has a copy of its own, made from bytes that none can change.
_filled = OfflineInstance(seed=7)
TOKEN, IDS = fill(_filled)
FILLED = pickle.dumps(_filled._state)


def populated() -> OfflineInstance:
    instance = OfflineInstance(seed=7)
    instance._state = pickle.loads(FILLED)
    return instance


KNOWN = sorted(IDS)


def check(response: HttpResponse) -> None:
    """It could be sent, and no server error is among what it says."""
    assert response.status in {200, 202, 206, 302, 400, 401, 403, 404, 422, 429}
    for name, value in response.headers.items():
        assert (name, value) == (name.lower(), value.strip())
        assert value.isascii()
        assert value.isprintable()
    if response.headers.get("content-type", "").startswith("application/json"):
        json.loads(response.body)


def meets(
    method: str,
    path: str,
    kind: str = "application/json",
    body: bytes = b"",
    key: str | None = None,
) -> HttpResponse:
    """Ask as a user, and see that the instance lives on; ``{status}`` is an id."""
    instance = populated()
    for name, id in IDS.items():
        path = path.replace(f"{{{name}}}", id)
    headers = {"content-type": kind, "authorization": f"Bearer {TOKEN}"}
    if key is not None:
        headers["idempotency-key"] = key
    url = f"{instance.base_url}{path}"
    request = HttpRequest(method=method, url=url, headers=headers, body=body)
    response = instance.handle(request)
    check(response)
    check(instance.handle(evolve(request, headers={"content-type": kind})))
    # Whatever it left behind can be read, and time can go on.
    instance.pass_time(10_000_000)
    for place in ("timelines/home", "notifications"):
        url = f"{instance.base_url}/api/v1/{place}"
        again = HttpRequest(method="GET", url=url, headers=headers)
        assert instance.handle(again).status in {200, 400, 401}
    return response


def reads(entry: Entry, response: HttpResponse) -> None:
    """What was answered, the endpoint reads, and leaves nothing out."""
    waits = entry.name == "status_post" and b'"scheduled_at"' in response.body
    if response.status < 300 and not waits:
        raw = entry.parse(response, entry.request.with_response())
        assert raw.rejected == ()


@pytest.mark.fuzz
@pytest.mark.parametrize(
    "entry",
    [entry for entry in catalog if entry.name in HANDLERS],
    ids=lambda entry: entry.name,
)
@settings(max_examples=20)
@given(
    st.data(),
    FORMS.map(bytes.decode),
    st.sampled_from(KINDS),
    JSON | FORMS | MULTIPARTS | st.binary(),
    st.none() | texts,
)
def test_any_parameters_get_a_response(
    entry: Entry,
    data: st.DataObject,
    query: str,
    kind: str,
    body: bytes,
    key: str | None,
) -> None:
    values = st.sampled_from([f"{{{name}}}" for name in KNOWN]) | st.text(
        min_size=1, max_size=9
    ).map(lambda value: quote(value, safe="", errors="replace"))
    path = re.sub(
        r"\{\w+\}", lambda match: data.draw(values, label=match[0]), entry.path
    )
    reads(entry, meets(entry.method, f"{path}?{query}", kind, body, key))


def test_an_endpoint_without_a_handler_is_not_found() -> None:
    for entry in catalog:
        is_known = entry.name in {*HANDLERS, "oauth_authorize"}
        if not is_known and not is_stream_path(entry.path):
            path = re.sub(r"\{\w+\}", "1", entry.path)
            assert meets(entry.method, path).status == 404


@pytest.mark.fuzz
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/authorize/native"])
@given(FORMS.map(bytes.decode), FORMS)
def test_login_pages_respond_to_any_parameters(
    method: str, path: str, query: str, body: bytes
) -> None:
    kind = "application/x-www-form-urlencoded"
    meets(method, f"{path}?{query}", kind, body)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/statuses", b"[" * 100_000),
        (
            "POST",
            "/api/v1/statuses",
            b'{"status": "x", "scheduled_at": "9999-12-31T23:59:59-14:00"}',
        ),
        ("GET", "/api/v1/timelines/home?max_id=" + "9" * 5000, b""),
        ("PUT", "/api/v1/statuses/{status}", b'{"status": "x", "poll": {"a": 1}}'),
        ("POST", "/api/v1/polls/{poll}/votes", b'{"choices": [[], {}, null, 1e400]}'),
    ],
)
def test_known_traps_get_a_response(method: str, path: str, body: bytes) -> None:
    meets(method, path, body=body)


@pytest.mark.fuzz
@given(
    st.text(max_size=8),
    st.text(max_size=60)
    | st.text(max_size=20).map(lambda t: f"/api/v1/{quote(t, errors='replace')}"),
    st.dictionaries(st.sampled_from(["authorization", "content-type"]), st.text()),
    st.binary(max_size=60),
)
@example("GET", "//[", {}, b"")
@example("GET", "/api/v1/statuses/\ud800", {}, b"")
def test_any_text_and_bytes_get_a_response(
    method: str, target: str, headers: dict[str, str], body: bytes
) -> None:
    instance = OfflineInstance()
    for start in (instance.base_url, ""):
        request = HttpRequest(
            method=method, url=start + target, headers=headers, body=body
        )
        check(instance.handle(request))


@pytest.mark.parametrize(
    ("url", "content_type", "words"),
    [
        ("https://[x/api/v1/apps", "application/json", b"invalid URL"),
        ("https://x.example/api/v1/apps", "multipart/form-data", b"needs a boundary"),
    ],
)
def test_malformed_request_is_answered_with_a_reason(
    url: str, content_type: str, words: bytes
) -> None:
    request = HttpRequest(
        method="POST", url=url, headers={"content-type": content_type}, body=b"x"
    )
    response = OfflineInstance().handle(request)
    assert response.status == 400
    assert words in response.body
