"""Follows, blocks and mutes."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve, frozen

from ._params import Params, flag, number, texts
from ._responses import invalid, not_allowed, not_found
from .state import Block, Endorsement, Follow, Mute, State, User

_FOREVER = timedelta(days=36_500)


@frozen
class Relationships:
    """The actions of one user on other accounts."""

    state: State
    user: User

    def follow(self, other: User, params: Params) -> None:
        """Follow an account or change the follow; a locked account gets a request."""
        user = self.user
        if other is user:
            raise not_found()
        if other.id in user.blocking or user.id in other.blocking:
            raise not_allowed()
        follow = Follow(
            self.state.next_number(),
            self.state.now,
            flag(params, "reblogs") is not False,
            bool(flag(params, "notify")),
            texts(params, "languages"),
        )
        for known in (user.following, user.requested):
            if other.id in known:
                since = known[other.id]
                known[other.id] = evolve(
                    follow, id=since.id, created_at=since.created_at
                )
                return
        if other.profile.locked:
            user.requested[other.id] = follow
            self.state.notify("follow_request", other, user)
        else:
            user.following[other.id] = follow
            self.state.notify("follow", other, user)

    def unfollow(self, other: User) -> None:
        """Unfollow an account, or withdraw the follow request."""
        _remove_follow(self.state, self.user, other)

    def remove_follower(self, other: User) -> None:
        """Remove an account from the user's followers."""
        _remove_follow(self.state, other, self.user)

    def endorse(self, other: User) -> None:
        """Feature a followed account on the user's profile."""
        if other.id not in self.user.following:
            raise invalid(
                "You must be already following the person you want to endorse"
            )
        if other.id not in self.user.endorsed:
            self.user.endorsed[other.id] = Endorsement(self.state.next_number())

    def authorize(self, other: User) -> None:
        """Accept a follow request."""
        if self.user.id not in other.requested:
            raise not_found()
        asked = other.requested.pop(self.user.id)
        other.following[self.user.id] = evolve(asked, created_at=self.state.now)
        self.state.retract_notifications("follow_request", other, None, self.user)
        self.state.notify("follow", self.user, other)

    def authorize_all(self) -> None:
        """Accept all follow requests, oldest first."""
        asking = [u for u in self.state.users if self.user.id in u.requested]
        for other in sorted(asking, key=lambda u: int(u.requested[self.user.id].id)):
            self.authorize(other)

    def reject(self, other: User) -> None:
        """Reject a follow request."""
        if self.user.id not in other.requested:
            raise not_found()
        _remove_follow(self.state, other, self.user)

    def block(self, other: User) -> None:
        """Block an account: end both follows, and delete its notifications."""
        user = self.user
        if other is user:
            return
        _remove_follow(self.state, user, other)
        _remove_follow(self.state, other, user)
        user.permitted.discard(other.id)
        known = user.blocking.get(other.id)
        user.blocking[other.id] = known or Block(self.state.next_number())
        self.state.forget_account(user, other)

    def mute(self, other: User, params: Params) -> None:
        """Mute an account, permanently or for a duration."""
        user = self.user
        if other is user:
            return
        seconds = number(params, "duration") or 0
        # A date this far ahead may not be representable, so treat it as no end.
        ends = 0 < seconds < _FOREVER.total_seconds()
        known = user.muting.get(other.id)
        mute = Mute(
            known.id if known else self.state.next_number(),
            flag(params, "notifications") is not False,
            self.state.now + timedelta(seconds=seconds) if ends else None,
        )
        user.muting[other.id] = mute
        if mute.notifications:
            self.state.forget_account(user, other)


def _remove_follow(state: State, user: User, other: User) -> None:
    """Remove a follow, its request, its endorsement and its list memberships."""
    user.following.pop(other.id, None)
    user.endorsed.pop(other.id, None)
    user.requested.pop(other.id, None)
    for told in ("follow", "follow_request"):
        state.retract_notifications(told, user, None, other)
    for known in state.lists:
        if known.owner is user:
            known.accounts = [member for member in known.accounts if member != other]
