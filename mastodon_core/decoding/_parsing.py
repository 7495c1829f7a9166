"""JSON as it came, and what of it fits nowhere."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen

from ..http import DecodeError, is_html


@frozen
class Rejected:
    """An item of an array that did not fit, and so was left out."""

    index: int
    """Where in its array it was."""
    path: str
    """Where in the answer it was, such as ``$[3].media_attachments[0]``."""
    reason: str
    """Each place that did not fit and what was expected there; never its content."""
    raw: Any = field(repr=False)
    """The item as it came."""


def parse_json(body: bytes) -> Any:
    """Read JSON as it came.

    Raises:
        DecodeError: it is something else, or too deep; says what, and quotes nothing.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON{_instead(body, error)}") from None


def _no_constant(name: str) -> Any:
    raise DecodeError("not JSON: it has NaN or Infinity as a number")


def _instead(body: bytes, error: ValueError | RecursionError) -> str:
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
            return f": no {name.upper()} after {place} of {len(body)} bytes"
        case RecursionError():
            return ": nested too deeply"
        case _:
            return ": a number in it is too long"
