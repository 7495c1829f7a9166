"""One function for each call, by page of the API: what a Mastodon does and answers."""

from __future__ import annotations

from .._call import Handler, Who
from . import (
    accounts,
    apps,
    blocks,
    bookmarks,
    conversations,
    custom_emojis,
    directory,
    domain_blocks,
    endorsements,
    favourites,
    featured_tags,
    follow_requests,
    followed_tags,
    grouped_notifications,
    instance,
    lists,
    markers,
    media,
    mutes,
    notification_policies,
    notifications,
    oauth,
    polls,
    preferences,
    profile,
    scheduled_statuses,
    search,
    statuses,
    suggestions,
    tags,
    timelines,
    trends,
)

_PAGES = (
    accounts,
    apps,
    blocks,
    bookmarks,
    conversations,
    custom_emojis,
    directory,
    domain_blocks,
    endorsements,
    favourites,
    featured_tags,
    follow_requests,
    followed_tags,
    grouped_notifications,
    instance,
    lists,
    markers,
    media,
    mutes,
    notification_policies,
    notifications,
    oauth,
    polls,
    preferences,
    profile,
    scheduled_statuses,
    search,
    statuses,
    suggestions,
    tags,
    timelines,
    trends,
)

HANDLERS: dict[str, tuple[Who, Handler]] = {
    name: known for page in _PAGES for name, known in page.calls
}
"""By the name of the method that makes the call."""
