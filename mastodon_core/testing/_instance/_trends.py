"""Trending hashtags, links and statuses.

Mastodon requires five accounts and the approval of a moderator. The instance requires
neither, so everything trends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import field, frozen

from ._tags import uses_of
from ._text import link_of
from .state import State, Status, Tag, User

_RECENT = timedelta(days=2)
_HALF_LIFE = timedelta(hours=2)
_LEAST = 0.3


@frozen
class Link:
    """A link in public statuses, with its uses."""

    url: str
    uses: list[tuple[datetime, User]] = field(factory=list[tuple[datetime, User]])


def tags(state: State) -> list[Tag]:
    """List recently used hashtags, sorted by the number of accounts."""
    found = [
        (_weight(state, [*uses_of(state, tag)]), tag) for tag in state.tags.values()
    ]
    ordered = sorted(found, key=lambda pair: pair[0], reverse=True)
    return [tag for weight, tag in ordered if weight > (0, 0)]


def links(state: State) -> list[Link]:
    """List recently shared links, sorted by the number of accounts."""
    found: dict[str, Link] = {}
    for status in state.statuses:
        url = link_of(status.proper.text)
        public = status.visibility == status.proper.visibility == "public"
        if url is not None and public and not status.proper.spoiler_text:
            shared = found.setdefault(url, Link(url))
            shared.uses.append((status.created_at, status.user))
    weights = [(_weight(state, link.uses), link) for link in found.values()]
    ordered = sorted(weights, key=lambda pair: pair[0], reverse=True)
    return [link for weight, link in ordered if weight > (0, 0)]


def statuses(state: State, viewer: User | None) -> list[Status]:
    """List statuses by favourites and boosts; the score halves every two hours.

    Only public statuses of discoverable accounts trend, without replies, content
    warnings and sensitive media.
    """
    found = [
        (score, status)
        for score, status in _scored(state)
        if score >= _LEAST and (viewer is None or not viewer.excludes(status.user))
    ]
    return [status for _, status in sorted(found, key=lambda pair: -pair[0])]


def _weight(state: State, uses: list[tuple[datetime, User]]) -> tuple[int, int]:
    """Count the accounts that used something recently, and the uses."""
    recent = [user for moment, user in uses if state.now - moment < _RECENT]
    return len(set(recent)), len(recent)


def _scored(state: State) -> Iterator[tuple[float, Status]]:
    for status in reversed(state.statuses):
        covered = status.sensitive or status.spoiler_text
        told = status.visibility == "public" and not covered
        if told and status.user.profile.discoverable and status.in_reply_to is None:
            boosts = sum(other.reblog is status for other in state.statuses)
            age = (state.now - status.created_at) / _HALF_LIFE
            yield (boosts + len(status.favourites)) * 0.5**age, status
