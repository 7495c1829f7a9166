"""Hashtags: finding, following and featuring them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import frozen

from ._responses import invalid, not_found
from ._text import TAG, hashtags_of
from .state import FeaturedTag, State, Status, Tag, TagFollow, User

MOST_FEATURED = 10
_MOST_SUGGESTED = 10


def tags_of(state: State, content: str) -> list[str]:
    """Get the lower-case names of the hashtags in a text, and create new ones."""
    names = (state.tag(name).name for name in hashtags_of(content))
    return list(dict.fromkeys(names))


def tag_named(state: State, name: str) -> Tag:
    """Get a hashtag by name, even if it was never used.

    Raises:
        ErrorResponse: the name is not valid for a hashtag.
    """
    if not TAG.fullmatch(name):
        raise not_found()
    return state.tags.get(name.lower()) or Tag("", name.lower(), name)


def uses_of(state: State, tag: Tag) -> Iterator[tuple[datetime, User]]:
    """Yield when and by which account a hashtag was used in public, with boosts."""
    for status in state.statuses:
        public = status.visibility == status.proper.visibility == "public"
        if public and tag.name in status.proper.tags:
            yield status.created_at, status.user


def posts_with(state: State, user: User, tag: Tag) -> list[Status]:
    """List an account's public and unlisted statuses with a hashtag."""
    return [
        status
        for status in state.statuses
        if status.user is user
        and tag.name in status.tags
        and status.visibility in {"public", "unlisted"}
    ]


@frozen
class Tagging:
    """The hashtags that one user follows and features."""

    state: State
    user: User

    def follow(self, name: str) -> Tag:
        """Follow a hashtag: its new statuses are in the home feed from now on."""
        tag = self._known(name)
        if all(follow.tag is not tag for follow in self.user.followed_tags):
            follow = TagFollow(self.state.next_number(), tag, self.state.next_id())
            self.user.followed_tags.append(follow)
        return tag

    def unfollow(self, name: str) -> Tag:
        tag = tag_named(self.state, name)
        followed = self.user.followed_tags
        followed[:] = [follow for follow in followed if follow.tag is not tag]
        return tag

    def feature(self, name: str) -> FeaturedTag:
        """Feature a hashtag on the profile.

        Raises:
            ErrorResponse: the name is not valid, is featured already, or there are too
                many featured hashtags.
        """
        name = name.strip().removeprefix("#")
        if not name:
            raise invalid("Name can't be blank")
        if not TAG.fullmatch(name):
            raise invalid("Name is invalid")
        if self._featured(name) is not None:
            raise invalid("Name has already been taken")
        if len(self.user.featured_tags) >= MOST_FEATURED:
            raise invalid("You have already featured the maximum number of hashtags")
        number, tag = self.state.next_number(), self.state.tag(name)
        made = FeaturedTag(number, tag, name, self.state.now)
        self.user.featured_tags.append(made)
        return made

    def feature_by_name(self, name: str) -> Tag:
        """Feature a hashtag on the profile; a second time changes nothing."""
        tag = self._known(name)
        if self._featured(name) is None:
            self.feature(name)
        return tag

    def unfeature(self, id: str) -> None:
        """Remove a featured hashtag by id.

        Raises:
            ErrorResponse: the hashtag is not featured.
        """
        found = [one for one in self.user.featured_tags if one.id == id]
        if not found:
            raise not_found()
        self.user.featured_tags.remove(found[0])

    def unfeature_by_name(self, name: str) -> Tag:
        tag = tag_named(self.state, name)
        featured = self.user.featured_tags
        featured[:] = [one for one in featured if one.tag is not tag]
        return tag

    def suggested(self) -> list[Tag]:
        """List the hashtags that the user posts with most and doesn't feature."""
        own = [s for s in self.state.statuses if s.user is self.user]
        return self._most_used(own)

    def _most_used(self, statuses: Iterable[Status]) -> list[Tag]:
        counts = Counter(name for status in statuses for name in status.tags)
        names = [name for name, _ in counts.most_common()]
        left = [name for name in names if self._featured(name) is None]
        return [self.state.tags[name] for name in left[:_MOST_SUGGESTED]]

    def _known(self, name: str) -> Tag:
        tag_named(self.state, name)
        return self.state.tag(name)

    def _featured(self, name: str) -> FeaturedTag | None:
        for one in self.user.featured_tags:
            if one.tag.name == name.lower():
                return one
        return None
