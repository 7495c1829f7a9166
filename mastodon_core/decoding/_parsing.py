"""Parse JSON, and describe the items that did not fit."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen

from ..http import DecodeError, is_html


@frozen
class Rejected:
    """An array item that did not fit and was left out."""

    index: int
    """Its index in the array."""
    path: str
    """Its place in the response, such as ``$[3].media_attachments[0]``."""
    reason: str
    """Each place that did not fit, and the type expected there; never the value."""
    raw: Any = field(repr=False)
    """The item as it came."""


def parse_json(body: bytes) -> Any:
    """Parse JSON.

    Raises:
        DecodeError: the body is not JSON, or nested too deeply. The message describes
            the body without quoting it.
    """
    try:
        return json.loads(body, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON{_problem(body, error)}") from None


def _reject_constant(name: str) -> Any:
    raise DecodeError("not JSON: NaN and Infinity are not numbers in JSON")


def _problem(body: bytes, error: ValueError | RecursionError) -> str:
    if not body.strip():
        return " but an empty body"
    if is_html(body):
        return " but an HTML page"
    match error:
        case json.JSONDecodeError(pos=place, doc=text) if place == len(text):
            return f": it is cut off after {place} characters"
        case json.JSONDecodeError(pos=place, doc=text):
            return f": wrong after {place} of {len(text)} characters"
        case UnicodeDecodeError(encoding=name, start=place):
            return f": not {name.upper()} after {place} of {len(body)} bytes"
        case RecursionError():
            return ": nested too deeply"
        case _:
            return ": a number in it is too long"
