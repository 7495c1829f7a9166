"""Boosts, favourites, bookmarks, pins, mutes, quotes and deletions."""

from __future__ import annotations

from attrs import frozen

from ._fan_out import FanOut
from ._params import Params, flag
from ._responses import ErrorResponse, invalid, not_allowed, not_found
from ._status_checks import visibility_of
from .state import Mark, State, Status, User

MOST_PINNED = 5


@frozen
class Reactions:
    """The actions of one user on statuses."""

    state: State
    user: User

    def boost(self, status: Status, params: Params) -> Status:
        """Boost a status; a second time gives the same boost."""
        status = status.proper
        if known := self._boost_of(status):
            return known
        own = status.user is self.user
        if status.visibility == "direct" or (
            status.visibility == "private" and not own
        ):
            raise not_allowed()
        visibility = visibility_of(self.user, params)
        boost = Status(
            self.state.next_id(),
            self.user,
            self.state.now,
            status.conversation,
            reblog=status,
            visibility="private" if status.visibility == "private" else visibility,
        )
        self.state.publish(boost)
        FanOut(self.state).posted(boost)
        self.state.notify("reblog", status.user, self.user, status)
        return boost

    def unboost(self, status: Status) -> bool:
        """Undo the boost of a status; return whether there was one."""
        boost = self._boost_of(status)
        if boost is not None:
            self._remove([boost])
            self.state.retract_notifications("reblog", self.user, status)
        return boost is not None

    def _boost_of(self, status: Status) -> Status | None:
        for known in self.state.statuses:
            if known.reblog is status and known.user is self.user:
                return known
        return None

    def favourite(self, status: Status) -> None:
        """Favourite a status; a second time changes nothing."""
        status = status.proper
        if self._mark(status, status.favourites):
            self.state.notify("favourite", status.user, self.user, status)

    def unfavourite(self, status: Status) -> None:
        status.favourites[:] = _without(status.favourites, self.user)
        self.state.retract_notifications("favourite", self.user, status)

    def bookmark(self, status: Status) -> None:
        """Bookmark a status; a second time changes nothing."""
        status = status.proper
        self._mark(status, status.bookmarks)

    def unbookmark(self, status: Status) -> None:
        status.bookmarks[:] = _without(status.bookmarks, self.user)

    def _mark(self, status: Status, marks: list[Mark]) -> bool:
        """Add a mark; return False if there was one already."""
        if any(mark.user is self.user for mark in marks):
            return False
        marks.append(Mark(self.state.next_number(), self.user, status))
        return True

    def pin(self, status: Status) -> None:
        """Pin a status to the user's profile."""
        problems: list[str] = []
        if status.reblog is not None:
            problems.append("A boost cannot be pinned")
        if status.user is not self.user:
            problems.append("Someone else's post cannot be pinned")
        if status.visibility == "direct":
            problems.append(
                "Posts that are only visible to mentioned users cannot be pinned"
            )
        own = [s for s in self.state.statuses if s.pinned and s.user is self.user]
        if len(own) >= MOST_PINNED:
            problems.append("You have already pinned the maximum number of posts")
        if problems:
            raise invalid(", ".join(problems))
        if status.pinned:
            raise ErrorResponse(422, "Duplicate record")
        status.pinned = True

    def unpin(self, status: Status) -> None:
        if status.user is self.user:
            status.pinned = False

    def mute(self, status: Status) -> None:
        """Mute the conversation of a status."""
        self.user.muted_conversations.add(status.conversation)

    def unmute(self, status: Status) -> None:
        self.user.muted_conversations.discard(status.conversation)

    def revoke(self, quoted: Status, quoting_id: str) -> Status:
        """Revoke a quote of one of the user's statuses.

        Returns:
            The quoting status.
        """
        quoting = self.state.status(quoting_id)
        if quoting is None or quoting.quote is not quoted:
            raise not_found()
        if quoted.user is not self.user:
            raise not_allowed()
        quoting.quote_state = "revoked"
        FanOut(self.state).edited(quoting)
        return quoting

    def delete(self, status: Status, params: Params) -> None:
        """Delete one of the user's statuses, its boosts and its notifications."""
        if status.user is not self.user:
            raise not_found()
        self.state.remove_from_conversations(status)
        boosts = [s for s in self.state.statuses if s.reblog is status]
        self._remove([status, *boosts])
        for item in [m for m in self.state.media if m.status is status]:
            item.status = None
            if flag(params, "delete_media"):
                self.state.media.remove(item)
        for other in self.state.statuses:
            if other.in_reply_to is status:
                other.in_reply_to = None

    def _remove(self, gone: list[Status]) -> None:
        fan_out = FanOut(self.state)
        reached = [(status, fan_out.reach_of_removal(status)) for status in gone]
        self.state.statuses[:] = [s for s in self.state.statuses if s not in gone]
        for user in self.state.users:
            for known in user.filters.values():
                user.filters[known.id] = known.without(gone)
        told = self.state.notifications
        self.state.remove_notifications(
            [notification for notification in told if notification.status in gone]
        )
        for status, channels in reached:
            self.state.bus.publish("delete", channels, status.id)


def _without(marks: list[Mark], user: User) -> list[Mark]:
    return [mark for mark in marks if mark.user is not user]
