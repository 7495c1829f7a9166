"""CPU time to build one request, against requests and httpx. Nothing is sent.

Ours begins with a call of the method and ends with the message that a transport sends:
the arguments are checked, then the request, and then the message with its token, its
URL and its headers. requests and httpx start from the URL of the endpoint, and check
less. All send the same method, URL, body, token and user agent.

For a file of 1 MiB, a second table tells how much memory is allocated in between.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any, BinaryIO

import httpx
import requests
from measure import compare

from mastodon_core import API, Credentials
from mastodon_core.transport import BodyReader, Clock, HttpRequest, Multipart, Session

BASE = "https://mastodon.example"
PUBLIC = f"{BASE}/api/v1/timelines/public"
STATUSES = f"{BASE}/api/v1/statuses"
MEDIA = f"{BASE}/api/v2/media"

HEADERS = {
    "accept": "application/json",
    "user-agent": "benchmark",
    "authorization": "Bearer token",
}
KEYED = {**HEADERS, "idempotency-key": "00" * 16}
QUERY = {"local": "true", "max_id": "109876543210987654", "limit": "40"}
TEXT = "Hello, world! #introduction"
FILE = bytes(1024 * 1024)

api = API()
client = httpx.Client()
session = Session(
    clock=Clock(monotonic, lambda: datetime.now(UTC)),
    random=bytes,
    credentials=Credentials(base_url=BASE, access_token="token"),
    user_agent="benchmark",
)


def get_request() -> object:
    return api.timeline_public(local=True, max_id="109876543210987654", limit=40)


def get() -> HttpRequest:
    return session.to_http(
        api.timeline_public(local=True, max_id="109876543210987654", limit=40)
    )


def post() -> HttpRequest:
    return session.to_http(
        api.status_post(TEXT, visibility="unlisted", language="en", sensitive=False)
    )


def upload() -> HttpRequest:
    return session.to_http(api.media_upload(FILE, "image/png", description="alt"))


def upload_opened() -> BodyReader:
    """Also open the body and measure its length, as transports do before they send."""
    body = upload().body
    assert isinstance(body, Multipart)
    return BodyReader(body, _no_file)


def _no_file(name: str) -> BinaryIO:
    raise AssertionError(name)


def with_requests(method: str, url: str, **parts: Any) -> object:
    return requests.Request(method, url, **parts).prepare()


def with_httpx(method: str, url: str, **parts: Any) -> httpx.Request:
    return client.build_request(method, url, **parts)


JSON = {"status": TEXT, "sensitive": False, "visibility": "unlisted", "language": "en"}
UPLOAD: dict[str, Any] = {
    "headers": HEADERS,
    "data": {"description": "alt"},
    "files": {"file": ("file", FILE, "image/png")},
}
GETS: Mapping[str, Callable[[], object]] = {
    "requests": partial(with_requests, "GET", PUBLIC, headers=HEADERS, params=QUERY),
    "httpx": partial(with_httpx, "GET", PUBLIC, headers=HEADERS, params=QUERY),
    "mastodon_core": get,
    "  its Request alone": get_request,
}
POSTS: Mapping[str, Callable[[], object]] = {
    "requests": partial(with_requests, "POST", STATUSES, headers=KEYED, json=JSON),
    "httpx": partial(with_httpx, "POST", STATUSES, headers=KEYED, json=JSON),
    "mastodon_core": post,
}
UPLOADS: Mapping[str, Callable[[], object]] = {
    "requests": partial(with_requests, "POST", MEDIA, **UPLOAD),
    "httpx": partial(with_httpx, "POST", MEDIA, **UPLOAD),
    "mastodon_core": upload,
    "  and its body opened": upload_opened,
}


def peak(build: Callable[[], object]) -> int:
    """Bytes that are allocated at most while a request is built."""
    build()
    tracemalloc.start()
    built = build()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del built
    return most


def check_same() -> None:
    """All three send the same GET and the same status, up to the order of headers."""
    prepared = requests.Request("GET", PUBLIC, headers=HEADERS, params=QUERY).prepare()
    ours = get()
    assert ours.url == prepared.url
    assert ours.headers == {k.lower(): v for k, v in prepared.headers.items()}


def main() -> None:
    check_same()
    compare("a GET with three parameters", "requests", GETS)
    compare("a POST of a status", "requests", POSTS)
    compare("a multipart POST of 1 MiB", "requests", UPLOADS)
    print("\npeak of memory for the multipart POST of 1 MiB")
    for name, build in UPLOADS.items():
        print(f"  {name:22}{peak(build):12,} bytes")


if __name__ == "__main__":
    main()
