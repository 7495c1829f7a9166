"""A poll to post with a status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from attrs import field, frozen

from ...calls import checked_fields, seconds_of, texts_of


def _options(options: Sequence[str]) -> tuple[str, ...]:
    texts = texts_of("options", options)
    if texts is None:
        raise TypeError("options must be a sequence of str, not None")
    return texts


def _seconds(expires_in: int | timedelta) -> int:
    seconds = seconds_of("expires_in", expires_in)
    if seconds is None:
        raise TypeError("expires_in must be seconds or a timedelta, not None")
    return seconds


@frozen(field_transformer=checked_fields)
class NewPoll:
    """A poll to post with `status_post`.

    https://docs.joinmastodon.org/methods/statuses/#create
    """

    options: tuple[str, ...] = field(converter=_options)
    """The options to vote for: on most servers 2 to 4, of up to 50 characters."""
    expires_in: int = field(converter=_seconds)
    """Seconds from posting until the poll ends, or a timedelta: on most servers 5
    minutes to a month."""
    multiple: bool = False
    """Whether voters may choose several options."""
    hide_totals: bool = False
    """Whether vote counts are hidden until the poll ends."""
