"""Hashtags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from .._tags import posts_with, uses_of
from ..state import FeaturedTag, Tag, User
from ._base import Json, Rendering

_DAYS = 7


@frozen
class Tags(Rendering):
    def tag(self, tag: Tag) -> Json:
        found: Json = {
            "id": tag.id,
            "name": tag.display_name,
            "url": f"{self.base_url}/tags/{tag.name}",
            "history": self.history(uses_of(self.state, tag)),
        }
        if self.viewer is not None:
            follows, features = self.viewer.followed_tags, self.viewer.featured_tags
            found["following"] = any(follow.tag is tag for follow in follows)
            if self.version >= (4, 4):
                found["featuring"] = any(one.tag is tag for one in features)
        return found

    def history(self, uses: Iterable[tuple[datetime, User]]) -> list[Json]:
        """Render the uses on each of the last seven days, today first."""
        by_day = [(moment.date(), user.id) for moment, user in uses]
        today = self.state.now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [today - timedelta(days=ago) for ago in range(_DAYS)]
        return [
            {
                "day": str(int(day.timestamp())),
                "accounts": str(len({by for at, by in by_day if at == day.date()})),
                "uses": str(sum(at == day.date() for at, _ in by_day)),
            }
            for day in days
        ]

    def featured_tag(self, owner: User, featured: FeaturedTag) -> Json:
        posts = posts_with(self.state, owner, featured.tag)
        last = posts[-1].created_at.date().isoformat() if posts else None
        return {
            "id": featured.id,
            "name": featured.name,
            "url": f"{self.profile_url(owner)}/tagged/{featured.tag.name}",
            "statuses_count": str(len(posts)),
            "last_status_at": last,
        }
