"""Reading, following and featuring hashtags."""

from __future__ import annotations

from mastodon.return_types import FeaturedTag, Tag

from ._rows import row
from ._users import Users, ids, is_recent


@row
def tag(u: Users) -> None:
    u.bob.toot("#cats")
    found = u.ada.tag("cats")
    assert isinstance(found, Tag)
    assert (found.name, found.following) == ("cats", False)
    assert found.url == f"{u.url}/tags/cats"


@row
def tag_follow(u: Users) -> None:
    assert u.ada.tag_follow("cats").following is True
    status = u.bob.toot("#cats")
    assert ids(u.ada.timeline_home()) == ids([status])


@row
def tag_unfollow(u: Users) -> None:
    followed = u.ada.tag_follow("cats")
    assert u.ada.tag_unfollow(followed).following is False
    assert u.ada.followed_tags() == []


@row
def followed_tags(u: Users) -> None:
    for name in ("cats", "dogs", "owls"):
        u.ada.tag_follow(name)
    page = u.ada.followed_tags(limit=2)
    assert isinstance(page[0], Tag)
    found = [tag.name for tag in u.ada.fetch_remaining(page)]
    assert found == ["owls", "dogs", "cats"]


@row
def featured_tag_create(u: Users) -> None:
    u.ada.toot("#cats")
    made = u.ada.featured_tag_create("cats")
    assert isinstance(made, FeaturedTag)
    assert made.name == "cats"
    assert int(made.statuses_count) == 1


@row
def featured_tags(u: Users) -> None:
    made = u.ada.featured_tag_create("cats")
    (found,) = u.ada.featured_tags()
    assert isinstance(found, FeaturedTag)
    assert (found.id, found.name) == (made.id, "cats")


@row
def featured_tag_delete(u: Users) -> None:
    assert u.ada.featured_tag_delete(u.ada.featured_tag_create("cats")) is None
    assert u.ada.featured_tags() == []


@row
def featured_tag_suggestions(u: Users) -> None:
    u.ada.toot("#cats and #dogs")
    u.ada.featured_tag_create("dogs")
    (found,) = u.ada.featured_tag_suggestions()
    assert found.name == "cats"


@row
def account_featured_tags(u: Users) -> None:
    u.bob.toot("#cats")
    u.bob.featured_tag_create("cats")
    (found,) = u.ada.account_featured_tags(u.bob.me())
    assert found.name == "cats"
    assert found.url == f"{u.url}/@bob/tagged/cats"


@row(since=(4, 4))
def tag_feature(u: Users) -> None:
    assert u.ada.tag_feature("cats").featuring is True
    assert [tag.name for tag in u.ada.featured_tags()] == ["cats"]


@row(since=(4, 4))
def tag_unfeature(u: Users) -> None:
    u.ada.tag_feature("cats")
    assert u.ada.tag_unfeature("cats").featuring is False
    assert u.ada.featured_tags() == []


@row
def featured_tags__have_the_time_of_their_last_use(u: Users) -> None:
    u.ada.toot("#cats")
    u.ada.featured_tag_create("cats")
    (found,) = u.ada.featured_tags()
    assert found.last_status_at.date() == u.instance.now.date()
    assert is_recent(u.ada.timeline_hashtag("cats")[0].created_at)
