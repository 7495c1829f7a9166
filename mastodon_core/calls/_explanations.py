"""Read what an error response says, in the formats of all servers.

Mastodon sends ``{"error": TEXT, "details": {PARAMETER: [{"error", "description"}]}}``;
its collections wrap that in another ``error``. Takahe explains itself in
``error_details`` (pydantic), Hollo in ``zod_error``, or in an ``error`` that is an
object (zod), Pixelfed in ``errors`` (Laravel), and a proxy with an HTML page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias, cast

from attrs import frozen

from ..http import HttpResponse, body_excerpt
from ..values import readable

_Object: TypeAlias = dict[str, Any]

_MESSAGES = ("error", "message", "detail", "error_description")
_REASONS = ("details", "error_details", "zod_error", "errors", "detail")
# Keys of one reason, and of a list of them.
_TEXTS = ("message", "msg", "description", "error")
_PLACES = ("loc", "path", "field")
_LISTS = {"issues", "errors", "fieldErrors", "formErrors"}

_MAX_REASONS = 20
_MAX_DEPTH = 8


@frozen
class Explanation:
    """What the body of an error response says."""

    error: str
    error_description: str | None
    details: _Object | None
    reasons: tuple[str, ...]


def explanation_of(response: HttpResponse) -> Explanation:
    """Read the body of an error response; it may be anything."""
    body = _object_of(response.body)
    if isinstance(wrapped := body.get("error"), dict) and "details" in wrapped:
        body = cast(_Object, wrapped)
    details = body.get("details")
    reasons = tuple(islice(_reasons_in(body), _MAX_REASONS))
    message = _message_of(body) or (reasons[0] if reasons else "")
    description = _text_of(body.get("error_description")) or None
    return Explanation(
        error=message or body_excerpt(response),
        error_description=description if description != message else None,
        details=cast(_Object, details) if isinstance(details, dict) else None,
        reasons=reasons,
    )


_SEARCHED = 8192
"""Bytes of a body that are searched for its error; those of servers are shorter."""


def says_error(response: HttpResponse) -> bool:
    """Tell whether a body is an object with an ``error`` that says something."""
    body = response.body
    # Most are not, which this shows without parsing: inside of a text, the quotation
    # marks are escaped. To search a long body takes a third of the time to decode it.
    is_likely = body[:100].lstrip()[:1] == b"{" and b'"error"' in body[:_SEARCHED]
    return is_likely and bool(_object_of(body).get("error"))


def message_of(body: bytes) -> str:
    """Return the message of a body that is a JSON object; otherwise the body's text."""
    return _message_of(_object_of(body)) or body.decode(errors="replace").strip()


def _object_of(body: bytes) -> _Object:
    value: Any = _json_of(body)
    return cast(_Object, value) if isinstance(value, dict) else {}


def _json_of(text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _message_of(body: _Object) -> str:
    return next(filter(None, (_text_of(body.get(key)) for key in _MESSAGES)), "")


def _text_of(value: Any) -> str:
    """Get a message that is a string, or an object with one."""
    if isinstance(value, dict):
        found = cast(_Object, value)
        message = found.get("message")
        # The message of a ZodError is the JSON of its reasons.
        is_text = isinstance(message, str) and _json_of(message) is None
        value = message if is_text else found.get("name")
    return value if isinstance(value, str) else ""


def _reasons_in(body: _Object) -> Iterator[str]:
    for key in _REASONS:
        # A text under "detail" is the message.
        if key != "detail" or not isinstance(body.get(key), str):
            yield from _reasons(body.get(key), "", 0)
    if isinstance(error := body.get("error"), dict):
        wrapped = cast(_Object, error)
        if _text_of(wrapped) != wrapped.get("message"):
            yield from _reasons(wrapped, "", 0)


def _reasons(value: Any, place: str, depth: int) -> Iterator[str]:
    """Iterate over the reasons in one of the formats above."""
    if depth > _MAX_DEPTH:
        return
    untyped = value  # Matching narrows `value` to a list of Unknown.
    match value:
        case str() if value:
            yield readable(f"{place}: {value}" if place else value)
        case list():
            for item in untyped:
                yield from _reasons(item, place, depth + 1)
        case dict():
            yield from _reasons_of_object(cast(_Object, value), place, depth + 1)
        case _:
            pass


def _reasons_of_object(value: _Object, place: str, depth: int) -> Iterator[str]:
    text = next((value[key] for key in _TEXTS if isinstance(value.get(key), str)), None)
    if text is None:
        for key, part in value.items():
            if key != "name" or not _LISTS & value.keys():
                inner = ".".join(filter(None, [place, "" if key in _LISTS else key]))
                yield from _reasons(part, inner, depth)
    elif isinstance(nested := _json_of(text), list):
        yield from _reasons(nested, place, depth)
    else:
        yield from _reasons(text, place or _place_of(value), depth)


def _place_of(reason: _Object) -> str:
    place = next((reason[key] for key in _PLACES if key in reason), None)
    steps = cast("list[object]", place) if isinstance(place, list) else [place]
    return ".".join(str(step) for step in steps if isinstance(step, str | int))
