"""Parse the parameters of a request, as Rails does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TypeAlias, TypeGuard, cast
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from ...http import HttpRequest

Params: TypeAlias = "dict[str, Any]"

_FALSE = {"false", "f", "0", "off", "FALSE", "F", "OFF"}
_NAME = re.compile(r"[^\[\]]+|\[[^\[\]]*\]")
_DEEPEST = 32
_FIELD = re.compile(
    rb'form-data;.*?\bname="(?P<name>[^"]*)"(?:.*?\bfilename="(?P<file>[^"]*)")?',
    re.IGNORECASE | re.DOTALL,
)
_TYPE = re.compile(rb"^content-type:\s*(?P<type>[^\r\n;]+)", re.IGNORECASE | re.M)


class Malformed(ValueError):
    """A body that does not match its content type."""


@frozen
class File:
    """An uploaded file."""

    name: str
    type: str
    data: bytes


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a parameter is a list."""
    return isinstance(value, list)


def params_of(request: HttpRequest, body: bytes) -> Params:
    """Parse the query and the body: JSON, form or multipart.

    Raises:
        Malformed: the body does not match its content type.
    """
    found: Params = {}
    _merge(found, parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" and body:
        found |= _json(body)
    elif kind == "multipart/form-data":
        _merge(found, _parts(content_type, body))
    elif kind == "application/x-www-form-urlencoded":
        text = body.decode("utf-8", errors="replace")
        _merge(found, parse_qsl(text, keep_blank_values=True))
    return found


def _json(body: bytes) -> Params:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body must be JSON") from error
    return cast(Params, value) if isinstance(value, dict) else {"_json": value}


def _parts(content_type: str, body: bytes) -> Iterable[tuple[str, str | File]]:
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if boundary is None:
        raise Malformed("multipart/form-data needs a boundary")
    mark = b"--" + boundary[1].encode("utf-8", errors="replace")
    for part in (b"\r\n" + body).split(b"\r\n" + mark)[1:]:
        head, _, data = part.partition(b"\r\n\r\n")
        field = _FIELD.search(head)
        if field is None:
            continue
        name = field["name"].decode("utf-8", errors="replace")
        if field["file"] is None:
            yield name, data.decode("utf-8", errors="replace")
        else:
            kind = _TYPE.search(head)
            yield (
                name,
                File(
                    field["file"].decode("utf-8", errors="replace"),
                    kind["type"].decode("latin-1").strip() if kind else "",
                    data,
                ),
            )


def _merge(found: Params, pairs: Iterable[tuple[str, Any]]) -> None:
    """Add pairs such as ``a[b][]=c`` as nested values; conflicting ones are dropped."""
    for name, value in pairs:
        first, *rest = _NAME.findall(name)[:_DEEPEST] or [name]
        place: Any = found
        key = first
        for step in rest:
            inner = step[1:-1]
            place = cast(Params, place).setdefault(key, {} if inner else [])
            if not isinstance(place, dict):
                break
            key = inner
        if isinstance(place, dict):
            cast(Params, place)[key] = value
        elif is_list(place):
            place.append(value)


def flag(params: Params, name: str) -> bool | None:
    """Read a boolean as Rails does; None if it is missing or empty."""
    value = params.get(name)
    if value is None or value == "":
        return None
    return value is not False and str(value) not in _FALSE


def text(params: Params, name: str) -> str | None:
    """Read a string; None if it is missing or is not a string or number."""
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # Replace lone surrogates: they cannot be encoded in the response.
    return str(value).encode("utf-8", errors="replace").decode()


def number(params: Params, name: str) -> int | None:
    """Read an integer; None if it is missing or is not an integer."""
    given = text(params, name) or ""
    return int(given) if re.fullmatch(r"-?\d{1,18}", given, re.ASCII) else None


def texts(params: Params, name: str) -> list[str] | None:
    """Read a list of strings: a JSON array, a repeated key or an indexed hash."""
    value = params.get(name)
    if isinstance(value, dict):
        value = list(cast(Params, value).values())
    if not is_list(value):
        return None
    return [found for item in value if (found := text({"": item}, "")) is not None]


def one_or_several(params: Params, name: str) -> list[str]:
    """Read a list of strings without duplicates, or a single string.

    If the parameter is missing, the result has one item, an empty string.
    """
    given = texts(params, name) or [text(params, name) or ""]
    return list(dict.fromkeys(given))


def hashes(params: Params, name: str) -> list[Params] | None:
    """Read a list of hashes: an array or an indexed hash. Ignores other items."""
    value = params.get(name)
    if isinstance(value, dict):
        value = list(cast(Params, value).values())
    if not is_list(value):
        return None
    return [cast(Params, item) for item in value if isinstance(item, dict)]


def hash_of(params: Params, name: str) -> Params | None:
    """Read a hash; None if it is missing or is not a hash."""
    value = params.get(name)
    return cast(Params, value) if isinstance(value, dict) else None
