"""One function for each call, by page of the API: what a Mastodon does and answers."""

from __future__ import annotations

from .._call import Handler, Who
from . import (
    accounts,
    apps,
    blocks,
    bookmarks,
    conversations,
    favourites,
    follow_requests,
    instance,
    lists,
    markers,
    media,
    mutes,
    notifications,
    oauth,
    polls,
    preferences,
    scheduled_statuses,
    statuses,
    timelines,
)

_PAGES = (
    accounts,
    apps,
    blocks,
    bookmarks,
    conversations,
    favourites,
    follow_requests,
    instance,
    lists,
    markers,
    media,
    mutes,
    notifications,
    oauth,
    polls,
    preferences,
    scheduled_statuses,
    statuses,
    timelines,
)

HANDLERS: dict[str, tuple[Who, Handler]] = {
    name: known for page in _PAGES for name, known in page.calls
}
"""By the name of the method that makes the call."""
