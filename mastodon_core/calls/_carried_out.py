"""Errors of writes that the server carried out without a readable result.

A write whose response has a status of 2xx was carried out, whatever its body is. If the
body cannot be read, programs must not take it for a failure and send the write again,
so the error is a class of its own, `CarriedOut`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from .. import entities
from ..http import DecodeError, HttpResponse
from ..values import readable
from ._request import Request

_SAFE = {"GET", "HEAD"}
_DECODER = json.JSONDecoder()
_OPENING = re.compile(r"\s*\{\s*")
_CLOSING = re.compile(r"\s*\}")
_COLON = re.compile(r"\s*:\s*")
_COMMA = re.compile(r"\s*,\s*")


class CarriedOut(DecodeError):
    """The server carried out a write, but its response cannot be read.

    Don't send it again: a status would be posted twice.

    Attributes:
        id: The id of what was written, if the response still shows it.
    """

    id: str | None = None


class PublishedNow(CarriedOut):
    """The server published a status at once that was to be scheduled.

    Attributes:
        status: The status.
    """

    status: entities.Status


def is_write(request: Request[Any]) -> bool:
    """Return whether a request changes something on the server.

    Some reads are a POST, such as a translation; they only need a scope for reading.
    """
    if request.method in _SAFE:
        return False
    return not request.scopes or not all(map(_is_for_reading, request.scopes))


def _is_for_reading(scope: str) -> bool:
    return scope.removeprefix("admin:").partition(":")[0] == "read"


def carried_out(misfit: DecodeError, response: HttpResponse) -> CarriedOut:
    """Make the error of a write from the one of its response."""
    id = id_in(response.body)
    which = "" if id is None else f" (id {readable(id)})"
    error = CarriedOut(
        f"the server carried it out{which}, so don't send it again; its response"
        f" cannot be read: {misfit}"
    )
    error.id = id
    return error


def published_now(status: entities.Status) -> PublishedNow:
    """Make the error for a status that came in place of a scheduled one."""
    error = PublishedNow(
        f"the status was published now (id {readable(status.id)}) and not scheduled, so"
        " don't send it again; status_delete removes it"
    )
    error.id, error.status = status.id, status
    return error


def id_in(body: bytes) -> str | None:
    """Find the id of a JSON object, or of the only object in it.

    The object may have any other parts, and may be cut off.
    """
    members = dict(_members(body.decode("utf-8-sig", errors="replace")))
    if len(members) == 1:
        # Mastodon wraps collections.
        [only] = members.values()
        if isinstance(only, dict):
            members = cast("dict[str, object]", only)
    id = members.get("id")
    return str(id) if type(id) in {str, int} and id != "" else None


def _members(text: str) -> Iterator[tuple[str, object]]:
    """Iterate over the members of a JSON object, up to where it is cut off."""
    place = _after(_OPENING, text, 0)
    while place is not None:
        try:
            key, place = _DECODER.raw_decode(text, place)
            place = _after(_COLON, text, place)
            if place is None or not isinstance(key, str):
                return
            value, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        place = _after(_COMMA, text, end)
        # A number at the end of the text may be cut off too.
        if place is not None or _after(_CLOSING, text, end) is not None:
            yield key, value


def _after(sign: re.Pattern[str], text: str, place: int) -> int | None:
    """Return the place after a match; None if the pattern does not match there."""
    found = sign.match(text, place)
    return None if found is None else found.end()
