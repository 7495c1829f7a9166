"""The ``Mastodon-Async-Refresh`` header: the server is still collecting results."""

from __future__ import annotations

import re

from attrs import frozen

_PART = re.compile(
    r"(?<![a-z_])(?P<key>[a-z_]+)\s*=\s*"
    r'(?:"(?P<text>(?:[^"\\]|\\.)*+)"|(?P<number>\d{1,9}))',
    re.ASCII,
)
_PAUSE = 3
"""Seconds. Mastodon usually asks for this pause."""


@frozen
class AsyncRefreshHint:
    """A refresh that the server still works on after its response; since Mastodon 4.4.

    https://docs.joinmastodon.org/methods/async_refreshes/#show
    """

    id: str
    """For `await_async_refresh` and `get_async_refresh_status`."""
    retry: int = _PAUSE
    """Minimum seconds to wait before the next poll."""
    result_count: int | None = None
    """Number of new results so far; None if the server does not count them."""


def hint_of(header: str) -> AsyncRefreshHint | None:
    """Parse the header; None if it has no id.

    >>> hint_of('id="abc", retry=5, result_count=2')
    AsyncRefreshHint(id='abc', retry=5, result_count=2)
    """
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for part in _PART.finditer(header):
        if part["number"] is None:
            texts.setdefault(part["key"], re.sub(r"\\(.)", r"\1", part["text"]))
        else:
            numbers.setdefault(part["key"], int(part["number"]))
    if not texts.get("id"):
        return None
    return AsyncRefreshHint(
        texts["id"], numbers.get("retry", _PAUSE), numbers.get("result_count")
    )
