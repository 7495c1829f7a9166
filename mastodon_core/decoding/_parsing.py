"""Parse JSON.

Two faults cost no more than the value they stand in: bytes that are not UTF-8, and a
number with more digits than Python converts. Such a value becomes an `Unreadable`.
msgspec does not see these faults in keys that it skips either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..http import DecodeError, is_html
from ._losses import LongNumber, NotUTF8


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


def parse_parts(body: bytes) -> Any:
    """Parse JSON, with an `Unreadable` for each value that cannot be read.

    Raises:
        DecodeError: as `parse_json` does, but for those values.
    """
    try:
        return json.loads(body, parse_constant=_reject_constant)
    except (ValueError, RecursionError):
        pass
    try:
        text, is_decoded = _decode(body)
        value = _tolerant.decode(text)
    except (ValueError, RecursionError):
        # For its message.
        return parse_json(body)
    return value if is_decoded else _mark(value)


def parse_items(body: bytes) -> Iterator[Any]:
    """Parse the items of a JSON array one by one, so that few are held at a time.

    Raises:
        DecodeError: as `parse_parts` does, after the items before the fault; or it is
            no array.
    """
    try:
        text, is_decoded = _decode(body)
        at = _skip(text, 0).end()
        if text[at] != "[":
            raise ValueError
        at = _skip(text, at + 1).end()
        while text[at] != "]":
            item, at = _scan(text, at, is_decoded)
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
        value = parse_parts(body)
        raise DecodeError(f"$: list expected, not {type(value).__name__}") from None


def _reject_constant(name: str) -> Any:
    raise DecodeError("not JSON: NaN and Infinity are not numbers in JSON")


_SPACE = re.compile(r"[ \t\n\r]*")
_skip: Callable[[str, int], Any] = _SPACE.match
# What `json.JSONDecoder.raw_decode` calls, which makes an error of a StopIteration.
_decoder: Any = json.JSONDecoder(parse_constant=_reject_constant)


def _read_int(digits: str) -> Any:
    try:
        return int(digits)
    except ValueError:
        return LongNumber(digits)


_tolerant: Any = json.JSONDecoder(parse_constant=_reject_constant, parse_int=_read_int)


def _decode(body: bytes) -> tuple[str, bool]:
    """Decode a body; return its text, and whether all of it could be decoded."""
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding, "surrogatepass"), True
    except UnicodeDecodeError:
        if not encoding.startswith("utf-8"):
            raise
        return body.decode(encoding, "surrogateescape"), False


def _scan(text: str, at: int, is_decoded: bool) -> tuple[Any, int]:
    """Parse the value at a place; return it, and the place behind it."""
    found: tuple[Any, int]
    if is_decoded:
        try:
            found = _decoder.scan_once(text, at)
            return found
        except json.JSONDecodeError:
            raise
        except ValueError:
            pass
    found = _tolerant.scan_once(text, at)
    end = found[1]
    if is_decoded or not _UNDECODED.search(text, at, end):
        return found
    return parse_parts(text[at:end].encode("utf-8", "surrogateescape")), end


_UNDECODED = re.compile("[\udc80-\udcff]")
"""What ``surrogateescape`` makes of bytes that are not UTF-8."""


def _mark(value: Any) -> Any:
    """Replace the texts in a value that are not UTF-8, keys too."""
    whole = [value]
    # Without recursion, as JSON may be nested as deeply as Python allows.
    left: list[Any] = [whole]
    while left:
        part = left.pop()
        untyped = part  # the check narrows to a partly unknown type
        if type(part) is dict:
            members: list[tuple[Any, Any]] = [
                (_marked(key), item) for key, item in untyped.items()
            ]
            untyped.clear()
            untyped.update(members)
        else:
            members = [*enumerate(untyped)]
        for key, item in members:
            if type(item) is str:
                part[key] = _marked(item)
            elif type(item) in (dict, list):
                left.append(item)
    return whole[0]


def _marked(text: str) -> str:
    return NotUTF8(text) if _UNDECODED.search(text) else text


def _is_cut_off(error: json.JSONDecodeError) -> bool:
    # The place of a text that does not end is where it begins.
    is_in_text = error.msg.startswith("Unterminated string")
    return is_in_text or error.pos == len(error.doc)


def _problem(body: bytes, error: ValueError | RecursionError) -> str:
    if not body.strip():
        return " but an empty body"
    if is_html(body):
        return " but an HTML page"
    match error:
        case json.JSONDecodeError(doc=text) if _is_cut_off(error):
            return f": it is cut off after {len(text)} characters"
        case json.JSONDecodeError(pos=place, doc=text):
            return f": wrong after {place} of {len(text)} characters"
        case UnicodeDecodeError(encoding=name, start=place):
            return f": not {name.upper()} after {place} of {len(body)} bytes"
        case RecursionError():
            return ": nested too deeply"
        case _:
            return ": a number in it is too long"
