"""The ``Mastodon-Async-Refresh`` header, by which an answer says that it may grow."""

from __future__ import annotations

import re

from attrs import frozen

_PART = re.compile(
    r'(?P<key>[a-z_]+)\s*=\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<number>\d{1,9}))',
    re.ASCII,
)
_PAUSE = 3
"""Seconds; what Mastodon asks for, for the most part."""


@frozen
class AsyncRefreshHint:
    """What a server still works on after it has answered; since Mastodon 4.4.

    https://docs.joinmastodon.org/methods/async_refreshes/#show
    """

    id: str
    """For `await_async_refresh` and `get_async_refresh_status`."""
    retry: int = _PAUSE
    """Seconds to wait at least before asking again."""
    result_count: int | None = None
    """How many new results there are so far; None if the server does not count."""


def hint_of(header: str) -> AsyncRefreshHint | None:
    """Read the header; None if it names nothing to ask for.

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
