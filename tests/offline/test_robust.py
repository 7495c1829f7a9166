"""Whatever is asked, an HTTP answer comes back."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from hypothesis import example, given
from hypothesis import strategies as st

from mastodon_core import HttpRequest, HttpResponse
from mastodon_core.testing import OfflineInstance

PATHS = [
    "/api/v1/apps",
    "/api/v1/apps/verify_credentials",
    "/api/v1/accounts/verify_credentials",
    "/api/v1/accounts/{id}",
    "/api/v1/accounts/{id}/statuses",
    "/api/v1/accounts/{id}/follow",
    "/api/v1/timelines/home",
    "/api/v1/timelines/public",
    "/api/v1/statuses",
    "/api/v1/statuses/{id}",
    "/api/v1/statuses/{id}/context",
    "/api/v1/statuses/{id}/reblog",
    "/api/v1/statuses/{id}/favourite",
    "/api/v1/notifications",
    "/api/v1/instance",
    "/api/v2/instance",
    "/api/v1/media",
    "/api/v2/media",
    "/api/v1/media/{id}",
    "/oauth/authorize",
    "/oauth/authorize/native",
    "/oauth/token",
    "/oauth/revoke",
    "/.well-known/oauth-authorization-server",
]
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


def populated() -> tuple[OfflineInstance, str, str]:
    """An instance with something in it, the token of a user, and a status."""
    instance = OfflineInstance(seed=7)
    token = instance.token_for("ada")
    message = HttpRequest(
        method="POST",
        url=f"{instance.base_url}/api/v1/statuses",
        headers={
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
        },
        body=b'{"status": "hi"}',
    )
    return instance, token, json.loads(instance.handle(message).body)["id"]


def check(response: HttpResponse) -> None:
    """It could be sent, and no server error is among what it says."""
    assert response.status in {200, 202, 206, 302, 400, 401, 403, 404, 422, 429}
    for name, value in response.headers.items():
        assert (name, value) == (name.lower(), value.strip())
        assert value.isascii()
        assert value.isprintable()
    if response.headers.get("content-type", "").startswith("application/json"):
        json.loads(response.body)


@given(
    st.sampled_from(["GET", "POST", "DELETE", "PUT"]),
    st.sampled_from(PATHS),
    FORMS.map(bytes.decode),
    st.sampled_from(KINDS),
    JSON | FORMS | MULTIPARTS | st.binary(),
    st.booleans(),
    st.none() | texts,
)
@example(
    "POST",
    "/api/v1/statuses",
    "",
    "application/json",
    b'{"status": "x", "scheduled_at": "9999-12-31T23:59:59-14:00"}',
    True,
    None,
)
@example("POST", "/api/v1/statuses", "", "application/json", b"[" * 100_000, True, None)
@example("GET", "/api/v1/timelines/home", "max_id=" + "9" * 5000, "", b"", True, None)
def test_any_parameters_get_an_answer(
    method: str,
    path: str,
    query: str,
    kind: str,
    body: bytes,
    has_token: bool,
    key: str | None,
) -> None:
    instance, token, id = populated()
    headers = {"content-type": kind}
    if has_token:
        headers["authorization"] = f"Bearer {token}"
    if key is not None:
        headers["idempotency-key"] = key
    url = f"{instance.base_url}{path.replace('{id}', id)}?{query}"
    request = HttpRequest(method=method, url=url, headers=headers, body=body)
    check(instance.handle(request))
    # Whatever it left behind can be read, and time can go on.
    instance.pass_time(10_000_000)
    for place in ("timelines/home", "notifications"):
        url = f"{instance.base_url}/api/v1/{place}"
        again = HttpRequest(method="GET", url=url, headers=headers)
        assert instance.handle(again).status in {200, 400, 401}


@given(
    st.text(max_size=8),
    st.text(max_size=60)
    | st.text(max_size=20).map(lambda t: f"/api/v1/{quote(t, errors='replace')}"),
    st.dictionaries(st.sampled_from(["authorization", "content-type"]), st.text()),
    st.binary(max_size=60),
)
@example("GET", "//[", {}, b"")
@example("GET", "/api/v1/statuses/\ud800", {}, b"")
def test_any_text_and_bytes_get_an_answer(
    method: str, target: str, headers: dict[str, str], body: bytes
) -> None:
    instance = OfflineInstance()
    for start in (instance.base_url, ""):
        request = HttpRequest(
            method=method, url=start + target, headers=headers, body=body
        )
        check(instance.handle(request))
