"""The head of a response: what every transport checks before it reads the body."""

from __future__ import annotations

from collections.abc import Iterable

from ..values import parse_count
from ._errors import NetworkError

_SINGLE = frozenset(
    {
        *("age", "content-disposition", "content-length", "content-location"),
        *("content-range", "content-type", "date", "etag", "expires", "host"),
        *("last-modified", "location", "mastodon-async-refresh", "retry-after"),
        *("server", "strict-transport-security", "x-content-type-options"),
        *("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
        *("x-request-id", "x-runtime"),
    }
)
"""Headers with a single value. Proxies sometimes repeat them."""

SWITCHED = "the server switched protocols, which nobody asked for"
NO_LENGTH = "the Content-Length of the response is not a number"
TWO_LENGTHS = "the response has two different Content-Length headers"


def header_map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Convert header fields to the mapping of an `HttpResponse`.

    Names become lower-case, and the values of a repeated header are joined. A header
    with a single value, such as ``content-type``, counts once if it is repeated with
    the same value.
    """
    found: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for name, value in pairs:
        key = name.lower()
        if key not in found:
            found[key] = value
        elif not (key in _SINGLE and value.strip() == found[key].strip()):
            repeated.setdefault(key, [found[key]]).append(value)
    for key, values in repeated.items():
        found[key] = ", ".join(values)
    return found


def check_head(status: int, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Check the head of a response, and convert its header fields.

    Call this for the final head, not for those of status 100 to 199 before it, except
    101: that is final too, as HTTP ends there.

    Args:
        status: The HTTP status.
        pairs: The header fields, in their order.

    Returns:
        The headers as `header_map` returns them.

    Raises:
        NetworkError: the response is not one to rely on: it switches protocols, its
            length is not a number, or it has two lengths or two places to redirect to.
    """
    if status == 101:
        raise NetworkError(SWITCHED)
    pairs = list(pairs)
    if 300 <= status < 400 and len(_locations(pairs)) > 1:
        raise NetworkError("the response has two different Location headers")
    headers = header_map(pairs)
    length = headers.get("content-length")
    if length is not None and not (length.isascii() and length.isdecimal()):
        # RFC 9110, 8.6: a length that is repeated with the same value counts once.
        headers["content-length"] = length = _single(length)
    if length is not None and parse_count(length) is None:
        raise NetworkError(NO_LENGTH)
    return headers


def _locations(pairs: Iterable[tuple[str, str]]) -> set[str]:
    return {value.strip() for key, value in pairs if key.lower() == "location"}


def _single(length: str) -> str:
    first, *others = {part.strip() for part in length.split(",")}
    if others:
        raise NetworkError(TWO_LENGTHS)
    return first
