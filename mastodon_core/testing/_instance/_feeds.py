"""Home feeds, list timelines and hashtag timelines."""

from __future__ import annotations

from attrs import frozen

from .state import List, State, Status, User, may_see


@frozen
class Feeds:
    """The timelines of one user."""

    state: State
    user: User

    def home(self) -> list[Status]:
        return [s for s in self.state.statuses if self.is_in_home(s)]

    def of_list(self, wanted: List) -> list[Status]:
        return [s for s in self.state.statuses if self.is_in_list(s, wanted)]

    def is_in_home(self, status: Status) -> bool:
        if status.user is self.user:
            return True
        lists = [a for a in self.state.lists if a.owner is self.user and a.exclusive]
        if any(status.user in exclusive.accounts for exclusive in lists):
            return False
        return self._is_for_followers(status) or self._has_followed_tag(status)

    def _has_followed_tag(self, status: Status) -> bool:
        """Whether a status is in the home feed for a followed hashtag."""
        involved = [status.user, *status.mentions]
        return (
            status.visibility == "public"
            and not any(self.user.hides(person.id) for person in involved)
            and may_see(self.user, status)
            and any(
                follow.tag.name in status.tags and int(follow.after) < int(status.id)
                for follow in self.user.followed_tags
            )
        )

    def is_in_list(self, status: Status, wanted: List) -> bool:
        if status.user not in wanted.accounts or not self._shows_reply(status, wanted):
            return False
        own = status.user is self.user and status.visibility != "direct"
        return own or self._is_for_followers(status)

    def _is_for_followers(self, status: Status) -> bool:
        user = self.user
        if user.id in status.dropped_for:
            return False
        follow = user.following.get(status.user.id)
        involved = [status.user, status.proper.user, *status.proper.mentions]
        if any(user.hides(other.id) for other in involved):
            return False
        if not may_see(user, status.proper):
            return False
        if follow is None or not may_see(user, status) or status.visibility == "direct":
            return False
        if status.reblog is not None and not follow.reblogs:
            return False
        if follow.languages and status.language not in follow.languages:
            return False
        to = status.in_reply_to
        known = to is None or to.user in {user, status.user}
        return known or (to is not None and to.user.id in user.following)

    def _shows_reply(self, status: Status, wanted: List) -> bool:
        """Whether a list shows a status, as far as its replies policy decides."""
        to = status.in_reply_to
        if to is None or to.user in {status.user, wanted.owner}:
            return True
        if wanted.replies_policy == "list":
            return to.user in wanted.accounts
        return wanted.replies_policy == "followed"


def tagged(
    state: State, names: list[str], every: list[str], none: list[str]
) -> list[Status]:
    """List public statuses by hashtag.

    Args:
        names: With at least one of these.
        every: And all of these.
        none: And none of these.
    """

    def wanted(status: Status) -> bool:
        has = set(status.tags)
        return (
            status.visibility == "public"
            and not has.isdisjoint(names)
            and has.issuperset(every)
            and has.isdisjoint(none)
        )

    return [status for status in state.statuses if wanted(status)]
