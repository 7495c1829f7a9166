"""What a message says, apart from how and when it was sent.

Scripts and cassettes compare requests in this form: parameters in a settled order, no
boundary, no idempotency key, no token. A body becomes a small JSON value that says what
it is: ``{"json": ...}``, ``{"form": [[name, value], ...]}``, ``{"multipart": [...]}``,
``{"text": ...}`` or ``{"base64": ...}``, and None if it is empty.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from os import PathLike
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import frozen

from ..http import FileSource, HttpRequest, Multipart

Content: TypeAlias = "dict[str, Any] | None"

# The deepest answers of Mastodon have ten levels; what goes far below is kept as text.
_LEVELS = 50
_CHUNK = 64 * 1024


@frozen
class NormalizedRequest:
    """A request, as far as the answer depends on it."""

    method: str
    url: str
    content: Content

    @property
    def key(self) -> str:
        """Equal for equal requests; in Python alone, True would be 1."""
        return json.dumps([self.method, self.url, self.content], sort_keys=True)

    def __str__(self) -> str:
        body = "" if self.content is None else f" {json.dumps(self.content)}"
        return f"{self.method} {self.url}{body[:500]}"


def normalize(request: HttpRequest) -> NormalizedRequest:
    """Read what a request asks.

    A file counts by its field, name, type and, unless it is given by its path, by what
    it holds.
    """
    url = urlsplit(request.url)
    pairs = sorted(parse_qsl(url.query, keep_blank_values=True), key=_name)
    plain = url._replace(query=urlencode(pairs)).geturl()
    return NormalizedRequest(request.method, plain, _request_content(request))


def _name(pair: tuple[str, Any]) -> str:
    return pair[0]


def _request_content(request: HttpRequest) -> Content:
    body = request.body
    if isinstance(body, Multipart):
        return {"multipart": [_part(*part) for part in sorted(body.parts, key=_name)]}
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        return {"form": [list(pair) for pair in sorted(pairs, key=_name)]}
    return content_of(body)


def _part(name: str, value: bytes | FileSource) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"name": name, **(content_of(value, is_json=False) or {"text": ""})}
    part = {"name": name, "file": value.name, "type": value.content_type}
    return part if isinstance(value.content, str | PathLike) else part | _digest(value)


def _digest(source: FileSource) -> dict[str, str]:
    content, digest = source.content, sha256()
    assert not isinstance(content, str | PathLike)
    if isinstance(content, bytes):
        digest.update(content)
    else:
        # Whoever sends it begins where it was opened, as we do.
        content.seek(source.start)
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return {"sha256": digest.hexdigest()}


def content_of(body: bytes, *, is_json: bool = True) -> Content:
    """Turn a body into the JSON value that says what it is."""
    if not body:
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode()}
    if is_json:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return {"text": text}
        if _is_flat(value, _LEVELS):
            return {"json": value}
    return {"text": text}


def _is_flat(value: Any, levels: int) -> bool:
    inner = members(value)
    return not inner or (
        levels > 0 and all(_is_flat(child, levels - 1) for _, child in inner)
    )


def members(value: Any) -> Sequence[tuple[str | None, Any]]:
    """What a JSON value holds: names and values; an array's have no names."""
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).items())
    if isinstance(value, list):
        return [(None, item) for item in cast("Sequence[Any]", value)]
    return []


def body_of(content: Content) -> bytes:
    """Turn it back; JSON comes out equal in value."""
    match content:
        case None:
            return b""
        case {"json": value}:
            return json.dumps(value).encode()
        case {"text": str(text)}:
            return text.encode()
        case {"base64": str(text)}:
            return b64decode(text, validate=True)
        case _:
            raise ValueError("a body of no known kind")
