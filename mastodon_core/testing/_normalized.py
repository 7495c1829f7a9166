"""Requests in a normalized form, without the details of how and when they were sent.

Scripts and cassettes compare requests in this form: parameters are sorted, and
multipart boundary, idempotency key and token are left out. The body becomes a small
JSON value that names its type: ``{"json": ...}``, ``{"form": [[name, value], ...]}``,
``{"multipart": [...]}``, ``{"text": ...}`` or ``{"base64": ...}``. An empty body is
None.
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

# Mastodon's deepest responses have ten levels; deeper JSON is kept as text.
_LEVELS = 50
_CHUNK = 64 * 1024


@frozen
class NormalizedRequest:
    """The parts of a request that its response depends on."""

    method: str
    url: str
    content: Content

    @property
    def key(self) -> str:
        """A text that is equal for equal requests.

        JSON text keeps True and 1 apart, which are equal in Python.
        """
        return json.dumps([self.method, self.url, self.content], sort_keys=True)

    def __str__(self) -> str:
        body = "" if self.content is None else f" {json.dumps(self.content)}"
        return f"{self.method} {self.url}{body[:500]}"


def normalize(request: HttpRequest) -> NormalizedRequest:
    """Normalize a request.

    Files are compared by field, name and type. Unless a file is given by its path, a
    hash of its content is compared too.
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
        # The upload also starts at this position of the file.
        content.seek(source.start)
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return {"sha256": digest.hexdigest()}


def content_of(body: bytes, *, is_json: bool = True) -> Content:
    """Convert a body to a JSON value that names its type.

    Args:
        is_json: Whether to try to parse it as JSON.
    """
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
    """List the names and values in a JSON value; array items have no name."""
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).items())
    if isinstance(value, list):
        return [(None, item) for item in cast("Sequence[Any]", value)]
    return []


def body_of(content: Content) -> bytes:
    """Convert a value of `content_of` back to a body; JSON keeps its value.

    Raises:
        ValueError: the value names no known type.
    """
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
            raise ValueError("the body must be JSON, text, base64 or null")
