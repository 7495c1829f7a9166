"""Encode the parameters of a request the way servers read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from ..calls import TEMPLATE, Param, Request, path_params_of
from ..values import Hidden, Null, Secret, format_moment, plain_text

if TYPE_CHECKING:
    from ..http import FileSource, Multipart

# Of these types, neither format() nor json.dumps() says anything unexpected.
_PLAIN = {str, int, bool}
_to_json = json.JSONEncoder(separators=(",", ":")).encode
_NO_BODY: Hidden[bytes | Multipart] = Hidden(b"")


def target_of(request: Request[Any], lang: str | None) -> str:
    """Encode the path and query of a request."""
    path = plain_text(request.path)
    if request.path_params:
        params = path_params_of(request.path_params)
        path = TEMPLATE.sub(
            lambda match: quote(params[match["name"]], safe=""),
            path,
        )
    query = request.query
    # One in the body is for the call itself, and Rails would prefer that in the query.
    if lang is not None and all(
        p.get("lang") is None for p in (query, request.json or {}, request.form)
    ):
        query = {**query, "lang": lang}
    pairs = _encoded(query)
    return f"{path}?{pairs}" if pairs else path


def body_of(
    request: Request[Any], random: Callable[[int], bytes]
) -> tuple[Hidden[bytes | Multipart], str | None]:
    """Encode the body of a request, and name its content type."""
    files = [(name, file) for name, file in request.files.items() if file is not None]
    if files:
        from ..http import Multipart

        texts = [(name, text.encode()) for name, text in _pairs(request.form)]
        boundary = random(16).hex()
        # Fields go first, as a server may read them before the file is complete.
        parts: list[tuple[str, bytes | FileSource]] = [*texts, *files]
        kind = f"multipart/form-data; boundary={boundary}"
        return Hidden(Multipart(tuple(parts), boundary)), kind
    if request.json is not None:
        text = _to_json(_native(request.json, "json"))
        return Hidden(text.encode()), "application/json"
    if form := _encoded(request.form):
        return Hidden(form.encode()), "application/x-www-form-urlencoded"
    return _NO_BODY, None


def _encoded(params: Mapping[str, Param]) -> str:
    """Encode parameters as a query or a form."""
    pairs: list[str] = []
    for key, value in params.items():
        if value is None:
            continue
        if type(value) is str:
            pairs.append(f"{_quoted_name(key)}={_quoted(value)}")
        elif type(value) is int:
            pairs.append(f"{_quoted_name(key)}={value}")
        elif type(value) is bool:
            pairs.append(f"{_quoted_name(key)}={'true' if value else 'false'}")
        else:
            pairs += [
                f"{_quoted_name(name)}={_quoted(text)}"
                for name, text in _pairs({key: value})
            ]
    return "&".join(pairs)


def _quoted(text: str) -> str:
    # Most values are ids and words.
    return text if text.isalnum() and text.isascii() else quote_plus(text)


@lru_cache(1024)
def _quoted_name(name: str) -> str:
    return quote_plus(plain_text(name))


def _native(value: Param, name: str) -> Any:
    """Convert a value to JSON types; parameters that are None are left out."""
    match value:
        case Null():
            return None
        case str() | bool() | int() | None:
            return value
        case float():
            return _finite(value, name)
        case Mapping():
            return {
                k: v if type(v) in _PLAIN else _native(v, k)
                for k, v in value.items()
                if v is not None
            }
        case timedelta():
            return round(value.total_seconds())
        case bytes() | bytearray() | memoryview():
            raise _not_encodable(value, name)
        case Sequence():
            return [_native(item, name) for item in value]
        case _:
            return _text(value, name)


def _pairs(params: Mapping[str, Param], outer: str = "") -> Iterator[tuple[str, str]]:
    """Encode parameters for Rails: ``id[]=1&id[]=2&poll[multiple]=true``.

    >>> list(_pairs({"fields": [{"name": "a"}, {"name": "b"}]}))
    [('fields[0][name]', 'a'), ('fields[1][name]', 'b')]
    """
    for key, value in params.items():
        # Formatting a member of an enum gives its name.
        name = f"{outer}[{plain_text(key)}]" if outer else plain_text(key)
        match value:
            case None:
                continue
            case Mapping():
                yield from _pairs(value, name)
            case str():
                yield name, plain_text(value)
            case bytes() | bytearray() | memoryview():
                raise _not_encodable(value, name)
            case Sequence() if any(isinstance(item, Mapping) for item in value):
                # Rails cannot tell where one hash in a list ends and the next begins.
                indexed = {str(index): item for index, item in enumerate(value)}
                yield from _pairs(indexed, name)
            case Sequence():
                yield from ((f"{name}[]", _text(item, name)) for item in value)
            case _:
                yield name, _text(value, name)


def _text(value: Param, name: str) -> str:
    match value:
        case Null():
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return plain_text(value)
        case int():
            return int.__repr__(value)
        case float():
            return float.__repr__(_finite(value, name))
        case Secret():
            return value.reveal()
        case datetime():
            return format_moment(name, value)
        case date():
            return value.isoformat()
        case timedelta():
            return str(round(value.total_seconds()))
        case _:
            raise _not_encodable(value, name)


def _finite(value: float, name: str) -> float:
    if not isfinite(value):
        raise ValueError(f"{name} must be finite, not {float(value)}")
    return value


def _not_encodable(value: object, name: str) -> TypeError:
    # A server would take its repr for a value.
    return TypeError(f"{name}: cannot encode a {type(value).__name__} as a parameter")
