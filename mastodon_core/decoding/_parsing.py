"""Parse JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..http import DecodeError, is_html


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


def parse_items(body: bytes) -> Iterator[Any]:
    """Parse the items of a JSON array one by one, so that few are held at a time.

    Raises:
        DecodeError: as `parse_json` does, after the items before the fault; or it is
            no array.
    """
    try:
        text = body.decode(json.detect_encoding(body), "surrogatepass")
        at = _skip(text, 0).end()
        if text[at] != "[":
            raise ValueError
        at = _skip(text, at + 1).end()
        while text[at] != "]":
            item, at = _scan(text, at)
            yield item
            at = _skip(text, at).end()
            if text[at] == ",":
                at = _skip(text, at + 1).end()
                if text[at] == "]":
                    raise ValueError
            elif text[at] != "]":
                raise ValueError
        if _skip(text, at + 1).end() != len(text):
            raise ValueError
    except (ValueError, IndexError, StopIteration, RecursionError):
        # For its message.
        value = parse_json(body)
        raise DecodeError(f"$: list expected, not {type(value).__name__}") from None


def _reject_constant(name: str) -> Any:
    raise DecodeError("not JSON: NaN and Infinity are not numbers in JSON")


_SPACE = re.compile(r"[ \t\n\r]*")
_skip: Callable[[str, int], Any] = _SPACE.match
# What `json.JSONDecoder.raw_decode` calls, which makes an error of a StopIteration.
_decoder: Any = json.JSONDecoder(parse_constant=_reject_constant)
_scan = _decoder.scan_once


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
