"""The profile directory and follow suggestions."""

from __future__ import annotations

from collections import Counter

from attrs import frozen

from .state import State, User

FRIENDS = "friends_of_friends"
POPULAR = "most_followed"


@frozen
class Suggestion:
    """A suggested account, with the reason."""

    user: User
    source: str


def directory(state: State, viewer: User | None, *, newest_first: bool) -> list[User]:
    """List discoverable accounts that the viewer may see."""
    found = [
        user
        for user in state.users
        if user.profile.discoverable and (viewer is None or not viewer.excludes(user))
    ]
    if newest_first:
        return sorted(found, key=lambda user: int(user.id), reverse=True)
    last = {status.user.id: int(status.id) for status in state.statuses}
    return sorted(found, key=lambda user: (last.get(user.id, 0), int(user.id)))[::-1]


def suggested(state: State, user: User) -> list[Suggestion]:
    """List follow suggestions: friends of friends, then others by number of followers.

    Accounts that the user follows, has asked to follow, has hidden or has dismissed
    are left out, and so are accounts that aren't discoverable.
    """
    followers = Counter(id for other in state.users for id in other.following)
    known = [other for other in state.users if other.id in user.following]
    friends = Counter(id for other in known for id in other.following)

    def rank(other: User) -> tuple[int, int, int]:
        return friends[other.id], followers[other.id], int(other.id)

    found = [
        other
        for other in state.users
        if other is not user
        and other.profile.discoverable
        and other.id not in user.following
        and other.id not in user.requested
        and other.id not in user.not_suggested
        and not user.excludes(other)
    ]
    return [
        Suggestion(other, FRIENDS if friends[other.id] else POPULAR)
        for other in sorted(found, key=rank, reverse=True)
    ]
