"""Bytes, calls and checks that cases are made of."""

from __future__ import annotations

import re
from typing import Any

from ...calls import ApiError, Call
from ...entities import InstanceV1, MediaAttachment, Status
from ...http import NetworkError
from ._case import Case, Outcome, Part, Record, Reply, Setting

BODY = b"""{
    "uri": "x.example", "title": "X", "description": "", "version": "4.7.0", "urls": {}
}"""
"""A response to ``instance_v1``."""
MEDIA = b'{"id": "7", "type": "image", "url": "https://x.example/7.png"}'
"""A response to ``media``."""
STATUS = (
    b'{"id": "7", "uri": "https://x.example/7", "content": "", "visibility": "public",'
    b' "created_at": "2024-01-01T00:00:00Z", "sensitive": false, "spoiler_text": "",'
    b' "account": {"id": "1", "username": "ada", "acct": "ada", "url": "", "note": "",'
    b' "display_name": "", "locked": false, "bot": false, "avatar": "", "header": "",'
    b' "avatar_static": "", "header_static": "", "followers_count": 0, "fields": [],'
    b' "following_count": 0, "statuses_count": 0, "emojis": [], "last_status_at": null,'
    b' "created_at": "2024-01-01T00:00:00Z"}, "media_attachments": [], "mentions": [],'
    b' "tags": [], "emojis": [], "reblogs_count": 0, "favourites_count": 0,'
    b' "replies_count": 0}'
)
"""A response to ``status``."""


def head(*lines: str, status: str = "200 OK") -> bytes:
    """Make the head of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def whole(body: bytes = BODY, *lines: str, status: str = "200 OK") -> bytes:
    """Make a response with ``Content-Length``."""
    return head(f"Content-Length: {len(body)}", *lines, status=status) + body


def chunked(body: bytes, size: int = 7) -> bytes:
    """Make a body with chunked transfer encoding."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def ok(*parts: Part, closes: bool = False) -> Reply:
    """Make a reply; by default a whole response."""
    return Reply(parts=parts or (whole(),), closes=closes)


def ask(own: Setting) -> Call[Any]:
    """The usual call: a GET."""
    return own.api.instance_v1()


def bookmark(own: Setting) -> Call[Any]:
    """A POST without an idempotency key."""
    return own.api.status_bookmark("7")


def post(own: Setting) -> Call[Any]:
    """A POST with an idempotency key."""
    return own.api.status_post("hi", idempotency_key="key")


def edit(own: Setting) -> Call[Any]:
    """A PUT."""
    return own.api.status_update("7", status="hi")


def delete(own: Setting) -> Call[Any]:
    """A DELETE."""
    return own.api.status_delete("7")


def revoke(own: Setting) -> Call[Any]:
    """A POST that returns nothing, and must not be repeated."""
    return own.api.oauth_revoke(client_id="a", client_secret="b", token="c")


def upload(own: Setting) -> Call[Any]:
    """A POST of 300 KB."""
    return own.api.media_upload(bytes(300_000), "image/png")


def upload_much(own: Setting) -> Call[Any]:
    """A POST of more than the buffers of a socket take."""
    return own.api.media_upload(bytes(16_000_000), "image/png")


def is_x(result: Any) -> bool:
    """Whether a result is `BODY`."""
    return isinstance(result, InstanceV1) and result.title == "X"


def is_status(result: Any) -> bool:
    """Whether a result is `STATUS`."""
    return isinstance(result, Status) and result.id == "7"


def is_media(result: Any) -> bool:
    """Whether a result is `MEDIA`."""
    return isinstance(result, MediaAttachment) and result.id == "7"


def is_none(result: Any) -> bool:
    """Whether a call returned None."""
    return result is None


def has_status(status: int) -> Outcome:
    """Make a check that a call ended in an error with this HTTP status."""
    return lambda error: isinstance(error, ApiError) and error.response.status == status


def broken(name: str, *parts: Part, closes: bool = True, **fields: Any) -> Case:
    """Make a case: a response that is an error, after which the client still works.

    The next call takes another connection.
    """
    given: dict[str, Any] = {
        "calls": (ask, ask),
        "replies": (ok(*parts, closes=closes), ok()),
        "outcome": (NetworkError, is_x),
        "connections": 2,
        "sent": True,
    }
    return Case(name=name, **{**given, **fields})


def bearers(record: Record) -> list[str | None]:
    """Find the token of each request."""
    found = (
        re.search(rb"(?i)\r\nauthorization: bearer (\w+)", r) for r in record.requests
    )
    return [match and match[1].decode() for match in found]


def header(request: bytes, name: str) -> list[str]:
    """Find the values of a header in a request."""
    lines = request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    pairs = [line.partition(":") for line in lines]
    return [value.strip() for key, _, value in pairs if key.lower() == name]
