"""Warnings about a program, which name the line of it that called this library."""

from __future__ import annotations

from inspect import currentframe
from types import FrameType

OURS = frozenset(
    {
        "mastodon_asyncio",
        "mastodon_core",
        "mastodon_credentials",
        "mastodon_h11",
        "mastodon_network",
        "mastodon_offline",
        "mastodon_opentelemetry",
        "mastodon_requests",
        "mastodon_trio",
    }
)
"""Our top-level packages."""


class DefaultInstanceWarning(UserWarning):
    """No instance was named, so a secret would be sent to https://mastodon.social.

    Make it an error with ``warnings.simplefilter("error", DefaultInstanceWarning)``.
    """


def caller_level() -> int:
    """Return the ``stacklevel`` with which a function of ours warns about its caller.

    That is the first one outside of our packages.
    """
    frame, level = currentframe(), 0
    while frame is not None and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    return level


def _is_ours(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in OURS
