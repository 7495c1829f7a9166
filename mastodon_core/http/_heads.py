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


def header_map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Convert header fields to the mapping of an `HttpResponse`.

    Names become lower-case, and the values of a repeated header are joined. A header
    with a single value, such as ``content-type``, counts once if it is repeated with
    the same value.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        if key not in found:
            found[key] = value
        elif not (key in _SINGLE and value.strip() == found[key].strip()):
            found[key] = f"{found[key]}, {value}"
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
        raise NetworkError("the server switched protocols, which nobody asked for")
    pairs = list(pairs)
    if 300 <= status < 400 and len(_values("location", pairs)) > 1:
        raise NetworkError("the response has two different Location headers")
    headers = header_map(pairs)
    lengths = {
        length.strip()
        for value in _values("content-length", pairs)
        for length in value.split(",")
    }
    if len(lengths) > 1:
        raise NetworkError("the response has two different Content-Length headers")
    for length in lengths:
        if parse_count(length) is None:
            raise NetworkError("the Content-Length of the response is not a number")
        # RFC 9110, 8.6: a repeated length may be in one field.
        headers["content-length"] = length
    return headers


def _values(name: str, pairs: Iterable[tuple[str, str]]) -> set[str]:
    return {value.strip() for key, value in pairs if key.lower() == name}
